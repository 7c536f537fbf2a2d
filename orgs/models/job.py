"""Work in the background: one row a job, and one an item where it is done item by item."""

from datetime import timedelta
from math import ceil

from django.db import models
from django.utils import timezone
from django_fsm import FSMField

from orgs.states import OPEN_JOBS, JobLife, JobState
from titleplatform.kit.uploads import size_text

KEPT = timedelta(days=7)
# A worker that gave no sign of life for so long is taken for dead. An item takes seconds.
LEASE = timedelta(minutes=2)
SHOWN_REASONS = 200


class JobQuerySet(models.QuerySet):
    def visible_to(self, seat):
        """Only its owner sees a job."""
        return self.filter(owner=seat.account)

    def open(self):
        return self.filter(state__in=OPEN_JOBS)

    def ended(self):
        return self.exclude(state__in=OPEN_JOBS)

    def abandoned(self):
        """Taken by a worker that is gone, or waiting for one longer than any queue."""
        return self.open().filter(beat_at__lt=timezone.now() - LEASE)

    def past(self):
        return self.filter(kept_until__lt=timezone.now()).exclude(state__in=OPEN_JOBS)


class Job(JobLife):
    """`kind` is declared with `orgs.jobs.declare`; `arguments` hold ids and filter parameters, nothing about a person. `runner` is the
    worker that holds it: another one has taken over where it differs."""

    owner = models.ForeignKey("orgs.Account", on_delete=models.CASCADE, related_name="+")
    # As it was, without a reference: whoever belongs to another unit now gets nothing made for this one.
    made_for_unit = models.BigIntegerField(null=True, editable=False)
    kind = models.CharField("类别", max_length=20)
    title = models.CharField("任务", max_length=100)
    arguments = models.JSONField(default=dict)
    state = FSMField("状态", default=JobState.QUEUED, choices=JobState.choices, protected=True)
    asked_at = models.DateTimeField("开始", auto_now_add=True)
    began_at = models.DateTimeField(null=True, editable=False)  # when the first worker took it
    ended_at = models.DateTimeField("结束", null=True, editable=False)
    beat_at = models.DateTimeField(default=timezone.now, editable=False)
    runner = models.CharField(max_length=32, blank=True, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    done = models.PositiveIntegerField(default=0, editable=False)
    total = models.PositiveIntegerField(default=0, editable=False)
    reason = models.CharField(max_length=200, blank=True, editable=False)
    result = models.CharField(max_length=100, blank=True, editable=False)
    result_name = models.CharField(max_length=120, blank=True, editable=False)
    result_size = models.PositiveBigIntegerField(default=0, editable=False)
    kept_until = models.DateTimeField(null=True, db_index=True, editable=False)

    objects = JobQuerySet.as_manager()
    # What `orgs.progress` notes on those that are shown.
    ahead, refused, first_refused = None, 0, None

    class Meta:
        verbose_name = verbose_name_plural = "后台任务"
        ordering = ["-asked_at", "-pk"]
        indexes = [
            models.Index(fields=["owner", "-asked_at"], name="job_of_owner"),
            models.Index(fields=["beat_at"], condition=models.Q(state__in=list(OPEN_JOBS)), name="job_open"),
        ]

    def __str__(self):
        return self.title

    @property
    def mark_css(self):
        return JobState(self.state).css

    @property
    def is_open(self):
        return self.state in OPEN_JOBS

    @property
    def is_kept(self):
        """Is there a file to be fetched?"""
        return bool(self.result) and self.kept_until > timezone.now()

    @property
    def is_shown(self):
        """Does a browser show the file itself?"""
        return self.result_name.endswith(".pdf")

    @property
    def size_text(self):
        return size_text(self.result_size)

    @property
    def tells(self):
        """What has come of it so far, in a line."""
        count = f"{self.done} / {self.total}" if self.total else ""
        if self.state == JobState.QUEUED:
            return "等待办理" if self.ahead is None else f"第 {self.ahead + 1} 位"
        if self.state == JobState.RUNNING:
            return count or "正在准备"
        if self.state == JobState.CANCELLED:
            return f"停在 {count}" if count else "没有开始"
        if self.result:
            return f"{self.result_name}　{self.size_text}" if self.is_kept else "文件已过保存期"
        return self.reason or f"完成 {self.done - self.refused} 项"

    @property
    def tells_more(self):
        """What belongs to it, in a second line; "" where there is nothing."""
        if self.state == JobState.QUEUED and self.ahead is not None:
            return f"前面 {self.ahead} 个任务" if self.ahead else "马上开始"
        if self.state == JobState.RUNNING and self.began_at:
            return time_left(timezone.now() - self.began_at, self.done, self.total)
        if self.state == JobState.CANCELLED:
            return f"{timezone.localtime(self.ended_at):%Y-%m-%d %H:%M} 取消"
        if self.refused:
            return f"{self.refused} 项未办{'，如' if self.refused > 1 else '：'}{self.first_refused.tells}"
        return f"保存到 {timezone.localtime(self.kept_until):%Y-%m-%d %H:%M}" if self.is_kept else ""


class JobItem(models.Model):
    """One thing to be done, by its key; settled once: done where there is no reason. The label is kept for what was refused alone."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="items")
    key = models.BigIntegerField()
    settled_at = models.DateTimeField(null=True, editable=False)
    label = models.CharField(max_length=200, blank=True, editable=False)
    reason = models.CharField(max_length=500, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "后台任务的一项"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["job", "key"], name="job_item_once")]

    def __str__(self):
        return self.label or str(self.key)

    @property
    def tells(self):
        return f"{self.label}：{self.reason}" if self.label else self.reason


def time_left(so_far, done, total):
    """How long it still takes if it goes on as it did, in words: rounded up, for nobody minds to be done earlier; "" before the first
    piece and after the last."""
    if not 0 < done < total:
        return ""
    seconds = so_far.total_seconds() * (total - done) / done
    if seconds <= 50:
        return f"约还要 {max(10, ceil(seconds / 10) * 10)} 秒"
    if seconds <= 90 * 60:
        return f"约还要 {ceil(seconds / 60)} 分钟"
    return f"约还要 {ceil(seconds / 3600)} 小时"
