"""How far jobs are, as 我的任务 tells it: the place in the queue, the time left, what was not done."""

from django.db.models import Count, Min

from orgs.jobs import kind_named
from orgs.models import Job, JobItem
from orgs.states import JobState


def note_progress(jobs):
    """Note on each job what a row of it cannot tell: `ahead`, how many stand before it in its queue (None where it does not wait), and
    `refused`, how many of its items were not done, with the first of them. One query where one waits, two where one has ended in part."""
    ahead = _ahead() if any(job.state == JobState.QUEUED for job in jobs) else {}
    refused = _refused([job for job in jobs if job.state == JobState.PARTLY])
    for job in jobs:
        job.ahead = ahead.get(job.pk)
        job.refused, job.first_refused = refused.get(job.pk, (0, None))
    return jobs


def _ahead():
    """{pk: how many jobs of everybody stand before it in its queue, or are being done}, of those that wait."""
    found, counts = {}, {True: 0, False: 0}
    for job in Job.objects.open().only("kind", "state").order_by("asked_at", "pk"):
        is_short = kind_named(job.kind).is_short
        if job.state == JobState.QUEUED:
            found[job.pk] = counts[is_short]
        counts[is_short] += 1
    return found


def _refused(jobs):
    """{pk: (how many items were not done, the first of them)}."""
    if not jobs:
        return {}
    items = JobItem.objects.filter(job__in=jobs).exclude(reason="").order_by()
    counted = items.values_list("job").annotate(Count("pk"), Min("pk"))
    first = JobItem.objects.in_bulk([each[2] for each in counted])
    return {job: (count, first[pk]) for job, count, pk in counted}
