"""Reads that two callers share."""

from django.db.models.functions import Length

from orgs.codes import code_length, stem_of
from orgs.models import Unit


def unit_todo(seat):
    """待办事项 of a unit's administrator."""
    return []


def highest_code(kind, parent_code):
    """The highest code in use that a new unit's code must follow (`orgs.codes.next_code`), or None."""
    same = Unit.objects.filter(code__startswith=stem_of(kind, parent_code)).annotate(length=Length("code"))
    same = same.filter(length=code_length(kind, parent_code))
    return same.order_by("-code").values_list("code", flat=True).first()
