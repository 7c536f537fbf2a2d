"""Reads that two callers share."""

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone

from experts.chains import EXPERT
from orgs.chain import inbox
from titleplatform.kit.access import can
from titleplatform.kit.todo import Todo


def filing_steps(seat, tab="waiting"):
    """Steps of expert filings at this seat's desks."""
    steps = inbox.steps_of(seat, None, tab).filter(run__spec_key=EXPERT.key)
    return steps.select_related("run__expertfiling__person__account", "run__expertfiling__series", "run__unit")


def expert_todo(seat):
    """专家审查 in 待办事项."""
    if not can("experts.judge", seat):
        return []
    found = (
        inbox.waiting_for(seat)
        .filter(run__spec_key=EXPERT.key)
        .order_by()
        .aggregate(n=Count("pk"), oldest=Min("opened_at"))
    )
    oldest = timezone.localdate(found["oldest"]) if found["oldest"] else None
    return [Todo("专家审查", reverse("experts:review"), found["n"], oldest, "等待审查的专家申报")]
