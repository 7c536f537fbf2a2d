from dataclasses import replace

import pytest

from orgs.models import AuditEvent, StoredFile
from personnel.dossier import actions
from personnel.dossier.sections import SECTIONS
from personnel.models import DossierEntry, EntryAttachment
from tests.factories.dossier import VALUES, attach, entry, owner_seat
from tests.factories.personnel import PersonFactory
from tests.parallel import in_parallel
from titleplatform.kit.refusals import Refused
from titleplatform.kit.uploads import CheckedFile

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return PersonFactory()


def save(person, section, by=None, **kwargs):
    kwargs.setdefault("values", VALUES[section])
    return actions.save_entry(by=by or owner_seat(person), person=person, section=SECTIONS[section], **kwargs)


def png(text):
    return CheckedFile(b"\x89PNG" + text.encode(), f"{ord(text[0]):064x}", "png", f"{text}.png")


def names(person):
    return list(DossierEntry.objects.filter(person=person).values_list("data__name", flat=True))


def test_rows_are_added_at_the_end_and_changed_in_place(person):
    first = save(person, "papers", values=VALUES["papers"] | {"name": "甲"}, remark="见附件")
    save(person, "papers", values=VALUES["papers"] | {"name": "乙"}, files=[("cover", png("封"))])
    save(person, "papers", entry=first, values=VALUES["papers"] | {"name": "丙"})
    assert names(person) == ["丙", "乙"]
    assert list(DossierEntry.objects.values_list("position", "remark")) == [(1, ""), (2, "")]
    assert EntryAttachment.objects.get().name == "封.png"
    assert StoredFile.objects.get().size == 7
    assert [(event.verb, event.detail["栏目"]) for event in AuditEvent.objects.all()] == [("填写个人档案", "论文")] * 3


def test_nobody_writes_anothers_record(person):
    row, stranger = entry(person, "papers"), owner_seat(PersonFactory())
    with pytest.raises(Refused, match="只由申报人本人填写"):
        save(person, "papers", by=stranger)
    for refused in (actions.delete_entry, lambda **kwargs: actions.move_entry(to=1, **kwargs)):
        with pytest.raises(Refused, match="只由申报人本人填写"):
            refused(by=stranger, entry=row)
    assert DossierEntry.objects.count() == 1


def test_a_section_without_rows_has_one_record_and_writes_home_what_lives_elsewhere(person):
    values = VALUES["person"] | {"phone": "13900000000", "email": "li@example.com", "current_title": "高级工程师"}
    save(person, "person", values=values)
    save(person, "person", values=values | {"party": "01"})
    row = DossierEntry.objects.get()
    person.refresh_from_db()
    assert row.data == VALUES["person"] | {"party": "01"}
    assert (person.account.phone, person.account.email, person.current_title) == (
        "13900000000",
        "li@example.com",
        "高级工程师",
    )
    assert all(person.account.id_number not in str(event.detail) for event in AuditEvent.objects.all())


def test_a_single_proof_is_replaced_others_are_added_and_the_same_bytes_never_twice(person):
    row = save(person, "person", files=[("photo", png("旧")), ("identity", png("证"))])
    save(person, "person", files=[("photo", png("新")), ("identity", png("证")), ("identity", png("反"))])
    assert sorted(row.attachments.values_list("kind", "name")) == [
        ("identity", "反.png"),
        ("identity", "证.png"),
        ("photo", "新.png"),
    ]
    save(person, "person", remove=[row.attachments.get(kind="photo").pk])
    assert list(row.attachments.values_list("kind", flat=True)) == ["identity", "identity"]


def test_ids_of_foreign_proofs_remove_nothing(person):
    foreign = attach(entry(PersonFactory(), "papers"), "cover")
    save(person, "papers", remove=[foreign.pk])
    assert EntryAttachment.objects.get() == foreign


def test_a_draft_goes_into_the_one_record_and_leaves_one_audit_row_a_session(person):
    seat = replace(owner_seat(person), session="甲")
    for text in ("任现职", "任现职以来"):
        actions.save_draft(by=seat, person=person, section=SECTIONS["summary"], values={"text": text})
    assert DossierEntry.objects.get().data == {"text": "任现职以来"}
    assert AuditEvent.objects.get().verb == "自动保存个人档案"
    actions.save_draft(
        by=replace(seat, session="乙"), person=person, section=SECTIONS["summary"], values={"text": "任现职"}
    )
    assert AuditEvent.objects.count() == 2


@pytest.mark.parametrize(
    ("row", "to", "order"),
    [(1, 2, "乙甲丙"), (2, 3, "甲丙乙"), (3, 1, "丙甲乙"), (1, 1, "甲乙丙"), (1, 99, "乙丙甲"), (3, 0, "丙甲乙")],
)
def test_a_row_is_moved_to_a_place_and_a_second_click_changes_nothing(person, row, to, order):
    rows = [entry(person, "papers", name=name, position=n) for n, name in enumerate("甲乙丙", 1)]
    for _ in range(2):
        actions.move_entry(by=owner_seat(person), entry=rows[row - 1], to=to)
        assert "".join(names(person)) == order


def test_deleting_a_row_keeps_the_bytes_for_submitted_rounds(person):
    row = entry(person, "papers", attachments=["cover"])
    actions.delete_entry(by=owner_seat(person), entry=row)
    assert (DossierEntry.objects.count(), EntryAttachment.objects.count(), StoredFile.objects.count()) == (0, 0, 1)
    event = AuditEvent.objects.get()
    assert (event.verb, event.subject_label) == (
        "删除档案记录",
        "论文：城市深基坑逆作法施工变形控制研究　岩土工程学报　CN 32-1124/TU",
    )


@pytest.mark.django_db(transaction=True)
def test_two_windows_at_once_keep_one_record_and_different_places():
    person = PersonFactory()
    seat = owner_seat(person)

    def work(number):
        actions.save_draft(by=seat, person=person, section=SECTIONS["summary"], values={"text": str(number)})
        return save(person, "papers", by=seat)

    assert [error for error in in_parallel(work, 4) if isinstance(error, Exception)] == []
    assert DossierEntry.objects.filter(section_key="summary").count() == 1
    assert list(DossierEntry.objects.filter(section_key="papers").values_list("position", flat=True)) == [1, 2, 3, 4]
