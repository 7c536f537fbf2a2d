"""The chain engine: the only code that writes steps or fires a shared transition.

Every verb loads the `Case` under locks, asks it what the page asked, writes and audits, in one transaction. Lock order: subject, run,
steps, then the subject app's ledger (docs/adr/0001). What is unsaved in `subject` is read again from the database.
What follows an outcome (spend quota, print a form) is an explicit call in the subject app's action.
"""

from dataclasses import replace
from enum import Enum

from django.db import transaction
from django.utils import timezone

from orgs import audit
from orgs.chain import steps
from orgs.chain.case import NOTHING_LEFT, Case
from orgs.chain.detour import detour_of
from orgs.chain.endings import added, at_submitting_leader, decided_about, failure, why_not_decline, why_not_reopen
from orgs.chain.line import demand_working, road_of_run
from orgs.chain.models import ChainRun, ChainStep, StepResult, StepStatus
from orgs.chain.states import ClimbState
from orgs.chain.words import Verdict, aggregate
from titleplatform.kit.refusals import Refused, Stale


class Outcome(Enum):
    """What a verb led to."""

    WAITING = "waiting"  # handed in, but other areas of this desk are still open
    ADVANCED = "advanced"
    AWAITING = "awaiting"  # passed by the last desk, its result is registered later
    PASSED = "passed"
    RETURNED = "returned"
    FAILED = "failed"


@transaction.atomic
def start(subject, *, by, handed_in_as=None, content=None):
    """Hand `subject` in, for the first time or again after a return; it climbs from the bottom.

    `content`: its `Content` where the caller has it already. Effects: the run is created or its next round begins, with the areas as
    they are declared and filled now; its road is laid; the first desk opens, with its unchanged areas ticked where the spec says so;
    the subject is 已提交; audited. Returns the run. Raises Stale when it is handed in already.
    """
    case = Case.load(subject, by, lock=True)
    if not subject.is_editable:
        raise Stale(case.already)
    run = case.run or ChainRun(spec_key=subject.spec.key)
    road = steps.begin_round(run, subject, content or subject.content(), by=by, handed_in_as=handed_in_as)
    case = replace(case, run=run)
    laid = steps.round_of(case, road)
    first = next(step for step in laid if step.is_open)
    steps.note_missing(case, first, steps.seats_for(case, first))
    run.save()
    ChainStep.objects.bulk_create(laid)
    steps.carry_ticks(case, first)
    subject.run, subject.submitted_at = run, run.handed_in_at
    subject.hand_in()
    subject.save(update_fields=["state", "run", "submitted_at"])
    audit.record("上报" if handed_in_as else "提交", by=by, on=subject, 轮次=run.round)
    return run


@transaction.atomic
def save_draft(subject, *, by, step_id, area, verdict, reason=""):
    """Keep a verdict on one area as a draft that counts only when handed in. Raises Refused (also where a colleague keeps a draft on
    that area), or Stale when the desk has moved on."""
    case = _at_desk(subject, by, step_id, area)
    _demand(case.why_not_say(verdict, reason))
    _demand_free(case, area)
    steps.keep_open_areas(steps.draft(case, area, verdict, reason))
    _note_drafts(case)


@transaction.atomic
def clear_draft(subject, *, by, step_id, area):
    """Take an own draft back. Raises Refused, or Stale when the desk has moved on."""
    case = _at_desk(subject, by, step_id, area)
    _demand_free(case, area)
    steps.keep_open_areas(steps.clear(case, area))
    _note_drafts(case)


@transaction.atomic
def pass_rest(subject, *, by, step_id):
    """【其余各项通过】: every area that is still this seat's to judge and has no draft, its own or a colleague's, gets 通过 as a draft.
    Raises Refused, or Stale when the desk has moved on."""
    _note_drafts(_draft_rest(_at_desk(subject, by, step_id)))


@transaction.atomic
def hand_in_verdicts(subject, *, by, step_id, opinion=""):
    """【提交审批结果】: the drafts on all areas that are this seat's to judge begin to count.

    Effects: own drafts and unchanged ticks count (which confirms these), a colleague's draft waits for the colleague; when every area
    of the desk is settled, the desk closes and the submission advances, returns or fails; audited. Returns the Outcome. Raises
    Refused naming the areas still without one.
    """
    return _hand_in(_at_desk(subject, by, step_id), opinion)


@transaction.atomic
def pass_all(subject, *, by, step_id):
    """Batch 通过: what `pass_rest` does, then this seat's drafts are handed in. Returns the Outcome. Raises Refused where one of them
    says anything but 通过."""
    case = _at_desk(subject, by, step_id)
    _demand(case.drafted_otherwise)
    return _hand_in(_draft_rest(case), "")


@transaction.atomic
def decide(subject, *, by, step_id, verdict, reason=""):
    """A desk without areas decides in one go (plans, experts). Returns the Outcome. Raises Refused or Stale."""
    area = subject.spec.area_keys[0]
    case = _at_desk(subject, by, step_id, area)
    _demand(case.why_not_say(verdict, reason))
    _demand_free(case, area)
    return _hand_in(steps.draft(case, area, verdict, reason), reason)


@transaction.atomic
def assign(subject, *, by, step_id, to):
    """【分配】: somebody of the open desk asks a colleague who may judge it too (`to`, an account; None: nobody) to do so. It takes no
    right from the others. Effects: noted at the step; audited. Raises Refused, or Stale when the desk has moved on."""
    case = _at_desk(subject, by, step_id)
    _demand(case.why_not_assign(to))
    case.step.assigned_to = to
    case.step.save(update_fields=["assigned_to"])
    audit.record("分配", by=by, on=subject, 环节=str(case.step), 办理人=str(to or "不指定"))


@transaction.atomic
def take_back(subject, *, by):
    """【撤销】 by the owner while no desk has opened it: back to 未提交 and, for others, nothing is under way; after a return back to
    退回修改, still under way."""
    case = Case.load(subject, by, lock=True)
    _demand(case.why_not_take_back)
    steps.drop_ahead(case)
    steps.finish(case.step, by, StepResult.TAKEN_BACK, "")
    if case.was_returned:
        subject.take_back_again()
    else:
        case.run.ended_at, subject.submitted_at = timezone.now(), None
        subject.take_back()
    steps.leave_desk(case.run)
    subject.save(update_fields=["state", "submitted_at"])
    audit.record("撤销", by=by, on=subject)


@transaction.atomic
def undo(subject, *, by, step_id):
    """A wrong 通过 is taken back by its author until the next desk has opened the case, the last desk's until somebody has taken it on
    (`step_id`: where it stands, `Case.stands_by`, as the page showed it).

    Effects: the author's desk is open again, and what the author handed in there is a draft again; what colleagues handed in still
    counts. Raises Refused, or Stale when the desk has moved on.
    """
    case = Case.load(subject, by, lock=True)
    _demand(case.why_not_undo)
    _demand_standing_at(case, case.stands_by, step_id)
    steps.open_again(case, case.before)
    if case.is_awaiting:
        subject.go_back_to_the_desk()
        subject.save(update_fields=["state"])
    audit.record("撤回通过", by=by, on=subject)


@transaction.atomic
def settle(subject, *, by, passed):
    """The result of what awaited one, or another in place of one that was wrong; on whose word the app's action says and audits.

    Effects: passed or failed; the run has ended. Raises Refused where the desks have not all passed it.
    """
    case = Case.load(subject, by, lock=True)
    _demand(case.why_not_settle)
    if subject.state != (ClimbState.PASSED if passed else ClimbState.FAILED):
        subject.succeed() if passed else subject.fall_short()
        subject.save(update_fields=["state"])
    if case.run.is_open:
        case.run.ended_at = timezone.now()
        case.run.save(update_fields=["ended_at"])


@transaction.atomic
def give_up(subject, *, by=None):
    """A returned submission is not handed in again: by its owner, or not in time (`by` None: the system found it). Effects: the run
    ends; 放弃申报 stands in the record; audited."""
    case = Case.load(subject, by, lock=True)
    if subject.state != ClimbState.RETURNED:
        raise Stale(case.already)
    if by:
        steps.finish(added(case), by, StepResult.GIVEN_UP, "")
    _end(case, subject.give_up)
    audit.record("放弃申报" if by else "视为放弃", by=by, on=subject)


@transaction.atomic
def not_recommend(subject, *, by, step_id, reason):
    """【不推荐】: one decision on the whole submission by any 负责人 of the submitting unit, while it stands at their desk, whatever has
    been said there about its areas, or waits to be mended after a return (`step_id`: that desk, or that return).

    Effects: drafts of the desk fall away; the decision stands in the record with its reason; the run ends; audited. Raises Refused, or
    Stale when it has moved on.
    """
    case = Case.load(subject, by, lock=True)
    _demand_deciding_about(case, step_id)
    _demand(why_not_decline(case))
    _demand("" if reason.strip() else "请写明理由。")
    here = at_submitting_leader(case)
    steps.drop_drafts(here)
    steps.drop_ahead(case)
    steps.finish(here.step, by, StepResult.DECLINED, reason.strip())
    _end(case, subject.not_recommend)
    audit.record("不推荐", by=by, on=subject, 意见=reason.strip())


@transaction.atomic
def reopen(subject, *, by, step_id):
    """A 未通过 is taken back by its author within some working days (`step_id`: the desk that said it).

    Effects: that desk is open again, what the author handed in there is a draft again, what colleagues handed in still counts; the rest
    of the road is laid as the tree stands now, the heirs of units that went up in others standing for them; audited. Returns when the
    未通过 had been said. Raises Refused (also where nobody works any more at that desk, at the submitting unit or the final organ) or
    Stale.
    """
    case = Case.load(subject, by, lock=True)
    _demand(why_not_reopen(case))
    step = failure(case)
    if step.pk != step_id:
        raise Stale(case.already)
    case.run.go_over_to(case.heirs)
    demand_working([case.run.unit, case.run.final_unit])
    said_at, case.run.ended_at = step.closed_at, None
    steps.give_back(case, step, steps.seats_for(case, step))
    case = replace(case)  # looked at anew: that desk is open
    road = road_of_run(case.run, subject.spec, timezone.localdate())
    steps.place(case.run, road)
    detour = detour_of(case, road, case.heirs)
    demand_working([step.unit] if detour.stays else [])
    steps.relay(case, detour, "" if detour.stays else "撤回“未通过”时，申报单位的上级已经调整。")
    subject.reopen()
    subject.save(update_fields=["state"])
    audit.record("撤回未通过", by=by, on=subject, 环节=str(step))
    return said_at


def _end(case, fire):
    """The run ends without a desk's verdict."""
    case.run.ended_at = timezone.now()
    steps.leave_desk(case.run)
    fire()
    case.subject.save(update_fields=["state"])


def mark_seen(case):
    """Somebody of the open desk opened the case: its owner can no longer withdraw it, nor the desk before undo its 通过. Harmless to
    repeat. One conditional UPDATE, once per step."""
    if case.is_first_look:
        still = ChainStep.objects.filter(pk=case.step.pk, status=StepStatus.OPEN, seen_at=None)
        still.update(seen_at=timezone.now(), seen_by=case.seat.account)


def _at_desk(subject, by, step_id, area=None):
    """The case under locks, if it stands where the form says and this seat may judge there (this area)."""
    case = Case.load(subject, by, lock=True)
    _demand_standing_at(case, case.step, step_id)
    _demand(case.why_not_judge(area))
    return case


def _demand_standing_at(case, step, step_id):
    """The answer to a stale page, a double click and a late colleague: who did what and when, and nothing is changed."""
    if step is None or step.pk != step_id:
        raise Stale(case.already)


def _demand_deciding_about(case, step_id):
    """The same for a decision on the whole submission, which may wait to be mended."""
    about = decided_about(case)
    if about is None or about.pk != step_id:
        raise Stale(case.already)


def _demand_free(case, area):
    """Nobody has judged this area here, and no colleague keeps a draft on it."""
    if said := case.judged_already(area):
        raise Stale(said)
    _demand(case.drafted_already(area))


def _note_drafts(case):
    """Drafts come and go: one audit row in a session."""
    audit.record("保存审查草稿", by=case.seat, on=case.subject, once=True)


def _demand(reason):
    if reason:
        raise Refused(reason)


def _draft_rest(case):
    return steps.draft_passes(case, case.without_a_word)


def _hand_in(case, opinion):
    if not case.to_judge:
        raise Stale(_said_last(case))
    _demand(case.why_not_hand_in)
    mine = case.own_drafts
    steps.count(case, mine.values())
    if case.unsettled:
        steps.keep_open_areas(case)
        audit.record("提交审批结果", by=case.seat, on=case.subject, 内容=sorted(mine))
        return Outcome.WAITING
    return _close(case, aggregate(case.counted), opinion or case.said(case.counted))


def _said_last(case):
    """For a second click on 【提交审批结果】, or a colleague of the same areas."""
    last = max(case.counted, key=lambda each: (each.at, each.pk), default=None)
    return case.judged_already(last.area) if last else NOTHING_LEFT


def _close(case, verdict, opinion):
    """The desk is done: close it before the next one opens."""
    run, subject, by, following = case.run, case.subject, case.seat, case.following
    here = str(case.step)
    steps.finish(case.step, by, StepResult(verdict.value), opinion)
    audit.record(subject.spec.words.get(verdict, verdict.label), by=by, on=subject, 环节=here, 意见=opinion)
    if verdict == Verdict.PASS and following:
        steps.open_desk(case, following)
        return Outcome.ADVANCED
    steps.drop_ahead(case)
    fire, outcome = {
        Verdict.PASS: (subject.await_result, Outcome.AWAITING)
        if subject.spec.awaits_result
        else (subject.complete, Outcome.PASSED),
        Verdict.RETURN: (subject.send_back, Outcome.RETURNED),
        Verdict.FAIL: (subject.reject, Outcome.FAILED),
    }[verdict]
    if outcome in (Outcome.PASSED, Outcome.FAILED):
        run.ended_at = timezone.now()
    steps.leave_desk(run)
    fire()
    subject.save(update_fields=["state"])
    return outcome
