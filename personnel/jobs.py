"""Work in the background on persons: 试导入 and 导入."""

from django.core.exceptions import ValidationError
from django.urls import reverse

from orgs.jobs import JobKind, declare
from personnel.actions import imports as actions
from personnel.models import PersonImport
from titleplatform.kit.access import demand
from titleplatform.kit.refusals import Refused

CHECK, WRITE = "person_check", "person_import"
GONE = "这份表格已放弃，或不是本单位的。"


def batch_of(work, seat):
    batch = PersonImport.objects.visible_to(seat).filter(pk=work.job.arguments["batch"]).first()
    if batch is None:
        raise Refused(GONE)
    return batch


def check_persons(work):
    seat = work.seat()
    try:
        demand("personnel.add_person", seat)
        actions.check_persons(seat.unit, batch_of(work, seat), work.advance)
    except ValidationError as error:
        raise Refused("；".join(error.messages)) from None


def write_persons(work):
    """The last look and the writing end with the job in one transaction: it is never 已取消 and written."""
    seat = work.seat()
    batch, leave_out = batch_of(work, seat), work.job.arguments["leave_out"]
    actions.write_persons(by=seat, batch=batch, leave_out=leave_out, held=work.ending, advance=work.advance)


def opened(job):
    return "看结果", reverse("personnel:import", args=[job.arguments["batch"]])


declare(JobKind(CHECK, "试导入", check_persons, opens=opened, may_repeat=True))
declare(JobKind(WRITE, "导入", write_persons, opens=opened, may_repeat=True))
