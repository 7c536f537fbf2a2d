"""The engine's hands: writes of runs and steps. For `engine` only, which decides; nothing here asks who may."""

from dataclasses import asdict, replace

from django.utils import timezone

from orgs.chain.line import demand_working, road_of
from orgs.chain.models import AreaVerdict, ChainStep, StepResult, StepStatus
from orgs.chain.spec import Resume
from orgs.chain.states import ClimbState
from orgs.chain.unattended import missing_in
from orgs.chain.words import Verdict, spelled


def begin_round(run, subject, content, *, by, handed_in_as):
    """Copy into the run what lists, lower apps and all desks of the round need to know of the subject. Returns its road.

    Raises Refused where nobody works at a unit of the road; what was returned leaves desks between out instead (`leave_out_closed`).
    """
    now = timezone.now()
    road = road_of(subject, timezone.localdate(now), handed_in_as)
    demand_working(road.ends if subject.state == ClimbState.RETURNED else road.units)
    run.subject_kind, run.label = subject._meta.verbose_name, subject.chain_label[:200]
    run.owner, run.series_code = subject.chain_owner, subject.series_code
    run.owner_name = str(run.owner or "")
    run.round += 1
    run.handed_in_by, run.handed_in_role, run.handed_in_at, run.ended_at = by.account, handed_in_as or "", now, None
    run.areas = [asdict(area) for area in subject.spec.areas_of(content)]
    run.fingerprints, run.through_common = content.fingerprints, subject.through_common_ancestor
    place(run, road)
    run.unit_name = run.unit.name
    return road


def place(run, road):
    """Where it comes from and ends, by a road that is laid as the tree stands now."""
    run.unit, run.final_unit = road.line[-1], road.host
    run.road_is_laid()


def note_change(case, detour, why):
    """The road was laid anew: the run says by whom, why, from where to where, after which step."""
    by, step = case.seat, case.step
    change = {
        "round": step.round,
        "order": step.order,
        "at": timezone.now().isoformat(),
        "by": str(by.account),
        "unit": str(by.unit or by.account.get_kind_display()),
        "why": why,
        "before": detour.before,
        "after": detour.after,
    }
    case.run.road_changes = [*case.run.road_changes, change]


def note_missing(case, step, seats):
    """Note on `step`, which has just been opened, what of it none of these `seats` may judge (`unattended`)."""
    others = [each for each in case.steps if each is not step and not each.is_open]
    step.missing = missing_in(replace(case, steps=[*others, step], colleagues=seats))


def seats_for(case, step):
    """The seats at the desks of the unit of `step`: those that the case knows, where it stands there; None: nobody can tell."""
    if case.step is not None and case.step.unit_id == step.unit_id:
        return case.colleagues
    return case.spec.seats_at(step.unit) if case.spec.seats_at else None


def round_of(case, road):
    """The steps (unsaved) of a round that begins: its hand-in, the first desk, open, and those ahead. The run stands at that desk."""
    run = case.run
    ahead = leave_out_closed(case, steps_ahead(run, road, road.desks, first=1))
    first = next(step for step in ahead if not step.result)
    _open(first, run.frozen_areas)
    _stand_at(run, first)
    return [hand_in_of(run), *ahead]


def leave_out_closed(case, laid):
    """`laid`, where the desks between of units that are closed are 跳过 (unsaved): nobody there could ever decide, and a case under way
    must be able to go on. They say what was said when the unit was left out before, or only that it is closed."""
    before = {step.unit_id: step for step in case.steps if step.result == StepResult.SKIPPED}
    for step in laid:
        if step.unit.is_closed and not step.result and step.unit_id not in (case.run.unit_id, case.run.final_unit_id):
            known = before.get(step.unit_id)
            step.status, step.result = StepStatus.CLOSED, StepResult.SKIPPED
            step.opinion = known.opinion if known else f"“{step.unit}”{step.unit.closed_word}。"
            _sign(step, known.closed_by if known else case.seat.account, timezone.now())
            step.closed_by_name = known.closed_by_name if known else "系统"
    return laid


def desks_in_next_round(case, road, unit):
    """The steps (unsaved) at `unit` to which a case that stands at no desk would come, at the end of its record."""
    last = max(step.order for step in case.of_this_round)
    return steps_ahead(case.run, road, [desk for desk in road.desks if desk.unit_id == unit.pk], first=last + 1)


def steps_ahead(run, road, desks, first):
    """The steps (unsaved) at these desks, the first of which has this place in the round."""
    return [
        ChainStep(run=run, spec_key=run.spec_key, round=run.round, order=order, unit=road.unit_of(desk), role=desk.role)
        for order, desk in enumerate(desks, first)
    ]


def hand_in_of(run):
    """The row (unsaved) that opens a round (order 0)."""
    place = {"round": run.round, "order": 0, "unit": run.unit, "role": run.handed_in_role}
    step = ChainStep(run=run, spec_key=run.spec_key, **place)
    step.status, step.result = StepStatus.CLOSED, StepResult.HAND_IN
    _sign(step, run.handed_in_by, run.handed_in_at)
    return step


def finish(step, by, result, opinion):
    step.status, step.result, step.opinion, step.open_areas, step.missing = StepStatus.CLOSED, result, opinion, "", ""
    step.assigned_to_name = step.assignee
    _sign(step, by.account, timezone.now())
    step.save()


def _sign(step, account, at):
    """Who closed it when, and how everything was called then."""
    step.closed_at, step.closed_by, step.closed_by_name = at, account, str(account)
    step.unit_name, step.certificate_name, step.unit_kind = step.unit.name, step.unit.certificate_name, step.unit.kind
    step.desk_name = step.get_role_display()


def _unsign(step):
    """Open again it is a decision no longer."""
    step.closed_at = step.closed_by = None
    step.closed_by_name = step.unit_name = step.certificate_name = step.unit_kind = step.desk_name = ""
    step.assigned_to_name = ""


def open_desk(case, step):
    """The desk of `step` gets the case."""
    seats = seats_for(case, step)  # as long as the case does not stand there yet
    _open(step, case.areas)
    note_missing(case, step, seats)
    step.save()
    _stand_at(case.run, step)
    case.run.save()
    carry_ticks(case, step)


def carry_ticks(case, step):
    """The unchanged areas that this desk passed in an earlier round are drafted again, where the spec says so."""
    if case.spec.resume is Resume.BOTTOM_TICKED and step.round > 1:
        AreaVerdict.objects.bulk_create(
            AreaVerdict(
                step=step,
                area=tick.area,
                verdict=Verdict.PASS,
                by=tick.by,
                carried_from=tick,
                fingerprint=tick.fingerprint,
            )
            for tick in case.ticks(step)
        )


def _open(step, areas):
    step.status, step.opened_at = StepStatus.OPEN, timezone.now()
    step.open_areas = spelled(area.key for area in areas if not area.is_empty)


def open_again(case, step):
    """The desk of `step` has the case back, and what this seat handed in there is a draft again (a decision in one go leaves none);
    the desk after it, where there is one, never had it."""
    following, seats = case.step, seats_for(case, step)
    if following:
        following.verdicts.all().delete()
        following.status, following.opened_at = StepStatus.AHEAD, None
        following.open_areas = following.missing = ""
        following.save()
    give_back(case, step, seats)


def give_back(case, step, seats):
    """The desk of `step`, where these `seats` sit, is open again, as it was before this seat handed in."""
    step.status, step.result, step.opinion = StepStatus.OPEN, "", ""
    _unsign(step)
    own = [each for each in case.verdicts if each.step is step and each.by_id == case.seat.account.pk]
    rows = AreaVerdict.objects.filter(pk__in=[each.pk for each in own])
    rows.delete() if case.is_judged_whole else rows.update(counted=False, by_name="")
    for each in own:
        each.counted, each.by_name = False, ""
    case = replace(case)  # looked at anew: the open step is another one now
    step.open_areas = spelled(case.unsettled)
    note_missing(case, step, seats)
    step.save()
    _stand_at(case.run, step)
    case.run.save()


def keep_open_areas(case):
    """Note on the open step which areas are left now."""
    left = spelled(case.unsettled)
    if left != case.step.open_areas:
        case.step.open_areas = left
        case.step.save(update_fields=["open_areas"])


def _stand_at(run, step):
    run.current_unit, run.current_role, run.current_since = step.unit, step.role, step.opened_at
    run.final_unit_name = ""


def drop_drafts(case):
    """What nobody handed in at the open desk."""
    if drafts := [each.pk for each in case.given.values() if not each.counted]:
        AreaVerdict.objects.filter(pk__in=drafts).delete()


def leave_desk(run):
    """It stands nowhere; nothing is ahead of it, so its final organ keeps in the record the name that it has now."""
    run.current_unit, run.current_role, run.current_since = None, "", None
    run.final_unit_name = run.final_unit.name
    run.save()


def leave_for(case, detour):
    """The open desk is not on the new road: its drafts fall away, it closes as 转出."""
    drop_drafts(case)
    finish(case.step, case.seat, StepResult.MOVED, f"新路线：{detour.after}")


def lay(case, detour):
    """The rest of the road anew, in the place of the desks that were ahead. Returns the new steps."""
    after = case.step.order
    gone = [step.pk for step in case.of_this_round if step.order > after]
    ChainStep.objects.filter(pk__in=gone).delete()
    laid = [
        _in_place(detour.skipped.get((step.unit_id, step.role)), step)
        for step in steps_ahead(case.run, detour.road, detour.left, first=after + 1)
    ]
    return ChainStep.objects.bulk_create(leave_out_closed(case, laid))


def _in_place(skipped, step):
    """A desk that had been left out stays so in its new place in the round."""
    if skipped is None:
        return step
    skipped.pk, skipped.order = None, step.order
    return skipped


def relay(case, detour, why):
    """The rest of the road anew; `why`, in words, goes into the record."""
    if why:
        note_change(case, detour, why)
    if not detour.stays:
        leave_for(case, detour)
    laid = lay(case, detour)
    if detour.stays:
        case.run.save()
    else:
        open_desk(replace(case, steps=[*case.steps, *laid]), next(step for step in laid if not step.result))


def drop_ahead(case):
    """The desks that it will not come to any more."""
    if case.ahead:
        ChainStep.objects.filter(pk__in=[step.pk for step in case.ahead]).delete()


def draft(case, area, verdict, reason):
    """Write this seat's draft on an area of the open desk, over whatever draft stands there. Returns the case with it."""
    said = case.given.get(area) or AreaVerdict(step=case.step, area=area)
    said.verdict, said.reason, said.by, said.carried_from = verdict, reason.strip(), case.seat.account, None
    said.fingerprint = case.run.fingerprints.get(area, "")
    others = [each for each in case.verdicts if each is not said]
    said.save()
    return replace(case, verdicts=[*others, said])


def clear(case, area):
    """Delete the draft on an area of the open desk, if there is one. Returns the case without it."""
    draft = case.given.get(area)
    if draft is None:
        return case
    draft.delete()
    return replace(case, verdicts=[each for each in case.verdicts if each is not draft])


def draft_passes(case, areas):
    """Draft 通过 on these areas, in the place of what somebody left there who may not hand it in any more. Returns the case with the
    drafts."""
    left = [case.given[area] for area in areas if area in case.given]
    if left:
        AreaVerdict.objects.filter(pk__in=[each.pk for each in left]).delete()
    made = AreaVerdict.objects.bulk_create(
        AreaVerdict(
            step=case.step,
            area=area,
            verdict=Verdict.PASS,
            by=case.seat.account,
            at=timezone.now(),
            fingerprint=case.run.fingerprints.get(area, ""),
        )
        for area in areas
    )
    return replace(case, verdicts=[*(each for each in case.verdicts if each not in left), *made])


def count(case, drafts):
    """These drafts of the open desk begin to count, as this seat's."""
    account, now = case.seat.account, timezone.now()
    rows = AreaVerdict.objects.filter(pk__in=[each.pk for each in drafts])
    rows.update(counted=True, by=account, by_name=str(account), at=now)
    for each in drafts:
        each.counted, each.by, each.by_name, each.at = True, account, str(account), now
