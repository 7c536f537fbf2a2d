"""The chain engine: the only code that writes steps or fires a shared transition.

Every verb locks the run, checks, writes and audits in one transaction. Lock order: run, then subject, then the subject app's ledger.
What follows an outcome (spend quota, print a form) is an explicit call in the subject app's action.
"""

from enum import Enum

from django.db import transaction
from django.utils import timezone

from orgs import audit, tree
from orgs.chain import rules
from orgs.chain.line import road_of
from orgs.chain.models import AreaVerdict, ChainRun, ChainStep, StepResult, StepStatus
from orgs.chain.spec import Resume
from orgs.chain.words import Role, Verdict
from orgs.models.unit import Kind
from titleplatform.kit.refusals import Refused


class Outcome(Enum):
    """What a verb led to."""

    WAITING = "waiting"  # handed in, but other areas of this desk are still open
    ADVANCED = "advanced"
    PASSED = "passed"
    RETURNED = "returned"
    FAILED = "failed"


@transaction.atomic
def start(subject, *, by, handed_in_as=None):
    """Hand `subject` in, for the first time or again after a return; it climbs from the bottom.

    Effects: the run is created or its next round begins; its road is laid; the first desk opens, with its unchanged areas ticked
    where the spec says so; the subject is 已提交; audited. Returns the run. Raises Refused when it is handed in already.
    """
    run = _locked_run(subject) if subject.run_id else ChainRun(spec_key=subject.spec.key)
    if not subject.is_editable:
        raise Refused(rules.already(run))
    now = timezone.now()
    _describe(run, subject)
    run.round += 1
    run.handed_in_by, run.handed_in_role, run.handed_in_at = by.account, handed_in_as or "", now
    run.fingerprints = subject.fingerprints()
    run.save()
    ChainStep.objects.create(
        run=run, round=run.round, order=0, unit=subject.unit, role=run.handed_in_role, status=StepStatus.CLOSED,
        closed_at=now, closed_by=by.account, result=StepResult.HAND_IN,
    )  # fmt: skip
    _lay(run, [(desk.unit_id, desk.role) for desk in road_of(subject, timezone.localdate(now), handed_in_as)])
    subject.run = run
    subject.hand_in()
    subject.save()
    _open(run, run.steps.get(round=run.round, order=1), subject.spec)
    audit.record("上报" if handed_in_as else "提交", by=by, on=subject, 轮次=run.round)
    return run


@transaction.atomic
def save_draft(subject, *, by, step_id, area, verdict, reason=""):
    """Keep a verdict on one area as a draft that counts only when handed in. Raises Refused, or Stale when the desk has moved on."""
    run = _locked_run(subject)
    step = rules.open_step(run, step_id)
    rules.demand_may_judge(run, step, by, area, subject.spec)
    rules.demand_reason(verdict, reason)
    if step.verdicts.filter(area=area, counted=True).exists():
        raise Refused("该项已有审查结论。")
    AreaVerdict.objects.update_or_create(
        step=step, area=area,
        defaults={
            "verdict": verdict, "reason": reason.strip(), "by": by.account, "carried_from": None,
            "fingerprint": run.fingerprints.get(area, ""),
        },
    )  # fmt: skip


@transaction.atomic
def clear_draft(subject, *, by, step_id, area):
    """Take a draft back."""
    run = _locked_run(subject)
    step = rules.open_step(run, step_id)
    rules.demand_may_judge(run, step, by, area, subject.spec)
    step.verdicts.filter(area=area, counted=False).delete()


@transaction.atomic
def hand_in_verdicts(subject, *, by, step_id, opinion=""):
    """【提交审批结果】: the drafts on all areas that are this seat's to judge begin to count.

    Effects: verdicts counted (unchanged ticks are thereby confirmed); when every area of the desk has one, the desk closes and the
    submission advances, returns or fails; audited. Returns the Outcome. Raises Refused naming the areas still without a verdict.
    """
    run = _locked_run(subject)
    step = rules.open_step(run, step_id)
    mine = rules.areas_to_judge(run, step, by, subject.spec)
    rules.demand_may_judge(run, step, by, mine[0] if mine else None, subject.spec)
    drafts = {verdict.area: verdict for verdict in step.verdicts.filter(counted=False, area__in=mine)}
    rules.demand_all_judged(mine, drafts, subject.spec)
    for verdict in drafts.values():
        verdict.counted, verdict.by = True, by.account
        verdict.save(update_fields=["counted", "by", "at"])
    counted = list(step.verdicts.filter(counted=True))
    if {verdict.area for verdict in counted} < set(subject.spec.area_keys):
        audit.record("提交审批结果", by=by, on=subject, 内容=sorted(drafts))
        return Outcome.WAITING
    return _close(run, step, subject, by, rules.aggregate(counted), opinion or rules.reasons(counted, subject.spec))


@transaction.atomic
def decide(subject, *, by, step_id, verdict, reason=""):
    """A desk without areas decides in one go (plans, experts). Returns the Outcome. Raises Refused or Stale."""
    area = subject.spec.area_keys[0]
    save_draft(subject, by=by, step_id=step_id, area=area, verdict=verdict, reason=reason)
    return hand_in_verdicts(subject, by=by, step_id=step_id, opinion=reason)


@transaction.atomic
def take_back(subject, *, by):
    """【撤销】 by the owner while no desk has opened it: back to 未提交."""
    run = _locked_run(subject)
    step = run.steps.filter(status=StepStatus.OPEN).first()
    if step is None or step.order > 1 or step.seen_at:
        raise Refused(rules.already(run) if step is None else f"{step} 已经打开审查，不能撤销。")
    _finish_step(step, by, StepResult.TAKEN_BACK, "")
    run.steps.filter(round=run.round, status=StepStatus.AHEAD).delete()
    _leave_desk(run)
    subject.take_back()
    subject.save()
    audit.record("撤销", by=by, on=subject)


@transaction.atomic
def undo(subject, *, by):
    """A wrong 通过 is taken back by its author until the next desk has opened the case: the author's desk is open again."""
    run = _locked_run(subject)
    if reason := rules.why_not_undo(run, by):
        raise Refused(reason)
    following = run.steps.get(status=StepStatus.OPEN)
    step = run.steps.get(round=run.round, order=following.order - 1)
    following.verdicts.all().delete()
    following.status, following.opened_at = StepStatus.AHEAD, None
    following.save()
    step.status, step.closed_at, step.closed_by, step.result, step.opinion = StepStatus.OPEN, None, None, "", ""
    step.save()
    step.verdicts.update(counted=False)
    _stand_at(run, step)
    audit.record("撤回通过", by=by, on=subject)


@transaction.atomic
def reroute(subject, *, by):
    """Lay the rest of the road anew after the unit or its line changed; desks already passed and the present one stay."""
    run = _locked_run(subject)
    role = Role(run.handed_in_role) if run.handed_in_role else None
    desks = [(desk.unit_id, desk.role) for desk in road_of(subject, timezone.localdate(), role)]
    run.steps.filter(round=run.round, status=StepStatus.AHEAD).delete()
    done = list(run.steps.filter(round=run.round).values_list("unit_id", "role"))  # begins with the hand-in, order 0
    ahead = desks[desks.index(done[-1]) + 1 :] if done[-1] in desks else [desk for desk in desks if desk not in done]
    _lay(run, ahead, first=len(done))
    _describe(run, subject)
    run.save()
    audit.record("重新确定路线", by=by, on=subject)


@transaction.atomic
def mark_seen(run, *, by):
    """Somebody of the open desk opened the case: its owner can no longer withdraw it. Harmless to repeat."""
    step = run.steps.filter(status=StepStatus.OPEN, seen_at=None).first()
    if step and by.holds(step.unit_id, step.role):
        step.seen_at, step.seen_by = timezone.now(), by.account
        step.save(update_fields=["seen_at", "seen_by"])


def _close(run, step, subject, by, verdict, opinion):
    """The desk is done: close it before the next one opens."""
    _finish_step(step, by, StepResult(verdict.value), opinion)
    audit.record(subject.spec.words.get(verdict, verdict.label), by=by, on=subject, 环节=str(step), 意见=opinion)
    following = run.steps.filter(round=run.round, status=StepStatus.AHEAD).first()
    if verdict == Verdict.PASS and following:
        _open(run, following, subject.spec)
        return Outcome.ADVANCED
    run.steps.filter(round=run.round, status=StepStatus.AHEAD).delete()
    if verdict != Verdict.RETURN:
        run.ended_at = timezone.now()
    _leave_desk(run)
    fire, outcome = {
        Verdict.PASS: (subject.complete, Outcome.PASSED),
        Verdict.RETURN: (subject.send_back, Outcome.RETURNED),
        Verdict.FAIL: (subject.reject, Outcome.FAILED),
    }[verdict]
    fire()
    subject.save()
    return outcome


def _lay(run, desks, first=1):
    """Write the steps ahead."""
    ChainStep.objects.bulk_create(
        ChainStep(run=run, round=run.round, order=order, unit_id=unit_id, role=role)
        for order, (unit_id, role) in enumerate(desks, first)
    )


def _finish_step(step, by, result, opinion):
    step.status, step.result, step.opinion = StepStatus.CLOSED, result, opinion
    step.closed_at, step.closed_by = timezone.now(), by.account
    step.save()


def _open(run, step, spec):
    step.status, step.opened_at = StepStatus.OPEN, timezone.now()
    step.save()
    _stand_at(run, step)
    if spec.resume is Resume.BOTTOM_TICKED and run.round > 1:
        ticks = rules.ticks_for(run, step)
        AreaVerdict.objects.bulk_create(
            AreaVerdict(
                step=step, area=t.area, verdict=Verdict.PASS, by=t.by, carried_from=t, fingerprint=t.fingerprint
            )
            for t in ticks
        )


def _stand_at(run, step):
    run.current_unit, run.current_role, run.current_since = step.unit, step.role, step.opened_at
    run.save()


def _leave_desk(run):
    run.current_unit, run.current_role, run.current_since = None, "", None
    run.save()


def _describe(run, subject):
    """Copy what lists and lower apps need to know of the subject."""
    line = {unit.kind: unit for unit in tree.path(subject.unit)}
    run.subject_kind, run.label = subject._meta.verbose_name, subject.chain_label[:200]
    run.judged_whole = subject.spec.is_judged_whole
    run.owner, run.unit, run.series_code = subject.chain_owner, subject.unit, subject.series_code
    run.final_unit = subject.final_organ()
    run.city, run.county = line.get(Kind.CITY), line.get(Kind.COUNTY)


def _locked_run(subject):
    """Lock the run first, then read the subject again under that lock."""
    run = ChainRun.objects.select_for_update().get(pk=subject.run_id)
    subject.refresh_from_db()
    subject.run = run
    return run
