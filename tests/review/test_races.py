"""Two reviewers at one desk at the same instant, on real parallel connections."""

from functools import partial

import pytest

from orgs.chain import engine
from orgs.chain.engine import Outcome
from orgs.chain.words import Role, Verdict
from plans import actions as plan_actions
from plans.models import QuotaEntry
from review import actions
from review.models import Application
from tests.factories.orgs import UnitFactory, handler, leader, province, seat
from tests.factories.plans import draft_plan, pass_plan_here
from tests.factories.review import submitted
from tests.parallel import in_parallel
from titleplatform.kit.refusals import Stale

pytestmark = pytest.mark.django_db(transaction=True)
many_rounds = pytest.mark.parametrize(
    "rounds", [pytest.param(2, id="few"), pytest.param(200, id="many", marks=pytest.mark.prove)]
)


def one_each(calls):
    """The one result and the one refusal of two calls."""
    results = in_parallel(lambda number: calls[number](), 2)
    refused = [each for each in results if isinstance(each, Stale)]
    assert len(refused) == 1, results
    return next(each for each in results if each is not refused[0]), refused[0]


@many_rounds
def test_a_double_hand_in_counts_once(rounds):
    for _ in range(rounds):
        application = submitted(UnitFactory(parent=province()))
        step, by = application.run.open_step(), handler(application.unit)
        for area in application.spec.area_keys:
            engine.save_draft(application, by=by, step_id=step.pk, area=area, verdict=Verdict.PASS)
        copies = [Application.objects.get(pk=application.pk) for _ in range(2)]
        calls = [partial(actions.hand_in_verdicts, by=by, application=each, step_id=step.pk) for each in copies]
        outcome, refusal = one_each(calls)
        assert outcome is Outcome.ADVANCED
        assert by.account.name in str(refusal)
        assert application.run.open_step().order == step.order + 1


@many_rounds
def test_the_last_pass_of_a_plan_grants_once(rounds):
    for _ in range(rounds):
        plan = draft_plan(UnitFactory(parent=province()))
        plan_actions.submit_plan(by=leader(plan.unit), plan=plan)
        plan.refresh_from_db()
        pass_plan_here(plan)
        step = plan.run.open_step()
        copies = [type(plan).objects.get(pk=plan.pk) for _ in range(2)]
        seats = [seat(step.unit, Role(step.role)) for _ in range(2)]
        calls = [
            partial(plan_actions.decide_plan, by=by, plan=each, step_id=step.pk, verdict=Verdict.PASS)
            for by, each in zip(seats, copies, strict=True)
        ]
        outcome, _ = one_each(calls)
        assert outcome is Outcome.PASSED
        assert QuotaEntry.objects.filter(plan_row__plan=plan).count() == 1
