"""Reads that two callers share."""

from experts.chains import EXPERT
from orgs.queries import DeskLine
from personnel.models import DossierEntry


def known_facts(person):
    """What the person's record knows of a filing's fields."""
    own = DossierEntry.objects.filter(person=person, section_key="person").values_list("data", flat=True).first() or {}
    facts = {"title": person.current_title, "title_on": own.get("title_on"), "speciality": own.get("profession")}
    return {name: value for name, value in facts.items() if value}


REVIEW = ("专家审查", "experts:review", "experts.judge", "等待审查的专家申报")
DESK_LINES = (DeskLine(EXPERT, *REVIEW, detail="experts:filing"),)
