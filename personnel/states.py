"""The life of a transfer (单位变动): asked → agreed, refused or withdrawn."""

from django.db import models
from django_fsm import ConcurrentTransitionMixin, transition


class TransferState(models.TextChoices):
    PENDING = "pending", "待原单位答复"
    AGREED = "agreed", "已同意"
    REFUSED = "refused", "已拒绝"

    @property
    def css(self):
        return {"pending": "is-wait", "agreed": "is-pass", "refused": "is-fail"}[self.value]


class TransferLife(ConcurrentTransitionMixin, models.Model):
    """The transitions of a transfer, fired by `personnel.actions.transfers` only."""

    class Meta:
        abstract = True

    @transition("state", source=TransferState.PENDING, target=TransferState.AGREED)
    def agree(self):
        """【同意】 by the old unit, or by the common upper unit when the old one did not answer in time."""

    @transition("state", source=TransferState.PENDING, target=TransferState.REFUSED)
    def refuse(self):
        """【拒绝】 with a reason."""
