"""审批记录: every desk passed, the one it is at, since when, and what comes next."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from orgs.chain.models import StepResult, StepStatus
from titleplatform.kit.working_days import working_days_between

CSS = {
    StepResult.HAND_IN: "is-pass",
    StepResult.PASS: "is-pass",
    StepResult.RETURN: "is-return",
    StepResult.FAIL: "is-fail",
    StepResult.TAKEN_BACK: "is-off",
    StepResult.DECLINED: "is-off",
    StepResult.GIVEN_UP: "is-off",
}


@dataclass(frozen=True)
class Entry:
    """One line of the record. `days`: working days it stayed there (so far, for the present desk)."""

    round: int
    unit: str
    desk: str
    css: str
    result: str
    who: str
    arrived: datetime | None
    done: datetime | None
    opinion: str
    days: int | None
    is_now: bool


def timeline(steps, *, names, words):
    """All Entries of a run's steps in order. `names`: whether the reviewers' names are shown; `words`: the spec's verdict words."""
    return [_entry(step, names, words) for step in steps]


def _entry(step, names, words):
    end = step.closed_at or timezone.now()
    days = working_days_between(_day(step.opened_at), _day(end)) if step.opened_at else None
    status = {StepStatus.AHEAD: "未到", StepStatus.OPEN: "待审", StepStatus.CLOSED: ""}[step.status]
    return Entry(
        round=step.round,
        unit=step.unit_label,
        desk=step.desk_label,
        css=CSS.get(step.result) or ("is-wait" if step.is_open else "is-off"),
        result=status or _result(step, words),
        who=step.closed_by_name if names else "",
        arrived=step.opened_at,
        done=step.closed_at,
        opinion=step.opinion,
        days=days,
        is_now=step.is_open,
    )


def _result(step, words):
    if step.result == StepResult.HAND_IN:
        return "上报" if step.role else "提交"
    return words.get(step.result) or step.get_result_display()


def _day(moment):
    return timezone.localdate(moment)
