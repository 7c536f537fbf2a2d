"""The tables of `review`."""

from review.models.application import Application, PrintedForm, Snapshot
from review.models.committee import Committee

__all__ = ["Application", "Committee", "PrintedForm", "Snapshot"]
