"""审批记录: every desk passed, the one it is at, since when, and what comes next."""

from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter

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
    StepResult.MOVED: "is-off",
    StepResult.SKIPPED: "is-off",
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


def timeline(steps, *, names, words, changes=()):
    """All Entries of a run's steps in order, each change of its road after the desk at which it stood then. `names`: whether the
    reviewers' names are shown; `words`: the spec's verdict words; `changes`: the run's `road_changes`."""
    lines = [((step.round, step.order, 0), _entry(step, names, words)) for step in steps]
    lines += [
        ((change["round"], change["order"], number), _changed(change, names))
        for number, change in enumerate(changes, 1)
    ]
    return [entry for _, entry in sorted(lines, key=itemgetter(0))]


def _changed(change, names):
    """The road was laid anew: by whom, why, from where to where."""
    return Entry(
        round=change["round"],
        unit=change["unit"],
        desk="",
        css="is-off",
        result="调整审批路线",
        who=change["by"] if names else "",
        arrived=None,
        done=datetime.fromisoformat(change["at"]),
        opinion=f"{change['why']}\n原路线：{change['before']}\n新路线：{change['after']}",
        days=None,
        is_now=False,
    )


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
