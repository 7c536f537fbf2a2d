"""Moving the fourth climber through its desks."""

from orgs.chain import engine
from orgs.chain.case import Case
from orgs.chain.words import Role, Verdict
from tests.factories.orgs import seat

PASS = Verdict.PASS


def open_id(subject):
    return subject.run.open_step().pk


def judge(subject, by, **verdicts):
    """Draft every area (通过 unless said otherwise) and hand in."""
    for area in Case.load(subject, by).to_judge:
        verdict, reason = verdicts.get(area, (PASS, ""))
        engine.save_draft(subject, by=by, step_id=open_id(subject), area=area, verdict=verdict, reason=reason)
    return engine.hand_in_verdicts(subject, by=by, step_id=open_id(subject))


def pass_here(subject):
    """Whoever sits at the open desk passes it."""
    step = subject.run.open_step()
    by = seat(step.unit, Role(step.role))
    if Case.load(subject, by).is_judged_whole:
        return engine.decide(subject, by=by, step_id=step.pk, verdict=PASS)
    return judge(subject, by)


def places(subject):
    return [(step.unit_id, step.role) for step in subject.run.steps.filter(round=subject.run.round, order__gt=0)]
