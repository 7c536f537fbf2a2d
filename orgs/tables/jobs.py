"""Tables of 我的任务."""

import django_tables2 as tables

from orgs.jobs import kind_named
from orgs.models import Job
from orgs.states import JobState
from orgs.tables.units import NAME, NOWRAP
from titleplatform.kit.buttons import Button, button
from titleplatform.kit.tables import ActionsColumn, DateTimeColumn, StateColumn, Table


def job_buttons(seat, job):
    word, icon = ("打开", "print") if job.is_shown else ("下载", "download")
    fetch = [button(word, "orgs:job_result", "orgs.fetch_result", seat, job, icon=icon)] if job.is_kept else []
    opens = kind_named(job.kind).opens(job) if job.state == JobState.DONE else None
    show = [Button(*opens)] if opens else []
    cancel = [button("取消", "orgs:job_cancel", "orgs.cancel_job", seat, job, dialog=True)] if job.is_open else []
    return [*show, *fetch, *cancel]


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
