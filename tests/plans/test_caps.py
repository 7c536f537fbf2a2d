"""指标上限: who may set one, which holds, what it makes of a plan's rows."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from orgs import tree
from orgs.models import AuditEvent, Kind
from personnel.models import Level
from plans import actions
from plans.models import Cap, Plan
from plans.queries import caps_on, check_rows
from tests.factories.orgs import UnitFactory, admin_seat, handler, leader, province
from tests.factories.personnel import title
from tests.factories.plans import draft_plan, pass_plan_here
from titleplatform.kit.refusals import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def line():
    """(city, department, employer)."""
    city = UnitFactory(kind=Kind.CITY, parent=province())
    department = UnitFactory(kind=Kind.DEPARTMENT, parent=city)
    employer = UnitFactory(parent=department)
    tree.refresh(city, department)
    return city, department, employer


def set_cap(upper, unit, number, *, name="高级工程师", year=2026):
    wanted = title(name)
    return actions.set_cap(
        by=handler(upper), unit=unit, year=year, series=wanted.series, level=wanted.level, number=number
    )


def reasons(plan):
    """What is said of each row of the plan."""
    rows = list(plan.rows.select_related("title"))
    return [check.reasons for check in check_rows([(plan, rows)])[0]]


def test_a_unit_above_sets_it_for_units_that_hand_in_plans(line):
    city, department, employer = line
    assert set_cap(province(), employer, 5).set_by == province()
    assert set_cap(department, employer, 4).number == 4
    other = UnitFactory(parent=UnitFactory(kind=Kind.CITY, parent=province()))
    for upper, unit, reason in (
        (city, other, "只能给下级单位"),
        (employer, department, "只能给下级单位"),
        (employer, employer, "只能给下级单位"),
        (province(), city, "不上报申报计划"),
    ):
        with pytest.raises(Refused, match=reason):
            set_cap(upper, unit, 1)
    admin, wanted = admin_seat(city), title()
    with pytest.raises(Refused, match="只有经办人和负责人"):
        actions.set_cap(by=admin, unit=employer, year=2026, series=wanted.series, level=wanted.level, number=1)
    assert Cap.objects.count() == 2


def test_set_a_second_time_it_changes_and_the_audit_keeps_both(line):
    city, _, employer = line
    set_cap(city, employer, 5)
    set_cap(city, employer, 3)
    assert Cap.objects.get().number == 3
    kept = AuditEvent.objects.filter(verb="设置指标").order_by("pk").values_list("detail", flat=True)
    assert [(each["原人数"], each["人数"]) for each in kept] == [(None, 5), (5, 3)]
    with pytest.raises(Refused, match=f"由{city}设置"):
        actions.remove_cap(by=handler(province()), cap=Cap.objects.get())
    actions.remove_cap(by=leader(city), cap=Cap.objects.get())
    assert not Cap.objects.exists()


def test_only_for_levels_that_are_reviewed(line):
    city, _, employer = line
    series = next(
        each.series for each in type(title()).objects.select_related("series")
        if not type(each).objects.by_review().filter(series=each.series, level=Level.CLERK).exists()
    )  # fmt: skip
    with pytest.raises(ValidationError, match="没有以评审方式取得的员级职称"):
        actions.set_cap(by=handler(city), unit=employer, year=2026, series=series, level=Level.CLERK, number=1)


def test_the_database_takes_no_cap_of_a_unit_on_itself(line):
    city, _, employer = line
    cap = set_cap(city, employer, 5)
    with pytest.raises(IntegrityError), transaction.atomic():
        Cap.objects.filter(pk=cap.pk).update(set_by=employer)


def test_the_smallest_holds_and_the_line_says_whose(line):
    city, department, employer = line
    plan = draft_plan(employer, rows=[("高级工程师", 10, 7, 3), ("工程师", 10, 1, 2)])
    assert reasons(plan) == [[], []]
    set_cap(province(), employer, 2)
    set_cap(city, employer, 1)
    set_cap(department, employer, 9)
    said = [f"{city}指标 1，本计划同系列同级别申报 3，超 2"]
    assert reasons(plan) == [said, []]
    assert reasons(draft_plan(UnitFactory(parent=department), name="别家")) == [[]]
    assert reasons(draft_plan(employer, name="明年", year=2027)) == [[]]


def test_a_former_upper_units_cap_ends_with_the_move(line):
    city, _, employer = line
    set_cap(city, employer, 1)
    assert len(caps_on([employer.pk], [2026])) == 1
    other = UnitFactory(kind=Kind.DEPARTMENT, parent=UnitFactory(kind=Kind.CITY, parent=province()))
    tree.move(employer, parent=other)
    assert caps_on([employer.pk], [2026]) == {}


def test_rows_of_one_series_and_level_and_other_plans_count_together(line):
    city, _, employer = line
    set_cap(city, employer, 4)
    first = draft_plan(employer, rows=[("高级工程师", 10, 7, 3)])
    second = draft_plan(employer, name="补充", rows=[("高级工程师", 10, 1, 2)])
    assert (reasons(first), reasons(second)) == ([[]], [[]])  # what is not handed in counts for nobody else
    actions.submit_plan(by=leader(employer), plan=first)
    first.refresh_from_db()
    assert reasons(first) == [[]]
    assert reasons(second) == [[f"{city}指标 4，本计划同系列同级别申报 2，其他计划 3，超 1"]]
    while first.state == "in_review":
        pass_plan_here(first)
        first = Plan.objects.get(pk=first.pk)
    assert reasons(second) == [[f"{city}指标 4，本计划同系列同级别申报 2，其他计划 3，超 1"]]
    assert Cap.objects.with_asked().get().asked == 3


def test_queries_do_not_grow(line, django_assert_num_queries):
    city, _, employer = line
    set_cap(city, employer, 1)
    plans = [draft_plan(employer, name=str(number)) for number in range(3)]
    pairs = [(plan, list(plan.rows.select_related("title"))) for plan in plans]
    for some in (pairs[:1], pairs):
        with django_assert_num_queries(1):
            assert [check.over_cap for checks in check_rows(some) for check in checks] == [2] * len(some)


def test_visible_to(line):
    city, department, employer = line
    own, sibling = set_cap(city, department, 5), set_cap(city, employer, 5)
    assert set(Cap.objects.visible_to(handler(city))) == {own, sibling}
    assert set(Cap.objects.visible_to(handler(department))) == {own, sibling}
    assert set(Cap.objects.visible_to(admin_seat(employer))) == {sibling}
    assert not Cap.objects.visible_to(handler(UnitFactory(parent=department))).exists()
