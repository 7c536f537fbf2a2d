"""A job in the hands of workers: done once, whoever dies; one item stops no other; its owner may end it at any moment."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from orgs import audit, jobs
from orgs.actions import cancel_job, start_job
from orgs.models import Account, AuditEvent, Job, Kind
from orgs.models.job import KEPT, LEASE, time_left
from orgs.progress import note_progress
from personnel.seats import seat_for
from tests.factories.orgs import UnitFactory, admin_seat, province
from tests.parallel import in_parallel
from titleplatform.kit.refusals import Refused

pytestmark = pytest.mark.django_db
happens = {}  # what else happens while an item of this key is done


def settle_one(work, key):
    audit.record("试办", by=work.seat(), 项=key)
    if key in happens:
        happens[key]()
    return "", ""


jobs.declare(jobs.JobKind("trial", "试办", lambda work: work.each(lambda key: settle_one(work, key))))
jobs.declare(jobs.JobKind("brief", "快办", lambda work: None, is_short=True))


@pytest.fixture
def seat():
    happens.clear()
    return admin_seat(UnitFactory(kind=Kind.CITY, parent=province()))


@pytest.fixture
def job(seat):
    return start_job(by=seat, kind="trial", about="四项", arguments={}, keys=[1, 2, 3, 4])[0]


def run(job):
    jobs.run(job.pk, seat_for)
    job.refresh_from_db()
    return job.state, job.done


def done():
    return list(AuditEvent.objects.filter(verb="试办").order_by("pk").values_list("detail__项", flat=True))


def raising(error):
    def fail():
        raise error

    return fail


def silent(job):
    Job.objects.filter(pk=job.pk).update(beat_at=timezone.now() - LEASE - timedelta(seconds=1))


def test_what_a_killed_worker_left_is_done_by_the_next_and_nothing_twice(job):
    happens[3] = raising(SystemExit("killed"))
    with pytest.raises(SystemExit):
        run(job)
    assert (done(), run(job)) == ([1, 2], ("running", 2))  # nobody else takes what somebody may be doing
    queued = []
    assert (jobs.resume_abandoned(queued.append), queued) == (0, [])
    silent(job)
    happens.clear()
    assert (jobs.resume_abandoned(queued.append), queued) == (1, [job])
    assert (run(job), done()) == (("done", 4), [1, 2, 3, 4])
    silent(job)
    assert (jobs.resume_abandoned(queued.append), run(job), done()) == (0, ("done", 4), [1, 2, 3, 4])


def test_a_worker_that_was_taken_for_dead_does_no_more(job):
    def taken_over():
        Job.objects.filter(pk=job.pk).update(runner="another")

    happens[2] = taken_over
    assert (run(job), done()) == (("running", 2), [1, 2])


def test_what_kills_every_worker_is_given_up(job):
    happens[1] = raising(SystemExit("killed"))
    for _ in range(jobs.TRIES):
        with pytest.raises(SystemExit):
            run(job)
        silent(job)
        assert jobs.resume_abandoned(lambda job: None) == 1
    assert (run(job), job.reason, done()) == (("failed", 0), jobs.INTERRUPTED, [])


def test_an_item_that_is_refused_or_breaks_stops_no_other(job, caplog):
    happens[2], happens[3] = raising(Refused("已由他人办理。")), raising(ZeroDivisionError())
    assert (run(job), done()) == (("partly", 4), [1, 4])
    assert list(job.items.exclude(reason="").values_list("key", "reason")) == [(2, "已由他人办理。"), (3, jobs.BROKEN)]
    assert [record.getMessage() for record in caplog.records] == ["An item of a job failed"]


@pytest.mark.parametrize(("at", "left"), [(2, [1, 2]), (4, [1, 2, 3, 4])])
def test_after_a_cancellation_nothing_begins_even_at_the_last_row(job, seat, at, left):
    happens[at] = lambda: cancel_job(by=seat, job=job)
    assert (run(job), done()) == (("cancelled", at), left)
    with pytest.raises(Refused, match="任务已经结束"):
        cancel_job(by=seat, job=job)
    assert run(job) == ("cancelled", at)


@pytest.mark.parametrize(
    ("lost", "reason"),
    [
        (lambda account: Account.objects.filter(pk=account.pk).update(is_active=False), "您的账号已停用。"),
        (
            lambda account: Account.objects.filter(pk=account.pk).update(
                unit=UnitFactory(parent=province(), kind=Kind.CITY)
            ),
            jobs.MOVED,
        ),
    ],
)
def test_a_right_lost_meanwhile_refuses_what_is_left(job, seat, lost, reason):
    happens[2] = lambda: lost(seat.account)
    assert (run(job), done()) == (("partly", 4), [1, 2])
    assert list(job.items.exclude(reason="").values_list("key", "reason")) == [(3, reason), (4, reason)]


def test_the_same_work_is_begun_once_and_nobody_fills_the_queue(job, seat):
    same = {"by": seat, "kind": "trial", "about": "四项", "arguments": {}}
    assert start_job(**same, keys=[4, 3, 2, 1]) == (job, False)
    for number in range(9):
        assert start_job(**same, keys=[number])[1]
    with pytest.raises(Refused, match="您已有 10 个任务没有做完"):
        start_job(**same, keys=[99])
    assert run(job) == ("done", 4)
    assert start_job(**same, keys=[1, 2, 3, 4])[0] != job


def test_what_is_past_its_time_goes_with_its_file(job, seat, monkeypatch):
    run(job)
    for name in ("jobs/known.csv", "jobs/stray.csv"):
        default_storage.save(name, ContentFile(b"1"))
    other = start_job(by=seat, kind="trial", about="一项", arguments={}, keys=[9])[0]
    Job.objects.filter(pk=job.pk).update(result="jobs/known.csv")
    assert (jobs.tidy_jobs(), default_storage.exists("jobs/known.csv")) == (0, True)
    Job.objects.update(
        kept_until=timezone.now() - timedelta(seconds=1)
    )  # of the open one too, which stays all the same
    assert (jobs.tidy_jobs(), list(Job.objects.all())) == (1, [other])
    assert [default_storage.exists(f"jobs/{name}.csv") for name in ("known", "stray")] == [False, True]
    later = timezone.now() + KEPT + timedelta(hours=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    jobs.tidy_jobs()
    assert not default_storage.exists("jobs/stray.csv")


def test_the_place_in_the_queue_counts_everybodys_and_the_short_ones_for_themselves(job, seat):
    jobs.run(job.pk, seat_for)
    held = start_job(by=seat, kind="trial", about="在办", arguments={}, keys=[5])[0]
    Job.objects.filter(pk=held.pk).update(state="running", done=1, total=4)
    other = admin_seat(UnitFactory(kind=Kind.CITY, parent=province()))
    start_job(by=other, kind="brief", about="他人", arguments={"of": 1})
    queued = [start_job(by=other, kind=kind, about="一项", arguments={})[0] for kind in ("trial", "brief")]
    shown = Job.objects.filter(pk__in=[each.pk for each in (job, held, *queued)]).order_by("pk")
    ended, running, *waiting = note_progress(list(shown))
    told = [(each.tells, each.tells_more) for each in waiting]
    assert told == [("第 2 位", "前面 1 个任务")] * 2
    told = [(each.ahead, each.tells) for each in (ended, running)]
    assert told == [(None, "完成 4 项"), (None, "1 / 4")]
    running.began_at = timezone.now() - timedelta(hours=1)
    assert running.tells_more == "约还要 4 小时"


@pytest.mark.parametrize(
    ("seconds", "done", "total", "words"),
    [
        (10, 0, 9, ""),
        (10, 9, 9, ""),
        (1, 8, 9, "约还要 10 秒"),
        (20, 1, 3, "约还要 40 秒"),
        (60, 1, 2, "约还要 1 分钟"),
        (60, 1, 5, "约还要 4 分钟"),
        (60, 1, 1000, "约还要 17 小时"),
    ],
)
def test_the_time_left_is_reckoned_from_what_is_done(seconds, done, total, words):
    assert time_left(timedelta(seconds=seconds), done, total) == words


@pytest.mark.django_db(transaction=True)
def test_two_workers_and_a_cancellation_at_once_do_every_item_at_most_once():
    happens.clear()
    seat = admin_seat(UnitFactory(kind=Kind.CITY, parent=province()))
    job = start_job(by=seat, kind="trial", about="多项", arguments={}, keys=range(1, 9))[0]
    happens[4] = lambda: Job.objects.filter(pk=job.pk).update(
        runner=""
    )  # what `resume_abandoned` does to one that seems dead
    jobs.run(job.pk, seat_for)
    silent(job)
    assert jobs.resume_abandoned(lambda job: None) == 1
    happens.clear()
    in_parallel(lambda number: jobs.run(job.pk, seat_for) if number < 2 else cancel_job(by=seat, job=job), 3)
    job.refresh_from_db()
    settled = list(job.items.exclude(settled_at=None).values_list("key", flat=True))
    assert done() == settled == list(range(1, job.done + 1))
    assert job.state in (("cancelled",) if len(settled) < 8 else ("cancelled", "done"))
