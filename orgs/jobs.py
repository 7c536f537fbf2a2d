"""Work in the background: kinds of jobs, and how a worker does one.

    declare(JobKind(…))         one line in the `jobs.py` of the app that owns the work
    actions.jobs.start_job      makes the row; `orgs.queue.enqueue` puts it into the queue
    run(pk, seat_for)           what the worker calls

A worker holds a job by its name in `Job.runner`, and gives a sign of life (`Job.beat_at`) with every piece. Where it is silent for LEASE,
another one goes on (`resume_abandoned`). An item is done in one transaction with the note that it is, under the lock of its job: so it is
done once, whoever dies, and none begins after 【取消】 was answered.
"""

import errno
import logging
import secrets
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from orgs import audit
from orgs.models.job import KEPT, Job
from orgs.states import JobState
from titleplatform.kit.outage import is_outage
from titleplatform.kit.refusals import Refused

FOLDER = "jobs"  # of the private storage
TRIES = 3
BEAT_SECONDS = 1  # how often progress is written at most
BROKEN = "系统出错，已记录。请稍后重新开始；再次出错请联系技术支持。"
DISK_FULL = "服务器磁盘空间不足，没有生成文件。请稍后重新开始，并告知系统管理员。"
INTERRUPTED = f"连续 {TRIES} 次中断，已停止。请联系技术支持。"
MOVED = "任务是您在另一单位时开始的，不能再办理或下载。"

logger = logging.getLogger(__name__)
_kinds = {}


@dataclass(frozen=True)
class JobKind:
    """`perform(work)` does it. `demand(seat, job)` raises Refused where this seat may not have what was made. `opens(job)`: (label,
    address) of the page that shows what was made, where that is no file of the job's own. `is_short`: takes seconds, and waits for nothing
    that takes minutes; `kept`: how long its row and its file are; `may_repeat`: what came to nothing may be begun once more, with the same
    arguments; `one_file`: its items make one file, so that without it none of them is done; `is_bound`: it
    follows from what has been done, so it is neither refused for the number of open ones nor cancelled, nor does it end with its owner's
    rights."""

    key: str
    label: str
    perform: Callable
    demand: Callable = lambda seat, job: None
    opens: Callable = lambda job: None
    is_short: bool = False
    kept: timedelta = KEPT
    may_repeat: bool = False
    one_file: bool = False
    is_bound: bool = False


class Stopped(Exception):
    """The job was cancelled, or is another worker's by now: this one leaves everything as it is."""


def declare(kind):
    if kind.key in _kinds:
        raise ValueError(f"The job kind {kind.key} is declared twice")
    _kinds[kind.key] = kind


def kind_named(key):
    return _kinds[key]


def why_not_fetch(seat, job):
    """Why this seat may not have what the job has made, "" where it may."""
    try:
        demand_same_unit(seat, job)
        kind_named(job.kind).demand(seat, job)
    except Refused as error:
        return str(error)
    return ""


def demand_same_unit(seat, job):
    if (seat.unit and seat.unit.pk) != job.made_for_unit:
        raise Refused(MOVED)


def why_not_repeat(seat, job):
    """Why this seat may not begin this job once more, "" where it may."""
    if job.is_open:
        return "任务还没有结束。"
    if job.state == JobState.DONE:
        return "任务已经完成。"
    if not kind_named(job.kind).may_repeat:
        return "这类任务请回到原来的页面重新开始。"
    return "" if (seat.unit and seat.unit.pk) == job.made_for_unit else MOVED


def repeated(job):
    """What `request.start_job` takes to do what this one has not done. Raises Refused where nothing is left."""
    kind, items = kind_named(job.kind), job.items.all()
    left = items if kind.one_file and not job.result else items.exclude(settled_at__isnull=False, reason="")
    keys = list(left.values_list("key", flat=True))
    if not keys and items.exists():
        raise Refused("全部办完，没有要重试的。")
    about = job.title.removeprefix(f"{kind.label}　")
    return {"kind": job.kind, "about": about, "arguments": job.arguments, "keys": keys}


class Work:
    """A job in the hands of a worker."""

    def __init__(self, job, seat_for):
        self.job, self.seat_for, self.runner = job, seat_for, job.runner
        self.last_beat = 0

    def owner(self):
        return type(self.job.owner)._default_manager.select_related("unit").get(pk=self.job.owner_id)

    def seat(self):
        """The owner's seat as it is now, made anew for every item. Raises Refused where the account may do nothing any more."""
        owner = self.owner()
        if not owner.is_active:
            raise Refused("您的账号已停用。")
        seat = self.seat_for(owner)
        demand_same_unit(seat, self.job)
        if seat.unit and seat.is_staff and not seat.unit.is_working:
            raise Refused(seat.unit.why_closed)
        return seat

    def each(self, settle):
        """Every item that is not settled. `settle(key)` does one: (label, reason), no reason where done."""
        for key in list(self.job.items.filter(settled_at=None).values_list("key", flat=True)):
            self.settle(key, settle)

    def settle(self, key, settle, label=""):
        """One item, in a transaction of its own; `label` names it where `settle` does not come to name it."""
        with self.held():
            item = self.job.items.filter(settled_at=None, key=key).first()
            if item is None:
                return
            said, reason = settled_or_broken(settle, key)
            item.label, item.reason, item.settled_at = (said or label)[:200], reason[:500], timezone.now()
            item.save()
            Job.objects.filter(pk=self.job.pk).update(done=F("done") + 1, beat_at=timezone.now())

    def once_more(self):
        """What was refused is not settled any more."""
        with self.held() as job:
            again = job.items.exclude(reason="").update(settled_at=None, label="", reason="")
            Job.objects.filter(pk=job.pk).update(done=F("done") - again)

    def begin_anew(self):
        """No item is settled: what makes one file of them all begins with an empty one, however far another worker came."""
        with self.held() as job:
            job.items.update(settled_at=None, label="", reason="")
            Job.objects.filter(pk=job.pk).update(done=0)

    def advance(self, done, total):
        """Tell how far it is, and that this worker lives. Raises Stopped."""
        if time.monotonic() - self.last_beat < BEAT_SECONDS and done < total:
            return
        self.last_beat = time.monotonic()
        mine = Job.objects.filter(pk=self.job.pk, state=JobState.RUNNING, runner=self.runner)
        if not mine.update(done=done, total=total, beat_at=timezone.now()):
            raise Stopped

    def keep(self, path, name):
        """The file at `path` is the result, kept for its owner."""
        stored = f"{FOLDER}/{secrets.token_hex(16)}.{name.rsplit('.', 1)[-1]}"
        try:
            with open(path, "rb") as made:
                default_storage.save(stored, File(made))
            with self.held() as job:
                job.result, job.result_name, job.result_size = stored, name, default_storage.size(stored)
                job.save()
        except BaseException:
            default_storage.delete(stored)
            raise

    @contextmanager
    def held(self):
        """The job under lock, in a transaction. Raises Stopped where it is not this worker's to go on with."""
        with transaction.atomic():
            job = Job.objects.select_for_update().filter(pk=self.job.pk, runner=self.runner).first()
            if job is None or job.state != JobState.RUNNING:
                raise Stopped
            yield job

    @contextmanager
    def ending(self):
        """What is done inside and the end of the job are one transaction: for work that is done whole or not at all."""
        with self.held():
            yield
            self.end()

    def end(self, reason=""):
        """Done, done in part, or failed for this reason."""
        with self.held() as job:
            if reason:
                job.fail()
            elif job.items.exclude(reason="").exists():
                job.finish_partly()
            else:
                job.finish()
            close(job, reason)


def close(job, reason=""):
    """What every end has in common."""
    job.reason, job.ended_at = reason[:200], timezone.now()
    job.kept_until = job.ended_at + kind_named(job.kind).kept
    job.save()


def settled_or_broken(settle, key):
    """(label, reason) of one item; what breaks is undone and does not stop the others."""
    try:
        with transaction.atomic():
            return settle(key)
    except Refused as error:
        return "", str(error)
    except Exception as error:  # whatever one item meets, the others are still done
        if is_outage(error):
            raise
        logger.exception("An item of a job failed")
        return "", BROKEN


def run(pk, seat_for):
    """Do the job, unless somebody else does, it was cancelled or is done. `seat_for(account)` makes a Seat."""
    job = _taken(pk)
    if job is None:
        return
    work = Work(job, seat_for)
    try:
        kind_named(job.kind).perform(work)
        work.end()
    except Stopped:
        return
    except Exception as error:  # whatever a job meets, the worker goes on; of an outage the lease takes care
        if is_outage(error):
            raise
        _give_up(work, error)


def _give_up(work, error):
    if not isinstance(error, Refused):
        logger.exception("Job %s (%s) failed", work.job.pk, work.job.kind)
    try:
        work.end(reason=str(error) if isinstance(error, Refused) else DISK_FULL if is_disk_full(error) else BROKEN)
    except Stopped:
        return


def is_disk_full(error):
    """Libraries that write by themselves say it in words alone."""
    return isinstance(error, OSError) and (error.errno == errno.ENOSPC or "os error 28" in str(error))


@transaction.atomic
def _taken(pk):
    """The job, begun by this worker; None where there is nothing to begin."""
    job = Job.objects.select_for_update().filter(pk=pk, state=JobState.QUEUED).first()
    if job is None:
        return None
    if job.tries == TRIES:
        job.fail()
        close(job, INTERRUPTED)
        return None
    job.begin()
    job.began_at = job.began_at or timezone.now()
    job.tries, job.runner, job.beat_at = job.tries + 1, secrets.token_hex(16), timezone.now()
    job.save()
    return job


def resume_abandoned(enqueue):
    """Put into the queue again what its worker left, or what has waited so long that its place may be lost. Returns how many."""
    found = list(Job.objects.abandoned().values_list("pk", flat=True))
    return sum(_resumed(pk, enqueue) for pk in found)


@transaction.atomic
def _resumed(pk, enqueue):
    job = Job.objects.abandoned().select_for_update(skip_locked=True).filter(pk=pk).first()
    if job is None:  # it lives, or another worker was faster
        return False
    if job.state == JobState.RUNNING:
        job.wait_again()
        job.runner = ""
    job.beat_at = timezone.now()
    job.save()
    audit.record("继续后台任务", by=None, on=job)
    enqueue(job)
    return True


def tidy_jobs():
    """Remove jobs past their time with their files, and files without a job (their worker was killed). Returns how many jobs."""
    gone = list(Job.objects.past())
    for job in gone:
        if job.result:
            default_storage.delete(job.result)
    Job.objects.filter(pk__in=[job.pk for job in gone]).delete()
    _remove_strays()
    return len(gone)


def _remove_strays():
    known = set(Job.objects.exclude(result="").values_list("result", flat=True))
    try:
        names = default_storage.listdir(FOLDER)[1]
    except FileNotFoundError:
        return
    for path in {f"{FOLDER}/{name}" for name in names} - known:
        if default_storage.get_modified_time(path) < timezone.now() - KEPT:
            default_storage.delete(path)
