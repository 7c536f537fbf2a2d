"""路线调整: the roads of what is under way below a unit that moved, or went up in another one.

The first are laid in the transaction of the change, so that what speaks against them is said to whoever makes it. The others are only
marked there, however many they are, and laid by a job: until then no desk decides them (`Case.why_not_judge`), while their owners may
take them back. What cannot be laid is tried once more, then stands in 待办事项 of the system administrator with the reason.
"""

from functools import partial
from typing import NamedTuple

from django.db import models, transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce, Concat, Left, Now
from django.utils import timezone

from orgs.actions.jobs import start_job
from orgs.chain import rerouting, under_way
from orgs.chain.line import demand_run_held, hold_road_of_run
from orgs.chain.models import ChainRun
from orgs.jobs import JobKind, declare
from orgs.queue import enqueue
from titleplatform.kit.access import demand
from titleplatform.kit.refusals import Refused

ROADS = "roads"
LAID_AT_ONCE = 20
MARKED_AT_ONCE = 2000


class Touched(NamedTuple):
    """What is under way below a unit, held: the subjects whose roads are laid at once, and the pks of the runs whose roads follow."""

    subjects: list
    later: list


def hold(unit):
    """The Touched of `unit`, until the transaction ends, in the order of docs/adr/0014."""
    runs = under_way.runs_below(unit)
    first = list(runs.values_list("pk", flat=True)[:LAID_AT_ONCE])
    if not first:
        return Touched([], [])
    subjects = under_way.locked(ChainRun.objects.filter(pk__in=first))
    later = runs.filter(pk__gt=first[-1]).select_for_update(of=("self",))
    return Touched(subjects, list(later.values_list("pk", flat=True)))


def held(subjects):
    """The Touched of what is held already."""
    return Touched(subjects[:LAID_AT_ONCE], [subject.run_id for subject in subjects[LAID_AT_ONCE:]])


def lay(touched, *, by, why, about):
    """The new roads, the tree being as it is now: those of `touched.subjects` at once, the others by a Job, which is returned (None where
    none are left). Raises Refused with the one that cannot be laid."""
    for subject in touched.subjects:
        try:
            rerouting.reroute(subject, by=by, why=why)
        except Refused as error:
            raise Refused(f"“{subject.chain_label}”不能改道：{error}") from error
    if not touched.later:
        return None
    _mark(touched.later, why)
    return _begin(touched.later, by, about)


@transaction.atomic
def lay_road_again(*, by, run):
    """【重新调整】 of a road that could not be laid. Effects: as `rerouting.reroute`; audited. Raises Refused."""
    demand("orgs.lay_road_again", by, run)
    _lay(run, by)


def _mark(pks, why):
    """路线调整中, for whatever has gone before as well: one statement for thousands."""
    said = Left(Concat(F("road_due"), Value(why)), 500, output_field=models.CharField())
    since = Coalesce(F("road_due_at"), Now())
    for at in range(0, len(pks), MARKED_AT_ONCE):
        runs = ChainRun.objects.filter(pk__in=pks[at : at + MARKED_AT_ONCE])
        runs.update(road_due=said, road_due_at=since, road_stuck="")


def _begin(pks, by, about):
    arguments = {"at": timezone.now().isoformat()}  # a second move of the same cases is another job
    job, _is_new = start_job(by=by, kind=ROADS, about=about, arguments=arguments, keys=pks)
    enqueue(job)
    return job


def follow(work):
    """The roads of a job, each in its own transaction; in the name of whoever moved the unit, who need not be there any more."""
    lay_one = partial(_lay_one, work.seat_for(work.owner()))
    work.each(lay_one)
    work.once_more()
    work.each(lay_one)


def _lay_one(by, pk):
    run = ChainRun.objects.get(pk=pk)
    try:
        with transaction.atomic():
            _lay(run, by)
    except Refused as error:
        ChainRun.objects.road_due().filter(pk=pk).update(road_stuck=str(error)[:500])
        return run.label, str(error)
    return run.label, ""


def _lay(run, by):
    """Its units are held first, so that none moves while the road is laid."""
    held = hold_road_of_run(run)
    if laid := rerouting.follow_road(under_way.subject_of(run), by=by):
        demand_run_held(laid, held)


declare(JobKind(ROADS, "调整审批路线", follow, is_short=True, is_bound=True))
