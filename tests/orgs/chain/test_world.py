"""A generated world: for every seat × case, the lists in SQL (`inbox`) and the rules in memory (`Case`) say the same."""

import contextlib
import random
from dataclasses import replace

import pytest

from orgs.chain import engine, inbox
from orgs.chain.case import Case
from orgs.chain.endings import decided_about, failure, why_not_reopen
from orgs.chain.models import ChainStep, StepResult, StepStatus
from orgs.chain.words import ALL, Role, Verdict, spelled
from orgs.models import AccountKind, Kind
from tests.climber.models import Letter, Note
from tests.factories.orgs import AccountFactory, UnitFactory, province, seat
from titleplatform.kit.refusals import Refused

pytestmark = pytest.mark.django_db

SCOPES = (
    [(ALL, ALL)],
    [("05", ALL)],
    [("05", "text")],
    [(ALL, "files")],
    [("05", "text"), ("06", "files")],
    [("07", ALL)],
    [],
)
DESKS = ((Role.HANDLER,), (Role.LEADER,), (Role.HANDLER, Role.LEADER), ())


class World:
    """Two employers below a department below the province, with reviewers of all kinds, and submissions that were moved at random."""

    def __init__(self, seed):
        self.dice = random.Random(seed)
        department = UnitFactory(kind=Kind.DEPARTMENT, parent=province())
        self.units = [UnitFactory(parent=department), UnitFactory(parent=department), department, province()]
        for unit in self.units[:2]:
            unit.allows_one_person_both_desks = self.dice.random() < 0.5
            unit.save()
        self.seats = [
            seat(unit, *self.dice.choice(DESKS), pairs=self.dice.choice(SCOPES))
            for unit in self.units
            for _ in range(4)
        ]
        # One at each desk who can always go on.
        self.able = [seat(unit, role) for unit in self.units for role in Role]
        # Some letters are a reviewer's own, who has another account as an applicant.
        self.owners = [None, *(AccountFactory(kind=AccountKind.APPLICANT) for _ in range(2))]
        for place, owner in enumerate(self.owners[1:]):
            self.seats[place * 5] = replace(self.seats[place * 5], applicant_id=owner.pk)
        self.subjects = [self.letter() for _ in range(5)] + [self.note() for _ in range(2)]

    def letter(self):
        text, files = self.dice.choice([("一", "甲"), ("一", ""), ("", "甲"), ("", "")])
        series = self.dice.choice(["05", "06"])
        said = {"series": series, "text": text, "files": files, "owner": self.dice.choice(self.owners)}
        return Letter.objects.create(unit=self.units[0], host=province(), **said)

    def note(self):
        return Note.objects.create(unit=self.units[0])

    def move(self):
        """One verb by somebody, refused or not."""
        subject = self.dice.choice(self.subjects)
        case = Case.load(subject, self.dice.choice(self.seats + self.able))
        often = [self.hand_in, self.draft, self.judge]
        verb = self.dice.choice([*often, *often, self.judge, self.back, self.undo, self.look, self.end, self.reopen])
        with contextlib.suppress(Refused):
            verb(case)
        subject.refresh_from_db()

    def somebody_here(self, case):
        """Usually somebody of the open desk."""
        here = [each for each in self.seats + self.able if case.step and each.holds(case.step.unit_id, case.step.role)]
        return self.dice.choice(here) if here else case.seat

    def hand_in(self, case):
        role = None if isinstance(case.subject, Letter) else Role.LEADER
        engine.start(case.subject, by=self.able[0], handed_in_as=role)

    def draft(self, case):
        by, step = self.somebody_here(case), case.step
        area = self.dice.choice([area.key for area in case.areas])
        said = {"verdict": self.dice.choice([*Verdict]), "reason": "理由"}
        if self.dice.random() < 0.2:
            engine.clear_draft(case.subject, by=by, step_id=step and step.pk, area=area)
        else:
            engine.save_draft(case.subject, by=by, step_id=step and step.pk, area=area, **said)

    def judge(self, case):
        by, step_id = self.somebody_here(case), case.step and case.step.pk
        if case.is_judged_whole:
            verdict = self.dice.choice([Verdict.PASS, Verdict.PASS, Verdict.RETURN])
            engine.decide(case.subject, by=by, step_id=step_id, verdict=verdict, reason="理由")
        else:
            engine.pass_all(case.subject, by=by, step_id=step_id)

    def back(self, case):
        engine.take_back(case.subject, by=self.able[0])

    def undo(self, case):
        authors = [each for each in self.seats + self.able if case.before and each.account == case.before.closed_by]
        engine.undo(case.subject, by=authors[0] if authors else case.seat, step_id=case.step and case.step.pk)

    def end(self, case):
        about, leading = decided_about(case), self.dice.choice(self.seats + self.able)
        if self.dice.random() < 0.3:
            engine.give_up(case.subject, by=self.able[0])
        else:
            engine.not_recommend(case.subject, by=leading, step_id=about and about.pk, reason="理由")

    def reopen(self, case):
        step = failure(case)
        authors = [each for each in self.seats + self.able if not why_not_reopen(case.seen_by(each))]
        engine.reopen(case.subject, by=authors[0] if authors else case.seat, step_id=step and step.pk)

    def look(self, case):
        engine.mark_seen(case.seen_by(self.somebody_here(case)))


@pytest.mark.parametrize("seed", [*range(2), *(pytest.param(seed, marks=pytest.mark.prove) for seed in range(2, 20))])
def test_lists_and_rules_agree_for_every_seat_and_case(seed):
    world = World(seed)
    for subject in world.subjects:
        engine.start(subject, by=world.able[0], handed_in_as=None if isinstance(subject, Letter) else Role.LEADER)
    for _ in range(6):
        for _ in range(12):
            world.move()
        check(world)
    assert {step.status for step in ChainStep.objects.all()} == set(StepStatus)  # it has been somewhere


def check(world):
    loaded = [Case.load(subject, None) for subject in world.subjects]
    for case, subject in zip(loaded, world.subjects, strict=True):
        noted = ChainStep.objects.filter(run=subject.run).exclude(open_areas="").values_list("pk", "open_areas")
        assert list(noted) == ([(case.step.pk, spelled(case.unsettled))] if case.step else [])
    for by in world.seats + world.able:
        cases = [case.seen_by(by) for case in loaded]
        waiting = {step.run_id: step for step in inbox.waiting_for(by)}
        assert set(waiting) == {case.run.pk for case in cases if not case.why_not_decide}
        for case in cases:
            if case.run.pk in waiting:
                assert [area.key for area in waiting[case.run.pk].left_for(by.scope)] == case.to_judge
        assert set(inbox.reached(by)) == {case.run for case in cases if has_reached(case)}
        for role in Role:
            for tab in ("waiting", "done", "returned", "all"):
                found = set(inbox.steps_of(by, role, tab).values_list("pk", flat=True))
                assert found == {step.pk for case in cases for step in shown(case, role, tab)}, tab


def in_scope(case):
    return case.seat.scope.covers_series(case.run.series_code)


def has_reached(case):
    """Has a desk of this seat's unit, or any where it comes from this unit, had it, and not only to see it withdrawn?"""
    had = {step.unit_id for step in case.steps if step.opened_at and step.result != StepResult.TAKEN_BACK}
    places = {*had, case.run.unit_id} if had else had
    return bool(case.seat.roles) and in_scope(case) and case.seat.unit.pk in places


def shown(case, role, tab):
    """The steps of a case in a tab of this seat: at most one, the latest of its desk."""
    visited = [
        step
        for step in case.steps
        if case.seat.holds(step.unit_id, step.role)
        and step.role == role
        and step.status != StepStatus.AHEAD
        and step.result not in (StepResult.HAND_IN, StepResult.TAKEN_BACK)
        and in_scope(case)
    ]
    if tab == "waiting":
        return [step for step in visited if step.is_open and not case.why_not_decide]
    last = visited[-1:]
    if tab == "done":
        return [step for step in last if not step.is_open or not case.to_judge]
    return [step for step in last if tab == "all" or step.result == StepResult.RETURN]
