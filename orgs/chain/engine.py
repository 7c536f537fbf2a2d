"""The chain engine: the only code that writes steps or fires a shared transition.

Every verb locks, checks, writes and audits in one transaction. Lock order: subject, run, open step, then the subject app's ledger
(docs/adr/0001). What is unsaved in `subject` is read again from the database.
What follows an outcome (spend quota, print a form) is an explicit call in the subject app's action.
"""

from enum import Enum

from django.db import transaction
from django.utils import timezone

from orgs import audit
from orgs.chain import rules, steps
from orgs.chain.line import road_of
from orgs.chain.models import AreaVerdict, ChainRun, ChainStep, StepResult, StepStatus
from orgs.chain.states import ClimbState
from orgs.chain.words import Role, Verdict
from titleplatform.kit.refusals import Stale


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
    where the spec says so; the subject is 已提交; audited. Returns the run. Raises Stale when it is handed in already.
    """
    run = steps.lock(subject)
    if not subject.is_editable:
        raise Stale(rules.already(run))
    run = run or ChainRun(spec_key=subject.spec.key)
    now = timezone.now()
    steps.describe(run, subject)
    run.round += 1
    run.handed_in_by, run.handed_in_role, run.handed_in_at, run.ended_at = by.account, handed_in_as or "", now, None
    run.fingerprints = subject.fingerprints()
    run.save()
    ChainStep.objects.create(
        run=run,
        round=run.round,
        order=0,
        unit=subject.unit,
        role=run.handed_in_role,
        status=StepStatus.CLOSED,
        closed_at=now,
        closed_by=by.account,
        result=StepResult.HAND_IN,
    )
    steps.lay(run, [(desk.unit_id, desk.role) for desk in road_of(subject, timezone.localdate(now), handed_in_as)])
    subject.run = run
    subject.hand_in()
    subject.save(update_fields=["state", "run"])
    steps.open_desk(run, run.steps.get(round=run.round, order=1), subject.spec)
    audit.record("上报" if handed_in_as else "提交", by=by, on=subject, 轮次=run.round)
    return run


@transaction.atomic
def save_draft(subject, *, by, step_id, area, verdict, reason=""):
    """Keep a verdict on one area as a draft that counts only when handed in. Raises Refused (also where a colleague keeps a draft on
    that area), or Stale when the desk has moved on."""
    run = steps.lock(subject)
    step = rules.open_step(run, step_id)
    rules.demand_may_judge(run, step, by, area, subject.spec)
    rules.demand_offered(verdict, reason, subject.spec)
    rules.demand_free(run, step, by, area, subject.spec)
    AreaVerdict.objects.update_or_create(
        step=step,
        area=area,
        defaults={
            "verdict": verdict,
            "reason": reason.strip(),
            "by": by.account,
            "carried_from": None,
            "fingerprint": run.fingerprints.get(area, ""),
        },
    )


@transaction.atomic
def clear_draft(subject, *, by, step_id, area):
    """Take an own draft back. Raises Refused, or Stale when the desk has moved on."""
    run = steps.lock(subject)
    step = rules.open_step(run, step_id)
    rules.demand_may_judge(run, step, by, area, subject.spec)
    rules.demand_free(run, step, by, area, subject.spec)
    step.verdicts.filter(area=area, counted=False).delete()


@transaction.atomic
def hand_in_verdicts(subject, *, by, step_id, opinion=""):
    """【提交审批结果】: the drafts on all areas that are this seat's to judge begin to count.

    Effects: own drafts and unchanged ticks count (which confirms these), a colleague's draft waits for the colleague; when every area
    of the desk has a verdict, the desk closes and the submission advances, returns or fails; audited. Returns the Outcome. Raises
    Refused naming the areas still without one.
    """
    run = steps.lock(subject)
    step = rules.open_step(run, step_id)
    mine = rules.areas_to_judge(run, step, by, subject.spec)
    rules.demand_may_judge(run, step, by, mine[0] if mine else None, subject.spec)
    if not mine:
        last = step.verdicts.filter(counted=True).select_related("by").latest("at", "pk")
        raise Stale(rules.judged_already(last, subject.spec))
    rules.demand(rules.why_not_hand_in(run, step, by, subject.spec))
    drafts = list(rules.drafts_of(step, by).filter(area__in=mine))
    for verdict in drafts:
        verdict.counted, verdict.by = True, by.account
        verdict.save(update_fields=["counted", "by", "at"])
    counted = list(step.verdicts.filter(counted=True))
    if {verdict.area for verdict in counted} < set(subject.spec.area_keys):
        audit.record("提交审批结果", by=by, on=subject, 内容=sorted(verdict.area for verdict in drafts))
        return Outcome.WAITING
    return _close(run, step, subject, by, rules.aggregate(counted), opinion or rules.reasons(counted, subject.spec))


@transaction.atomic
def decide(subject, *, by, step_id, verdict, reason=""):
    """A desk without areas decides in one go (plans, experts). Returns the Outcome. Raises Refused or Stale."""
    area = subject.spec.area_keys[0]
    save_draft(subject, by=by, step_id=step_id, area=area, verdict=verdict, reason=reason)
    return hand_in_verdicts(subject, by=by, step_id=step_id, opinion=reason)


@transaction.atomic
def assign(subject, *, by, step_id, to):
    """【分配】: somebody of the open desk asks a colleague who may judge it too (`to`, an account; None: nobody) to do so. It takes no
    right from the others. Effects: noted at the step; audited. Raises Refused, or Stale when the desk has moved on."""
    run = steps.lock(subject)
    step = rules.open_step(run, step_id)
    rules.demand_may_judge(run, step, by, None, subject.spec)
    rules.demand(rules.why_not_assign(run, step, to, subject.spec))
    step.assigned_to = to
    step.save(update_fields=["assigned_to"])
    audit.record("分配", by=by, on=subject, 环节=str(step), 办理人=str(to or "不指定"))


@transaction.atomic
def take_back(subject, *, by):
    """【撤销】 by the owner while no desk has opened it: back to 未提交 and, for others, nothing is under way; after a return back to
    退回修改, still under way."""
    run = steps.lock(subject)
    rules.demand(rules.why_not_take_back(run, by))
    steps.finish(rules.current_step(run), by, StepResult.TAKEN_BACK, "")
    run.steps.filter(round=run.round, status=StepStatus.AHEAD).delete()
    if rules.was_returned(run):
        subject.take_back_again()
    else:
        run.ended_at = timezone.now()
        subject.take_back()
    steps.leave_desk(run)
    subject.save(update_fields=["state"])
    audit.record("撤销", by=by, on=subject)


@transaction.atomic
def undo(subject, *, by, step_id):
    """A wrong 通过 is taken back by its author until the next desk has opened the case (`step_id`: that desk, as the page showed it).

    Effects: the author's desk is open again, and what the author handed in there is a draft again; what colleagues handed in still
    counts. Raises Refused, or Stale when the desk has moved on.
    """
    run = steps.lock(subject)
    rules.demand(rules.why_not_undo(run, by))
    following = rules.open_step(run, step_id)
    step = run.steps.get(round=run.round, order=following.order - 1)
    following.verdicts.all().delete()
    following.status, following.opened_at = StepStatus.AHEAD, None
    following.save()
    step.status, step.closed_at, step.closed_by, step.result, step.opinion = StepStatus.OPEN, None, None, "", ""
    step.save()
    own = step.verdicts.filter(by=by.account)
    own.delete() if subject.spec.is_judged_whole else own.update(counted=False)  # a decision in one go leaves no draft
    steps.stand_at(run, step)
    audit.record("撤回通过", by=by, on=subject)


@transaction.atomic
def reroute(subject, *, by):
    """Lay the rest of the road anew after the unit or its line changed; desks already passed and the present one stay. Raises Stale
    where it stands at no desk: the next hand-in lays a new road anyway."""
    run = steps.lock(subject)
    if run is None or run.current_unit_id is None:
        raise Stale(rules.already(run))
    role = Role(run.handed_in_role) if run.handed_in_role else None
    desks = [(desk.unit_id, desk.role) for desk in road_of(subject, timezone.localdate(), role)]
    run.steps.filter(round=run.round, status=StepStatus.AHEAD).delete()
    done = list(run.steps.filter(round=run.round).values_list("unit_id", "role"))  # begins with the hand-in, order 0
    ahead = desks[desks.index(done[-1]) + 1 :] if done[-1] in desks else [desk for desk in desks if desk not in done]
    steps.lay(run, ahead, first=len(done))
    steps.describe(run, subject)
    run.save()
    audit.record("重新确定路线", by=by, on=subject)


@transaction.atomic
def give_up(subject, *, by=None):
    """A returned submission was not handed in again in time (`by` None: the system found it): 视为放弃. Effects: the run ends; audited."""
    run = steps.lock(subject)
    if subject.state != ClimbState.RETURNED:
        raise Stale(rules.already(run))
    run.ended_at = timezone.now()
    run.save()
    subject.give_up()
    subject.save(update_fields=["state"])
    audit.record("视为放弃", by=by, on=subject)


def mark_seen(run, *, by):
    """Somebody of the open desk opened the case: its owner can no longer withdraw it, nor the desk before undo its 通过. Harmless to
    repeat. Whoever brought the case to this desk (and holds it too) does not count. One conditional UPDATE, once per step."""
    step = run.steps.filter(status=StepStatus.OPEN, seen_at=None).first()
    if step is None or not by.holds(step.unit_id, step.role):
        return
    before = run.steps.filter(round=step.round, order=step.order - 1, closed_by=by.account)
    if not before.exists():
        still = ChainStep.objects.filter(pk=step.pk, status=StepStatus.OPEN, seen_at=None)
        still.update(seen_at=timezone.now(), seen_by=by.account)


def _close(run, step, subject, by, verdict, opinion):
    """The desk is done: close it before the next one opens."""
    steps.finish(step, by, StepResult(verdict.value), opinion)
    audit.record(subject.spec.words.get(verdict, verdict.label), by=by, on=subject, 环节=str(step), 意见=opinion)
    following = run.steps.filter(round=run.round, status=StepStatus.AHEAD).first()
    if verdict == Verdict.PASS and following:
        steps.open_desk(run, following, subject.spec)
        return Outcome.ADVANCED
    run.steps.filter(round=run.round, status=StepStatus.AHEAD).delete()
    if verdict != Verdict.RETURN:
        run.ended_at = timezone.now()
    steps.leave_desk(run)
    fire, outcome = {
        Verdict.PASS: (subject.complete, Outcome.PASSED),
        Verdict.RETURN: (subject.send_back, Outcome.RETURNED),
        Verdict.FAIL: (subject.reject, Outcome.FAILED),
    }[verdict]
    fire()
    subject.save(update_fields=["state"])
    return outcome
