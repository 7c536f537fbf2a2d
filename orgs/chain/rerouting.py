"""The engine's verbs of a changed tree: the rest of a case's road is laid anew, or the desks of a closed unit are left out.

As in `engine`: the `Case` under locks, one transaction, audited. Whoever changes the tree holds every case it touches before
(docs/adr/0014), or the units of the one road that follows later (`line.hold_road_of_run`).
"""

from django.db import transaction
from django.utils import timezone

from orgs import audit
from orgs.chain import steps
from orgs.chain.case import Case
from orgs.chain.detour import detour_of
from orgs.chain.line import demand_working, road_of_run
from orgs.chain.models import StepResult, StepStatus
from orgs.chain.reading import heirs_of
from orgs.chain.states import ClimbState
from titleplatform.kit.refusals import Refused, Stale


@transaction.atomic
def reroute(subject, *, by, why):
    """Lay the rest of the road anew after a unit of it moved or went up in another one (`why`, in words).

    The submission comes from the same unit and ends at the same final organ as before, or at those in which they went up. Effects:
    desks passed stay; an open desk on the new road stays; one that is not closes as 转出, its drafts fall away, and the first new desk
    above the highest level passed opens; the run keeps who changed the road and both roads; audited. Where it stands at no desk only unit
    and final organ follow: the next hand-in lays a new road anyway. Raises Refused where a unit still to come is closed, Stale where
    nothing is under way.
    """
    case = Case.load(subject, by, lock=True)
    if case.run is None or not case.run.is_open:
        raise Stale(case.already)
    _lay_anew(case, f"{case.run.road_due}{why}")


@transaction.atomic
def follow_road(subject, *, by):
    """`reroute` of what waits for it since a unit moved (`ChainRun.road_due`). Returns the run; None where it waits no more, or has
    ended."""
    case = Case.load(subject, by, lock=True)
    run = case.run
    if run.road_due and run.is_open:
        _lay_anew(case, run.road_due)
        return run
    run.road_is_laid()
    run.save(update_fields=["road_due", "road_due_at", "road_stuck"])
    return None


def _lay_anew(case, why):
    subject, by, run = case.subject, case.seat, case.run
    heirs = heirs_of(run, case.steps)
    run.go_over_to(heirs)
    road = road_of_run(run, subject.spec, timezone.localdate())
    steps.place(run, road)
    if case.step is None:
        run.save()
        return
    detour = detour_of(case, road, heirs)
    demand_working(detour.visited)
    if detour.is_the_same:
        run.save()
        return
    steps.relay(case, detour, why)
    audit.record("调整审批路线", by=by, on=subject, 原因=why, 原路线=detour.before, 新路线=detour.after)


@transaction.atomic
def skip_unit(subject, *, by, unit, reason):
    """The desks of `unit`, which is being closed, are left out of this case's road.

    Effects: those still to come, and the open one, close as 跳过 with the reason; drafts there fall away and the next desk opens; what
    was returned leaves them out at the next hand-in; audited. Raises Refused for the submitting unit and the final organ.
    """
    case = Case.load(subject, by, lock=True)
    here = [step for step in case.of_this_round if step.unit_id == unit.pk and step.status != StepStatus.CLOSED]
    if subject.state == ClimbState.RETURNED:
        here = steps.desks_in_next_round(case, road_of_run(case.run, subject.spec, timezone.localdate()), unit)
    if not here:
        return
    if unit.pk in (case.run.unit_id, case.run.final_unit_id):
        raise Refused(f"“{unit}”是“{case.run.label}”的申报单位或终审机构，其环节不能跳过。")
    open_here = case.step if case.step in here else None
    if open_here:
        steps.drop_drafts(case)
    for step in here:
        steps.finish(step, by, StepResult.SKIPPED, reason)
    if open_here:
        steps.open_desk(case, case.following)
    audit.record("跳过环节", by=by, on=subject, 单位=str(unit), 原因=reason)
