"""Reads that two callers share."""

from experts.chains import EXPERT
from orgs.queries import DeskLine

REVIEW = ("专家审查", "experts:review", "experts.judge", "等待审查的专家申报")
DESK_LINES = (DeskLine(EXPERT, *REVIEW, detail="experts:filing"),)
