"""单位管理: tree, list, search, export, one unit."""

import pytest
from django.urls import reverse

from orgs.models import AccountKind, AuditEvent, Kind
from orgs.queries import LEVEL_SIZE
from orgs.states import UnitState
from orgs.views.browse import MOST_OPENED, OPENED
from tests.counting import expect_queries
from tests.factories.orgs import AccountFactory, UnitFactory, client_of, line_of_six, province, unit_with_admin
from tests.pages import html_of, reason_beside, table_of, text_of

pytestmark = pytest.mark.django_db
UNITS = reverse("orgs:units")


@pytest.fixture
def city():
    return unit_with_admin(kind=Kind.CITY, code="410300", name="洛阳市职改办")


@pytest.fixture
def client(city):
    return client_of(city.administrator)


def employer(parent, name, **more):
    return UnitFactory(parent=parent, name=name, kind=Kind.EMPLOYER, **more)


def test_the_list_shows_all_units_under_the_node(city, client):
    department = UnitFactory(kind=Kind.DEPARTMENT, parent=city, name="洛阳市卫健委")
    hospital = employer(
        department, "洛阳市中心医院", contact_name="孙立平", contact_phone="13800002716", state=UnitState.PENDING
    )
    UnitFactory(kind=Kind.CITY, name="开封市职改办")
    page = client.get(UNITS, {"node": department.pk})
    assert "洛阳市卫健委 及其下 1 个单位" in text_of(page)
    rows = table_of(page)
    assert [row["单位名称"] for row in rows] == ["洛阳市卫健委", "洛阳市中心医院"]
    assert rows[1] | {"操作": ""} == {
        "单位编码": hospital.code,
        "单位名称": "洛阳市中心医院",
        "单位类型": "用人单位",
        "上级单位": "洛阳市卫健委",
        "联系人": "孙立平",
        "联系人手机号": "13800002716",
        "状态": "待审核",
        "操作": "",
    }
    with_account = table_of(client.get(UNITS, {"node": department.pk, "hide": ""}))
    assert [row["管理员账号"] for row in with_account] == [department.code, hospital.code]
    whole = client.get(UNITS)
    assert [row["单位编码"] for row in table_of(whole)] == ["410300", "410300001", "4103000010001"]
    assert "开封" not in text_of(whole)


def test_another_branch_is_not_found(city, client):
    other = UnitFactory(kind=Kind.CITY)
    for url in (f"{UNITS}?node={other.pk}", reverse("orgs:unit", args=[other.pk]), f"{UNITS}?node=x"):
        assert client.get(url).status_code == 404
    assert client.get(reverse("orgs:unit_tree", args=[other.pk])).status_code == 404


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"text": "医院"}, ["洛阳市中医院", "洛阳市中心医院"]),
        ({"text": "lyszxyy"}, ["洛阳市中心医院"]),
        ({"text": "410300001"}, ["洛阳市卫健委", "洛阳市中医院", "洛阳市中心医院"]),
        ({"kind": "department"}, ["洛阳市卫健委"]),
        ({"state": "disabled"}, ["洛阳市中心医院"]),
        ({"text": "没有"}, []),
        ({"sort": "-code", "kind": "employer"}, ["洛阳市中心医院", "洛阳市中医院"]),
    ],
)
def test_filter_and_sort(city, client, query, names):
    department = UnitFactory(kind=Kind.DEPARTMENT, parent=city, name="洛阳市卫健委")
    employer(department, "洛阳市中医院")
    employer(department, "洛阳市中心医院", state=UnitState.DISABLED)
    assert [row["单位名称"] for row in table_of(client.get(UNITS, query))] == names


def test_pages_columns_and_a_page_size_from_the_address(city, client):
    for number in range(21):
        employer(city, f"单位{number:02d}")
    assert [len(table_of(client.get(UNITS, {"page": page}))) for page in (1, 2, 99)] == [20, 2, 2]
    assert len(table_of(client.get(UNITS, {"per_page": 50}))) == 22
    assert len(table_of(client.get(UNITS, {"per_page": 100000}))) == 20
    few = client.get(UNITS, {"hide": "account,superior"})
    assert set(table_of(few)[0]) == {"单位编码", "单位名称", "单位类型", "联系人", "联系人手机号", "状态", "操作"}


def test_export_is_the_same_table_and_leaves_a_trace(city, client, read_sheet):
    employer(city, "=1+1", contact_phone="13800002716")
    employer(city, "乙")
    response = client.get(UNITS, {"_export": "xlsx", "text": "=", "hide": "kind"})
    head, *rows = read_sheet(response.content)
    assert head == ["单位编码", "单位名称", "上级单位", "管理员账号", "联系人", "联系人手机号", "状态"]
    assert [row[1] for row in rows] == ["=1+1"]
    assert rows[0][5] == "13800002716"
    event = AuditEvent.objects.get(verb="导出")
    assert (event.account_id, event.detail) == (city.administrator.pk, {"表": "单位", "行数": 1})


def test_the_tree_loads_by_level_and_remembers_what_is_open():
    top, town, county, department, *_ = line_of_six().values()
    admin = AccountFactory(unit=top, kind=AccountKind.UNIT_ADMIN)
    client = client_of(admin)
    first = client.get(UNITS).context["nodes"][0]
    assert [each.unit for each in first.below] == [town]
    assert not first.below[0].is_open
    assert first.below[0].size == 4
    opened = client.get(reverse("orgs:unit_tree", args=[town.pk]), {"open": 1})
    assert county.name in text_of(opened)
    assert department.name not in text_of(opened)
    assert client.get(UNITS).context["nodes"][0].below[0].is_open
    client.get(reverse("orgs:unit_tree", args=[town.pk]), {"open": 0})
    assert not client.get(UNITS).context["nodes"][0].below[0].is_open
    by_link = client.get(UNITS, {"node": department.pk}).context["nodes"][
        0
    ]  # without script: a link opens the way to it
    assert by_link.below[0].below[0].below[0].unit == department
    page = client.get(UNITS)
    assert page.context["nodes"][0].below[0].below[0].is_open
    summaries = html_of(page).xpath('//ul[@id="unit-tree"]//summary')
    assert [each.get("aria-label") for each in summaries][:2] == [f"{top}的下级单位", f"{town}的下级单位"]
    assert not [link for each in summaries for link in each.xpath(".//a")]  # nothing to click inside what is clicked
    session = client.session
    session[OPENED] = list(range(10_000, 10_000 + MOST_OPENED))
    session.save()
    client.get(reverse("orgs:unit_tree", args=[town.pk]), {"open": 1})
    kept = client.session[OPENED]
    assert (len(kept), kept[0], kept[-1]) == (MOST_OPENED, 10_001, town.pk)


def test_a_long_level_is_cut_and_goes_on(city, client):
    for number in range(LEVEL_SIZE + 3):
        employer(city, f"单位{number:02d}")
    last = employer(city, "最后一个")
    node = client.get(UNITS).context["nodes"][0]
    assert (len(node.below), node.more) == (LEVEL_SIZE, 4)
    rest = client.get(reverse("orgs:unit_tree", args=[city.pk]), {"after": LEVEL_SIZE})
    assert [each.unit.name for each in rest.context["nodes"]] == ["单位30", "单位31", "单位32", "最后一个"]
    assert rest.context["more"] == 0
    here = client.get(UNITS, {"node": last.pk}).context["nodes"][0]
    assert here.below[-1].unit == last  # the chosen one is shown wherever it stands


def test_search_in_the_tree(city, client):
    department = UnitFactory(kind=Kind.DEPARTMENT, parent=city, name="洛阳市卫健委")
    UnitFactory(kind=Kind.DEPARTMENT, parent=UnitFactory(kind=Kind.CITY), name="开封市卫健委")
    for url in (reverse("orgs:unit_find"), UNITS):
        page = client.get(url, {"find": "swjw"})
        assert list(page.context["found"]) == [department]
        assert f"?node={department.pk}" in page.content.decode()
    assert "没有找到“没有”" in text_of(client.get(UNITS, {"find": "没有"}))


def test_one_unit_with_what_can_be_done(city, client):
    unit = employer(city, "洛阳人才中心", legal_representative="李明", contact_phone="13800002716")
    page = client.get(reverse("orgs:unit", args=[unit.pk]))
    for words in ("洛阳人才中心", "已启用", "李明", "13800002716", "没有上传"):
        assert words in text_of(page)
    assert reason_beside(page, "停用") is None
    own = client.get(reverse("orgs:unit", args=[city.pk]))
    for label in ("修改", "编辑信息", "初始化密码", "移动", "停用", "删除"):
        assert reason_beside(own, label) == "这里只能管理下级单位；本单位的信息在【单位信息维护】中填写。"


@pytest.mark.parametrize("kind", [AccountKind.REVIEWER, AccountKind.APPLICANT, AccountKind.AUDIT, AccountKind.SECURITY])
def test_others_are_refused(city, kind):
    account = AccountFactory(kind=kind, unit=None if kind in (AccountKind.AUDIT, AccountKind.SECURITY) else city)
    response = client_of(account).get(UNITS)
    assert response.status_code == 403
    assert "只有单位管理员和系统管理员可以操作。" in text_of(response)


def test_the_system_administrator_sees_the_province(city):
    UnitFactory(kind=Kind.CITY, name="开封市职改办")
    client = client_of(AccountFactory(kind=AccountKind.SYSTEM, unit=None))
    names = {row["单位名称"] for row in table_of(client.get(UNITS))}
    assert names == {province().name, "洛阳市职改办", "开封市职改办"}


def test_queries_do_not_grow_with_the_rows(city, client):
    department = UnitFactory(kind=Kind.DEPARTMENT, parent=city)
    UnitFactory(parent=department)
    address = {"node": department.pk, "kind": "employer"}
    client.get(UNITS, address)  # opens the node in the session
    assert len(table_of(expect_queries(client, UNITS, address, queries=7))) == 1
    for _ in range(2):
        UnitFactory(kind=Kind.SUBUNIT, parent=UnitFactory(parent=department))
    assert len(table_of(expect_queries(client, UNITS, address, queries=7))) == 3
