"""Tables of 申报计划."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html

from orgs.tables import ClimbTable, WholeTable
from plans.models import Cap, FinalOrgan, Plan, QuotaRule
from titleplatform.kit.buttons import button
from titleplatform.kit.tables import ActionsColumn, DateTimeColumn, ExportColumn, NumberColumn, Table, two_lines


def own_plan_buttons(seat, plan):
    return [
        button("上报", "plans:submit", "plans.submit_plan", seat, plan, dialog=True),
        button("修改", "plans:change", "plans.change_plan", seat, plan),
        button("详情", "plans:detail", "plans.see_plan", seat, plan),
        button("删除", "plans:delete", "plans.delete_plan", seat, plan, dialog=True),
    ]


class OwnPlanTable(ClimbTable):
    """申报计划上传: the unit's own plans."""

    year = tables.Column("年度")
    name = tables.Column("计划名称", linkify=("plans:detail", [tables.A("pk")]))
    total = NumberColumn(verbose_name="申报总人数")
    submitted_at = DateTimeColumn(verbose_name="上报时间", default="—")
    actions = ActionsColumn(own_plan_buttons, in_row=3)

    class Meta(Table.Meta):
        model = Plan
        fields = ()
        sequence = ("year", "name", "total", "state", "place", "submitted_at", "actions")


def cap_buttons(seat, cap):
    return [
        button("修改", "plans:cap_change", "plans.change_cap", seat, cap, dialog=True),
        button("取消", "plans:cap_delete", "plans.change_cap", seat, cap, dialog=True),
    ]


class CapTable(Table):
    """指标上限: those on the units below, whoever above them set it."""

    unit = tables.Column("单位", accessor="unit__name")
    year = tables.Column("年度")
    series = tables.Column("系列", accessor="series__name")
    level = tables.Column("级别", accessor="get_level_display", order_by="level")
    number = NumberColumn(verbose_name="指标人数")
    asked = NumberColumn(verbose_name="已上报人数")
    set_by = tables.Column("设置单位", accessor="set_by__name")
    at = DateTimeColumn(verbose_name="设置时间", attrs={"td": {"class": "nowrap"}})
    actions = ActionsColumn(cap_buttons)

    class Meta(Table.Meta):
        model = Cap
        fields = ()
        sequence = ("unit", "year", "series", "level", "number", "asked", "set_by", "at", "actions")

    def render_asked(self, value, record):
        over = value - record.number
        return format_html('<b class="late">{}，超 {}</b>', value, over) if over > 0 else value

    def value_asked(self, value):
        return value


class ReviewTable(WholeTable):
    """申报计划审查."""

    plan = ExportColumn("计划名称", accessor="run__plan__name")
    year = ExportColumn("年度", accessor="run__plan__year")
    total = NumberColumn(verbose_name="申报总人数")
    last_year = ExportColumn("上年人数", accessor="run__plan__last_year", orderable=False)
    over = tables.Column("超计划", accessor="pk", orderable=False)

    class Meta(WholeTable.Meta):
        sequence = (
            "chosen",
            "unit",
            "plan",
            "year",
            "total",
            "last_year",
            "over",
            "opened_at",
            "desk",
            "days",
            "result",
            "actions",
        )

    def render_unit(self, record, value):
        plan = record.run.plan
        named = format_html('<a href="{}">{}</a>', reverse(self.places.detail, args=[plan.pk]), value)
        return two_lines(named, plan.name if str(plan.year) in plan.name else f"{plan.year} 年度 {plan.name}")

    def value_unit(self, value):
        return value

    def value_total(self, value):
        return value

    def render_total(self, record, value):
        last = record.run.plan.last_year
        more = value - last
        compared = "持平" if not more else f"多 {more}" if more > 0 else f"少 {-more}"
        return two_lines(value, f"上年 {last}，{compared}" if last else "上年没有")

    def render_over(self, record):
        over = record.run.plan.over
        css, words = ("is-fail", over) if over.rows else ("is-pass", "符合")
        return format_html('<span class="mark {}">{}</span>', css, words)

    def value_over(self, record):
        """How many rows of the plan are over; the page counts for all its rows at once (`plans.queries.count_over`)."""
        return record.run.plan.over.rows


class FinalOrganTable(Table):
    """申报计划终审机构."""

    year = tables.Column()
    branch = tables.Column(default="全省")
    organ = tables.Column()
    actions = ActionsColumn(
        lambda seat, row: [button("取消", "plans:final_organ_remove", "plans.set_final_organ", seat, row, dialog=True)]
    )

    class Meta(Table.Meta):
        model = FinalOrgan
        fields = ()


class QuotaRuleTable(Table):
    """指标占用方式."""

    year = tables.Column()
    first_come = tables.Column("占用方式", accessor="get_first_come_display", order_by="first_come")
    fixed = tables.Column("能否修改", accessor="fixed_words", orderable=False, default="还没有申报，可以修改")

    class Meta(Table.Meta):
        model = QuotaRule
        fields = ()
