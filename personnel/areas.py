"""The content areas (审查内容) that reviewers are granted and desks judge: one per section of the dossier."""

from orgs.chain.words import Area
from personnel.dossier.sections import SECTIONS


def content_areas():
    """All areas in the order of the dossier; a section declared later is one more."""
    return tuple(Area(section.key, section.label) for section in SECTIONS.values())
