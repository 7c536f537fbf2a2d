"""Where a case stands and how it came there: the half of a `Case` that asks nobody who is looking. Pure."""

from dataclasses import replace
from functools import cached_property

from django.utils import timezone

from orgs.chain.models import StepResult, StepStatus
from orgs.chain.reading import desk_after, desk_before, last_return, open_step
from orgs.chain.states import ClimbState
from orgs.chain.timeline import timeline
from orgs.chain.words import Correction, Verdict

NOTHING_CHANGED = "本次操作没有改变任何内容。"


class Whereabouts:
    """Of a `Case`, whose fields it reads: its run, all its steps, and the verdicts near the open desk."""

    @cached_property
    def step(self):
        """The open step, or None."""
        return open_step(self.steps)

    @cached_property
    def is_awaiting(self):
        """Has every desk passed it, and nobody registered its result yet (待评审)?"""
        return self.subject.state == ClimbState.AWAITING

    @property
    def before(self):
        """The step that brought it where it is: its hand-in, the desk before the open one (one that was left out is none), or the last
        desk where it awaits its result. None where it stands nowhere."""
        return self.steps[-1] if self.is_awaiting else self.step and desk_before(self.steps, self.step)

    @property
    def stands_by(self):
        """The step by which a form knows whether it still stands where the page showed it: the open one, or the last while it awaits its
        result."""
        return self.steps[-1] if self.is_awaiting else self.step

    @property
    def following(self):
        """The desk after the open one, or None."""
        return self.step and desk_after(self.steps, self.step)

    @property
    def ahead(self):
        return [step for step in self.steps if step.status == StepStatus.AHEAD]

    @property
    def of_this_round(self):
        """The steps of the present round in order, its hand-in first."""
        return [step for step in self.steps if step.round == self.run.round]

    @property
    def was_returned(self):
        """Did a desk return it? Withdrawn after that, it is again what it was before it was handed in: returned, with its reasons."""
        return last_return(self.steps) is not None

    @property
    def corrections(self):
        """What the last return asked for, an entry per area."""
        step = last_return(self.steps)
        said = [each for each in self.verdicts if each.step is step and each.counted and each.verdict != Verdict.PASS]
        return [Correction(each.area, self.label_of(each.area), each.reason, step) for each in said]

    @property
    def standing_rounds(self):
        """The rounds that desks have or had before them, the latest first; one withdrawn before anybody opened it is none."""
        withdrawn = {step.round for step in self.steps if step.result == StepResult.TAKEN_BACK}
        return sorted({step.round for step in self.steps} - withdrawn, reverse=True)

    def timeline(self, *, names=True, opinions=True):
        """The approval record; `names`, `opinions`: whether the reviewers' names and what they wrote are shown."""
        changes = self.run.road_changes if self.run else ()
        record = timeline(self.steps, names=names, words=self.spec.words, changes=changes)
        return record if opinions else [replace(entry, opinion="") for entry in record]

    @property
    def standing(self):
        """Who did what last, and where it stands now."""
        if self.run is None:
            return "尚未提交。"
        return f"{self._last_act}{self._where}"

    @property
    def _where(self):
        if self.step:
            return f"现在在 {self.step}。"
        return "现在待评审。" if self.is_awaiting else "现在不在任何审查环节。"

    @property
    def already(self):
        """What happened last, for a second click, a second tab or a late colleague."""
        return f"{self.standing}{NOTHING_CHANGED}"

    @property
    def _last_act(self):
        """洛阳市职改办 · 经办人 王洪涛 已于 2026-11-09 11:20 作出“通过”， or "" before anything happened. Applicants read no reviewer's
        name."""
        closed = [
            step for step in self.steps if step.status == StepStatus.CLOSED and (step.opened_at or not step.order)
        ]
        last = max(closed, key=lambda step: (step.closed_at, step.round, step.order), default=None)
        if last is None:
            return ""
        is_hidden = self.seat and self.seat.is_applicant and last.closed_by_id != self.seat.account.pk
        who = "" if is_hidden else f"{last.closed_by_name} "
        return f"{last} {who}{when(last.closed_at)} 作出“{self._word(last)}”，"

    def _word(self, step):
        """How it ended, in the climber's own words: a plan's return is 撤回."""
        return self.spec.words.get(step.result) or step.get_result_display()


def when(at):
    return f"已于 {timezone.localtime(at):%Y-%m-%d %H:%M}"
