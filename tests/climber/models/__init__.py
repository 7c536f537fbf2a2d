"""More climbers, in the tests only: the proof that engine and pages are general."""

from tests.climber.models.letter import AREAS, Letter
from tests.climber.models.note import Note

__all__ = ["AREAS", "Letter", "Note"]
