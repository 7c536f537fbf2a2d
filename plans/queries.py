"""Reads that two callers share."""

from django.db.models import Sum

from orgs.queries import desk_todo
from plans.chains import PLAN
from plans.models import QuotaLine
from titleplatform.kit.access import can


def with_totals(steps):
    """Steps of plans with what their table shows: the plan and its total."""
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
    return [desk_todo(seat, PLAN, "申报计划审查", "plans:review", "下级单位和本单位上报的计划")]
