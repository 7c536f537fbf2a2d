"""Work in the background on applications."""

from django.urls import reverse

from orgs.jobs import JobKind, declare
from review.models import Application
from review.prints import review_form
from titleplatform.kit.access import demand
from titleplatform.kit.refusals import Refused

PRINT = "print"


def print_form(work):
    """Make and keep the 评审表 that its owner waits for. What was made by a worker that died is found, so it is made once."""
    seat = work.seat()
    handed_in = Application.objects.visible_to(seat).with_names().exclude(run=None)
    application = handed_in.filter(pk=work.job.arguments["application"]).first()
    if application is None:
        raise Refused("这份申报已不在您可以查看的范围内。")
    demand("review.print_form", seat, application)
    review_form(by=seat, application=application)
    work.advance(1, 1)


def opened(job):
    return "打开评审表", reverse("review:print", args=[job.arguments["application"]])


declare(JobKind(PRINT, "打印", print_form, opens=opened, is_short=True))
