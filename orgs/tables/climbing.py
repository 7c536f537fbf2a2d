"""Tables of what climbs: at a desk, on its way, where nobody can judge it, where its road could not be laid anew."""

from operator import attrgetter

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html

from orgs.chain.models import ChainRun, ChainStep
from orgs.chain.words import Verdict
from orgs.tables.units import NAME, NOWRAP
from titleplatform.kit.tables import CheckColumn, DateTimeColumn, ExportColumn, NumberColumn, Table, two_lines
from titleplatform.kit.todo import OVER_AGE_WORKING_DAYS


class ClimbStateColumn(tables.Column):
    """The state of what climbs, in its own words."""

    def __init__(self, **kwargs):
        super().__init__(**{"verbose_name": "状态", "accessor": "state"} | kwargs)

    def render(self, record):
        return format_html('<span class="mark {}">{}</span>', record.state_css, record.state_label)

    def value(self, record):
        return record.state_label


class ClimbTable(Table):
    """Base of lists of what climbs: its state, and the desk where it stands."""

    state = ClimbStateColumn()
    place = tables.Column("当前环节", accessor="run__place", orderable=False, empty_values=("", None), default="—")


class DaysColumn(NumberColumn):
    """Working days at a desk; red where a step is over-age and still waits."""

    def render(self, record):
        days = record.working_days
        return format_html('<b class="late">{}</b>', days) if record.is_open and days > OVER_AGE_WORKING_DAYS else days

    def value(self, record):
        return record.working_days


class StepTable(Table):
    """Base of the review queues: one row per submission at, or decided by, this desk. Subclasses put their own columns between."""

    chosen = CheckColumn(name_of=attrgetter("run.label"))
    unit = tables.Column("申报单位", accessor="run__unit_name")
    desk = tables.Column("环节", accessor="get_role_display", orderable=False)
    opened_at = DateTimeColumn(verbose_name="到达时间", attrs=NOWRAP)
    days = DaysColumn(verbose_name="停留天数", accessor="opened_at", orderable=False)
    result = tables.Column("结果", accessor="result", orderable=False, empty_values=())

    words = {}  # the spec's, where they differ from the usual

    class Meta(Table.Meta):
        model = ChainStep
        fields = ()

    def show_tab(self, tab):
        """Leave out what means nothing in this tab of the queue."""

    def render_unit(self, record, value):
        return two_lines(value, "路线调整中") if record.is_open and record.run.road_due else value

    def render_result(self, record):
        css = {"pass": "is-pass", "return": "is-return", "fail": "is-fail"}.get(record.result, "is-wait")
        return format_html('<span class="mark {}">{}</span>', css, self.value_result(record))

    def value_result(self, record):
        return "待审" if record.is_open else self.words.get(record.result, record.get_result_display())


class WholeTable(StepTable):
    """The queue of what is judged as a whole: 【通过】 【撤回】 【详情】 in every row that waits here, 【详情】 alone in the others."""

    desk = ExportColumn("环节", accessor="get_role_display", orderable=False)
    actions = tables.Column(
        "操作",
        accessor="pk",
        orderable=False,
        exclude_from_export=True,
        attrs={"td": {"class": "num not-paper"}, "th": {"class": "num not-paper"}},
    )
    places = None  # the queue's
    waits = True

    def show_tab(self, tab):
        self.waits = tab == "waiting"
        self.columns.hide("result" if self.waits else "chosen")

    def subject_of(self, step):
        return getattr(step.run, self.places.subject_name)

    def render_opened_at(self, record, value):
        run = record.run
        rounds = f"第 {record.round} 次{'上报' if run.handed_in_role else '提交'} · {record.desk_label}"
        return two_lines(self.columns["opened_at"].column.render(value), rounds)

    def render_days(self, record):
        days = record.working_days
        late = days - OVER_AGE_WORKING_DAYS
        return (
            format_html('<b class="late">{} 天，超期 {}</b>', days, late)
            if record.is_open and late > 0
            else f"{days} 天"
        )

    def render_actions(self, record):
        chosen = f"?chosen={record.pk}"
        names = ((Verdict.PASS, self.places.passing, ""), (Verdict.RETURN, self.places.returning, "btn--danger"))
        offered = [
            (self.words[verdict], reverse(name) + chosen, css) for verdict, name, css in names if name and self.waits
        ]
        detail = reverse(self.places.detail, args=[self.subject_of(record).pk])
        return render_to_string(
            "components/row_decisions.html", {"offered": offered, "detail": detail, "label": record.run.label}
        )


class UnattendedTable(Table):
    """无人可审: open desks at which nobody can judge something, and what is missing there."""

    unit = tables.Column("单位", attrs=NAME)
    desk = tables.Column("环节", accessor="get_role_display", orderable=False, attrs=NOWRAP)
    kind = tables.Column("类别", accessor="run__subject_kind", orderable=False, attrs=NOWRAP)
    label = tables.Column("事项", accessor="run__label", orderable=False, attrs=NAME)
    opened_at = DateTimeColumn(verbose_name="到达时间", attrs=NOWRAP)
    days = DaysColumn(verbose_name="停留天数", accessor="opened_at", orderable=False)
    missing = tables.Column("缺少", accessor="lacking", orderable=False)

    class Meta(Table.Meta):
        model = ChainStep
        fields = ()
        order_by = "opened_at"


class StuckRoadTable(Table):
    """路线未能调整: submissions whose road could not be laid anew after a move, and why."""

    chosen = CheckColumn()
    label = tables.Column("事项", orderable=False, attrs=NAME)
    subject_kind = tables.Column("类别", orderable=False, attrs=NOWRAP)
    unit_name = tables.Column("申报单位", orderable=False, attrs=NAME)
    place = tables.Column("现在在", orderable=False)
    road_due = tables.Column("调整原因", orderable=False)
    road_stuck = tables.Column("未能调整的原因", orderable=False, empty_values=(None,))
    road_due_at = DateTimeColumn(verbose_name="调整开始", attrs=NOWRAP)

    class Meta(Table.Meta):
        model = ChainRun
        fields = ()
        order_by = "road_due_at"

    def render_road_stuck(self, value):
        return value or "系统没有办完，可以【重新调整】；再次不成请联系技术支持。"


class ComingTable(Table):
    """正在路上: rows are steps ahead; what is told is where each stands now."""

    label = tables.Column("事项", accessor="run__label", orderable=False, attrs=NAME)
    kind = tables.Column("类别", accessor="run__subject_kind", orderable=False, attrs=NOWRAP)
    unit = tables.Column("申报单位", accessor="run__unit_name", orderable=False, attrs=NAME)
    place = tables.Column("现在在", accessor="run__place", orderable=False)
    since = DateTimeColumn(verbose_name="到达时间", accessor="run__current_since", attrs=NOWRAP)

    class Meta(Table.Meta):
        model = ChainStep
        fields = ()
