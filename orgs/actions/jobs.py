"""Work in the background, as its owner begins and ends it (`orgs.jobs` does it)."""

from django.db import transaction

from orgs import audit
from orgs.jobs import close, kind_named
from orgs.models import Account, Job, JobItem
from titleplatform.kit.access import demand
from titleplatform.kit.refusals import Refused

AT_ONCE = 10  # open jobs of one account


@transaction.atomic
def start_job(*, by, kind, about, arguments, keys=()):
    """Make a job of whoever is acting, with an item for each key. Effects: the same work that is not done yet is found instead; row and
    items; audited. Returns (the Job, is it new?). Raises Refused where too many are open."""
    Account.objects.select_for_update().get(pk=by.account.pk)
    mine = Job.objects.filter(owner=by.account).open()
    items = sorted(set(keys))
    for job in mine.filter(kind=kind, arguments=arguments):
        if list(job.items.order_by("key").values_list("key", flat=True)) == items:
            return job, False
    if mine.count() >= AT_ONCE and not kind_named(kind).is_bound:
        raise Refused(f"您已有 {AT_ONCE} 个任务没有做完。请等待，或在【我的任务】中取消一些。")
    job = Job.objects.create(
        owner=by.account,
        made_for_unit=by.unit and by.unit.pk,
        kind=kind,
        title=f"{kind_named(kind).label}　{about}",
        arguments=arguments,
        total=len(items),
    )
    JobItem.objects.bulk_create([JobItem(job=job, key=key) for key in dict.fromkeys(keys)])
    audit.record("开始后台任务", by=by, on=job, 项数=len(items))
    return job, True


@transaction.atomic
def cancel_job(*, by, job):
    """【取消】. Effects: nothing begins any more, what is done stays; audited. Raises Refused where it has ended."""
    job = Job.objects.select_for_update().get(pk=job.pk)
    demand("orgs.cancel_job", by, job)
    job.cancel()
    close(job)
    audit.record("取消后台任务", by=by, on=job, 完成=job.done, 共=job.total)
    return job
