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


# How a round ends after which there may be another one.
ENDS_OF_ROUNDS = (StepResult.RETURN, StepResult.TAKEN_BACK)


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
    purpose: str = ""  # of the row that opens a later round: what that round was for

    @property
    def facts(self):
        """The second line: which round, who, how long it stayed."""
        round_words = f"第 {self.round} 轮" if self.round > 1 else ""
        stayed = "" if self.days is None else f"{'已停留' if self.is_now else '停留'} {self.days} 个工作日"
        return "；".join(filter(None, [round_words, self.purpose, self.who, stayed]))


def timeline(steps, *, names, words, changes=()):
    """All Entries of a run's steps in order, each change of its road after the desk at which it stood then. `names`: whether the
    reviewers' names are shown; `words`: the spec's verdict words; `changes`: the run's `road_changes`."""
    lines = [((step.round, step.order, 0), _entry(step, names, words, _purpose(step, steps, words))) for step in steps]
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


def _purpose(step, steps, words):
    """What a later round was for: to mend what was returned, or to go up again after the hand-in was withdrawn."""
    if step.round == 1 or step.result != StepResult.HAND_IN:
        return ""
    before = [each for each in steps if each.round < step.round and each.result in ENDS_OF_ROUNDS]
    returned = next((each for each in reversed(before) if each.result == StepResult.RETURN), None)
    if returned is None:
        return "撤销后重新提交" if before else ""
    return f"更正 {returned} {_day(returned.closed_at)} {words.get(returned.result) or '退回'}的内容"


def _entry(step, names, words, purpose):
    end = step.closed_at or timezone.now()
    days = working_days_between(_day(step.opened_at), _day(end)) if step.opened_at else None
    who, is_withdrawn = step.closed_by_name if names else "", step.result == StepResult.TAKEN_BACK
    status = {StepStatus.AHEAD: "未到", StepStatus.OPEN: "待审", StepStatus.CLOSED: ""}[step.status]
    return Entry(
        round=step.round,
        unit=(who or "本人") if is_withdrawn else step.unit_label,  # whoever handed it in did it, no desk
        desk="" if is_withdrawn else step.desk_label,
        css=CSS.get(step.result) or ("is-wait" if step.is_open else "is-off"),
        result=status or _result(step, words),
        who="" if is_withdrawn else who,
        arrived=step.opened_at,
        done=step.closed_at,
        opinion=step.opinion,
        days=days,
        is_now=step.is_open,
        purpose=purpose,
    )


def _result(step, words):
    if step.result == StepResult.HAND_IN:
        return "上报" if step.role else "提交"
    return words.get(step.result) or step.get_result_display()


def _day(moment):
    return timezone.localdate(moment)
