"""Reads that two callers share."""

from dataclasses import dataclass

from django.utils import timezone

from orgs.chain import rules
from orgs.chain.models import ChainStep, StepResult, StepStatus
from orgs.chain.words import Role
from orgs.queries import desk_steps, desk_todo
from personnel.dossier.differences import diff
from personnel.grants import holders
from review.chains import APPLICATION
from review.models import PrintedForm, Snapshot
from titleplatform.kit.access import can

DESKS = {
    Role.HANDLER: ("经办人审查", "review:handler", "review.judge_as_handler"),
    Role.LEADER: ("负责人审查", "review:leader", "review.judge_as_leader"),
}


def case_steps(seat, role, tab="waiting"):
    """Steps of applications at this seat's desk of this role."""
    return (
        desk_steps(seat, APPLICATION, role, tab)
        .select_related(
            "run__application__person__account",
            "run__application__title__series",
            "run__application__committee",
            "run__unit",
            "unit",
            "assigned_to",
        )
        .prefetch_related("verdicts")
    )


def todo_lines(seat):
    """经办人审查 and 负责人审查 in 待办事项."""
    return [
        desk_todo(seat, APPLICATION, label, url_name, "等待您审查的职称申报", role)
        for role, (label, url_name, permission) in DESKS.items()
        if can(permission, seat)
    ]


def standing_snapshots(application):
    """The frozen rounds that desks have or had before them, the latest first; a round withdrawn before anybody opened it is none."""
    withdrawn = ChainStep.objects.filter(run=application.run, result=StepResult.TAKEN_BACK).values("round")
    return Snapshot.objects.filter(application=application).exclude(round__in=withdrawn).order_by("-round")


def snapshots_of(application):
    """(this round's snapshot data, that of the round before or None)."""
    rows = list(standing_snapshots(application)[:2])
    if not rows:
        return None, None
    return rows[0].data, rows[1].data if len(rows) > 1 else None


def facts_of(frozen):
    """{key: text} of 申报信息 and 个人信息 as they were handed in."""
    entries = [*frozen["sections"]["person"]["entries"], *frozen["sections"]["application"]["entries"]]
    return {item["key"]: item["display"] for entry in entries for item in entry["fields"]}


@dataclass(frozen=True)
class AreaState:
    """One line of the 审查内容 list at the open desk."""

    key: str
    label: str
    count: int
    is_mine: bool
    changed: bool
    verdict: object = None  # AreaVerdict
    who: str = ""  # who may judge it, where it is not mine
    draft: object = None  # a colleague's AreaVerdict on an area that is also mine: mine again when it is cleared

    @property
    def is_open(self):
        """Mine, and nobody has said anything about it yet."""
        return self.is_mine and not self.verdict and not self.draft

    @property
    def is_writable(self):
        return self.is_mine and not self.draft and not (self.verdict and self.verdict.counted)

    @property
    def css(self):
        if self.draft:
            return "is-doing"
        if self.verdict:
            return {"pass": "is-pass", "return": "is-return", "fail": "is-fail"}[self.verdict.verdict]
        return "is-wait" if self.is_mine else "is-off"

    @property
    def words(self):
        if self.draft:
            return f"{self.draft.by} 草稿"
        if self.verdict is None:
            return "待审" if self.is_mine else "他人审查"
        word = (
            "沿用" if self.verdict.carried_from_id and not self.verdict.counted else self.verdict.get_verdict_display()
        )
        return word if self.verdict.counted or self.verdict.carried_from_id else f"{word}草稿"


def area_states(application, seat, step, now, before):
    """The AreaStates of a case: what is open to this seat, what it or others said, what changed since the last round."""
    changes = diff(before, now) if before else {}
    verdicts = {verdict.area: verdict for verdict in step.verdicts.select_related("by")} if step else {}
    kept = rules.drafts_of_colleagues(application.run, step, seat, application.spec) if step else {}
    states = []
    for area in application.spec.areas():
        mine = seat.scope.covers(application.run.series_code, area.key)
        verdict = verdicts.get(area.key)
        # What a colleague's draft says is nobody else's business, only that there is one.
        is_own = verdict and (verdict.by_id == seat.account.pk or verdict.carried_from_id)
        shown = verdict if verdict and (verdict.counted or (mine and is_own)) else None
        section = now["sections"].get(area.key, {"entries": [], "rows": False})
        waiting = step and not mine and not (verdict and verdict.counted)
        who = (
            "、".join(map(str, holders(step.unit, step.role, application.run.series_code, area.key)[:5]))
            if waiting
            else ""
        )
        count = len(section["entries"]) if section["rows"] else 0
        who = who or ("无人" if waiting else "")
        draft = kept.get(area.key) if mine else None
        states.append(AreaState(area.key, area.label, count, mine, area.key in changes, shown, who, draft))
    return states


def expected_result(states):
    """What the desk's result would be by what has been said so far: (Verdict or None, labels of its areas)."""
    said = [state for state in states if state.verdict]
    if not said:
        return None, []
    verdict = rules.aggregate([state.verdict for state in said])
    return verdict, [state.label for state in said if state.verdict.verdict == verdict]


def corrections(application):
    """The reasons of the last return: [(area key, label, reason, who, when)]."""
    step = application.run.steps.filter(result="return").order_by("-closed_at").first() if application.run else None
    if step is None:
        return []
    labels = {area.key: area.label for area in application.spec.areas()}
    verdicts = step.verdicts.filter(counted=True).exclude(verdict="pass")
    return [(verdict.area, labels.get(verdict.area, verdict.area), verdict.reason, step) for verdict in verdicts]


def decisions_of(application, round_number):
    """The closed desks of a round as plain data: what the printed form shows."""
    steps = ChainStep.objects.filter(run=application.run, round=round_number, status=StepStatus.CLOSED)
    steps = steps.exclude(result__in=(StepResult.HAND_IN, StepResult.TAKEN_BACK)).select_related("unit", "closed_by")
    return [
        {
            "kind": step.unit.kind,
            "unit": step.unit.certificate_name or step.unit.name,
            "desk": step.get_role_display(),
            "result": step.get_result_display(),
            "opinion": step.opinion,
            "who": step.closed_by.name,
            "on": timezone.localdate(step.closed_at).isoformat(),
        }
        for step in steps
    ]


def printed_form(snapshot, mark):
    """The stored form with this version mark, or None."""
    return PrintedForm.objects.filter(snapshot=snapshot, mark=mark).select_related("file").first()
