"""What is under way where the tree changes: which submissions a unit's move, closing or merger touches, and their locks."""

from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from orgs import tree
from orgs.chain.case import Case
from orgs.chain.detour import detour_of
from orgs.chain.line import road_of_run
from orgs.chain.models import ChainRun, ChainStep, StepResult, StepStatus
from orgs.chain.reading import heirs_of
from orgs.chain.states import EDITABLE, climbers
from orgs.models.unit import ORGANS
from titleplatform.kit.counting import TODO_MOST, words

SHOWN = 50  # submissions that a page names before a change of the tree
COUNTED = TODO_MOST + 1  # so many are more than anybody counts


def runs_below(unit):
    """Runs under way that come from, or end at, `unit` or a unit below it, or have a desk there open or still to come, on whatever
    road: a move of `unit` gives them another road."""
    within = tree.within(unit, "unit__")
    ends = [ChainRun.objects.filter(part, ended_at=None) for part in (within, tree.within(unit, "final_unit__"))]
    return _any_of(ends, [steps.filter(within) for steps in _to_come()])


def runs_at(unit, most=None):
    """Runs under way for which `unit` itself counts: they come from it or end there, one of its desks is open or still to come, or they
    wait to be mended and come through it again. `most`: all where they are no more, else at least so many of them (all that comes
    through a city is thousands, of which nobody reads more)."""
    runs = [*_ends_at(unit), *_returned_and_through(unit)]
    return _any_of(runs, [steps.filter(unit=unit) for steps in _to_come()], most).select_related("current_unit")


def ends_at(unit, most=None):
    """Of these the ones that come from `unit` or end there."""
    return _any_of(_ends_at(unit), [], most).select_related("current_unit")


def shown_of(runs):
    """(The first of these runs, how many they are in words, up to TODO_MOST). What finds them is looked through once. Two queries."""
    keys = list(runs.select_related(None).values_list("pk", flat=True)[:COUNTED])
    first = ChainRun.objects.filter(pk__in=keys[:SHOWN]).select_related("current_unit").order_by("pk")
    return list(first) if keys else [], words(len(keys), TODO_MOST)


def _ends_at(unit):
    return [ChainRun.objects.filter(part, ended_at=None) for part in (Q(unit=unit), Q(final_unit=unit))]


def due_through(unit):
    """Runs whose road is laid anew (`ChainRun.road_due`) and may lead over `unit` then: either end lies there or below."""
    ends = tree.within(unit, "unit__") | tree.within(unit, "final_unit__")
    return ChainRun.objects.road_due().filter(ends)


def _any_of(runs, steps, most=None):
    """The runs under way among these, or of these steps, `most` of each part. A union, so that each part goes by its index: “or” would
    ask every run of the province."""
    parts = [each.order_by().values("pk") for each in runs] + [each.order_by().values("run") for each in steps]
    if most:  # within a query of its own: SQLite knows no limit in a part of a union
        parts = [ChainRun.objects.filter(pk__in=part[:most]).order_by().values("pk") for part in parts]
    return ChainRun.objects.filter(pk__in=parts[0].union(*parts[1:]), ended_at=None).order_by("pk")


def _returned_and_through(unit):
    """Runs that wait to be mended and whose next road leads over `unit`: one end lies below it and the other does not, or it may be the
    common ancestor that has a say. Each part begins at an end, for the indexes of the ends. One query, for the final organs below."""
    ended = (StepResult.RETURN, StepResult.TAKEN_BACK)
    returned = ChainStep.objects.filter(run=OuterRef("pk"), round=OuterRef("round"), result__in=ended)
    waiting = ChainRun.objects.filter(Exists(returned), current_unit=None, ended_at=None)
    if unit.is_top:  # both ends of all lie below it
        return [waiting.filter(through_common=True)]
    below = tree.subtree(unit).order_by()
    # Final organs are few and each has thousands of runs: named one by one, PostgreSQL knows that it need not read those of all others.
    organs = list(below.filter(kind__in=ORGANS).values_list("pk", flat=True))
    own, final = Q(unit__in=below.values("pk")), Q(final_unit__in=organs)
    return [waiting.filter(own, ~final | Q(through_common=True)), waiting.filter(~own, final)]


def _to_come():
    """The steps that are open, and those still to come."""
    return [ChainStep.objects.filter(status=status) for status in (StepStatus.OPEN, StepStatus.AHEAD)]


def locked(runs):
    """The subjects of `runs` (a queryset) that are still under way, held with their runs and open steps until the transaction ends, in
    the order of docs/adr/0014: whoever changes the tree holds every case it touches before it writes a unit's row."""
    pks = list(runs.values_list("pk", flat=True))
    subjects = []
    for climber in climbers():
        rows = climber._base_manager.select_for_update(of=("self",)).filter(run__in=pks).select_related("run")
        subjects += rows.order_by("pk")
    held = ChainRun.objects.select_for_update().filter(pk__in=pks, ended_at=None).order_by("pk")
    still = set(held.values_list("pk", flat=True))
    opened = ChainStep.objects.select_for_update(of=("self",)).filter(run__in=pks, status=StepStatus.OPEN)
    list(opened.order_by("pk").values_list("pk"))
    return [subject for subject in subjects if subject.run_id in still]


def unfinished(climber, unit):
    """The rows of a climber that come from `unit` and have not ended: not handed in, waiting to be mended, or under way."""
    return climber._base_manager.filter(unit=unit).filter(
        Q(state__in=EDITABLE) | Q(run__ended_at=None, run__isnull=False)
    )


def carry(climber, unit, survivor):
    """What has not ended comes from `survivor` from now on; their runs follow with `rerouting.reroute`. Returns it, held."""
    rows = list(unfinished(climber, unit).select_for_update(of=("self",)).order_by("pk"))
    climber._base_manager.filter(pk__in=[row.pk for row in rows]).update(unit=survivor)
    return rows


def subject_of(run):
    """The Climbing of a run."""
    return next(subject for climber in climbers() for subject in climber._base_manager.filter(run=run))


class Way(NamedTuple):
    """A submission with its road from where it stands, and what the road would be after a change of the tree, in words."""

    run: ChainRun
    before: str
    after: str


def ways(runs):
    """The Ways of these runs (a list): `after` by the tree as it is now (a preview has changed it and takes it back)."""
    subjects = {each.run_id: each for climber in climbers() for each in climber._base_manager.filter(run__in=runs)}
    return [_way(run, subjects[run.pk]) for run in runs if run.pk in subjects]


def _way(run, subject):
    case = Case.load(subject, None)
    if case.step is None:
        return Way(run, "不在审查环节", "再次提交时按新的上级逐级上报")
    heirs = heirs_of(run, case.steps)
    run.go_over_to(heirs)
    detour = detour_of(case, road_of_run(run, subject.spec, timezone.localdate()), heirs)
    return Way(run, detour.before, "不变" if detour.is_the_same else detour.after)
