"""The coarse states of everything that climbs, and the only shared transitions. Where a submission stands is the run's open step."""

from django.apps import apps
from django.db import models
from django_fsm import FSMField, transition

from orgs.chain.spec import Content
from orgs.states import GuardedState


class ClimbState(models.TextChoices):
    """States; a climber's spec may use other words (`ChainSpec.states`)."""

    DRAFT = "draft", "未提交"
    IN_REVIEW = "in_review", "已提交"
    RETURNED = "returned", "退回修改"
    AWAITING = "awaiting", "待评审"
    PASSED = "passed", "已通过"
    FAILED = "failed", "未通过"
    FORFEITED = "forfeited", "视为放弃"
    NOT_RECOMMENDED = "not_recommended", "未推荐"

    @property
    def css(self):
        return {
            "draft": "is-draft",
            "in_review": "is-doing",
            "returned": "is-return",
            "awaiting": "is-wait",
            "passed": "is-pass",
            "failed": "is-fail",
        }.get(self.value, "is-off")


EDITABLE = (ClimbState.DRAFT, ClimbState.RETURNED)
UNDER_WAY = (ClimbState.IN_REVIEW, ClimbState.AWAITING)


def word_of(state, spec):
    """The word for a state, in the climber's own words where it has some."""
    return spec.states.get(state, ClimbState(state).label)


class Climbing(GuardedState, models.Model):
    """Base of a climber. Its state is written by `orgs.chain.engine` only.

    A subclass gives `spec`, a `unit` (the submitting unit) and the four answers below.
    """

    spec = None  # the app's ChainSpec
    through_common_ancestor = False

    state = FSMField("状态", choices=ClimbState.choices, default=ClimbState.DRAFT, protected=True)
    run = models.OneToOneField(
        "orgs.ChainRun",
        verbose_name="审批过程",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="%(class)s",
    )
    submitted_at = models.DateTimeField("提交时间", null=True, editable=False)  # the last hand-in; none while 未提交

    class Meta:
        abstract = True

    @property
    def chain_label(self):
        """How lists, records and refusals name this submission."""
        return str(self)

    @property
    def chain_owner(self):
        """The account of the person it is about; None where it is a unit's."""
        return None

    @property
    def series_code(self):
        """The series whose grants count; "" where any scope will do."""
        return ""

    def final_organ(self):
        """The unit whose 负责人 decides last (终审机构)."""
        raise TypeError(f"{type(self).__name__} must say its final organ")

    def content(self):
        """The `Content` of what is handed in now."""
        return Content()

    def why_not_pass(self, step):
        """The app's own reason why this open step may not close with 通过 now (a notice that runs, a road being laid anew, one's own
        case), "" where there is none. At most one query: pages and the engine ask it of every case they show or decide."""
        return ""

    def why_not_undo_last(self):
        """The app's own reason why the last desk's 通过 can no longer be taken back while it awaits its result (somebody has taken it
        on), "" where there is none."""
        return ""

    @classmethod
    def desks_changed(cls, units, *, by):
        """Reviewers or scopes of these units, or the units themselves, have changed: what waits at their desks may have nobody left, or
        another road. In the transaction of the change (`orgs.chain.changes`); the default needs to do nothing."""

    def read_again(self, *, lock=False):
        """Every column as it is now, held until the transaction ends with `lock`. Related rows read before are kept where they are still
        the ones: a desk's verb needs their names, not their latest change."""
        related = {field.name: field for field in self._meta.concrete_fields if field.is_relation}
        known = {name: getattr(self, name) for name, field in related.items() if field.is_cached(self)}
        rows = type(self)._base_manager
        self.refresh_from_db(from_queryset=rows.select_for_update() if lock else None)
        for name, row in known.items():
            if row is not None and row.pk == getattr(self, related[name].attname):
                setattr(self, name, row)

    @property
    def record_label(self):
        """How its record names it: as it was handed in, as it is now while it is being written."""
        return str(self) if self.is_editable or not self.run else self.run.label

    @property
    def unit_label(self):
        """The submitting unit, likewise."""
        return str(self.unit) if self.is_editable or not self.run else self.run.unit_name

    @property
    def state_label(self):
        return word_of(self.state, self.spec)

    @property
    def state_css(self):
        return ClimbState(self.state).css

    @property
    def is_editable(self):
        return self.state in EDITABLE

    @property
    def is_finished(self):
        """Is it over: neither to be written nor on its way?"""
        return self.state not in EDITABLE + UNDER_WAY

    @transition("state", source=EDITABLE, target=ClimbState.IN_REVIEW)
    def hand_in(self):
        """Handed in for the first time, or again after a return."""

    @transition("state", source=ClimbState.IN_REVIEW, target=ClimbState.DRAFT)
    def take_back(self):
        """【撤销】 by its owner while no desk has opened it."""

    @transition("state", source=ClimbState.IN_REVIEW, target=ClimbState.RETURNED)
    def take_back_again(self):
        """【撤销】 of what a desk had returned before: the reasons of that return still stand."""

    @transition("state", source=ClimbState.IN_REVIEW, target=ClimbState.RETURNED)
    def send_back(self):
        """A desk returned it with reasons."""

    @transition("state", source=ClimbState.IN_REVIEW, target=ClimbState.PASSED)
    def complete(self):
        """The last desk passed it, and that is its end."""

    @transition("state", source=ClimbState.IN_REVIEW, target=ClimbState.AWAITING)
    def await_result(self):
        """The last desk passed it; whether it passes in the end is said beyond the desks (`ChainSpec.awaits_result`)."""

    @transition("state", source=ClimbState.AWAITING, target=ClimbState.IN_REVIEW)
    def go_back_to_the_desk(self):
        """The last desk's 通过 was taken back."""

    @transition("state", source=[ClimbState.AWAITING, ClimbState.FAILED], target=ClimbState.PASSED)
    def succeed(self):
        """The result is 通过: the first one, or in place of a wrong 未通过."""

    @transition("state", source=[ClimbState.AWAITING, ClimbState.PASSED], target=ClimbState.FAILED)
    def fall_short(self):
        """The result is 未通过: the first one, or in place of a wrong 通过."""

    @transition("state", source=ClimbState.IN_REVIEW, target=ClimbState.FAILED)
    def reject(self):
        """A desk ended this year's attempt."""

    @transition("state", source=ClimbState.RETURNED, target=ClimbState.FORFEITED)
    def give_up(self):
        """Its owner will not hand it in again, or did not in time."""

    @transition("state", source=[ClimbState.IN_REVIEW, ClimbState.RETURNED], target=ClimbState.NOT_RECOMMENDED)
    def not_recommend(self):
        """The submitting unit chose others; no attempt."""

    @transition("state", source=ClimbState.FAILED, target=ClimbState.IN_REVIEW)
    def reopen(self):
        """A 未通过 is taken back by its author."""


def climbers():
    """Every model that climbs, in the order of the installed apps; its declaration is `model.spec`."""
    return [model for model in apps.get_models() if issubclass(model, Climbing)]
