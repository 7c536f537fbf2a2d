"""Reads that two callers share."""

from experts.chains import EXPERT
from orgs.queries import desk_todo
from titleplatform.kit.access import can


def todo_lines(seat):
    """专家审查 in 待办事项."""
    if not can("experts.judge", seat):
        return []
    return [desk_todo(seat, EXPERT, "专家审查", "experts:review", "等待审查的专家申报")]
