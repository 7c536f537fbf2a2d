"""What waits for a seat, what has reached it, what is on its way: one source for the to-do page, the badges, lists and scopes."""

from django.db.models import Count, Exists, OuterRef, Q

from orgs.chain.models import AreaVerdict, ChainRun, ChainStep, StepResult, StepStatus
from orgs.chain.words import ALL

# Not decisions of a desk.
OWNERS = (StepResult.HAND_IN, StepResult.TAKEN_BACK)
TABS = {"waiting": "待审", "done": "已审", "returned": "已退回", "all": "全部"}


def waiting_for(seat, role=None):
    """Open steps at this seat's desks (one `role`, or both) with an area that is this seat's and has no counted verdict yet."""
    steps = _at_desks(seat, role).filter(status=StepStatus.OPEN)
    return steps.filter(_in_scope(seat, "run__series_code")).filter(_has_area_left(seat)).order_by("opened_at", "pk")


def steps_of(seat, role, tab):
    """The steps of a tab of the review pages: 待审, 已审, 已退回, 全部 (one row per run: the desk's latest step)."""
    if tab == "waiting":
        return waiting_for(seat, role)
    steps = _at_desks(seat, role).filter(_in_scope(seat, "run__series_code"))
    steps = steps.exclude(status=StepStatus.AHEAD).exclude(result__in=OWNERS)
    later = ChainStep.objects.filter(
        run=OuterRef("run"), unit=OuterRef("unit"), role=OuterRef("role"), round__gt=OuterRef("round")
    )
    steps = steps.exclude(Exists(later.exclude(status=StepStatus.AHEAD).exclude(result__in=OWNERS))).order_by(
        "-opened_at", "pk"
    )
    if tab == "done":
        return steps.filter(status=StepStatus.CLOSED)
    return steps.filter(result=StepResult.RETURN) if tab == "returned" else steps


def reached(seat):
    """Runs that have reached a desk of this seat's unit and lie in its scope: for `run__in` in a subject's `visible_to`."""
    if seat.unit is None or not seat.roles:
        return ChainRun.objects.none()
    at_unit = ChainStep.objects.filter(run=OuterRef("pk"), unit=seat.unit, opened_at__isnull=False)
    return ChainRun.objects.filter(Exists(at_unit.exclude(result=StepResult.TAKEN_BACK))).filter(
        _in_scope(seat, "series_code")
    )


def on_the_way(units):
    """Of these units' submissions, how many stand at which kind of unit: {(kind of unit, subject kind): count}."""
    runs = ChainRun.objects.filter(unit__in=units, current_unit__isnull=False)
    counted = runs.values_list("current_unit__kind", "subject_kind").annotate(Count("pk")).order_by()
    return {(kind, subject): count for kind, subject, count in counted}


def _at_desks(seat, role):
    roles = seat.roles & {role} if role else seat.roles
    if seat.unit is None or not roles:
        return ChainStep.objects.none()
    return ChainStep.objects.filter(unit=seat.unit, role__in=roles)


def _in_scope(seat, series_field):
    if not seat.scope.pairs:
        return Q(pk=None)
    codes = seat.scope.series_codes
    return Q() if codes is None else Q(**{f"{series_field}__in": [*codes, ""]})


def _has_area_left(seat):
    """Q: fewer counted verdicts on this seat's areas than it has areas. Steps without areas are judged whole."""
    q = Q(pk__in=[])
    for codes, areas in seat.scope.by_areas():
        in_series = Q(pk__isnull=False) if codes is None else Q(run__series_code__in=codes)
        if ALL in areas:
            q |= in_series
            continue
        counted = AreaVerdict.objects.filter(step=OuterRef("pk"), counted=True)
        left = Q(pk__in=[])
        for area in sorted(areas):
            left |= ~Q(Exists(counted.filter(area=area)))
        q |= in_series & left
    return q | Q(run__judged_whole=True)
