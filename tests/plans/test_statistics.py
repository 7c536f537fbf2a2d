"""申报计划统计: page and Excel against sums made by hand from the raw ledger rows, for three nodes."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from orgs import tree
from orgs.models import Kind
from plans import actions
from plans.models import QuotaEntry
from tests.factories.orgs import AccountFactory, UnitFactory, handler, province
from tests.factories.personnel import title
from tests.factories.plans import passed_plan
from tests.plans.test_actions import run_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """Two cities; in the first a department with two employers and an employer directly below."""
    city, other = (UnitFactory(kind=Kind.CITY, parent=province()) for _ in range(2))
    department = UnitFactory(kind=Kind.DEPARTMENT, parent=city)
    units = [
        UnitFactory(parent=department),
        UnitFactory(parent=department),
        UnitFactory(parent=city),
        UnitFactory(parent=other),
    ]
    for number, unit in enumerate(units, 1):
        passed_plan(unit, rows=[("高级工程师", 20, 1, number + 1), ("工程师", 20, 1, 2)])
        run = run_of(unit)
        actions.reserve(by=handler(unit), unit=unit, year=2026, title=title("高级工程师"), run=run)
        if number % 2:
            actions.consume(by=handler(unit), run=run)
    return {"province": province(), "city": city, "employer": units[0]}


def by_hand(node):
    """[planned, applied, passed, remaining] from the raw rows."""
    entries = [e for e in QuotaEntry.objects.select_related("line__unit") if tree.is_within(e.line.unit, node)]
    amount = lambda kind: sum(e.amount for e in entries if e.kind == kind)  # noqa: E731
    applied = amount("reserved") - amount("released")
    return [amount("granted"), applied, amount("consumed"), amount("granted") - applied]


@pytest.mark.parametrize(("name", "groups"), [("province", 2), ("city", 2), ("employer", 1)])
def test_page_and_excel_equal_the_raw_rows(world, client, name, groups):
    node = type(world["city"]).objects.get(pk=world[name].pk)
    client.force_login(AccountFactory(unit=province(), kind="unit_admin"))
    address = reverse("plans:statistics")
    page = client.get(address, {"node": node.pk, "year": 2026})
    rows = page.context["rows"]
    total = page.context["total"]
    assert [total.planned, total.applied, total.passed, total.remaining] == by_hand(node)
    assert len({row.unit for row in rows}) == groups
    sheet = load_workbook(
        io.BytesIO(client.get(address, {"node": node.pk, "year": 2026, "_export": "xlsx"}).content)
    ).active
    cells = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=4, max_row=3 + len(rows))]
    assert [line[4:] for line in cells] == [
        [r.figures.planned, r.figures.applied, r.figures.passed, r.figures.remaining] for r in rows
    ]
    assert [sum(column) for column in zip(*(line[4:] for line in cells), strict=True)] == by_hand(node)
    assert str(node) in sheet["A2"].value


def test_only_the_own_subtree(world, client):
    client.force_login(AccountFactory(unit=world["city"], kind="unit_admin"))
    address = reverse("plans:statistics")
    assert client.get(address, {"node": world["province"].pk}).status_code == 404
    page = client.get(address, {"year": 2026})
    assert page.context["total"].planned == by_hand(world["city"])[0] < by_hand(world["province"])[0]
    assert client.get(address, {"year": 2020}).context["rows"] == []


def test_queries_do_not_grow(world, client, django_assert_num_queries):
    client.force_login(AccountFactory(unit=province(), kind="unit_admin"))
    address = reverse("plans:statistics")
    client.get(address, {"year": 2026})
    with django_assert_num_queries(12):
        client.get(address, {"year": 2026})
    passed_plan(UnitFactory(parent=UnitFactory(kind=Kind.CITY, parent=province())))
    with django_assert_num_queries(12):
        client.get(address, {"year": 2026})


def test_a_year_that_is_no_number_is_this_year(world, client):
    client.force_login(AccountFactory(unit=province(), kind="unit_admin"))
    asked = client.get(reverse("plans:statistics"), {"year": "²²²²"})
    assert asked.context["year"] == client.get(reverse("plans:statistics")).context["year"]
