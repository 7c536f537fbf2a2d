"""The engine's hands: locks, and writes of runs and steps. For `engine` only, which decides; nothing here asks who may."""

from django.utils import timezone

from orgs import tree
from orgs.chain import rules
from orgs.chain.models import AreaVerdict, ChainRun, ChainStep, StepStatus
from orgs.chain.spec import Resume
from orgs.chain.words import Verdict
from orgs.models.unit import Kind


def lock(subject):
    """Lock the subject, then its run, then its open step, and read them again under these locks. Returns the run; None before the
    first round. The subject comes first because its action may have locked it already, and only it exists before the first round;
    the step has a lock of its own because `engine.mark_seen` takes no other."""
    type(subject)._base_manager.select_for_update().filter(pk=subject.pk).values_list("pk").get()
    subject.refresh_from_db()
    run = ChainRun.objects.select_for_update().get(pk=subject.run_id) if subject.run_id else None
    if run:
        subject.run = run
        list(run.steps.select_for_update().filter(status=StepStatus.OPEN).values_list("pk"))
    return run


def lay(run, desks, first=1):
    """Write the steps ahead."""
    ChainStep.objects.bulk_create(
        ChainStep(run=run, round=run.round, order=order, unit_id=unit_id, role=role)
        for order, (unit_id, role) in enumerate(desks, first)
    )


def finish(step, by, result, opinion):
    step.status, step.result, step.opinion = StepStatus.CLOSED, result, opinion
    step.closed_at, step.closed_by = timezone.now(), by.account
    step.save()


def open_desk(run, step, spec):
    step.status, step.opened_at = StepStatus.OPEN, timezone.now()
    step.save()
    stand_at(run, step)
    if spec.resume is Resume.BOTTOM_TICKED and run.round > 1:
        ticks = rules.ticks_for(run, step)
        AreaVerdict.objects.bulk_create(
            AreaVerdict(
                step=step, area=t.area, verdict=Verdict.PASS, by=t.by, carried_from=t, fingerprint=t.fingerprint
            )
            for t in ticks
        )


def stand_at(run, step):
    run.current_unit, run.current_role, run.current_since = step.unit, step.role, step.opened_at
    run.save()


def leave_desk(run):
    run.current_unit, run.current_role, run.current_since = None, "", None
    run.save()


def describe(run, subject):
    """Copy what lists and lower apps need to know of the subject."""
    line = {unit.kind: unit for unit in tree.path(subject.unit)}
    run.subject_kind, run.label = subject._meta.verbose_name, subject.chain_label[:200]
    run.judged_whole = subject.spec.is_judged_whole
    run.owner, run.unit, run.series_code = subject.chain_owner, subject.unit, subject.series_code
    run.final_unit = subject.final_organ()
    run.city, run.county = line.get(Kind.CITY), line.get(Kind.COUNTY)
