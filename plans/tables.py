"""Tables of 申报计划."""

import django_tables2 as tables

from orgs.tables import ClimbStateColumn, StepTable
from plans.models import Plan
from titleplatform.kit.buttons import button
from titleplatform.kit.tables import ActionsColumn, NumberColumn, Table


def own_plan_buttons(seat, plan):
    return [
        button("上报", "plans:submit", "plans.submit_plan", seat, plan, dialog=True),
        button("修改", "plans:change", "plans.change_plan", seat, plan),
        button("详情", "plans:detail", "plans.see_plan", seat, plan),
        button("删除", "plans:delete", "plans.delete_plan", seat, plan, dialog=True),
    ]


class OwnPlanTable(Table):
    """申报计划上传: the unit's own plans."""

    year = tables.Column("年度")
    name = tables.Column("计划名称", linkify=("plans:detail", [tables.A("pk")]))
    total = NumberColumn(verbose_name="申报总人数")
    state = ClimbStateColumn()
    place = tables.Column("当前环节", accessor="run__place", orderable=False, empty_values=("", None), default="—")
    submitted_at = tables.DateTimeColumn(verbose_name="上报时间", format="Y-m-d H:i", default="—")
    actions = ActionsColumn(own_plan_buttons, in_row=3)

    class Meta(Table.Meta):
        model = Plan
        fields = ()
        sequence = ("year", "name", "total", "state", "place", "submitted_at", "actions")


class ReviewTable(StepTable):
    """申报计划审查."""

    plan = tables.Column("计划名称", accessor="run__plan__name", linkify=("plans:detail", [tables.A("run__plan__pk")]))
    year = tables.Column("年度", accessor="run__plan__year")
    total = NumberColumn(verbose_name="申报总人数")

    class Meta(StepTable.Meta):
        sequence = ("chosen", "plan", "unit", "year", "total", "desk", "opened_at", "days", "result")
