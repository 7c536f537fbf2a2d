"""The life of a unit (docs/screens.md §1): 待完善 → 待审核 → 已启用, or 已退回 → corrected → 待审核; 停用 ↔ 启用.

A unit may be closed in any of these states and comes back to the one it was closed in: nothing slips past 【审核】."""

from functools import cache

from django.db import models
from django_fsm import RETURN_VALUE, ConcurrentTransitionMixin, FSMFieldMixin, transition


class UnitState(models.TextChoices):
    """States with the word users know and the colour class of the design language."""

    INCOMPLETE = "incomplete", "待完善"
    PENDING = "pending", "待审核"
    ACTIVE = "active", "已启用"
    RETURNED = "returned", "已退回"
    DISABLED = "disabled", "停用"
    MERGED = "merged", "已撤并"

    @property
    def css(self):
        return {"incomplete": "is-draft", "pending": "is-wait", "active": "is-pass", "returned": "is-return"}.get(
            self.value, "is-off"
        )


OPEN_STATES = (UnitState.INCOMPLETE, UnitState.PENDING, UnitState.ACTIVE, UnitState.RETURNED)


@cache
def _state_fields(model):
    return [field for field in model._meta.concrete_fields if isinstance(field, FSMFieldMixin)]


class GuardedState(ConcurrentTransitionMixin):
    """The concurrent-transition guard, safe with threads: django-fsm's own `refresh_from_db` lifts the protection of the state field
    on the class for a moment, so that two threads that refresh at once trip over each other."""

    @property
    def state_fields(self):
        """As django-fsm's own, looked for once a class and not once a row: half of what a row of a list cost."""
        return _state_fields(type(self))

    def get_deferred_fields(self):
        # The guard loads every state when the object is made, so none is ever deferred.
        return super().get_deferred_fields() - {field.attname for field in self.state_fields}

    def refresh_from_db(self, using=None, fields=None, from_queryset=None):
        for field in self.state_fields:
            self.__dict__.pop(field.attname, None)  # a protected field takes a value while it holds none
        models.Model.refresh_from_db(self, using=using, fields=fields, from_queryset=from_queryset)
        self._update_initial_state()


class UnitLife(GuardedState, models.Model):
    """The transitions of a unit, fired by `orgs.actions` only."""

    closed_in = models.CharField("停用前的状态", max_length=12, choices=UnitState.choices, blank=True, editable=False)

    class Meta:
        abstract = True

    @transition("state", source=[UnitState.INCOMPLETE, UnitState.RETURNED], target=UnitState.PENDING)
    def submit(self):
        """【提交】 by the unit itself."""

    @transition("state", source=UnitState.PENDING, target=UnitState.ACTIVE)
    def approve(self):
        """【通过】 by the upper unit's administrator."""

    @transition("state", source=UnitState.PENDING, target=UnitState.RETURNED)
    def send_back(self):
        """【退回】 with a reason by the upper unit's administrator."""

    @transition("state", source=OPEN_STATES, target=UnitState.DISABLED)
    def disable(self):
        """【停用】."""
        self.closed_in = self.state

    @transition("state", source=UnitState.DISABLED, target=RETURN_VALUE(*OPEN_STATES))
    def enable(self):
        """【启用】: back to where it was closed."""
        state, self.closed_in = self.closed_in, ""
        return state

    @transition("state", source=[state for state in UnitState if state != UnitState.MERGED], target=UnitState.MERGED)
    def merge(self):
        """【撤并】 into another unit; for good."""
        self.closed_in = ""

    @transition("state", source=UnitState.INCOMPLETE, target=UnitState.ACTIVE)
    def found(self):
        """An office of the province's own data needs nobody's approval."""


class ChangeState(models.TextChoices):
    """A change of an approved unit's key facts."""

    PENDING = "pending", "待审核"
    APPROVED = "approved", "已通过"
    RETURNED = "returned", "已退回"
    WITHDRAWN = "withdrawn", "已撤销"
    LAPSED = "lapsed", "已失效"

    @property
    def css(self):
        return {"pending": "is-wait", "approved": "is-pass", "returned": "is-return"}.get(self.value, "is-off")


class ChangeLife(GuardedState, models.Model):
    """The transitions of a change, fired by `orgs.actions` only."""

    class Meta:
        abstract = True

    @transition("state", source=ChangeState.PENDING, target=ChangeState.APPROVED)
    def approve(self):
        """【通过】 by the upper unit's administrator."""

    @transition("state", source=ChangeState.PENDING, target=ChangeState.RETURNED)
    def send_back(self):
        """【退回】 with a reason by the upper unit's administrator."""

    @transition("state", source=ChangeState.PENDING, target=ChangeState.WITHDRAWN)
    def withdraw(self):
        """【撤销申请】 by the unit itself."""

    @transition("state", source=ChangeState.PENDING, target=ChangeState.LAPSED)
    def lapse(self):
        """The unit was merged into another: there is nothing left to change."""


class ProposalState(models.TextChoices):
    PENDING = "pending", "待确认"
    CONFIRMED = "confirmed", "已确认"
    REFUSED = "refused", "已拒绝"

    @property
    def css(self):
        return {"pending": "is-wait", "confirmed": "is-pass", "refused": "is-fail"}[self.value]


class ProposedChange(GuardedState, models.Model):
    """The transitions of a proposed change of a platform account, fired by `orgs.actions.administrators` only."""

    class Meta:
        abstract = True

    @transition("state", source=ProposalState.PENDING, target=ProposalState.CONFIRMED)
    def confirm(self):
        """【确认】 by an administrator of another kind."""

    @transition("state", source=ProposalState.PENDING, target=ProposalState.REFUSED)
    def refuse(self):
        """【拒绝】 with a reason."""


class JobState(models.TextChoices):
    """Work in the background (`orgs.jobs`)."""

    QUEUED = "queued", "排队"
    RUNNING = "running", "进行中"
    DONE = "done", "已完成"
    PARTLY = "partly", "部分未办"
    FAILED = "failed", "失败"
    CANCELLED = "cancelled", "已取消"

    @property
    def css(self):
        return {
            "queued": "is-wait",
            "running": "is-wait",
            "done": "is-pass",
            "partly": "is-return",
            "failed": "is-fail",
        }.get(self.value, "is-off")


OPEN_JOBS = (JobState.QUEUED, JobState.RUNNING)


class JobLife(GuardedState, models.Model):
    """The transitions of a job, fired by `orgs.jobs` and `orgs.actions.jobs` only."""

    class Meta:
        abstract = True

    @transition("state", source=JobState.QUEUED, target=JobState.RUNNING)
    def begin(self):
        """A worker takes it."""

    @transition("state", source=JobState.RUNNING, target=JobState.QUEUED)
    def wait_again(self):
        """Its worker gave no sign of life for too long: another one goes on with what is left."""

    @transition("state", source=JobState.RUNNING, target=JobState.DONE)
    def finish(self):
        """Everything is done."""

    @transition("state", source=JobState.RUNNING, target=JobState.PARTLY)
    def finish_partly(self):
        """Everything was tried; what was refused is listed."""

    @transition("state", source=OPEN_JOBS, target=JobState.FAILED)
    def fail(self):
        """It came to nothing; the reason is told."""

    @transition("state", source=OPEN_JOBS, target=JobState.CANCELLED)
    def cancel(self):
        """【取消】 by its owner: what is done stays, what is not begun stays undone."""
