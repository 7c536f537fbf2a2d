"""Two workers: what takes seconds, and what is due from time to time, never waits for what takes minutes."""

from datetime import timedelta
from threading import Event

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from orgs import jobs
from orgs.actions import start_job
from orgs.models import Job, Kind
from orgs.models.job import LEASE
from orgs.queue import LONG, SHORT, enqueue
from tests.factories.orgs import UnitFactory, admin_seat, province
from tests.parallel import in_parallel
from tests.queues import REAL
from titleplatform.management.commands.work import ALL, Command, Worker
from titleplatform.models import TidyRun

PATIENCE = 60  # seconds, after which a test that hangs fails
begun, may_end = Event(), Event()


def hold(work):
    begun.set()
    assert may_end.wait(PATIENCE)


jobs.declare(jobs.JobKind("held", "长时间", hold))
jobs.declare(jobs.JobKind("quick", "短时间", lambda work: work.advance(1, 1), is_short=True))


def begin(seat, kind, number):
    job = start_job(by=seat, kind=kind, about=f"第 {number} 项", arguments={"number": number})[0]
    enqueue(job)
    return job


def states():
    return dict(Job.objects.values_list("title", "state"))


@pytest.mark.django_db(transaction=True)
def test_a_job_of_minutes_delays_no_print_and_nothing_that_is_due(settings):
    settings.TASKS = REAL
    seat, seen = admin_seat(UnitFactory(kind=Kind.CITY, parent=province())), []
    begun.clear(), may_end.clear()
    begin(seat, "held", 1)

    def any_worker():
        Command().work(Worker(ALL))

    def short_worker():
        try:
            assert begun.wait(PATIENCE)
            begin(seat, "held", 2)
            begin(seat, "quick", 3)
            left = start_job(by=seat, kind="quick", about="第 4 项", arguments={})[0]  # by a worker that died
            Job.objects.filter(pk=left.pk).update(beat_at=timezone.now() - LEASE - timedelta(seconds=1))
            TidyRun.objects.all().delete()
            worker = Worker(SHORT)
            for _ in range(3):  # one task at a look: no queue that never empties keeps waiting what is due
                Command().work(worker)
                seen.append(worker.has_worked)
            seen.append(states())
        finally:
            may_end.set()

    assert in_parallel(lambda number: (any_worker, short_worker)[number](), 2) == [None, None]
    waiting = {"长时间　第 1 项": "running", "长时间　第 2 项": "queued"}
    assert seen == [True, True, False, waiting | {"短时间　第 3 项": "done", "短时间　第 4 项": "done"}]
    assert (TidyRun.objects.count(), states()["长时间　第 1 项"]) == (1, "done")
    assert sorted(DBTaskResult.objects.values_list("queue_name", flat=True)) == [LONG, LONG, SHORT, SHORT]
