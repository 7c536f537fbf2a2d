"""The tables of `review`."""

from review.models.application import Application, PrintedForm, Snapshot
from review.models.committee import Committee, CommitteeFiling
from review.models.result import ReviewResult

__all__ = ["Application", "Committee", "CommitteeFiling", "PrintedForm", "ReviewResult", "Snapshot"]
