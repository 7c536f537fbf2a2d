"""What waits for a seat, what has reached it, what is on its way: one source for the to-do page, the badges, lists and scopes."""

from collections import Counter
from functools import reduce
from operator import or_

from django.db.models import Exists, F, OuterRef, Q, Subquery

from orgs.chain.models import NOT_DECIDED, AreaVerdict, ChainRun, ChainStep, StepResult, StepStatus
from orgs.chain.states import ClimbState, climbers
from orgs.chain.words import ALL, WHOLE, Role, spelled
from orgs.models.merge import UnitMerge
from titleplatform.kit.counting import TODO_MOST

TABS = {"waiting": "待审", "done": "已审", "returned": "已退回", "all": "全部"}


def tabs_of(spec):
    """The tabs in the climber's own words: what came back is 已撤回 where a plan's state says so."""
    return TABS | {"returned": spec.states.get("returned", TABS["returned"])}


def waiting_for(seat, role=None):
    """Open steps that this seat may judge now, oldest first: at its desks (one `role`, or both), with an area that is this seat's and
    has no counted verdict yet, neither the own case nor one where it acted at the unit's other desk in this round."""
    steps = _at_desks(seat, role).filter(status=StepStatus.OPEN).exclude(barred(seat))
    return steps.filter(_in_scope(seat, "run__series_code")).filter(_has_area_left(seat)).order_by("opened_at", "pk")


def returned_to(seat):
    """What this seat's unit handed in and waits to be mended, in this seat's scope: runs, each with `since` when it came back."""
    waits = reduce(or_, (Q(**{f"{model._meta.model_name}__state": ClimbState.RETURNED}) for model in climbers()))
    returns = ChainStep.objects.filter(run=OuterRef("pk"), result=StepResult.RETURN).order_by("-closed_at")
    own = ChainRun.objects.filter(waits, _in_scope(seat, "series_code"), unit=seat.unit, ended_at=None).order_by()
    return own.annotate(since=Subquery(returns.values("closed_at")[:1]))


def steps_of(seat, role, tab):
    """The steps of a tab of the review pages: 待审, 已审 (also open ones where this seat's own areas are done), 已退回 (with what came
    returned from a unit that went up in this one), 全部 (one row per run: the desk's latest step)."""
    if tab == "waiting":
        return waiting_for(seat, role)
    steps = _at_desks(seat, role).filter(_in_scope(seat, "run__series_code"))
    steps = steps.filter(opened_at__isnull=False).exclude(status=StepStatus.AHEAD).exclude(result__in=NOT_DECIDED)
    same_desk = ChainStep.objects.filter(run=OuterRef("run"), unit=OuterRef("unit"), role=OuterRef("role"))
    later = same_desk.filter(Q(round__gt=OuterRef("round")) | Q(round=OuterRef("round"), order__gt=OuterRef("order")))
    steps = steps.exclude(Exists(later.exclude(status=StepStatus.AHEAD).exclude(result__in=NOT_DECIDED))).order_by(
        "-opened_at", "pk"
    )
    if tab == "done":
        return steps.filter(Q(status=StepStatus.CLOSED) | ~_has_area_left(seat))
    return steps.filter(result=StepResult.RETURN) | _came_returned(seat, role) if tab == "returned" else steps


def _came_returned(seat, role):
    """The returns of what comes from this 负责人's unit and waits to be mended, but never was here: it came with a unit that went up in
    this one, which may still say 【不推荐】."""
    if seat.unit is None or Role.LEADER not in seat.roles or role == Role.HANDLER:
        return ChainStep.objects.none()
    if not seat.unit.took_in:  # “or” would keep the tab from its index
        return ChainStep.objects.none()
    waiting = Q(run__unit=seat.unit, run__current_unit=None, run__ended_at=None, round=F("run__round"))
    was_here = ChainStep.objects.filter(run=OuterRef("run"), unit=seat.unit)
    returned = ChainStep.objects.filter(waiting, _in_scope(seat, "run__series_code"), result=StepResult.RETURN)
    return returned.exclude(Exists(was_here))


def has_reached(seat, prefix="run__"):
    """Q over submissions (or runs: no prefix): it has reached a desk of this seat's unit, or comes from it (also since another unit went up
    in it) and has reached any, and lies in this seat's scope. For a subject's `visible_to`.

    Of a whole branch nearly every row is one, so each is asked as the list walks by; for the others the few are found first.
    """
    unit = seat.unit
    if unit is None or not seat.roles:
        return Q(pk__in=[])
    came = ChainStep.objects.filter(opened_at__isnull=False).exclude(result=StepResult.TAKEN_BACK).order_by()
    if unit.is_branch_root:
        found = Q(Exists(came.filter(run=OuterRef(f"{prefix}pk"), unit=unit)))
        # “Or” keeps PostgreSQL from joining by an index, and it is seldom so.
        if past := _past_the_own_desks(unit, came):
            found |= Q(**{f"{prefix}pk__in": past})
    else:
        runs = came.filter(unit=unit).values("run").union(came.filter(run__unit=unit).values("run"))
        found = Q(**{f"{prefix}pk__in": runs})
    return found & _in_scope(seat, f"{prefix}series_code")


def _past_the_own_desks(unit, came):
    """The pks of runs that come from `unit`, have reached a desk (`came`), and none of its own: they came with a unit that went up in it,
    or its kind has no desks on their road. No query where neither can be."""
    if not unit.took_in and all(unit.kind in model.spec.levels for model in climbers()):
        return []
    own = ChainRun.objects.filter(Exists(came.filter(run=OuterRef("pk"))), unit=unit).order_by()
    return list(own.exclude(Exists(came.filter(run=OuterRef("pk"), unit=unit))).values_list("pk", flat=True))


def reached(seat):
    """The runs of which `has_reached` holds."""
    return ChainRun.objects.filter(has_reached(seat, ""))


def coming_to(unit):
    """The steps ahead by which what lower units have now will come to `unit`."""
    ahead = ChainStep.objects.filter(unit=unit, role=Role.HANDLER, status=StepStatus.AHEAD)
    return ahead.exclude(run__current_unit=unit)


def on_the_way(unit):
    """How much that is: {(kind of unit that has it, spec key): count}; None where it is more than TODO_MOST."""
    places = coming_to(unit).order_by().values_list("run__current_unit__kind", "spec_key")
    found = Counter(places[: TODO_MOST + 1])
    return None if found.total() > TODO_MOST else found


def sent_by(unit):
    """The step by which `unit` last sent each submission up, newest first; `step.run` says where it stands now."""
    sent = ChainStep.objects.filter(unit=unit, role=Role.LEADER, status=StepStatus.CLOSED, round=F("run__round"))
    sent = sent.filter(result__in=(StepResult.HAND_IN, StepResult.PASS)).exclude(run__current_unit=unit)
    return sent.select_related("run__current_unit").order_by("-closed_at", "-pk")


def _at_desks(seat, role):
    roles = seat.roles & {role} if role else seat.roles
    if seat.unit is None or not roles:
        return ChainStep.objects.none()
    return ChainStep.objects.filter(unit=seat.unit, role__in=roles)


def barred(seat):
    """Q over open steps of its unit: this seat may judge nothing there, whatever its scope."""
    return _acted_at_other_desk(seat) | _is_own_case(seat)


def _acted_at_other_desk(seat):
    """Q over open steps: this account handed in at, or decided at, the other desk of its unit in the same round, which the unit forbids
    (`Case.why_not_judge` for rows). What it did at a unit that went up in another one it did here: it came with that unit."""
    if seat.unit is None or seat.unit.allows_one_person_both_desks:
        return Q(pk__in=[])
    handed_in = Q(run__unit=seat.unit, run__handed_in_by=seat.account) & ~Q(run__handed_in_role="")
    said = AreaVerdict.objects.filter(
        step__run=OuterRef("run"), step__round=OuterRef("round"), by=seat.account, counted=True
    )
    here = said.filter(Q(step__unit=seat.unit) | Q(step__unit__in=UnitMerge.objects.order_by().values("unit")))
    return handed_in | Exists(here.exclude(step__role=OuterRef("role")))


def _is_own_case(seat):
    """Q over steps: the submission is about the very person who sits here (`Case.is_own_case` for rows)."""
    return Q(run__owner=seat.applicant_id) if seat.applicant_id else Q(pk__in=[])


def _in_scope(seat, series_field):
    if not seat.scope.pairs:
        return Q(pk=None)
    codes = seat.scope.series_codes
    return Q() if codes is None else Q(**{f"{series_field}__in": [*codes, ""]})


def _has_area_left(seat):
    """Q: one of this seat's areas is among those still open here (`Case.to_judge` for rows)."""
    left = Q(open_areas=spelled([WHOLE]))
    for codes, areas in seat.scope.by_areas():
        in_series = ~Q(open_areas="") if codes is None else Q(run__series_code__in=codes) & ~Q(open_areas="")
        if ALL not in areas:
            in_series &= reduce(or_, (Q(open_areas__contains=spelled([area])) for area in sorted(areas)))
        left |= in_series
    return left
