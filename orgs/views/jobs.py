"""我的任务: what was begun in the background, how far it is, what came of it."""

import json

from django.core.files.storage import default_storage
from django.http import FileResponse
from django.utils.functional import cached_property

from orgs import actions
from orgs.jobs import repeated
from orgs.models import Job
from orgs.models.job import KEPT, SHOWN_REASONS
from orgs.progress import note_progress
from orgs.queries import count_each, open_jobs_of
from orgs.states import JobState
from orgs.tables import JobsTable, job_buttons, repeat_label
from titleplatform.kit.lists import ListPage
from titleplatform.kit.pages import ActionPage, DetailPage, ObjectPage, rows_of
from titleplatform.kit.polls import SINCE, is_poll, mark_of, nothing_new

EVERY_SECONDS = 2
MINE = ("我的任务", "orgs:jobs")
TABS = {"all": "全部", "open": "进行中", "ended": "已结束"}


def poll_of(mark):
    """What a page sends that asks for itself again."""
    return {"headers": json.dumps({SINCE: mark}), "every": EVERY_SECONDS}


def _stand(job):
    return [job.pk, job.state, job.ahead, job.done, job.total, job.reason, job.result]


class JobsPage(ListPage):
    """All of mine, the newest first. While some are under way the list asks for itself again."""

    permission = "orgs.list_jobs"
    queryset = rows_of(Job)
    title = "我的任务"
    template_name = "orgs/jobs.html"
    table_class = JobsTable
    note = f"可以离开本页，任务会继续；结果保存 {KEPT.days} 天，草稿 1 小时。"

    @property
    def tab(self):
        asked = self.request.GET.get("tab")
        return asked if asked in TABS else "all"

    @property
    def empty(self):
        return {"open": "没有进行中的任务。", "ended": "没有已结束的任务。"}.get(
            self.tab, "还没有任务；导出、打印、批量办理会出现在这里。"
        )

    def get(self, request, *args, **kwargs):
        return (is_poll(request) and nothing_new(request, self.mark())) or super().get(request, *args, **kwargs)

    @cached_property
    def under_way(self):
        return note_progress(list(open_jobs_of(self.request.user)))

    def mark(self):
        return mark_of([_stand(job) for job in self.under_way])

    def rows(self):
        """{tab: the jobs under it}."""
        mine = super().get_queryset()
        return {"all": mine, "open": mine.open(), "ended": mine.ended()}

    def get_queryset(self):
        return self.rows()[self.tab]

    def prepare(self, rows):
        note_progress(rows)

    def get_context_data(self, **kwargs):
        counts = count_each(self.seat, self.rows())
        tabs = [(key, f"{label} {counts[key]}", key == self.tab) for key, label in TABS.items()]
        if self.request.htmx:  # the number in the top bar comes along
            kwargs["open_jobs"] = open_jobs_of(self.request.user)
        return super().get_context_data(tabs=tabs, poll=self.under_way and poll_of(self.mark()), **kwargs)


class JobPage(DetailPage):
    """One of mine. While it is under way the page asks for itself again; without script one loads it again."""

    permission = "orgs.list_jobs"
    queryset = rows_of(Job)
    template_name = "orgs/job.html"
    crumbs = (MINE,)
    here = "orgs:jobs"

    def get(self, request, *args, **kwargs):
        return (is_poll(request) and nothing_new(request, self.mark())) or super().get(request, *args, **kwargs)

    def get_queryset(self):
        """As `visible_to`, by the account of the session: a poll asks for no seat."""
        return self.queryset.all().filter(owner=self.request.user)

    @cached_property
    def object(self):
        (job,) = note_progress([self.get_object()])
        return job

    def mark(self):
        return mark_of(_stand(self.object))

    def buttons(self):
        return job_buttons(self.seat, self.object)

    def get_context_data(self, **kwargs):
        job = self.object
        refused = list(job.items.exclude(reason="")[: SHOWN_REASONS + 1]) if not job.is_open else []
        poll = job.is_open and poll_of(self.mark())
        if self.request.htmx:  # the number in the top bar comes along
            kwargs["open_jobs"] = open_jobs_of(self.request.user)
        return super().get_context_data(
            poll=poll,
            refused=refused[:SHOWN_REASONS],
            more_refused=len(refused) > SHOWN_REASONS,
            days=KEPT.days,
            **kwargs,
        )


class CancelJobPage(ActionPage):
    """【取消】."""

    permission = "orgs.cancel_job"
    queryset = rows_of(Job)
    title = "取消任务"
    crumbs = (MINE,)
    here = back_to = "orgs:jobs"
    cancel_label = "返回"
    success = "任务已取消。"

    def explain(self):
        return "还没有办的不再办理，也不留下文件；已经办完的不退回。"

    def save(self, form):
        return actions.cancel_job(by=self.seat, job=self.object)


class RepeatJobPage(ActionPage):
    """【重试】 / 【重新开始】: a new job for what this one has not done."""

    permission = "orgs.repeat_job"
    queryset = rows_of(Job)
    crumbs = (MINE,)
    here = back_to = "orgs:jobs"
    cancel_label = "返回"

    @cached_property
    def object(self):
        (job,) = note_progress([self.get_object()])
        return job

    @property
    def title(self):
        return repeat_label(self.object)

    def explain(self):
        if self.object.state == JobState.PARTLY:
            return f"只办没有办成的 {self.object.refused} 项，作为一个新任务；权限和内容以现在的为准。"
        return "作为一个新任务重新开始，已经办完的不再办理；权限和内容以现在的为准。"

    def save(self, form):
        return self.request.start_job(**repeated(self.object))

    def succeed(self, result):
        self.led_to = result
        return super().succeed(result)

    def get_success_url(self):
        return self.led_to


class JobResultPage(ObjectPage):
    """What a job made, for its owner, who must still be allowed to see it."""

    permission = "orgs.fetch_result"
    queryset = rows_of(Job)
    crumbs = (MINE,)
    here = "orgs:jobs"

    def get(self, request, *args, **kwargs):
        job = self.object
        self.audit("下载任务结果", on=job)
        content = default_storage.open(job.result, "rb")
        return FileResponse(content, as_attachment=not job.is_shown, filename=job.result_name)
