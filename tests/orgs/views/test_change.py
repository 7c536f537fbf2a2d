"""Adding and changing lower units: pages with values, refusals with the same words as the buttons, nothing typed lost."""

import pytest
from django.urls import reverse

from orgs.models import Account, AccountKind, Kind, Unit
from orgs.passwords import matches
from orgs.states import UnitState
from tests.factories.orgs import AccountFactory, UnitFactory, administrator, client_of, province, unit_with_admin
from tests.pages import (
    error_at,
    first_words_of,
    hidden_of,
    html_of,
    messages_of,
    once_of,
    reason_beside,
    table_of,
    text_of,
)

pytestmark = pytest.mark.django_db
UNITS = reverse("orgs:units")
PAGES = ("change", "contact", "password", "move", "disable", "enable", "delete")
NEW = {
    "kind": "department",
    "name": "洛阳市卫健委",
    "certificate_name": "",
    "credit_code": "１２４１００００４１６０００００４ｑ",
    "nature": "government",
    "contact_name": "孙立平",
    "contact_phone": "138 0000 2716",
    "contact_email": "a@example.cn",
}


def links_of(page, within):
    """(first words, classes) of the links inside."""
    links = html_of(page).xpath(f'//*[@id="{within}"]//a[contains(@href, "to=")]')
    return [(first_words_of(each), each.get("class", "")) for each in links]


def test_before_the_province_is_loaded_there_is_nothing_to_add_below():
    client = client_of(administrator())
    addresses = (UNITS, reverse("orgs:unit_create"))
    assert [client.get(address).status_code for address in addresses] == [404, 404]
    province()
    assert [client.get(address).status_code for address in addresses] == [200, 200]


def url(page, unit):
    return reverse(f"orgs:unit_{page}", args=[unit.pk])


@pytest.fixture
def city():
    return unit_with_admin(kind=Kind.CITY, code="410300", name="洛阳市职改办")


@pytest.fixture
def client(city):
    return client_of(city.administrator)


@pytest.fixture
def department(city):
    return unit_with_admin(kind=Kind.DEPARTMENT, parent=city, name="洛阳市教育局")


def test_add_shows_account_and_initial_password(city, client):
    address = reverse("orgs:unit_create") + f"?parent={city.pk}"
    back = f"{UNITS}?node={city.pk}&kind=department"
    form = client.get(address, headers={"referer": f"http://testserver{back}"})
    assert "编码将为 410300001（主管部门）、4103000000001（用人单位），即管理员账号" in text_of(form)
    assert f'name="back" value="{back}"'.replace("&", "&amp;") in form.content.decode()
    sent = NEW | {"once": once_of(form), "back": back}
    response = client.post(address, sent)
    unit = Unit.objects.get(name="洛阳市卫健委")
    assert (unit.code, unit.certificate_name, unit.credit_code, unit.contact_phone) == (
        "410300001",
        "洛阳市卫健委",
        "12410000416000004Q",
        "13800002716",
    )
    assert "已添加“洛阳市卫健委”，单位编码即管理员账号。" in text_of(response)
    assert table_of(response) == [{"账号": "410300001", "初始密码": "000000"}]
    assert "no-store" in response["Cache-Control"]
    assert f'href="{back}"'.replace("&", "&amp;") in response.content.decode()
    again = client.post(address, sent)  # a double click
    assert (table_of(again), "初始密码已显示过，不再显示。" in text_of(again)) == ([], True)
    assert f'href="{url("password", unit)}"' in again.content.decode()
    assert Unit.objects.filter(name="洛阳市卫健委").count() == 1
    assert Account.objects.filter(kind=AccountKind.UNIT_ADMIN).count() == 2


def test_mistakes_stand_at_their_fields_and_nothing_typed_is_lost(city, client, department):
    address = reverse("orgs:unit_create") + f"?parent={city.pk}"
    typed = NEW | {"name": department.name, "credit_code": "12410000416000004P", "contact_phone": "12345"}
    page = client.post(address, typed)
    assert page.status_code == 200
    assert set(page.context["form"].errors) == {"name", "credit_code", "contact_phone"}
    assert "第 18 位校验码与前 17 位不符" in text_of(page)
    for value in ("洛阳市教育局", "12410000416000004P", "12345", "孙立平", "a@example.cn"):
        assert f'value="{value}"' in page.content.decode()
    page = client.post(address, NEW | {"name": department.name})
    assert page.context["form"].errors == {"name": ["洛阳市职改办之下已有同名单位“洛阳市教育局”。"]}
    assert Unit.objects.count() == 3


def test_add_in_a_dialog(city, client):
    address = reverse("orgs:unit_create") + f"?parent={city.pk}"
    htmx = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{UNITS}?node={city.pk}"}
    fragment = client.get(address, headers=htmx).content.decode()
    assert fragment.startswith("<form")
    assert f'hx-post="{address}"' in fragment
    assert client.post(address, NEW | {"contact_phone": "1"}, headers=htmx).content.decode().startswith("<form")
    shown = client.post(address, NEW, headers=htmx)
    assert shown.content.decode().startswith('<div class="dialog__form">')
    assert f'href="{UNITS}?node={city.pk}"' in shown.content.decode()
    assert table_of(shown) == [{"账号": "410300001", "初始密码": "000000"}]


def test_the_way_back_never_leaves_the_site(city, client):
    address = reverse("orgs:unit_create") + f"?parent={city.pk}"
    shown = client.post(address, NEW | {"back": "https://example.org/"})
    assert shown.status_code == 200
    assert "example.org" not in shown.content.decode()
    department = Unit.objects.get(name="洛阳市卫健委")
    changed = {"administrator_name": "何静", "back": "https://example.org/"}
    assert client.post(url("contact", department), changed)["Location"] == "/"


def test_change_and_contact(client, department):
    assert 'value="洛阳市教育局"' in client.get(url("change", department)).content.decode()
    new = {"name": "洛阳市教体局", "certificate_name": "洛阳市教育局", "kind": "department"}
    UnitFactory(kind=Kind.DEPARTMENT, parent=department.superior, name="洛阳市水利局")
    taken = client.post(url("change", department), new | {"name": "洛阳市水利局"})
    assert error_at(taken, "name") == f"{department.superior}之下已有同名单位“洛阳市水利局”。"
    assert "证书打印单位名称要一起改吗？" in error_at(taken, "certificate_name")
    asked = client.post(url("change", department), new)
    assert "证书打印单位名称要一起改吗？" in error_at(asked, "certificate_name")
    assert "证书打印单位名称不变，仍为“洛阳市教育局”" in text_of(asked)
    client.post(url("change", department), new | {"keeps_certificate_name": "on"})
    department.refresh_from_db()
    assert (department.name, department.certificate_name) == ("洛阳市教体局", "洛阳市教育局")
    new = {"name": "洛阳市教体局", "certificate_name": "洛阳市教体局", "kind": "department"}
    client.post(url("change", department), new)
    contact = {"administrator_name": "何静", "contact_phone": "139 0000 0458", "contact_email": "b@example.cn"}
    client.post(url("contact", department), contact)
    department.refresh_from_db()
    assert (department.name, department.administrator.name, department.contact_phone, department.contact_email) == (
        "洛阳市教体局",
        "何静",
        "13900000458",
        "b@example.cn",
    )
    assert 'value="何静"' in client.get(url("contact", department)).content.decode()


def test_reset_password(client, department):
    account = department.administrator
    account.set_password("Own-Word-2026")
    account.save()
    assert department.code in text_of(client.get(url("password", department)))
    account.refresh_from_db()
    assert matches(account, "Own-Word-2026")  # looking changes nothing
    response = client.post(url("password", department))
    assert "“洛阳市教育局”管理员账号的密码已恢复为初始密码，请告知该单位；下次登录须修改。" in text_of(response)
    assert table_of(response) == [{"账号": department.code, "初始密码": "000000"}]
    account.refresh_from_db()
    assert matches(account, "000000")


def test_move_previews_what_moves_before_it_moves(city, client, department):
    target = UnitFactory(kind=Kind.DEPARTMENT, parent=city, name="洛阳市卫健委")
    school = UnitFactory(parent=department, name="一中")
    UnitFactory(kind=Kind.SUBUNIT, parent=school, name="一中东校区")
    AccountFactory(unit=school, kind=AccountKind.REVIEWER)
    preview = client.post(url("move", school), {"parent": target.code})
    assert preview.status_code == 200
    for words in (
        f"将移动到“洛阳市卫健委”（{target.code}）之下。",
        "随它移动的下级单位有 1 个：一中东校区。",
        "1 名审查人员 一并移动",
        "确定移动",
    ):
        assert words in text_of(preview)
    school.refresh_from_db()
    assert school.parent == department
    response = client.post(url("move", school), {"parent": target.code, "confirmed": target.code})
    assert messages_of(client, response) == ["已将“一中”移动到“洛阳市卫健委”之下。"]
    school.refresh_from_db()
    assert school.parent == target


def test_the_new_parent_is_picked_in_the_tree_or_among_what_was_searched(city, client, department):
    county = UnitFactory(kind=Kind.COUNTY, parent=city, name="老城区职改办")
    target = UnitFactory(kind=Kind.DEPARTMENT, parent=county, name="老城区教体局")
    foreign = UnitFactory(kind=Kind.DEPARTMENT, parent=UnitFactory(kind=Kind.CITY), name="开封市教体局")
    school = UnitFactory(parent=department, name="一中")
    UnitFactory(kind=Kind.SUBUNIT, parent=school, name="一中东校区")
    address, units = url("move", school), f"{UNITS}?node={department.pk}"

    def offered(page):
        return {text: "pick" in classes for text, classes in links_of(page, "unit-picker")}

    first = client.get(address, headers={"Referer": f"http://testserver{units}"})
    assert offered(first) == {city.name: True, "老城区职改办": True, "洛阳市教育局": False}
    (step,) = html_of(first).xpath('//*[@id="unit-picker"]//a[text()="老城区职改办"]/@href')
    opened = client.get(address + step)
    assert offered(opened)["老城区教体局"]
    assert (hidden_of(opened)["back"], opened.context["form"]["parent"].value()) == (units, county.code)
    assert client.get(address, {"to": foreign.pk}).status_code == 404
    for found in (client.post(address, {"parent": "jtj", "look": "yes"}), client.get(address, {"parent": "教体局"})):
        assert list(offered(found)) == ["老城区教体局"]
    assert client.post(address, {"parent": "洛" * 60_000, "look": "yes"}).context["found"] == []
    picked = client.get(address, {"to": target.pk})
    assert "新的上级单位：老城区教体局" in text_of(picked)
    assert "确定移动" in text_of(client.post(address, {"parent": picked.context["form"]["parent"].value()}))
    school.refresh_from_db()
    assert school.parent == department


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "请输入新的上级单位。"),
        ("没有这个", "没有编码或名称是“没有这个”的单位"),
        ("开封市职改办", "没有编码或名称是“开封市职改办”的单位"),  # of another branch: as if it did not exist
        ("重名局", "有多个单位叫“重名局”，请输入编码"),
    ],
)
def test_move_says_what_is_wrong_with_the_parent(city, client, department, typed, words):
    UnitFactory(kind=Kind.CITY, name="开封市职改办")
    for parent in (city, UnitFactory(kind=Kind.COUNTY, parent=city)):
        UnitFactory(kind=Kind.DEPARTMENT, parent=parent, name="重名局")
    school = UnitFactory(parent=department)
    page = client.post(url("move", school), {"parent": typed})
    assert words in page.context["form"].errors["parent"][0]
    into_itself = client.post(url("move", school), {"parent": school.code, "confirmed": school.code})
    assert list(into_itself.context["form"].errors) == ["parent"]


def test_disable_enable_delete(client, department):
    school = unit_with_admin(parent=department, name="一中")
    assert "可以随时【启用】。该单位下的 1 个下级单位 保留。" in text_of(client.get(url("disable", department)))
    assert messages_of(client, client.post(url("disable", department))) == ["已停用“洛阳市教育局”。"]
    department.refresh_from_db()
    assert department.state == UnitState.DISABLED
    own = client_of(department.administrator)
    assert messages_of(own, own.get(UNITS)) == ["本单位已停用，请联系上级单位。"]
    enabled = client.post(url("enable", department))
    assert messages_of(client, enabled) == ["已启用“洛阳市教育局”，现在是“已启用”。"]
    department.refresh_from_db()
    assert department.state == UnitState.ACTIVE
    other = unit_with_admin(parent=department, name="二中")
    for gone, back in ((school, reverse("orgs:unit", args=[school.pk])), (other, f"{UNITS}?node={other.pk}")):
        response = client.post(url("delete", gone), {"back": back})
        assert response["Location"] == f"{UNITS}?node={department.pk}"
        assert not Unit.objects.filter(pk=gone.pk).exists()


def test_what_a_button_says_is_what_forcing_it_says(city, client, department):
    UnitFactory(parent=department)
    UnitFactory(parent=department)
    AccountFactory(unit=department, kind=AccountKind.REVIEWER)
    words = "该单位下有 2 个下级单位、1 名审查人员，不能删除；不再使用的可以【停用】或【撤并】。"
    assert reason_beside(client.get(reverse("orgs:unit", args=[department.pk])), "删除") == words
    assert words in text_of(client.get(UNITS, {"node": department.pk}))
    for send in (client.get, client.post):
        response = send(url("delete", department))
        assert response.status_code == 403
        assert words in text_of(response)
    in_dialog = client.get(url("delete", department), headers={"HX-Request": "true"})
    assert (in_dialog.status_code, in_dialog["HX-Retarget"]) == (403, "#dialog")
    assert words in text_of(in_dialog)
    for name in PAGES:
        assert "这里只能管理下级单位；本单位的信息在【单位信息维护】中填写。" in text_of(client.post(url(name, city)))
    assert "该单位没有停用。" in text_of(client.post(url("enable", department)))


@pytest.mark.parametrize("name", PAGES)
def test_a_unit_of_another_branch_is_not_found(client, name):
    other = unit_with_admin(kind=Kind.CITY)
    assert client.get(url(name, other)).status_code == 404
    assert client.post(url(name, other)).status_code == 404


def test_adding_below_another_branch_is_not_found(client):
    other = UnitFactory(kind=Kind.CITY)
    assert client.post(reverse("orgs:unit_create") + f"?parent={other.pk}", NEW).status_code == 404
    assert not Unit.objects.filter(name="洛阳市卫健委").exists()
