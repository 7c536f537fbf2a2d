"""申报计划统计: page and Excel against sums made by hand from the raw ledger rows, for three nodes."""

import io
from itertools import product

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from orgs import tree
from orgs.models import Kind
from personnel.models import Series
from plans import actions
from plans.models import QuotaEntry, QuotaLine
from plans.statistics import Figures, Grouping
from plans.views import statistics as views
from tests.counting import expect_queries
from tests.factories.orgs import AccountFactory, UnitFactory, handler, province
from tests.factories.personnel import title
from tests.factories.plans import passed_plan, run_of
from tests.pages import table_of, text_of

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
        actions.recommend(by=handler(unit), unit=unit, year=2026, title=title("高级工程师"), run=run)
        if number % 2:
            actions.consume(by=handler(unit), run=run)
    for unit in units:  # as the survivor of a merger has it that brought no places
        QuotaLine.objects.create(unit=unit, year=2026, title=title("副教授"))
    return {"province": province(), "city": city, "employer": units[0]}


def by_hand(node, kept=lambda title: True):
    """[planned, applied, passed, remaining] from the raw rows."""
    entries = [
        e
        for e in QuotaEntry.objects.select_related("line__unit", "line__title__series")
        if tree.is_within(e.line.unit, node) and kept(e.line.title)
    ]
    amount = lambda kind: sum(e.amount for e in entries if e.kind == kind)  # noqa: E731
    applied = amount("reserved") - amount("released")
    return [amount("granted"), applied, amount("consumed"), amount("granted") - applied]


def numbers_of(figures):
    return [figures.planned, figures.applied, figures.passed, figures.remaining]


def cells_of(answer):
    """(note, heading, rows) of the sheet, without the line of totals."""
    note, heading, *rows = [[cell.value for cell in line] for line in load_workbook(io.BytesIO(answer.content)).active][
        1:
    ]
    assert [cell for cell in rows[-1] if str(cell).startswith("=SUM")] != [] or len(rows) == 1
    return note[0], heading, rows[:-1]


@pytest.mark.parametrize(("name", "groups"), [("province", 2), ("city", 2), ("employer", 1)])
def test_page_and_excel_equal_the_raw_rows(world, client, name, groups, monkeypatch):
    node = type(world["city"]).objects.get(pk=world[name].pk)
    client.force_login(AccountFactory(unit=province(), kind="unit_admin"))
    address = reverse("plans:statistics")
    page = client.get(address, {"node": node.pk, "year": 2026})
    rows = page.context["rows"]
    assert numbers_of(page.context["total"]) == by_hand(node)
    assert len({row.unit for row in rows}) == groups
    assert all(row.figures.planned for row in rows)
    note, heading, cells = cells_of(client.get(address, {"node": node.pk, "year": 2026, "_export": "xlsx"}))
    assert heading == ["单位编码", "单位", "系列", "级别", "计划人数", "已占用", "已通过", "剩余"]
    assert [line[4:] for line in cells] == [numbers_of(row.figures) for row in rows]
    assert [sum(column) for column in zip(*(line[4:] for line in cells), strict=True)] == by_hand(node)
    assert note == f"{node}及以下　2026 年度　仅统计已通过的申报计划"
    monkeypatch.setattr(views, "SHOWN", 1)
    page = client.get(address, {"node": node.pk, "year": 2026})
    assert (page.context["rows"], page.context["left_out"]) == (rows[:1], len(rows) - 1)
    assert numbers_of(page.context["total"]) == by_hand(node)
    assert (f"另有 {len(rows) - 1} 行没有列出" in text_of(page)) == (len(rows) > 1)


def test_however_narrowed_and_summed_the_total_is_that_of_the_raw_rows(world, client):
    client.force_login(AccountFactory(unit=province(), kind="unit_admin"))
    passed_plan(UnitFactory(parent=world["city"]), rows=[("副教授", 9, 1, 4)])
    for group, level, series in product(Grouping, ["", "deputy_senior", "full_senior"], ["", "05", "01"]):
        check_page_and_sheet(client, group, level, series)


def check_page_and_sheet(client, group, level, series):
    pk = Series.objects.get(code=series).pk if series else ""
    asked = {"year": 2026, "group": group.value, "level": level, "series": pk}
    page = client.get(reverse("plans:statistics"), asked)
    raw = by_hand(province(), lambda title: level in ("", title.level) and series in ("", title.series.code))
    rows = page.context["rows"]
    assert numbers_of(page.context["total"]) == raw
    assert numbers_of(sum((row.figures for row in rows), Figures())) == raw
    assert bool(rows) == any(raw)
    keys = [tuple(str(getattr(row, name)) for name in group.fields) for row in rows]
    assert len(set(keys)) == len(keys)
    _, heading, cells = cells_of(client.get(reverse("plans:statistics"), asked | {"_export": "xlsx"}))
    if "unit" in group.fields:
        heading, cells = heading[1:], [line[1:] for line in cells]  # the sheet has the unit's code too
    assert [tuple(line[:-4]) for line in cells] == keys
    assert [line[-4:] for line in cells] == [numbers_of(row.figures) for row in rows]
    table = table_of(page)
    if rows:
        assert list(table[0]) == heading
        assert [list(line.values()) for line in table[: len(rows)]] == [list(map(str, line)) for line in cells]
        assert {bar.label for bar in page.context["bars"]} == {key[0] for key in keys}


def test_only_the_own_subtree(world, client):
    client.force_login(AccountFactory(unit=world["city"], kind="unit_admin"))
    address = reverse("plans:statistics")
    assert client.get(address, {"node": world["province"].pk}).status_code == 404
    page = client.get(address, {"year": 2026})
    assert page.context["total"].planned == by_hand(world["city"])[0] < by_hand(world["province"])[0]
    assert client.get(address, {"year": 2020}).context["rows"] == []


def test_queries_do_not_grow(world, client):
    client.force_login(AccountFactory(unit=province(), kind="unit_admin"))
    address = reverse("plans:statistics")
    client.get(address, {"year": 2026})
    expect_queries(client, address, {"year": 2026}, queries=8)
    passed_plan(UnitFactory(parent=UnitFactory(kind=Kind.CITY, parent=province())))
    expect_queries(client, address, {"year": 2026}, queries=8)


def test_a_year_that_is_no_number_is_this_year(world, client):
    client.force_login(AccountFactory(unit=province(), kind="unit_admin"))
    asked = client.get(reverse("plans:statistics"), {"year": "²²²²"})
    assert asked.context["year"] == client.get(reverse("plans:statistics")).context["year"]
