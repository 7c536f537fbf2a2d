"""The life of a committee (docs/screens.md §4): 草稿 → 待备案 → 已备案 or 已退回; it stays approved while more is asked for."""

from django.db import models
from django_fsm import transition

from orgs.states import GuardedState


class CommitteeState(models.TextChoices):
    DRAFT = "draft", "草稿"
    PENDING = "pending", "待备案"
    RETURNED = "returned", "已退回"
    FILED = "filed", "已备案"
    WIDENING = "widening", "已备案，变更待备案"

    @property
    def css(self):
        return {"draft": "is-draft", "returned": "is-return", "filed": "is-pass"}.get(self.value, "is-wait")


# Whatever waits for an approval now, these were approved: applicants may choose them.
APPROVED = (CommitteeState.FILED, CommitteeState.WIDENING)


class CommitteeLife(GuardedState, models.Model):
    """The transitions of a committee, fired by `review.actions` only."""

    class Meta:
        abstract = True

    @transition("state", source=[CommitteeState.DRAFT, CommitteeState.RETURNED], target=CommitteeState.PENDING)
    def ask(self):
        """【报备】: the founding waits for the office above."""

    @transition("state", source=CommitteeState.FILED, target=CommitteeState.WIDENING)
    def ask_again(self):
        """【报备】 of more levels or units, or of another term: what was approved stays valid meanwhile."""

    @transition("state", source=[CommitteeState.PENDING, CommitteeState.WIDENING], target=CommitteeState.FILED)
    def file(self):
        """【通过】 by the office above."""

    @transition("state", source=CommitteeState.PENDING, target=CommitteeState.RETURNED)
    def send_back(self):
        """【退回】 of a founding."""

    @transition("state", source=CommitteeState.PENDING, target=CommitteeState.DRAFT)
    def withdraw(self):
        """【撤回报备】 of a founding by the host."""

    @transition("state", source=CommitteeState.WIDENING, target=CommitteeState.FILED)
    def stay(self):
        """【退回】 or 【撤回报备】 of what was asked again: it stays as it was approved."""

    @transition("state", source=[CommitteeState.DRAFT, CommitteeState.RETURNED], target=CommitteeState.FILED)
    def found(self):
        """省职改办 files its own, and 【沿用上年】 goes on under last year's approval."""
