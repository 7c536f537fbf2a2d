"""What the engine asks before it writes, and what pages ask before they offer a button: the same functions."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from orgs.chain.models import AreaVerdict, StepResult, StepStatus
from orgs.chain.words import Role, Verdict
from titleplatform.kit.refusals import Refused, Stale


@dataclass(frozen=True)
class Option:
    """A button of the review panel."""

    verdict: Verdict
    label: str
    reason: str  # why it is disabled; "" when it is enabled

    @property
    def enabled(self):
        return not self.reason


def options(subject, seat):
    """The verdicts this seat may give at the open desk, as Options; all disabled with the same reason where it may give none."""
    run = subject.run
    step = current_step(run) if run else None
    if run is None:
        reason = "尚未上报。"
    elif step is None:
        reason = standing(run)
    else:
        reason = why_not_judge(run, step, seat, subject.spec)
        if not reason and not areas_to_judge(run, step, seat, subject.spec):
            reason = "您权限内的内容都已审查，等待其他审查人员。"
    return [Option(verdict, word, reason) for verdict, word in subject.spec.words.items()]


def current_step(run):
    """The open step, or None."""
    return run and run.steps.filter(status=StepStatus.OPEN).select_related("unit").first()


def open_step(run, step_id):
    """The open step if it is the one the form was made for. Raises Stale, saying who did what and when."""
    step = current_step(run)
    if step is None or step.pk != step_id:
        raise Stale(already(run))
    return step


def already(run):
    """What happened last, for a second click, a second tab or a late colleague."""
    return f"{standing(run)}本次操作没有改变任何内容。"


def standing(run):
    """Who did what last, and where it stands now."""
    if run is None:
        return "尚未提交。"
    where = f"现在在 {run.place}。" if run.place else "现在不在任何审查环节。"
    return f"{_last_act(run)}{where}"


def _last_act(run):
    """洛阳市职改办 · 经办人 王洪涛 已于 2026-11-09 11:20 作出“通过”， or "" before anything happened."""
    closed = run.steps.filter(status=StepStatus.CLOSED).select_related("unit", "closed_by")
    last = closed.order_by("-closed_at", "-pk").first()
    if last is None:
        return ""
    at = timezone.localtime(last.closed_at)
    return f"{last} {last.closed_by} 已于 {at:%Y-%m-%d %H:%M} 作出“{last.get_result_display()}”，"


def why_not_judge(run, step, seat, spec, area=None):
    """Why this seat may not judge at this desk (this area), or ""."""
    if not seat.holds(step.unit_id, step.role):
        return f"{_last_act(run)}现在在 {step}，不在您的环节。"
    asked = [key for key in spec.area_keys if area in (None, key)]
    if not any(seat.scope.covers(run.series_code, key) for key in asked):
        return "不在您的审查权限内。"
    if other_desk := _acted_at_other_desk(run, step, seat):
        return f"您已在本轮以{other_desk}身份处理过，同一人不能在两个环节审查。"
    return ""


def judged_already(verdict, spec):
    """For whoever comes second to an area of the open desk."""
    what = "" if spec.is_judged_whole else f"“{spec.label_of(verdict.area)}”"
    at = timezone.localtime(verdict.at)
    return f"{verdict.by} 已于 {at:%Y-%m-%d %H:%M} 提交{what}审查结论“{verdict.get_verdict_display()}”。本次操作没有改变任何内容。"


def drafted_already(draft, spec):
    """For whoever wants to judge an area that a colleague is judging."""
    at = timezone.localtime(draft.at)
    return f"{draft.by} 已于 {at:%Y-%m-%d %H:%M} 起草“{spec.label_of(draft.area)}”的审查结论，尚未提交；该项由其提交或清除。"


def demand(reason):
    """Raise Refused with this reason, if there is one."""
    if reason:
        raise Refused(reason)


def demand_may_judge(run, step, seat, area, spec):
    demand(why_not_judge(run, step, seat, spec, area))


def demand_offered(verdict, reason, spec):
    """The verdict is one of the chain's, and every one but 通过 explains itself."""
    if verdict not in spec.words:
        raise Refused("没有这个审查结论。")
    if verdict != Verdict.PASS and not reason.strip():
        raise Refused("请写明理由。")


def demand_free(run, step, seat, area, spec):
    """Nobody has judged this area here, and no colleague keeps a draft on it. Raises Stale, Refused, saying who and when."""
    if given := step.verdicts.filter(area=area, counted=True).select_related("by").first():
        raise Stale(judged_already(given, spec))
    if kept := drafts_of_colleagues(run, step, seat, spec).get(area):
        raise Refused(drafted_already(kept, spec))


def why_not_hand_in(run, step, seat, spec):
    """Why this seat's drafts may not be handed in yet, or "": every area of its own needs a draft, and one at least is its own."""
    mine, kept = areas_to_judge(run, step, seat, spec), drafts_of_colleagues(run, step, seat, spec)
    own = set(drafts_of(step, seat).filter(area__in=mine).values_list("area", flat=True))
    if missing := [spec.label_of(key) for key in mine if key not in own and key not in kept]:
        return f"还有 {len(missing)} 项待您审查：{'、'.join(missing)}"
    return "" if own or not kept else drafted_already(next(iter(kept.values())), spec)


def drafts_of(step, seat):
    """The drafts that this seat may hand in: its own, and the ticks carried over. A colleague's draft is the colleague's."""
    own = Q(by=seat.account) | Q(carried_from__isnull=False)
    return step.verdicts.filter(own, counted=False)


def drafts_of_colleagues(run, step, seat, spec):
    """{area: draft} that colleagues keep at this desk and may still hand in; meanwhile nobody else judges these areas. A draft on
    an area its author holds no longer stands in nobody's way."""
    kept = step.verdicts.filter(counted=False, carried_from=None).exclude(by=seat.account).prefetch_related("by__unit")
    if spec.seat_of is None:
        return {draft.area: draft for draft in kept}
    seats = {account: spec.seat_of(account) for account in {draft.by for draft in kept}}
    return {draft.area: draft for draft in kept if not why_not_judge(run, step, seats[draft.by], spec, draft.area)}


def areas_to_judge(run, step, seat, spec):
    """The areas in this seat's scope that nobody has judged at this desk yet, in the spec's order."""
    counted = set(step.verdicts.filter(counted=True).values_list("area", flat=True))
    return [key for key in spec.area_keys if key not in counted and seat.scope.covers(run.series_code, key)]


def aggregate(verdicts):
    """Any 未通过 fails; else any 退回修改 returns; else all passed (DOMAIN §1)."""
    given = {verdict.verdict for verdict in verdicts}
    return next((verdict for verdict in (Verdict.FAIL, Verdict.RETURN) if verdict in given), Verdict.PASS)


def reasons(verdicts, spec):
    """The reasons of all verdicts that are not 通过, a line per area."""
    said = [(spec.label_of(v.area), v.reason) for v in verdicts if v.verdict != Verdict.PASS]
    return "\n".join(reason if spec.is_judged_whole else f"{label}：{reason}" for label, reason in said)


def ticks_for(run, step):
    """The last counted 通过 of this desk on each area whose content has not changed since."""
    earlier = AreaVerdict.objects.filter(
        step__run=run, step__unit=step.unit_id, step__role=step.role, step__round__lt=run.round, counted=True
    )
    latest = {verdict.area: verdict for verdict in earlier.select_related("by").order_by("step__round")}
    return [
        verdict
        for area, verdict in latest.items()
        if verdict.verdict == Verdict.PASS and verdict.fingerprint and verdict.fingerprint == run.fingerprints.get(area)
    ]


def why_not_assign(run, step, to, spec):
    """Why this account cannot be asked to judge at this desk, or ""."""
    if to is None or not why_not_judge(run, step, spec.seat_of(to), spec):
        return ""
    return f"{to} 不能审查：没有该环节的角色或该系列的审查权限，或已在本轮的另一环节处理过。"


def why_not_undo(run, seat):
    """Why this seat may not take its 通过 back, or ""."""
    following = current_step(run) if run else None
    if following is None or following.order == 1:
        return "没有可以撤回的通过。"
    step = run.steps.select_related("unit", "closed_by").get(round=run.round, order=following.order - 1)
    if step.closed_by_id != seat.account.pk:
        return f"上一环节由 {step.closed_by} 通过，只有本人可以撤回。"
    if not seat.holds(step.unit_id, step.role):
        return f"您已不在 {step}，不能撤回。"
    return f"{following} 已经打开审查，不能撤回。" if following.seen_at else ""


def why_not_take_back(run, seat):
    """Why this seat may not withdraw the submission, or "": its own, and no desk has opened it yet."""
    step = current_step(run) if run else None
    if step is None:
        return standing(run)
    is_own = run.owner_id == seat.account.pk if run.owner_id else seat.unit is not None and seat.unit.pk == run.unit_id
    if not is_own:
        return "只有提交的本人或本单位可以撤销。"
    return f"{step} 已经打开审查，不能撤销。" if step.order > 1 or step.seen_at else ""


def was_returned(run):
    """Did a desk return it? Withdrawn after that, it is again what it was before it was handed in: returned, with its reasons."""
    return run.steps.filter(result=StepResult.RETURN).exists()


def _acted_at_other_desk(run, step, seat):
    """The label of the other desk of this unit where this account acted in this round, or "". `inbox` asks the same in SQL."""
    if step.unit.allows_one_person_both_desks:
        return ""
    if run.handed_in_by_id == seat.account.pk and run.unit_id == step.unit_id and run.handed_in_role:
        return Role(run.handed_in_role).label
    other = AreaVerdict.objects.filter(
        step__run=run, step__round=run.round, step__unit=step.unit_id, by=seat.account, counted=True
    ).exclude(step=step.pk)
    found = other.select_related("step").first()
    return found.step.get_role_display() if found else ""
