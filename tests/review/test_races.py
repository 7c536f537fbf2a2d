"""Two people at one application or one person at the same instant, on real parallel connections."""

from datetime import date
from functools import partial

import pytest
from django.core.exceptions import ValidationError

from orgs.chain import engine
from orgs.chain.engine import Outcome
from orgs.chain.words import Role, Verdict
from personnel.actions.transfers import answer_transfer, ask_transfer
from personnel.dossier.actions import save_entry
from personnel.dossier.sections import SECTIONS
from personnel.dossier.snapshot import content_of
from personnel.models import DossierEntry, Person
from plans import actions as plan_actions
from plans.models import QuotaEntry, QuotaLine
from review import actions
from review.models import Application
from tests.factories.orgs import UnitFactory, admin_seat, handler, leader, province, seat
from tests.factories.personnel import title
from tests.factories.plans import draft_plan, pass_plan_here
from tests.factories.review import (
    CommitteeFactory,
    accepted,
    awaiting,
    draft_application,
    failed,
    pass_here,
    returned,
    seat_of,
    submitted,
)
from tests.parallel import in_parallel
from titleplatform.kit.refusals import Refused, Stale

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


def one_done(calls):
    """Of two calls one is done and the other refused; returns the index of the one that is done."""
    results = in_parallel(lambda number: calls[number](), 2)
    refused = [isinstance(each, Refused) for each in results]
    assert sorted(refused) == [False, True], results
    return refused.index(False)


def at_leader(unit, committee, planned=0):
    application = submitted(unit, committee=committee, planned=planned)
    pass_here(application)
    return Application.objects.get(pk=application.pk)


@many_rounds
def test_two_leaders_and_the_last_place(rounds):
    committee = CommitteeFactory()
    for _ in range(rounds):
        unit = UnitFactory(parent=province())
        both = [at_leader(unit, committee, planned) for planned in (1, 0)]
        steps, seats = [each.run.open_step() for each in both], [leader(unit), leader(unit)]
        calls = [
            partial(actions.pass_everything, by=by, application=each, step_id=step.pk)
            for by, each, step in zip(seats, both, steps, strict=True)
        ]
        done = one_done(calls)
        assert QuotaEntry.objects.get(line__unit=unit, kind="reserved").run == both[done].run
        places = [
            Application.objects.get(pk=each.pk).run.open_step().pk == step.pk
            for each, step in zip(both, steps, strict=True)
        ]
        assert places == [done == 1, done == 0]  # the refused one stands where it stood


@many_rounds
def test_recommended_or_not_by_two_leaders_of_the_desk(rounds):
    committee = CommitteeFactory()
    for _ in range(rounds):
        unit = UnitFactory(parent=province())
        application = at_leader(unit, committee, planned=1)
        step, first, second = application.run.open_step().pk, leader(unit), leader(unit)
        copies = [Application.objects.get(pk=application.pk) for _ in range(2)]
        declining = {"by": second, "application": copies[1], "step_id": step, "reason": "推荐他人"}
        calls = [
            partial(actions.pass_everything, by=first, application=copies[0], step_id=step),
            partial(actions.not_recommend, **declining),
        ]
        passed = one_done(calls) == 0
        application.refresh_from_db()
        assert application.state == ("in_review" if passed else "not_recommended")
        assert QuotaLine.objects.get(unit=unit).balance.used == passed


@many_rounds
def test_given_up_or_handed_in_again(rounds):
    committee = CommitteeFactory()
    for _ in range(rounds):
        application = at_leader(UnitFactory(parent=province()), committee, planned=1)
        pass_here(application)
        returned(application)
        owner = seat_of(application.person)
        copies = [Application.objects.get(pk=application.pk) for _ in range(2)]
        calls = [
            partial(actions.give_up_application, by=owner, application=copies[0]),
            partial(actions.submit_application, by=owner, application=copies[1], promised=True),
        ]
        gave_up = one_done(calls) == 0
        application.refresh_from_db()
        assert application.state == ("forfeited" if gave_up else "in_review")
        assert QuotaLine.objects.get(unit=application.unit).balance.used == (not gave_up)


@many_rounds
def test_a_failure_taken_back_or_another_application(rounds):
    committee = CommitteeFactory()
    for _ in range(rounds):
        application = submitted(UnitFactory(parent=province()), committee=committee)
        author = failed(application)
        step = application.run.steps.get(result="fail").pk
        anew = Application(year=2026, title=title("正高级工程师"), speciality="结构", committee=committee)
        calls = [
            partial(actions.reopen_application, by=author, application=application, step_id=step),
            partial(saved, by=seat_of(application.person), application=anew),
        ]
        reopened = one_done(calls) == 0
        states = sorted(Application.objects.filter(person=application.person).values_list("state", flat=True))
        assert states == (["in_review"] if reopened else ["draft", "failed"])


def saved(**kwargs):
    """A refusal at a field is a refusal too."""
    try:
        return actions.save_application(**kwargs)
    except ValidationError as error:
        raise Refused("；".join(error.messages)) from None


@many_rounds
def test_the_last_desk_takes_back_or_the_office_accepts(rounds):
    for _ in range(rounds):
        application = awaiting(UnitFactory(parent=province()))
        last = application.run.steps.last()
        author, office = leader(last.unit, account=last.closed_by), admin_seat(last.unit)
        mine, theirs = (Application.objects.with_names().get(pk=application.pk) for _ in range(2))
        calls = [
            partial(engine.undo, mine, by=author, step_id=last.pk),
            partial(actions.accept, by=office, application=theirs),
        ]
        results = in_parallel(lambda number, calls=calls: calls[number](), 2)
        (refusal,) = [each for each in results if isinstance(each, Refused)]
        now = Application.objects.get(pk=application.pk)
        if refusal is results[0]:
            assert "受理，不能撤回。" in str(refusal)
        assert (now.state, now.accepted_at is None) == (
            ("awaiting", False) if refusal is results[0] else ("in_review", True)
        )


@many_rounds
def test_of_two_results_at_once_the_second_sees_the_first(rounds):
    for _ in range(rounds):
        application = accepted(UnitFactory(parent=province()))
        offices = [admin_seat(province()) for _ in range(2)]
        copies = [Application.objects.get(pk=application.pk) for _ in range(2)]
        said = {"expected": None, "decided_on": date(2026, 11, 20), "document": "8 号"}
        calls = [
            partial(actions.enter_result, by=by, application=each, passed=passed, **said)
            for by, each, passed in zip(offices, copies, (True, False), strict=True)
        ]
        result, refusal = one_each(calls)
        assert f"{result.entered_by_name} 已于" in str(refusal)
        assert str(result) in str(refusal)
        balance = QuotaEntry.objects.filter(run=application.run).latest("pk").line.balance
        assert (balance.used, balance.passed) == ((1, 1) if result.passed else (0, 0))


@many_rounds
def test_a_person_moves_or_hands_in_never_both(rounds):
    for _ in range(rounds):
        application = draft_application(UnitFactory(parent=province()))
        person, new = application.person, admin_seat(UnitFactory())
        old = admin_seat(application.unit)
        asked = ask_transfer(by=new, id_number=person.account.id_number, name=person.name, reason="调动")
        mine = Application.objects.get(pk=application.pk)
        by = seat_of(person)
        calls = [
            partial(actions.submit_application, by=by, application=mine, promised=True),
            partial(answer_transfer, by=old, transfer=asked, agree=True),
        ]
        results = in_parallel(lambda number, calls=calls: calls[number](), 2)
        (refusal,) = [each for each in results if isinstance(each, Refused)]
        now = Application.objects.get(pk=application.pk)
        moved = Person.objects.get(pk=person.pk).unit == new.unit
        assert (now.state == "in_review", moved) == (refusal is results[1], refusal is results[0])


@many_rounds
def test_nobody_ticks_what_nobody_saw(rounds):
    """The dossier is written while it is handed in again: the round holds it as it was or as it is, and ticks what did not change."""
    for _ in range(rounds):
        application = submitted(UnitFactory(parent=province()))
        returned(application)
        person, by = application.person, seat_of(application.person)
        entry = DossierEntry.objects.get(person=person, section_key="summary")
        section = SECTIONS["summary"]
        calls = [
            partial(actions.submit_application, by=by, application=application, promised=True),
            partial(
                save_entry, by=by, person=person, section=section, values={"text": "改写了的个人总结" * 10}, entry=entry
            ),
        ]
        results = in_parallel(lambda number, calls=calls: calls[number](), 2)
        assert not [each for each in results if isinstance(each, Exception)], results
        run = Application.objects.get(pk=application.pk).run
        first, second = application.snapshots.order_by("round")
        changed = second.data["sections"]["summary"] != first.data["sections"]["summary"]
        ticked = set(run.open_step().verdicts.values_list("area", flat=True))
        assert ("summary" in ticked) is not changed
        assert run.fingerprints == content_of(second.data).fingerprints
