"""Tables of 我的任务."""

import django_tables2 as tables
from django.utils.html import format_html

from orgs.access import may_be_repeated
from orgs.jobs import kind_named
from orgs.models import Job
from orgs.states import JobState
from orgs.tables.units import NAME, NOWRAP
from titleplatform.kit.buttons import Button, button
from titleplatform.kit.tables import ActionsColumn, DateTimeColumn, StateColumn, Table, two_lines


def job_buttons(seat, job):
    """What can be done with it now; nothing that cannot."""
    word, icon = ("打开", "print") if job.is_shown else ("下载", "download")
    offered = []
    if job.state == JobState.DONE and (opens := kind_named(job.kind).opens(job)):
        offered.append(Button(*opens))
    if job.is_kept:
        offered.append(button(word, "orgs:job_result", "orgs.fetch_result", seat, job, icon=icon))
    if job.is_open and not kind_named(job.kind).is_bound:
        offered.append(button("取消", "orgs:job_cancel", "orgs.cancel_job", seat, job, dialog=True))
    if may_be_repeated(seat, job):
        offered.append(button(repeat_label(job), "orgs:job_repeat", "orgs.repeat_job", seat, job, dialog=True))
    return offered


def repeat_label(job):
    """【重试】 of what was not done in part, 【重新开始】 of what came to nothing."""
    if job.state == JobState.PARTLY:
        return f"重试 {job.refused} 项" if job.refused else "重试"
    return "重新开始"


class JobsTable(Table):
    """我的任务."""

    title = tables.Column("任务", linkify=("orgs:job", [tables.A("pk")]), orderable=False, attrs=NAME)
    asked_at = DateTimeColumn(verbose_name="开始", orderable=False, attrs=NOWRAP)
    tells = tables.Column("进度和结果", orderable=False)
    state = StateColumn(JobState, verbose_name="状态", orderable=False)
    actions = ActionsColumn(job_buttons)

    class Meta(Table.Meta):
        model = Job
        fields = ()
        order_by = "-asked_at"

    def render_tells(self, value, record):
        if not record.is_open:
            return two_lines(value, record.tells_more) if record.tells_more else value
        bar = '<span class="jobbar"><progress value="{}" max="{}" aria-label="{}"></progress><span>{}</span></span>'
        shown = format_html(bar, record.done, record.total or 1, value, value)
        return two_lines(shown, record.tells_more) if record.tells_more else shown
