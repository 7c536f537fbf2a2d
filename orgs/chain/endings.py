"""Decisions on a submission as a whole, beside the verdicts of its desks: 【不推荐】, and taking a 未通过 back. Pure, on a `Case`.

Like the methods of `Case`, a reason is a Chinese sentence why not, "" where nothing is in the way.
"""

from dataclasses import replace

from django.utils import timezone

from orgs.chain.models import ChainStep, StepStatus
from orgs.chain.reading import last_failure, last_return
from orgs.chain.states import ClimbState
from orgs.chain.words import Role, Verdict
from titleplatform.kit.working_days import add_working_days

# Working days in which the author of a 未通过 may take it back; the day it was said does not count.
REOPEN_DAYS = 3


def decided_about(case):
    """The step that a decision on the whole submission answers: the open one, or the return after which it waits to be mended."""
    return case.step or (last_return(case.steps) if case.subject.state == ClimbState.RETURNED else None)


def at_submitting_leader(case):
    """The case at the desk where it is decided whom the unit sends up, or None: it stands there, or it waits to be mended and the decision
    takes a desk (unsaved) of its own. So the rules of a desk hold for both."""
    if case.step:
        return case if case.step.recommends else None
    if decided_about(case) is None:
        return None
    return replace(case, steps=[*case.steps, added(case, role=Role.LEADER)])


def added(case, *, role=""):
    """A step (unsaved) of the submitting unit at the end of the round, for what is decided while the case stands at no desk."""
    run = case.run
    last = max(step.order for step in case.steps if step.round == run.round)
    unit = next((step.unit for step in case.steps if step.unit_id == run.unit_id), None) or run.unit
    place = {"run": run, "spec_key": run.spec_key, "round": run.round, "order": last + 1, "unit": unit, "role": role}
    return ChainStep(status=StepStatus.OPEN, opened_at=timezone.now(), **place)


def why_not_decline(case):
    """Why this seat may not say 【不推荐】 now."""
    if case.run is None or not case.seat.holds(case.run.unit_id, Role.LEADER):
        return "只有申报单位的负责人可以作出“不推荐”。"
    here = at_submitting_leader(case)
    if here is None:
        return f"{case.standing}只在本单位负责人审查时，或退回修改期间，可以作出“不推荐”。"
    return here.why_not_judge()


def failure(case):
    """The step whose 未通过 ended it, or None."""
    return last_failure(case.steps) if case.subject.state == ClimbState.FAILED else None


def why_not_reopen(case):
    """Why this seat may not take the 未通过 back that ended the submission."""
    step = failure(case)
    if step is None:
        return f"没有可以撤回的“未通过”。{case.standing}"
    authors = {each.by_id: each.who for each in case.verdicts if each.step is step and _failed(each)}
    if case.seat.account.pk not in authors:
        return f"“未通过”由 {'、'.join(authors.values()) or step.closed_by_name} 作出，只有本人可以撤回。"
    desk = case.heirs.get(step.unit_id, step.unit_id)  # its unit may have gone up in another one
    if not case.seat.holds(desk, step.role):
        return f"您已不在 {step}，不能撤回。"
    until = add_working_days(timezone.localdate(step.closed_at), REOPEN_DAYS)
    return (
        f"作出“未通过”已超过 {REOPEN_DAYS} 个工作日，{until} 以后不能撤回。" if timezone.localdate() > until.day else ""
    )


def _failed(verdict):
    return verdict.counted and verdict.verdict == Verdict.FAIL
