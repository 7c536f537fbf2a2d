"""The tree changes while others work, on real parallel connections: nobody waits in a circle, no road and no row is left behind."""

from functools import partial

import pytest
from django.utils import timezone

from orgs import actions as unit_actions
from orgs.chain import engine
from orgs.chain.line import road_of_run
from orgs.chain.models import ChainStep, StepStatus
from orgs.chain.words import Role, Verdict
from orgs.models import Account, Kind, Unit
from orgs.states import UnitState
from personnel.actions import reviewers
from plans.actions import decide_plan, submit_plan
from plans.models import Plan
from review.actions import reopen_application
from tests.climber.models import Letter
from tests.factories.orgs import UnitFactory, admin_seat, branch_is_sound, handler, leader, province, system_seat
from tests.factories.personnel import reviewer, title
from tests.factories.plans import draft_plan
from tests.factories.review import CommitteeFactory, failed, submitted
from tests.parallel import in_parallel
from titleplatform.kit.refusals import Refused
from titleplatform.merging import merge_units

pytestmark = pytest.mark.django_db(transaction=True)
FEW = [pytest.param(2, id="few"), pytest.param(60, id="many", marks=pytest.mark.prove)]
many_rounds = pytest.mark.parametrize("rounds", FEW)


def together(*calls):
    """What each call returned, or the refusal it met; any other exception (a deadlock) is the test's failure."""
    results = in_parallel(lambda number: calls[number](), len(calls))
    for result in results:
        if isinstance(result, Exception) and not isinstance(result, Refused):
            raise result
    return results


def now(thing):
    return type(thing)._default_manager.get(pk=thing.pk)


def check(plan):
    """What is under way stands on the road that the tree gives it now, at a working unit."""
    plan = now(plan)
    if plan.state != "in_review":
        return plan
    run, step = plan.run, plan.run.open_step()
    assert plan.unit == run.unit
    road = [(desk.unit_id, desk.role) for desk in road_of_run(run, plan.spec, timezone.localdate()).desks]
    ahead = run.steps.filter(round=run.round, order__gt=step.order).exclude(status=StepStatus.CLOSED)
    left = [(step.unit_id, step.role), *ahead.values_list("unit", "role")]
    assert left == road[-len(left) :]
    assert (run.current_unit, step.unit.state) == (step.unit, UnitState.ACTIVE)
    return plan


@many_rounds
def test_a_move_against_hand_ins_decisions_and_reviewers(rounds):
    title()
    cities = [UnitFactory(kind=Kind.CITY, parent=province()) for _ in range(2)]
    homes = [UnitFactory(kind=Kind.DEPARTMENT, parent=city) for city in cities]
    school, by = UnitFactory(parent=homes[0]), system_seat()
    sender, judge, row = leader(school), handler(school), reviewer(homes[0], is_handler=True)
    for turn in range(rounds):
        waiting, coming, judged = (draft_plan(school, name=f"{name}{turn}") for name in ("待审", "上报", "审查"))
        submit_plan(by=sender, plan=waiting)
        submit_plan(by=judge, plan=judged)
        step, target = now(judged).run.open_step(), homes[1 - turn % 2]
        moved, *_ = together(
            partial(unit_actions.move_unit, by=by, unit=now(school), parent=now(target)),
            partial(submit_plan, by=sender, plan=now(coming)),
            partial(decide_plan, by=sender, plan=now(judged), step_id=step.pk, verdict=Verdict.PASS),
            partial(reviewers.set_enabled, by=admin_seat(homes[0]), reviewer=row, enabled=bool(turn % 2)),
            partial(unit_actions.create_unit, by=by, parent=now(school), kind=Kind.SUBUNIT, name=f"部{turn}"),
        )
        assert moved.unit.parent == target
        assert {check(plan).state for plan in (waiting, coming, judged)} == {"in_review"}
        assert all(branch_is_sound(now(city)) for city in cities)


@many_rounds
def test_a_merger_against_hand_ins_decisions_and_what_is_added(rounds):
    title()
    city = UnitFactory(kind=Kind.CITY, parent=province())
    survivor, by = UnitFactory(parent=UnitFactory(kind=Kind.DEPARTMENT, parent=city), name="留"), system_seat()
    for turn in range(rounds):
        old = UnitFactory(parent=UnitFactory(kind=Kind.DEPARTMENT, parent=city), name=f"并{turn}")
        sender, judge, admin = leader(old), handler(old), admin_seat(old)
        coming, judged = draft_plan(old, name=f"上报{turn}"), draft_plan(old, name=f"审查{turn}")
        submit_plan(by=judge, plan=judged)
        step = now(judged).run.open_step()
        account = Account(login_name=f"new{turn}", name="新人", phone="13800000000")
        merged, *_ = together(
            partial(merge_units, by=by, unit=now(old), into=now(survivor), reason="文"),
            partial(submit_plan, by=sender, plan=now(coming)),
            partial(decide_plan, by=sender, plan=now(judged), step_id=step.pk, verdict=Verdict.PASS),
            partial(unit_actions.create_unit, by=by, parent=now(old), kind=Kind.SUBUNIT, name=f"部{turn}"),
            partial(reviewers.add_reviewer, by=admin, account=account),
            partial(draft_plan, old, by=judge, name=f"迟到{turn}"),
        )
        assert merged.row.unit == old
        assert [check(plan).unit for plan in (coming, judged)] == [survivor, survivor]
        # Whatever came in time has gone over, whatever came late was refused.
        assert not Plan.objects.filter(unit=old).exists()
        assert not Unit.objects.filter(parent=old).exists()
        assert set(old.accounts.values_list("kind", flat=True)) <= {"unit_admin"}
        assert not ChainStep.objects.filter(unit=old).exclude(status=StepStatus.CLOSED).exists()
        assert branch_is_sound(now(city))


@many_rounds
def test_a_move_against_a_failure_taken_back(rounds):
    """What goes on again stands on the road that the tree gives it then."""
    city = UnitFactory(kind=Kind.CITY, parent=province())
    homes = [UnitFactory(kind=Kind.DEPARTMENT, parent=city) for _ in range(2)]
    school, committee, by = UnitFactory(parent=homes[0]), CommitteeFactory(), system_seat()
    for turn in range(rounds):
        application = submitted(school, committee=committee, planned=not turn)
        author = failed(application)
        step = application.run.steps.get(result="fail")
        target = homes[1 - turn % 2]
        moved, reopened = together(
            partial(unit_actions.move_unit, by=by, unit=now(school), parent=now(target)),
            partial(reopen_application, by=author, application=now(application), step_id=step.pk),
        )
        assert (moved.unit.parent, isinstance(reopened, Refused)) == (target, False)
        assert check(application).state == "in_review"


def test_two_moves_that_touch_the_same_case_from_both_ends():
    """Its unit moves in one branch while its final organ moves in another."""
    ends = [UnitFactory(kind=Kind.CITY, parent=province()) for _ in range(4)]
    units = [UnitFactory(kind=Kind.DEPARTMENT, parent=end) for end in ends[:2]]
    letters = []
    for mine, host in (units, units[::-1]):
        letters.append(Letter.objects.create(unit=mine, host=host, series="05", text="一"))
        engine.start(letters[-1], by=handler(mine))
    by = system_seat()
    for there in (ends[2:], ends[:2]):
        together(
            *(
                partial(unit_actions.move_unit, by=by, unit=now(unit), parent=now(end))
                for unit, end in zip(units, there, strict=True)
            )
        )
        for letter in letters:
            run = now(letter).run
            road = [(desk.unit_id, desk.role) for desk in road_of_run(run, letter.spec, timezone.localdate()).desks]
            assert list(run.steps.filter(order__gt=0).values_list("unit", "role")) == road
    assert now(letters[0]).run.current_role == Role.HANDLER


@many_rounds
def test_eight_writers_of_the_tree(rounds):
    """Units are added, moved there and back between two branches and within one, and closed, all at once: none waits in a circle."""
    cities = [UnitFactory(kind=Kind.CITY, parent=province()) for _ in range(2)]
    homes = [UnitFactory(kind=Kind.DEPARTMENT, parent=cities[at % 2]) for at in range(4)]
    schools, by = [UnitFactory(parent=home) for home in homes], system_seat()
    for turn in range(rounds):
        together(
            *(
                partial(unit_actions.move_unit, by=by, unit=now(school), parent=now(homes[(at + turn + 1) % 4]))
                for at, school in enumerate(schools)
            ),
            *(
                partial(unit_actions.create_unit, by=by, parent=now(home), kind=Kind.EMPLOYER, name=f"新{turn}-{at}")
                for at, home in enumerate(homes[:3])
            ),
            partial(unit_actions.disable_unit, by=by, unit=UnitFactory(parent=homes[3])),
        )
        assert [now(school).parent for school in schools] == [homes[(at + turn + 1) % 4] for at in range(4)]
        assert all(branch_is_sound(now(city)) for city in cities)
    assert Unit.objects.filter(name__startswith="新").count() == rounds * 3
