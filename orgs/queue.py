"""The queue of work in the background: what comes first, and what may wait.

    SHORT, LONG         two queues: what takes seconds stands in its own, so that a worker is always free for it soon
    enqueue(job)        a job (`orgs.jobs`), in the transaction that makes it: neither is there without the other
    AWAITED, AHEAD      what somebody waits for comes before what is made ahead
    declare_ahead(…)    in the `jobs.py` of the app that owns the work: what may be made before anybody asks for it
    make_ahead(…)       called by the action after which it will be asked for, in its transaction

What is made ahead is nobody's: it has no job, no page and no seat, and whoever fetches it is asked as ever.
"""

from django_tasks import task

from orgs import jobs

AWAITED, AHEAD = 10, 0  # priorities
LONG, SHORT = "default", "short"  # queues
_makers = {}
_seats = []


def seats_by(seat_for):
    """`seat_for(account)` makes the Seat in which a job is done; an app above knows how."""
    _seats[:] = [seat_for]


@task(priority=AWAITED)
def run(pk):
    jobs.run(pk, *_seats)


def enqueue(job):
    queue = SHORT if jobs.kind_named(job.kind).is_short else LONG
    run.using(queue_name=queue).enqueue(job.pk)


def declare_ahead(key, make):
    """`make(pk)` does it. Raises ValueError where `key` is declared twice."""
    if key in _makers:
        raise ValueError(f"What is made ahead as {key} is declared twice")
    _makers[key] = make


@task(priority=AHEAD, queue_name=SHORT)
def make(key, pk):
    _makers[key](pk)


def make_ahead(key, pk):
    """Ask for it, in the transaction of the caller: no worker finds it before that is committed, and none where it is undone."""
    make.enqueue(key, pk)
