"""Tables of 审查推荐, 状态查询 and 评委会."""

from operator import attrgetter

import django_tables2 as tables
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from orgs.chain.states import ClimbState
from orgs.tables import ClimbTable, StepTable
from review.access import keeps_the_committee
from review.models import Application, Committee, CommitteeFiling
from review.states import CommitteeState
from titleplatform.kit.buttons import button
from titleplatform.kit.tables import (
    ActionsColumn,
    CheckColumn,
    DateColumn,
    DateTimeColumn,
    NumberColumn,
    StateColumn,
    Table,
    two_lines,
)
from titleplatform.kit.todo import OVER_AGE_WORKING_DAYS
from titleplatform.kit.working_days import working_days_between

APPLICATION = "run__application__"
NOWRAP = {"td": {"class": "nowrap"}}
NOT_ON_A_PHONE = {"td": {"class": "not-phone"}}


def days_of(start, end=None):
    """Working days between two moments; up to now when it has not ended."""
    return working_days_between(timezone.localdate(start), timezone.localdate(end)) if start else ""


class CaseTable(StepTable):
    """经办人审查 / 负责人审查: what waits shows my areas still open, everything else how it ended here."""

    name = tables.Column("姓名", accessor="run__owner_name", attrs=NOWRAP)
    series = tables.Column("申报系列", accessor=f"{APPLICATION}title__series__name", attrs=NOT_ON_A_PHONE)
    title = tables.Column("申报职称", accessor=f"{APPLICATION}title__name")
    speciality = tables.Column("专业", accessor=f"{APPLICATION}speciality")
    committee = tables.Column("评委会", accessor=f"{APPLICATION}committee__name", attrs=NOT_ON_A_PHONE)
    assigned = tables.Column("办理人", accessor="assignee", order_by="assigned_to__name", default="—", attrs=NOWRAP)
    left = tables.Column("待审内容", accessor="pk", orderable=False)

    class Meta(StepTable.Meta):
        exclude = ("desk",)
        sequence = (
            "chosen",
            "name",
            "unit",
            "series",
            "title",
            "speciality",
            "committee",
            "opened_at",
            "days",
            "assigned",
            "left",
            "result",
        )

    def render_name(self, value, record):
        return format_html('<a href="{}">{}</a>', reverse("review:case", args=[record.run.application.pk]), value)

    def value_name(self, value):
        return value

    def render_left(self, record):
        """My areas still open."""
        if not record.is_open:
            return "—"
        left, filled = record.left_for(self.seat.scope), [area for area in record.run.frozen_areas if not area.is_empty]
        return "全部" if left == filled else "、".join(area.label for area in left)


def status_buttons(seat, application):
    """面试通知 is the committee's office's: nobody else is told in every row that it is not theirs."""
    offered = [
        button("审批记录", "review:record", "review.see_record", seat, application),
        button("打印评审表", "review:print", "review.print_form", seat, application),
    ]
    if keeps_the_committee(seat, application):
        offered.append(button("面试通知", "review:interview", "review.set_interview", seat, application, dialog=True))
    return offered


class StatusSheet(ClimbTable):
    """申报人员状态查询 as a file: one fact a column."""

    name = tables.Column("姓名", accessor="run__owner_name")
    unit = tables.Column("申报单位", accessor="run__unit_name")
    year = tables.Column("年度")
    series = tables.Column("申报系列", accessor="title__series__name")
    title = tables.Column("申报职称", accessor="title__name")
    speciality = tables.Column("专业")
    days = NumberColumn(verbose_name="停留天数", accessor="run__current_since", orderable=False, default="—")
    committee = tables.Column("评委会名称", accessor="committee__name")
    interview = tables.Column("面试通知", accessor="interview_words", default="—")
    interview_place = tables.Column("地点", default="—")

    class Meta(Table.Meta):
        model = Application
        fields = ()
        sequence = (
            "name",
            "unit",
            "year",
            "series",
            "title",
            "speciality",
            "place",
            "days",
            "state",
            "committee",
            "interview",
            "interview_place",
        )

    def render_days(self, value):
        return days_of(value)


class StatusTable(ClimbTable):
    """申报人员状态查询: two facts in a cell, the first column stands still."""

    name = tables.Column("姓名 / 申报单位", accessor="run__owner_name")
    title = tables.Column("申报职称 / 系列", accessor="title__name")
    year = tables.Column("年度")
    place = tables.Column("当前环节", accessor="run__place", orderable=False, empty_values=())
    days = NumberColumn(verbose_name="停留天数", accessor="run__current_since", orderable=False, default="—")
    committee = tables.Column(
        "评委会名称 / 面试通知 / 地点", accessor="committee__name", attrs={"td": {"class": "clip"}}
    )
    actions = ActionsColumn(status_buttons, in_row=2)

    class Meta(Table.Meta):
        model = Application
        fields = ()
        attrs = {"class": f"{Table.Meta.attrs['class']} table--frozen"}
        row_attrs = {"data-row": lambda record: record.pk}
        sequence = ("name", "title", "year", "place", "days", "state", "committee", "actions")

    def render_name(self, value, record):
        link = format_html('<a href="{}">{}</a>', reverse("review:record", args=[record.pk]), value)
        return two_lines(link, record.run.unit_name)

    def render_title(self, value, record):
        return two_lines(value, f"{record.title.series} · {record.speciality}")

    def render_place(self, record):
        if record.state == ClimbState.AWAITING:
            return two_lines(record.committee.name, record.state_label)
        since = record.run.current_since
        return two_lines(record.run.place, f"{timezone.localdate(since)} 到达") if since else "—"

    def render_days(self, value):
        days = days_of(value)
        late = days - OVER_AGE_WORKING_DAYS
        shown = '<b class="late">{} 天<span class="table__sub late">超期 {}</span></b>' if late > 0 else "{} 天"
        return format_html(shown, days, late)

    def render_committee(self, value, record):
        noticed = f"{record.interview_words} {record.interview_place}".strip()
        return format_html('<span title="{}">{}</span>', value, two_lines(value, noticed) if noticed else value)


def awaiting_buttons(seat, application):
    """First what is due."""
    accept = button("受理", "review:accept", "review.accept", seat, application, dialog=True)
    word = "更正评审结果" if application.result_id else "登记评审结果"
    enter = button(word, "review:result", "review.enter_result", seat, application, dialog=True)
    due = [enter] if application.accepted_at else [accept, enter]
    return [*due, *status_buttons(seat, application)]


class AwaitingTable(Table):
    """受理和评审结果: what has passed every desk and belongs to the committees of this office."""

    chosen = CheckColumn(name_of=attrgetter("run.label"))
    name = tables.Column("姓名", accessor="run__owner_name", attrs=NOWRAP)
    unit = tables.Column("申报单位", accessor="run__unit_name")
    title = tables.Column("申报职称", accessor="title__name")
    speciality = tables.Column("专业")
    committee = tables.Column("评委会", accessor="committee__name")
    accepted_at = DateTimeColumn(verbose_name="受理时间", default="—", attrs=NOWRAP)
    interview = DateTimeColumn(verbose_name="面试时间", accessor="interview_at", default="—", attrs=NOWRAP)
    result = tables.Column("评审结果", default="—", orderable=False)
    actions = ActionsColumn(awaiting_buttons, in_row=1)

    class Meta(Table.Meta):
        model = Application
        fields = ()

    def render_result(self, value):
        sub = f"{value.decided_on} {value.document}"
        mark = '<span class="mark {}">{}</span><span class="table__sub">{}</span>'
        return format_html(mark, value.css, value.get_passed_display(), sub)

    def value_result(self, value):
        return str(value)


class OwnTable(ClimbTable):
    """职称申报 of the applicant."""

    title = tables.Column("申报职称", accessor="title__name", linkify=("review:application", [tables.A("pk")]))
    year = tables.Column("年度")
    committee = tables.Column("评委会", accessor="committee__name")
    days = NumberColumn(verbose_name="停留（工作日）", accessor="run__current_since", orderable=False, default="—")
    submitted_at = DateTimeColumn(verbose_name="提交时间", default="—")

    class Meta(Table.Meta):
        model = Application
        fields = ()
        sequence = ("title", "year", "committee", "state", "place", "days", "submitted_at")

    render_days = StatusSheet.render_days


def committee_buttons(seat, committee):
    return [button("修改", "review:committee_change", "review.change_committee", seat, committee, dialog=True)]


class CommitteeTable(Table):
    """评委会."""

    name = tables.Column("评委会名称", linkify=("review:committee", [tables.A("pk")]))
    year = tables.Column("年度")
    host = tables.Column("组建单位", accessor="host__name")
    series = tables.Column("系列", accessor="series__name")
    levels = tables.Column("级别", accessor="levels_label", orderable=False)
    serves = tables.Column("服务单位", accessor="serves_label", orderable=False)
    window = tables.Column("受理期", accessor="opens_on", order_by=("opens_on", "closes_on"), attrs=NOWRAP)
    valid_until = DateColumn(default="—", attrs=NOWRAP)
    state = StateColumn(CommitteeState, verbose_name="状态")
    actions = ActionsColumn(committee_buttons)

    class Meta(Table.Meta):
        model = Committee
        fields = ()
        sequence = (
            "name",
            "year",
            "host",
            "series",
            "levels",
            "serves",
            "window",
            "valid_until",
            "state",
            "actions",
        )

    def render_window(self, record):
        return f"{record.opens_on} 至 {record.closes_on}"


class FilingTable(Table):
    """评委会备案审核."""

    committee = tables.Column("评委会名称", accessor="committee__name")
    year = tables.Column("年度", accessor="committee__year")
    host = tables.Column("组建单位", accessor="committee__host__name")
    series = tables.Column("系列", accessor="committee__series__name")
    levels = tables.Column("级别", accessor="levels_label", orderable=False)
    served_names = tables.Column("服务单位", orderable=False)
    asked_at = DateTimeColumn(attrs=NOWRAP)
    asked_by_name = tables.Column(orderable=False)
    actions = ActionsColumn(
        lambda seat, filing: [button("审核", "review:filing_review", "review.decide_filing", seat, filing)]
    )

    class Meta(Table.Meta):
        model = CommitteeFiling
        fields = ()
        order_by = "asked_at"
