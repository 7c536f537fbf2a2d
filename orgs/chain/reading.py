"""What a `Case` is made of, read from the database: four queries at most, five and the same rows under locks; where a 未通过 ended it
one more for what became of its units, and one for each merger that followed another."""

from typing import NamedTuple

from django.db.models import BooleanField, Case, F, Q, Value, When

from orgs import tree
from orgs.chain.models import AreaVerdict, ChainRun, ChainStep, StepResult, StepStatus
from orgs.models.merge import UnitMerge


class Reading(NamedTuple):
    """A run with all its steps, the verdicts that rules ask about, and the seats at the open desk (None: nobody can tell); of a failed
    one the heirs of its units (`heirs_of`): whoever said 未通过 sits there now."""

    run: ChainRun | None
    steps: list
    verdicts: list
    colleagues: list | None
    heirs: dict


def read(subject, *, lock=False):
    """The Reading of `subject` (a Climbing). With `lock`, under the locks of docs/adr/0001, and `subject` itself is read again."""
    run = _lock(subject) if lock else subject.run
    if run is None:
        return Reading(None, [], [], None, {})
    rows = ChainStep.objects.select_for_update(of=("self",)) if lock else ChainStep.objects
    rows = rows.filter(run=run).annotate(is_off_the_line=_off_the_line())
    steps = list(rows.select_related("unit").order_by("round", "order"))
    for step in steps:
        step.run = run
    heirs = {} if run.is_open or last_failure(steps) is None else heirs_of(run, steps)
    verdicts = _verdicts(_in_question(run, steps) if lock else _to_show(run, steps))
    return Reading(run, steps, verdicts, _colleagues(subject, steps), heirs)


def heirs_of(run, steps):
    """{pk: pk of the unit in which it went up in the end} of the units of a case that did."""
    return UnitMerge.objects.heirs_of({run.unit_id, run.final_unit_id, *(step.unit_id for step in steps)})


def _off_the_line():
    """Expression for steps: their unit stands, by now, neither above the submitting unit nor above the final organ, nor is it one."""
    ends = ("run__unit", "run__final_unit")
    on_it = [Q(unit=F(end)) | tree.above("unit__", f"{end}__") for end in ends]
    return Case(When(on_it[0] | on_it[1], then=Value(False)), default=Value(True), output_field=BooleanField())


def _lock(subject):
    """Lock the subject, then its run. The subject comes first because its action may have locked it already, and only it exists
    before the first round; the steps have locks of their own because `engine.mark_seen` takes no other."""
    subject.read_again(lock=True)
    if subject.run_id:
        rows = ChainRun.objects.select_for_update(of=("self",)).select_related("final_unit")
        subject.run = rows.get(pk=subject.run_id)
    return subject.run


def _verdicts(asked):
    """Those given at the steps `asked`: ticks, undo, who acted at the other desk, what is to be mended."""
    asked = {step.pk: step for step in asked}
    rows = AreaVerdict.objects.filter(step__in=asked).select_related("by", "carried_from")
    verdicts = list(rows.order_by("step__round", "step__order", "pk"))
    for verdict in verdicts:
        verdict.step = asked[verdict.step_id]
    return verdicts


def _in_question(run, steps):
    """The last return, and where it stands at a desk the steps of all rounds at the units of that desk and of its neighbours, and at
    units that went up in others. While it waits to be mended all steps, for the first desk of the next round may be any. Where a desk
    ended it, that desk: its author may take a 未通过 back."""
    here, returned = open_step(steps), last_return(steps)
    if here is None:
        return steps if run.is_open else [step for step in steps if step in (returned, last_failure(steps))]
    units = {step.unit_id for step in (here, desk_before(steps, here), desk_after(steps, here)) if step}
    return [step for step in steps if step.unit_id in units or step.unit.is_merged or step is returned]


def _to_show(run, steps):
    """A page shows what every desk of the round said, too; no rule asks."""
    return [*_in_question(run, steps), *(step for step in steps if step.round == run.round)]


def open_step(steps):
    return next((step for step in steps if step.status == StepStatus.OPEN), None)


def desk_before(steps, here):
    """The step of the same round that brought the case to `here`: one that was left out is none."""
    earlier = [step for step in steps if step.round == here.round and step.order < here.order]
    return next((step for step in reversed(earlier) if step.result != StepResult.SKIPPED), None)


def desk_after(steps, here):
    """The next step of the same round that is still to come."""
    later = [step for step in steps if step.round == here.round and step.order > here.order]
    return next((step for step in later if step.status == StepStatus.AHEAD), None)


def last_return(steps):
    """The step that returned it last, or None."""
    returned = [step for step in steps if step.result == StepResult.RETURN]
    return returned[-1] if returned else None


def last_failure(steps):
    """The step whose 未通过 ended it last, or None."""
    return next((step for step in reversed(steps) if step.result == StepResult.FAIL), None)


def _colleagues(subject, steps):
    here = open_step(steps)
    return subject.spec.seats_at(here.unit) if here and subject.spec.seats_at else None
