"""The state of an expert in the pool."""

from django.db import models


class TermState(models.TextChoices):
    """Only who is in term may be drawn."""

    RUNNING = "running", "在任"
    ENDED = "ended", "任期已满"

    @property
    def css(self):
        return "is-pass" if self == TermState.RUNNING else "is-off"
