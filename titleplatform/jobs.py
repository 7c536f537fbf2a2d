"""Background work of the generic pages: a list's export and a bulk page's rows. Both open the page again as their owner may open it at
that moment, for every piece: the permission, the rows in sight and the desk are asked as a request would ask.

The queues are django-tasks' (`orgs/queue.py`).
"""

import tempfile
from functools import partial
from pathlib import Path

from django.db import transaction
from django.http import HttpRequest, QueryDict
from django.urls import resolve, reverse

from orgs import audit
from orgs.actions import start_job
from orgs.jobs import JobKind, declare
from orgs.models import AuditTopic
from orgs.queue import enqueue, run, seats_by
from personnel.seats import seat_for
from titleplatform.kit.access import demand
from titleplatform.kit.excel import write_flat
from titleplatform.kit.exports import PIECE


def begin(kind, about, arguments, keys=(), *, by):
    """`request.start_job`: begins the work and tells where it can be watched."""
    with transaction.atomic():
        job, is_new = start_job(by=by, kind=kind, about=about, arguments=arguments, keys=keys)
        if is_new:
            enqueue(job)
    return reverse("orgs:job", args=[job.pk])


def page_of(job, seat, *chosen):
    """The page that the job was begun on, opened again by this seat, for these rows."""
    match = resolve(job.arguments["path"])
    page = match.func.view_class(**match.func.view_initkwargs)
    page.setup(request_of(job, seat, match, chosen), *match.args, **match.kwargs)
    demand(page.permission, seat, page.subject)
    return page


def request_of(job, seat, match, chosen):
    request = HttpRequest()
    request.method = "POST" if "form" in job.arguments else "GET"
    request.path = request.path_info = job.arguments["path"]
    request.resolver_match = match
    request.GET = QueryDict(job.arguments.get("query", ""))
    request.POST = QueryDict(job.arguments.get("form", ""), mutable=True)
    request.POST.setlist("chosen", chosen)
    request.user, request.seat, request.htmx, request.refusal = seat.account, seat, False, ""
    request.audit = partial(audit.record, by=seat, topic=AuditTopic.READING)
    request.audit_refusal = partial(audit.record, "拒绝", by=seat, topic=AuditTopic.REFUSAL)
    return request


def export(work):
    """A list as a file, written piece by piece as it is read. What was half written is thrown away with its folder."""
    page = page_of(work.job, work.seat())
    sheet, kind = page.sheet(), page.request.GET["_export"]
    keys = sheet.keys()
    work.advance(0, len(keys))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"export.{kind}"
        write_flat(str(path), sheet.headings, rows_of(work, keys), kind)
        work.keep(path, page.file_name(kind))
    page.audit("导出", 表=page.export_name, 行数=len(keys))


def rows_of(work, keys):
    """The cells of all rows; the seat is made anew for every piece."""
    for at in range(0, len(keys), PIECE):
        work.advance(at, len(keys))
        yield from page_of(work.job, work.seat()).sheet().cells(keys[at : at + PIECE])
    work.advance(len(keys), len(keys))


def do_rows(work):
    """Each row of a bulk page."""
    work.each(lambda key: page_of(work.job, work.seat(), str(key)).settle())


__all__ = ["begin", "run"]  # tasks that were queued before it moved say `titleplatform.jobs.run`

seats_by(seat_for)
declare(JobKind("export", "导出", export, demand=lambda seat, job: page_of(job, seat), may_repeat=True))
declare(JobKind("bulk", "批量办理", do_rows, may_repeat=True))
