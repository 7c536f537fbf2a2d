"""Files outlive the errors of their form: uploaded when they are chosen, held when the form comes back without script."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from orgs.models import AuditEvent, HeldUpload, Kind, StoredFile
from orgs.models.held import AT_MOST
from personnel.models import DossierEntry
from tests.factories.dossier import VALUES
from tests.factories.files import PNG, pdf_upload
from tests.factories.orgs import UnitFactory, client_of, province
from tests.factories.personnel import PersonFactory, reviewer, title
from tests.pages import hidden_of, html_of, once_of, text_of
from titleplatform.kit.held import sealed
from titleplatform.kit.uploads import FileRule
from titleplatform.tidy import STEPS

pytestmark = pytest.mark.django_db
PAPER = reverse("personnel:dossier_add", args=["papers"])
PROOFS = ("cover", "contents", "text", "index")


@pytest.fixture
def owner():
    return client_of(PersonFactory().account)


def hold(client, file, name="file_cover", address=None):
    """As the script sends a file that was just chosen."""
    address = address or html_of(client.get(PAPER)).xpath(f'//input[@name="{name}"]/@hx-post')[0]
    return client.post(address, {name: file})


def test_four_files_and_every_error_come_back_together_without_script(owner):
    files = {f"file_{kind}": pdf_upload(f"{kind}.pdf") for kind in PROOFS}
    files["file_index"] = SimpleUploadedFile("检索页.pdf", b"no pdf")
    typed = VALUES["papers"] | {"name": "", "date": "2030-13"}
    back = owner.post(PAPER, typed | files)
    assert "有 3 处需要更正" in text_of(back)
    assert "已填内容都保留着" in text_of(back)
    assert "文件请重新选择" not in text_of(back)
    kept = {name: value for name, value in hidden_of(back).items() if name.endswith("-held")}
    assert set(kept) == {f"file_{kind}-held" for kind in PROOFS[:3]}
    assert [f"已上传： {kind}.pdf" in text_of(back) for kind in PROOFS] == [True, True, True, False]
    again = owner.post(PAPER, typed | kept)  # another error: the same tokens
    assert {name: hidden_of(again)[name] for name in kept} == kept
    assert HeldUpload.objects.count() == 3
    owner.post(PAPER, VALUES["papers"] | kept | {"file_index": SimpleUploadedFile("检索页.png", PNG)})
    row = DossierEntry.objects.get()
    assert sorted(row.attachments.values_list("kind", "name")) == [
        ("contents", "contents.pdf"),
        ("cover", "cover.pdf"),
        ("index", "检索页.png"),
        ("text", "text.pdf"),
    ]


def test_a_chosen_file_goes_up_at_once_checked_by_the_rule_of_its_field(owner):
    answer = hold(owner, pdf_upload("封面.pdf"))
    assert "已上传： 封面.pdf" in text_of(answer)
    assert AuditEvent.objects.get(verb="上传文件").subject_label == "封面.pdf"
    (token,) = hidden_of(answer).items()
    wrong = hold(owner, SimpleUploadedFile("假.pdf", b"MZ"))
    assert ("这里只接收 PDF、JPG、PNG" in text_of(wrong), HeldUpload.objects.count()) == (True, 1)
    page = owner.get(PAPER)
    owner.post(PAPER, VALUES["papers"] | dict([token]) | {"once": once_of(page)})
    assert DossierEntry.objects.get().attachments.get().name == "封面.pdf"
    own_rule = html_of(page).xpath('//input[@name="file_cover"]/@hx-post')[0]
    for address in (own_rule.replace("rule=", "rule=x"), reverse("hold_file")):
        assert hold(owner, pdf_upload("封面.pdf"), address=address).status_code == 400
    assert owner.get(reverse("hold_file")).status_code == 405
    assert HeldUpload.objects.count() == 1


def test_a_token_serves_its_owner_its_rule_and_its_time(owner):
    (token,) = hidden_of(hold(owner, SimpleUploadedFile("封面.png", PNG))).items()
    typed = VALUES["papers"] | dict([token])
    expired = "上传的文件已过期，请重新选择。"
    assert expired in text_of(client_of(PersonFactory().account).post(PAPER, typed))
    held = HeldUpload.objects.get()
    other = {"name": "file_photo", "rule": sealed(FileRule())}
    address = f"{reverse('hold_file')}?name={other['name']}&rule={other['rule']}"
    (photo,) = hidden_of(hold(owner, SimpleUploadedFile("照片.png", PNG), "file_photo", address)).items()
    person = reverse("personnel:dossier_add", args=["person"])
    assert expired in text_of(owner.post(person, VALUES["person"] | dict([photo])))  # a photo has a rule of its own
    HeldUpload.objects.filter(pk=held.pk).update(kept_until=timezone.now() - timedelta(seconds=1))
    assert expired in text_of(owner.post(PAPER, typed))
    assert not DossierEntry.objects.exists()
    step = next(step for step in STEPS if step.name == "held_files")
    assert (step.remove(), HeldUpload.objects.count()) == (1, 1)
    assert (
        StoredFile.objects.filter(sha256=held.file.sha256).unreferenced().count() == 0
    )  # the other one holds the same bytes


def test_of_one_account_the_newest_wait(owner):
    account = hold(owner, pdf_upload("0.pdf")).wsgi_request.user
    one = HeldUpload.objects.get()
    more = [HeldUpload(token=f"t{n}", owner=account, file=one.file, kept_until=one.kept_until) for n in range(AT_MOST)]
    HeldUpload.objects.bulk_create(more)
    hold(owner, pdf_upload("1.pdf"))
    assert HeldUpload.objects.count() == AT_MOST
    assert not HeldUpload.objects.filter(pk=one.pk).exists()


def test_a_form_that_is_shown_again_unchecked_keeps_its_file():
    """【再加一行】 of a plan."""
    desk = client_of(reviewer(employer(), is_handler=True).account)
    address = reverse("plans:add")
    (token,) = hidden_of(hold(desk, pdf_upload("计划.pdf"), "pdf", plan_pdf_of(desk.get(address)))).items()
    more = desk.post(address, {"more": "1", "rows-TOTAL_FORMS": "1", "rows-INITIAL_FORMS": "0"} | dict([token]))
    assert (hidden_of(more)[token[0]], "已上传： 计划.pdf" in text_of(more)) == (token[1], True)


def employer():
    title()  # a scope needs a series
    return UnitFactory(parent=UnitFactory(kind=Kind.CITY, parent=province()))


def plan_pdf_of(page):
    return html_of(page).xpath('//input[@name="pdf"]/@hx-post')[0]
