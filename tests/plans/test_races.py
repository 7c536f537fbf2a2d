"""The last place of a quota and the last desk of a plan, on real parallel connections."""

import pytest

from orgs.chain.words import Role, Verdict
from orgs.models import Kind
from plans.actions import decide_plan, submit_plan
from plans.models import Plan, QuotaEntry, QuotaLine
from review.actions import submit_application
from review.models import Application
from tests.factories.orgs import UnitFactory, leader, province, seat
from tests.factories.plans import draft_plan, first_come
from tests.factories.review import CommitteeFactory, draft_application, seat_of
from tests.parallel import in_parallel
from titleplatform.kit.refusals import Refused

pytestmark = pytest.mark.django_db(transaction=True)
many_rounds = pytest.mark.parametrize(
    "rounds", [pytest.param(2, id="few"), pytest.param(60, id="many", marks=pytest.mark.prove)]
)


def outcomes(results):
    """(successes, refusals); anything else is the test's failure."""
    for result in results:
        if isinstance(result, Exception) and not isinstance(result, Refused):
            raise result
    refused = [result for result in results if isinstance(result, Refused)]
    return len(results) - len(refused), refused


@many_rounds
def test_two_applications_for_the_last_place(rounds):
    committee = CommitteeFactory()
    first_come()
    for _ in range(rounds):
        check_last_place(committee)


def check_last_place(committee):
    """Where the first to apply have the places."""
    unit = UnitFactory(parent=province())
    first = draft_application(unit, committee=committee, planned=1)
    both = [first, draft_application(unit, committee=committee, planned=0)]
    seats = [seat_of(application.person) for application in both]
    results = in_parallel(lambda n: submit_application(by=seats[n], application=both[n], promised=True), 2)
    done, refused = outcomes(results)
    assert (done, len(refused)) == (1, 1)
    assert "指标 1，已占用 1，剩余 0" in str(refused[0]) or "指标已用完" in str(refused[0])
    line = QuotaLine.objects.get(unit=unit)
    assert (line.balance.used, line.balance.remaining) == (1, 0)
    states = sorted(Application.objects.filter(unit=unit).values_list("state", flat=True))
    assert states == ["draft", "in_review"]


@many_rounds
def test_two_leaders_at_the_last_desk_grant_once(rounds):
    for _ in range(rounds):
        check_last_desk()


def check_last_desk():
    unit = UnitFactory(kind=Kind.DEPARTMENT, parent=province())
    plan = draft_plan(unit)
    submit_plan(by=leader(unit), plan=plan)
    plan = Plan.objects.get(pk=plan.pk)
    step = plan.run.open_step()
    decide_plan(by=seat(step.unit, Role(step.role)), plan=plan, step_id=step.pk, verdict=Verdict.PASS)
    last = plan.run.open_step()
    seats = [leader(province()), leader(province())]
    results = in_parallel(
        lambda n: decide_plan(by=seats[n], plan=Plan.objects.get(pk=plan.pk), step_id=last.pk, verdict=Verdict.PASS),
        2,
    )
    assert outcomes(results)[0] == 1
    assert QuotaEntry.objects.filter(line__unit=unit, kind="granted").count() == 1


def test_a_double_click_hands_in_once():
    unit = UnitFactory(kind=Kind.DEPARTMENT, parent=province())
    plan, by = draft_plan(unit), leader(unit)
    done, refused = outcomes(in_parallel(lambda n: submit_plan(by=by, plan=plan), 2))
    assert (done, len(refused)) == (1, 1)
    assert Plan.objects.get(pk=plan.pk).run.steps.filter(order=0).count() == 1
