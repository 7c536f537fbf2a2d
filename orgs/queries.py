"""Reads that two callers share."""


def unit_todo(seat):
    """待办事项 of a unit's administrator."""
    return []
