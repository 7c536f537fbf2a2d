import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from personnel.dossier.sections import archive_sections
from personnel.models import DossierEntry
from tests import pages
from tests.counting import expect_queries
from tests.factories.dossier import VALUES, attach, entry, full_dossier
from tests.factories.files import PNG
from tests.factories.orgs import AccountFactory, UnitFactory
from tests.factories.personnel import PersonFactory

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"personnel:{name}", args=args)


@pytest.fixture
def person():
    return PersonFactory()


@pytest.fixture
def owner(client, person):
    client.force_login(person.account)
    return client


def text_of(response):
    return response.content.decode()


def test_the_list_of_sections_says_what_is_missing(owner, person):
    entry(person, "papers", attachments=["cover", "contents", "text"])
    page = text_of(owner.get(url("dossier")))
    assert all(section.label in page for section in archive_sections())
    assert "申报信息" not in page
    assert "论文第 1 篇没有检索页" in page
    assert page.index("论文第 1 篇没有检索页") < page.index("不足 90 学时")


def test_a_row_is_added_with_its_proof_changed_and_deleted(owner, person):
    typed = VALUES["papers"] | {"file_index": SimpleUploadedFile("检索页.png", PNG), "remark": "首发"}
    response = owner.post(url("dossier_add", "papers"), typed)
    assert response.headers["Location"] == url("dossier_section", "papers")
    row = DossierEntry.objects.get()
    assert (row.data, row.remark) == (VALUES["papers"] | {"pages": VALUES["papers"]["pages"]}, "首发")
    page = text_of(owner.get(url("dossier_section", "papers")))
    assert "城市深基坑逆作法施工变形控制研究" in page
    file = row.attachments.get()
    served = owner.get(url("dossier_file", file.file.sha256))
    assert (served.getvalue(), served.headers["Content-Type"]) == (PNG, "image/png")
    owner.post(url("dossier_change", row.pk), VALUES["papers"] | {"name": "改后的题目", "remove": [file.pk]})
    row.refresh_from_db()
    assert (row.data["name"], row.attachments.count(), row.remark) == ("改后的题目", 0, "")
    assert owner.get(url("dossier_file", file.file.sha256)).status_code == 404
    owner.post(url("dossier_delete", row.pk))
    assert not DossierEntry.objects.exists()


def test_several_rows_are_added_one_after_the_other(owner):
    address = url("dossier_add", "training")
    assert "保存，再添加" in text_of(owner.get(address))
    assert owner.post(address, VALUES["training"] | {"again": "yes"}).headers["Location"] == address
    assert owner.post(address, VALUES["training"]).headers["Location"] == url("dossier_section", "training")
    assert DossierEntry.objects.count() == 2
    assert "保存，再添加" not in text_of(owner.get(url("dossier_add", "person")))


def test_nothing_typed_is_lost_after_an_error(owner):
    page = text_of(owner.post(url("dossier_add", "papers"), VALUES["papers"] | {"name": "", "journal": "岩土力学"}))
    assert "请填写题目。" in page
    assert 'value="岩土力学"' in page
    assert not DossierEntry.objects.exists()


def test_a_double_click_adds_one_row(owner):
    typed = VALUES["awards"] | {"once": "a" * 32}
    for _ in range(2):
        assert owner.post(url("dossier_add", "awards"), typed).headers["Location"] == url("dossier_section", "awards")
    assert DossierEntry.objects.count() == 1


def test_the_only_record_of_a_section_is_filled_and_filled_again(owner, person):
    values = {key: value for key, value in VALUES["person"].items() if key != "assessment"} | {"phone": "13900000000"}
    owner.post(url("dossier_add", "person"), values)
    owner.post(url("dossier_add", "person"), values | {"party": "01"})
    assert DossierEntry.objects.get().data["party"] == "01"
    page = text_of(owner.get(url("dossier_section", "person")))
    assert "中共党员" in page
    assert person.account.id_number_masked in page
    assert person.account.id_number not in page


def test_rows_are_sorted_by_buttons_without_script(owner, person):
    first, second = (entry(person, "papers", name=name, position=n) for n, name in enumerate("甲乙", 1))
    page = text_of(owner.get(url("dossier_section", "papers")))
    assert f'action="{url("dossier_move", first.pk)}"' in page
    response = owner.post(url("dossier_move", first.pk), {"to": "2"})
    assert response.headers["Location"] == url("dossier_section", "papers")
    assert list(DossierEntry.objects.values_list("pk", flat=True)) == [second.pk, first.pk]


def test_a_long_text_saves_itself_and_says_when_it_is_too_long(owner):
    form = text_of(owner.get(url("dossier_add", "summary")))
    assert f'hx-post="{url("dossier_draft", "summary")}"' in form
    draft = url("dossier_draft", "summary")
    assert "已自动保存，共 5 字" in pages.text_of(owner.post(draft, {"text": "任现职以来"}))
    assert "最多 3000 字，现在是 3001 字" in pages.text_of(owner.post(draft, {"text": "字" * 3001}))
    assert DossierEntry.objects.get().data == {"text": "任现职以来"}
    assert owner.post(url("dossier_draft", "person"), {"party": "01"}).status_code == 404
    assert owner.post(url("dossier_draft", "others"), {"brief": "x"}).status_code == 404


def test_anothers_record_does_not_exist_for_anybody_else(client, person):
    row = entry(person, "papers")
    file = attach(row, "cover")
    pages = [
        ("dossier_change", row.pk),
        ("dossier_delete", row.pk),
        ("dossier_file", file.file.sha256),
    ]
    client.force_login(person.account)
    assert [client.get(url(*page)).status_code for page in pages] == [200, 200, 200]
    client.force_login(PersonFactory().account)
    assert [client.get(url(*page)).status_code for page in pages] == [404, 404, 404]
    assert client.post(url("dossier_move", row.pk), {"to": "1"}).status_code == 404
    assert client.post(url("dossier_delete", row.pk)).status_code == 404
    assert DossierEntry.objects.filter(pk=row.pk).exists()
    client.force_login(AccountFactory(unit=UnitFactory()))
    refused = client.get(url("dossier"))
    assert refused.status_code == 403
    assert "个人档案只由申报人本人填写" in text_of(refused)


@pytest.mark.parametrize("name", ["nothing", "application"])
def test_sections_that_are_not_of_the_archive_have_no_page(owner, name):
    assert owner.get(url("dossier_section", name)).status_code == 404
    assert owner.post(url("dossier_add", name), {}).status_code == 404


def test_every_section_has_its_pages(client):
    person = full_dossier()
    client.force_login(person.account)
    for section in archive_sections():
        assert section.label in text_of(client.get(url("dossier_section", section.key)))
        assert f"{section.label}" in text_of(client.get(url("dossier_add", section.key)))
    for row in person.entries.all():
        assert "保存" in text_of(client.get(url("dossier_change", row.pk)))


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow_with_rows(owner, person, rows):
    for n in range(rows):
        entry(person, "papers", name=f"第 {n} 篇", attachments=["cover", "index"])
    owner.get(url("dossier"))  # the first request of a session also writes when it was seen
    expect_queries(owner, url("dossier_section", "papers"), queries=4)
    expect_queries(owner, url("dossier"), queries=4)
