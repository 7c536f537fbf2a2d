"""A row selected in a list: what can be done with it stands above the table and in its menu, and nothing is asked for the others."""

import pytest
from django.urls import reverse

from orgs.models import Kind
from tests.counting import expect_queries
from tests.factories.orgs import client_of, unit_with_admin
from tests.factories.personnel import PersonFactory, reviewer, title
from tests.factories.review import submitted
from tests.pages import html_of, text_of, words_of

pytestmark = pytest.mark.django_db


def bar_of(page):
    """(label, its address or None where it is closed) of the buttons above the table."""
    buttons = html_of(page).xpath('//*[@class="selection"]//*[contains(concat(" ", @class, " "), " btn ")]')
    return [(words_of(each), each.get("href")) for each in buttons]


def menu_of(page):
    return [words_of(each) for each in html_of(page).xpath("//a|//span[not(@class='menu__why')]")]


@pytest.fixture
def city():
    title()
    return unit_with_admin(kind=Kind.CITY, name="洛阳市职改办")


def lists(city):
    """(url name, whose, a row that may be deleted, one that may not, its labels above the table)."""
    department = unit_with_admin(kind=Kind.DEPARTMENT, parent=city, name="洛阳市教育局")
    school = unit_with_admin(parent=department, name="一中")
    acted = submitted(school).person
    judge = reviewer(school, is_handler=True)
    return [
        (
            "orgs:units",
            city,
            unit_with_admin(parent=department, name="二中"),
            department,
            ["添加", "修改", "删除", "编辑信息", "初始化密码", "更多"],
        ),
        (
            "personnel:reviewers",
            school,
            judge,
            None,
            ["添加", "修改", "删除", "停用", "设置角色", "设置角色审查权限", "初始化密码"],
        ),
        (
            "personnel:persons",
            school,
            PersonFactory(unit=school),
            acted,
            ["添加", "导入", "修改", "删除", "初始化密码", "查看证件号"],
        ),
    ]


def test_a_selected_row_has_its_verbs_above_the_table_and_in_its_menu(city):
    for name, unit, free, bound, labels in lists(city):
        address, client = reverse(name), client_of(unit.administrator)
        nothing = client.get(address)
        assert bar_of(nothing)[0][0] == "添加"
        assert "选定" in text_of(nothing)
        assert f"?on={free.pk}" in nothing.content.decode()
        page = client.get(address, {"on": free.pk, "sort": "pk"})
        assert [label for label, _ in bar_of(page)] == labels
        assert all(href for label, href in bar_of(page) if label != "更多"), name
        assert f"/{free.pk}/" in dict(bar_of(page))["修改"]
        assert html_of(page).xpath('//a[@aria-current="true"]/@id') == [f"pick-{free.pk}"]
        menu = client.get(address, {"menu": free.pk})
        assert "删除" in menu_of(menu)
        assert "<html" not in menu.content.decode()
        if bound:
            closed = client.get(address, {"on": bound.pk})
            assert dict(bar_of(closed))["删除"] is None
            why = words_of(*html_of(closed).cssselect(".selection .btn-whys"))
            assert why.startswith("【删除】")
            assert why.removeprefix("【删除】").strip() in text_of(client.get(address, {"menu": bound.pk}))


def test_a_row_of_others_or_one_that_is_gone_is_not_selected(city):
    other = unit_with_admin(kind=Kind.CITY)
    client, address = client_of(city.administrator), reverse("orgs:units")
    for pk in (other.pk, 0, "x"):
        assert [label for label, _ in bar_of(client.get(address, {"on": pk}))] == ["添加"]
        assert client.get(address, {"menu": pk}).status_code == 404


def test_a_unit_chosen_in_the_tree_is_selected_and_takes_what_is_added(city):
    department = unit_with_admin(kind=Kind.DEPARTMENT, parent=city)
    school = unit_with_admin(parent=department)
    client, address = client_of(city.administrator), reverse("orgs:units")
    for query, unit in (({"node": department.pk}, department), ({"node": department.pk, "on": school.pk}, school)):
        links = dict(bar_of(client.get(address, query)))
        assert links["添加"] == reverse("orgs:unit_create") + f"?parent={unit.pk}"
        assert links["修改"] == reverse("orgs:unit_change", args=[unit.pk])
        assert client.get(links["添加"]).context["form"]["superior"].value() == str(unit)


def test_the_queries_of_a_selected_row_do_not_grow_with_the_others(city):
    department = unit_with_admin(kind=Kind.DEPARTMENT, parent=city)
    school = unit_with_admin(parent=department)
    rows = {
        "personnel:reviewers": (lambda: reviewer(school, is_leader=True), 21),
        "personnel:persons": (lambda: PersonFactory(unit=school), 21),
    }
    client = client_of(school.administrator)
    for name, (make, queries) in rows.items():
        row = make()
        client.get(reverse(name))
        for _ in range(2):
            expect_queries(client, reverse(name), {"on": row.pk}, queries=queries)
            make()
