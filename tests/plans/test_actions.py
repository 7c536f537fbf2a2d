"""Plans from 新增 to quota."""

import pytest
from django.db import IntegrityError, transaction

from orgs.chain.engine import Outcome
from orgs.chain.words import Verdict
from orgs.models import Kind
from plans import actions
from plans.models import Plan, QuotaEntry, QuotaLine
from tests.factories.orgs import UnitFactory, admin_seat, handler, leader, line_of_six, province
from tests.factories.personnel import title
from tests.factories.plans import draft_plan, pass_plan_here, passed_plan, run_of
from titleplatform.kit.refusals import Refused, Stale

pytestmark = pytest.mark.django_db


@pytest.fixture
def employer():
    city = UnitFactory(kind=Kind.CITY, parent=province())
    return UnitFactory(parent=UnitFactory(kind=Kind.DEPARTMENT, parent=city))


def test_handler_to_leader_to_the_end_grants_the_quota_once():
    units = line_of_six()
    employer = units[Kind.EMPLOYER]
    plan = draft_plan(employer, rows=[("高级工程师", 10, 7, 3), ("工程师", 5, 1, 2)])
    actions.submit_plan(by=handler(employer), plan=plan)
    plan.refresh_from_db()
    assert (plan.state_label, plan.run.place) == ("已提交", f"{employer} · 负责人")
    assert [pass_plan_here(plan) for _ in range(9)] == [Outcome.ADVANCED] * 8 + [Outcome.PASSED]
    plan.refresh_from_db()
    assert plan.state_label == "已通过"
    sums = {line.title.name: line.granted for line in QuotaLine.objects.all()}
    assert sums == {"高级工程师": 3, "工程师": 2}


def test_a_plan_alone_and_a_list_of_plans_have_the_same_total(employer, django_assert_num_queries):
    draft_plan(employer, rows=[("高级工程师", 10, 7, 3), ("工程师", 5, 1, 2)])
    (alone,), (listed,) = Plan.objects.all(), Plan.objects.with_totals()
    with django_assert_num_queries(1):
        assert (alone.total, listed.total) == (5, 5)


def test_by_the_leader_it_goes_straight_to_the_upper_handler(employer):
    plan = draft_plan(employer)
    actions.submit_plan(by=leader(employer), plan=plan)
    plan.refresh_from_db()
    assert plan.run.place == f"{employer.superior} · 经办人"


def test_sent_back_it_can_be_changed_and_climbs_again_from_the_bottom(employer):
    own, above = leader(employer), handler(employer.superior)
    plan = draft_plan(employer, by=own)
    actions.submit_plan(by=own, plan=plan)
    plan.refresh_from_db()
    with pytest.raises(Refused, match="只有未提交或已撤回"):
        actions.save_plan(by=own, plan=plan, rows=[])
    step = plan.run.open_step().pk
    with pytest.raises(Refused, match="请写明理由"):
        actions.decide_plan(by=above, plan=plan, step_id=step, verdict=Verdict.RETURN)
    actions.decide_plan(by=above, plan=plan, step_id=step, verdict=Verdict.RETURN, reason="未盖章")
    plan.refresh_from_db()
    assert (plan.state_label, QuotaEntry.objects.count()) == ("已撤回", 0)
    with pytest.raises(Refused, match="曾经上报"):
        actions.delete_plan(by=own, plan=plan)
    actions.submit_plan(by=handler(employer), plan=plan)
    plan.refresh_from_db()
    assert (plan.run.round, plan.run.place) == (2, f"{employer} · 负责人")


def test_a_second_click_changes_nothing(employer):
    plan = draft_plan(employer)
    actions.submit_plan(by=leader(employer), plan=plan)
    with pytest.raises(Refused, match="已提交"):
        actions.submit_plan(by=leader(employer), plan=plan)
    plan.refresh_from_db()
    step, above = plan.run.open_step().pk, handler(employer.superior)
    actions.decide_plan(by=above, plan=plan, step_id=step, verdict=Verdict.PASS)
    with pytest.raises(Stale, match=above.account.name):
        actions.decide_plan(by=above, plan=plan, step_id=step, verdict=Verdict.PASS)
    plan.refresh_from_db()
    assert plan.run.place == f"{employer.superior} · 负责人"


def test_only_reviewers_of_the_unit_write_its_plans(employer):
    plan = draft_plan(employer)
    for other in (handler(employer.superior), admin_seat(employer)):
        with pytest.raises(Refused):
            actions.submit_plan(by=other, plan=plan)
    with pytest.raises(Refused, match="职改办负责审查"):
        draft_plan(province(), by=handler(province()))
    actions.delete_plan(by=handler(employer), plan=plan)
    assert not Plan.objects.exists()


def test_visible_to(employer):
    other = UnitFactory(parent=employer.superior)
    mine, theirs = draft_plan(employer), draft_plan(other, name="另一计划")
    above = handler(employer.superior)
    assert list(Plan.objects.visible_to(handler(employer))) == [mine]
    assert list(Plan.objects.visible_to(above)) == []
    actions.submit_plan(by=leader(other), plan=theirs)
    assert list(Plan.objects.visible_to(above)) == [theirs]
    assert list(Plan.objects.visible_to(admin_seat(employer.superior))) == [theirs]
    assert list(Plan.objects.visible_to(admin_seat(employer))) == [mine]


def test_quota_is_reserved_released_and_consumed(employer):
    passed_plan(employer, rows=[("高级工程师", 3, 1, 1)])
    by, wanted = handler(employer), title("高级工程师")
    first, second = run_of(employer), run_of(employer)
    actions.recommend(by=by, run=first, unit=employer, year=2026, title=wanted)
    actions.recommend(by=by, run=first, unit=employer, year=2026, title=wanted)
    line = QuotaLine.objects.get()
    assert (line.balance.used, line.balance.remaining) == (1, 0)
    with pytest.raises(Refused, match="指标 1，已占用 1，剩余 0"):
        actions.recommend(by=by, run=second, unit=employer, year=2026, title=wanted)
    actions.release(by=by, run=first)
    actions.release(by=by, run=first)
    actions.recommend(by=by, run=second, unit=employer, year=2026, title=wanted)
    actions.consume(by=by, run=second)
    line.refresh_from_db()
    assert (line.granted, line.reserved, line.released, line.consumed) == (1, 2, 1, 1)
    assert list(line.entries.values_list("kind", flat=True)) == [
        "granted",
        "reserved",
        "released",
        "reserved",
        "consumed",
    ]
    with pytest.raises(Refused, match="没有“工程师”的指标"):
        actions.recommend(by=by, run=first, unit=employer, year=2026, title=title("工程师"))


@pytest.mark.parametrize(
    "written", [{"released": 1}, {"reversed": 1}, {"reserved": 4}, {"granted": 2, "reserved": 3}, {"moved_out": 4}]
)
def test_no_line_gives_more_than_it_has(employer, written):
    passed_plan(employer, rows=[("高级工程师", 3, 0, 3)])
    line = QuotaLine.objects.filter(unit=employer)
    line.update(reserved=3, released=1, moved_out=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        line.update(**{"reserved": 0, "released": 0, "moved_out": 0} | written)


def test_ledger_entries_never_change(employer):
    passed_plan(employer)
    entry = QuotaEntry.objects.get()
    entry.amount = 99
    with pytest.raises(Refused):
        entry.save()
    with pytest.raises(Refused):
        entry.delete()
    assert QuotaEntry.objects.get().amount == 3
