"""Reads that two callers share."""

from django.db.models import Count, Min, Sum
from django.urls import reverse
from django.utils import timezone

from orgs.chain import inbox
from plans.chains import PLAN
from plans.models import QuotaLine
from titleplatform.kit.access import can
from titleplatform.kit.todo import Todo


def plan_steps(seat, tab="waiting"):
    """Steps of plans at this seat's desks."""
    steps = inbox.steps_of(seat, None, tab).filter(run__spec_key=PLAN.key)
    return steps.select_related("run__plan", "run__unit", "unit").annotate(
        total=Sum("run__plan__rows__applicants", default=0)
    )


def quota_of(unit, year, title):
    """The `plans.quota.Balance` of a unit for a year and title; None where no plan grants any."""
    line = QuotaLine.objects.filter(unit=unit, year=year, title=title).first()
    return line.balance() if line else None


def plan_todo(seat):
    """申报计划审查 in 待办事项."""
    if not can("plans.review_plans", seat):
        return []
    waiting = inbox.waiting_for(seat).filter(run__spec_key=PLAN.key).order_by()
    found = waiting.aggregate(count=Count("pk"), oldest=Min("opened_at"))
    oldest = timezone.localdate(found["oldest"]) if found["oldest"] else None
    return [Todo("申报计划审查", reverse("plans:review"), found["count"], oldest, "下级单位和本单位上报的计划")]
