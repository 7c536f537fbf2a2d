"""What was handed in stays as it was, to the byte, whatever becomes of the record: on the reviewer's pages, the applicant's page and
the printed form."""

import hashlib
import io
import re
from datetime import date

import pytest
from django.urls import reverse
from PIL import Image

from orgs.chain.words import Verdict
from orgs.models import Kind as UnitKind
from personnel.dossier import actions as dossier
from personnel.dossier.declare import Kind
from personnel.dossier.sections import SECTIONS, archive_sections
from personnel.models import DossierEntry, EntryAttachment
from review import actions
from review.models import Application, PrintedForm
from review.prints import Form
from review.queries import decisions_of, hand_in_of
from tests.factories.orgs import UnitFactory, client_of, province
from tests.factories.personnel import reviewer
from tests.factories.review import CommitteeFactory, applicant, returned, seat_of, submitted
from tests.pages import text_of
from titleplatform.kit.identity import synthetic_id
from titleplatform.kit.uploads import CheckedFile

pytestmark = pytest.mark.django_db
TOKENS = re.compile(r'(csrf-?token|csrfmiddlewaretoken|once)"([^>]*?)"[\w-]{32,}"', re.IGNORECASE)


@pytest.fixture
def application():
    """At the employer's 经办人, every section with a row, every kind of proof attached."""
    city = UnitFactory(kind=UnitKind.CITY, parent=province())
    person = applicant(UnitFactory(parent=city))
    dossier.save_entry(
        by=seat_of(person), person=person, section=SECTIONS["person"], values={}, files=[("photo", picture("white"))]
    )
    return submitted(person.unit, person=person, committee=CommitteeFactory(host=city))


@pytest.fixture
def desk(application):
    client = client_of(reviewer(application.unit, is_handler=True).account)
    client.get(reverse("review:case", args=[application.pk]))  # whoever opens it first leaves a mark
    return client


def changed(field, value):
    """Another value for a field of the record."""
    if field.kind is Kind.YES_NO:
        return not value
    if field.kind is Kind.CHOICE:
        return next(code for code, _ in field.choices if code != value)
    if field.kind is Kind.YEARLY:
        return {year: changed_code(field, (value or {}).get(year)) for year in map(str, range(2021, 2026))}
    fixed = {Kind.DATE: "2001-02-03", Kind.MONTH: "2001-02", Kind.YEAR: 2025, Kind.NUMBER: 7, Kind.DECIMAL: "7.7"}
    return fixed.get(field.kind) or f"改后的{field.label}"


def changed_code(field, code):
    return next(each for each, _ in field.choices if each != code)


def picture(colour):
    content = io.BytesIO()
    Image.new("RGB", (30, 42), colour).save(content, "PNG")
    data = content.getvalue()
    return CheckedFile(data, hashlib.sha256(data).hexdigest(), "png", f"{colour}.png")


def another_file(kind):
    if kind.key == "photo":
        return picture("black")
    content = f"%PDF-1.7 新的{kind.key}".encode()
    return CheckedFile(content, hashlib.sha256(content).hexdigest(), "pdf", f"新{kind.key}.pdf")


def change_everything(person):
    """Every field of every section, the ones the unit keeps as well, a remark on every row and another file for every file."""
    for section in archive_sections():
        for entry in person.entries.filter(section_key=section.key):
            values = {field.key: changed(field, entry.data.get(field.key)) for field in section.typed_fields}
            dossier.save_entry(
                by=seat_of(person),
                person=person,
                section=section,
                values=values,
                entry=entry,
                remark="改后的备注",
                files=[(kind.key, another_file(kind)) for kind in section.attachments],
                remove=entry.attachments.values_list("pk", flat=True),
            )
    person.refresh_from_db()
    person.birth_date = date(1979, 3, 4)
    person.gender = changed_code_of(person, "gender")
    person.save()
    account = person.account
    account.name, account.id_number = "改名", synthetic_id("411002", date(1979, 3, 4), 7)  # masked it differs too
    account.document_kind = changed_code_of(account, "document_kind")
    account.save()


def changed_code_of(row, name):
    return next(code for code, _ in row._meta.get_field(name).choices if code != getattr(row, name))


def delete_everything(person):
    for entry in DossierEntry.objects.filter(person=person):
        dossier.delete_entry(by=seat_of(person), entry=entry)
    assert not EntryAttachment.objects.exists()


def html_of(response):
    """The page without the tokens that every page has anew."""
    assert response.status_code == 200
    html, found = TOKENS.subn(r"\1\2", response.content.decode())
    assert found
    return html


def main_of(response):
    """Without the top bar, where the applicant's own name stands."""
    return re.search(r"<main.*</main>", html_of(response), re.DOTALL).group()


def everything_seen(application, desk):
    """{what: bytes} of all that shows this application."""
    owner = client_of(application.person.account)
    case, printed = (reverse(f"review:{name}", args=[application.pk]) for name in ("case", "print"))
    seen = {key: html_of(desk.get(case, {"area": key})) for key in application.spec.area_keys}
    seen["application"] = main_of(owner.get(reverse("review:application", args=[application.pk])))
    seen["printed"] = desk.get(printed).getvalue()
    seen["printed for the applicant"] = owner.get(printed).getvalue()
    return seen


def said_in(frozen):
    """{(section, number of the row, field): value} of what the record itself says in a snapshot."""
    return {
        (key, number, item["key"]): item["value"]
        for key in (section.key for section in archive_sections())
        for number, entry in enumerate(frozen["sections"][key]["entries"])
        for item in entry["fields"]
        if item["kind"] != Kind.COMPUTED.value
    }


def files_of(frozen):
    return [
        (key, file["kind"], file["sha256"])
        for key, section in frozen["sections"].items()
        for entry in section["entries"]
        for file in entry["attachments"]
    ]


@pytest.mark.parametrize(("damage", "left"), [(change_everything, set()), (delete_everything, {"person"})])
def test_what_was_handed_in_never_changes(application, desk, damage, left):
    """`left`: the sections where something still says the same; name and number of a person cannot be deleted."""
    frozen = application.snapshots.get().data
    assert {key for key, *_ in files_of(frozen)} == {key for key, section in SECTIONS.items() if section.archive}
    before = everything_seen(application, desk)
    addresses = [
        reverse("review:case_file", args=[application.pk, sha256]) for sha256 in {sha for *_, sha in files_of(frozen)}
    ]
    files = [desk.get(address).getvalue() for address in addresses]

    damage(application.person)
    application = Application.objects.get(pk=application.pk)
    live = application.freeze()
    unchanged = {each for each, value in said_in(frozen).items() if said_in(live).get(each) == value}
    assert {section for section, *_ in unchanged} == left
    assert not set(files_of(live)) & set(files_of(frozen))

    after = everything_seen(application, desk)
    assert [what for what in before if before[what] != after[what]] == []
    assert [desk.get(address).getvalue() for address in addresses] == files
    snapshot = application.snapshots.get()
    assert snapshot.data == frozen
    again = Form(application, snapshot.data, hand_in_of(application, 1), decisions_of(application, 1))
    assert again.pdf() == before["printed"]


def test_the_next_round_shows_the_changes_and_leaves_the_first_as_it_was(application, desk):
    everything_seen(application, desk)
    first, printed = application.snapshots.get(), PrintedForm.objects.get(variant="")
    content = printed.file.open().read()
    returned(application)
    change_everything(application.person)
    application = Application.objects.get(pk=application.pk)
    application.speciality, application.first_time, application.way = "结构工程", False, "transfer"
    owner = seat_of(application.person)
    actions.save_application(by=owner, application=application)
    actions.submit_application(by=owner, application=application, promised=True)
    application.refresh_from_db()

    old, new = application.snapshots.order_by("round")
    assert (old.pk, old.data, old.digest) == (first.pk, first.data, first.digest)
    assert [each for each, value in said_in(old.data).items() if said_in(new.data)[each] == value] == []
    assert application.run.steps.get(round=1, order=1).result == Verdict.RETURN
    page = desk.get(reverse("review:case", args=[application.pk]), {"area": "papers"})
    assert f"第 2 轮，{len(application.spec.area_keys)} 项有修改" in text_of(page)
    assert "改后的题目" in text_of(page)
    assert "城市深基坑逆作法施工变形控制研究" in text_of(page)  # struck out
    assert "改名" in text_of(page)
    assert "结构工程" in text_of(page)
    assert not application.run.steps.get(round=2, order=1).verdicts.exists()  # nothing to tick: everything changed
    reprinted = desk.get(reverse("review:print", args=[application.pk])).getvalue()
    assert reprinted != content
    printed.refresh_from_db()
    assert printed.file.open().read() == content
