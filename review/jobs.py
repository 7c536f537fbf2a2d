"""Work in the background on applications: what is printed."""

import tempfile
from datetime import timedelta
from pathlib import Path

from django.urls import reverse

from orgs import audit
from orgs.jobs import JobKind, declare
from orgs.queue import declare_ahead
from review.actions.applications import FORMS_AHEAD
from review.bundles import GONE, handed_in, print_many
from review.models import Application
from review.prints import draft_form, keep_forms_ahead, review_form
from titleplatform.kit.access import demand
from titleplatform.kit.refusals import Refused

PRINT, PRINTS, DRAFT = "print", "prints", "draft"
DRAFT_KEPT = timedelta(hours=1)  # it is read or printed at once, and holds the whole 证件号


def print_form(work):
    """Make and keep the 评审表 that its owner waits for. What was made by a worker that died is found, so it is made once."""
    seat = work.seat()
    review_form(by=seat, application=handed_in(seat, work.job.arguments["application"]))
    work.advance(1, 1)


def opened(job):
    return "打开评审表", reverse("review:print", args=[job.arguments["application"]])


def own_draft(seat, job):
    """The application whose draft this seat may have. Raises Refused, also where it is handed in meanwhile."""
    application = Application.objects.visible_to(seat).with_names().filter(pk=job.arguments["application"]).first()
    if application is None:
        raise Refused(GONE)
    demand("review.print_draft", seat, application)
    return application


def print_draft(work):
    """【打印草稿】: what would be handed in now, as a file of the job's own."""
    seat = work.seat()
    application = own_draft(seat, work.job)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "draft.pdf"
        path.write_bytes(draft_form(application))
        work.keep(path, f"评审表草稿-{application.person}-{application.year}.pdf")
    audit.record("打印草稿", by=seat, on=application)
    work.advance(1, 1)


def forms_ahead(pk):
    if application := Application.objects.with_names().exclude(run=None).filter(pk=pk).first():  # else it was deleted
        keep_forms_ahead(application)


declare(JobKind(PRINT, "打印", print_form, opens=opened, is_short=True, may_repeat=True))
declare(
    JobKind(
        PRINTS,
        "打印",
        print_many,
        demand=lambda seat, job: demand("review.see_status", seat),
        may_repeat=True,
        one_file=True,
    )
)
declare(JobKind(DRAFT, "打印", print_draft, demand=own_draft, is_short=True, kept=DRAFT_KEPT, may_repeat=True))
declare_ahead(FORMS_AHEAD, forms_ahead)
