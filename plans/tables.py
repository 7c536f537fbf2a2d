"""Tables of 申报计划."""

from operator import attrgetter

import django_tables2 as tables
from django.utils.html import format_html

from orgs.chain.models import ChainStep
from plans.models import Plan
from titleplatform.kit.buttons import button
from titleplatform.kit.tables import ActionsColumn, CheckColumn, NumberColumn, Table
from titleplatform.kit.working_days import working_days_between


class PlanStateColumn(tables.Column):
    """The state in the plan's own words."""

    def __init__(self):
        super().__init__(verbose_name="状态", accessor="state")

    def render(self, record):
        return format_html('<span class="mark {}">{}</span>', record.state_css, record.state_label)

    def value(self, record):
        return record.state_label


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
    state = PlanStateColumn()
    place = tables.Column("当前环节", accessor="run__place", orderable=False, empty_values=("", None), default="—")
    submitted_at = tables.DateTimeColumn(verbose_name="上报时间", format="Y-m-d H:i", default="—")
    actions = ActionsColumn(own_plan_buttons, in_row=3)

    class Meta(Table.Meta):
        model = Plan
        fields = ()
        sequence = ("year", "name", "total", "state", "place", "submitted_at", "actions")


class ReviewTable(Table):
    """申报计划审查: one row per plan at, or passed by, this desk."""

    chosen = CheckColumn(name_of=attrgetter("run.label"))
    plan = tables.Column("计划名称", accessor="run__plan__name", linkify=("plans:detail", [tables.A("run__plan__pk")]))
    unit = tables.Column("申报单位", accessor="run__unit__name")
    year = tables.Column("年度", accessor="run__plan__year")
    total = NumberColumn(verbose_name="申报总人数")
    desk = tables.Column("环节", accessor="get_role_display", orderable=False)
    opened_at = tables.DateTimeColumn(verbose_name="到达时间", format="Y-m-d H:i")
    days = NumberColumn(verbose_name="停留（工作日）", accessor="opened_at", orderable=False)
    result = tables.Column("结果", accessor="result", orderable=False, empty_values=())

    class Meta(Table.Meta):
        model = ChainStep
        fields = ()
        sequence = ("chosen", "plan", "unit", "year", "total", "desk", "opened_at", "days", "result")

    def render_days(self, record):
        end = record.closed_at or self.now
        return working_days_between(record.opened_at.date(), end.date())

    def value_days(self, record):
        return self.render_days(record)

    def render_result(self, record):
        if record.is_open:
            return format_html('<span class="mark {}">{}</span>', "is-wait", "待审")
        css = "is-pass" if record.result == "pass" else "is-return"
        return format_html(
            '<span class="mark {}">{}</span>', css, self.words.get(record.result, record.get_result_display())
        )

    def value_result(self, record):
        return "待审" if record.is_open else self.words.get(record.result, record.get_result_display())
