"""Reads that two callers share."""

from dataclasses import dataclass
from functools import cache, partial

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone

from orgs.chain.models import AreaVerdict, ChainStep, StepResult, StepStatus
from orgs.chain.states import ClimbState
from orgs.chain.words import Role, Verdict
from orgs.queries import DeskLine, ReturnedLine, desk_steps
from personnel.dossier.differences import diff
from personnel.dossier.snapshot import fingerprint
from review.access import is_office_admin
from review.chains import APPLICATION
from review.models import Application, Committee, CommitteeFiling, PrintedForm, Snapshot
from review.states import CommitteeState
from titleplatform.kit.access import can
from titleplatform.kit.todo import TodoRows

DESKS = {
    Role.HANDLER: ("经办人审查", "review:handler", "review.judge_as_handler"),
    Role.LEADER: ("负责人审查", "review:leader", "review.judge_as_leader"),
}
DESK_LINES = tuple(
    DeskLine(APPLICATION, *names, "等待您审查的职称申报", role, detail="review:case") for role, names in DESKS.items()
)
RETURNED_LINES = (
    ReturnedLine(
        APPLICATION,
        "退回修改的申报",
        "review:status",
        "?state=returned&own=yes",
        "review.see_status",
        "退回给本单位的申报人，等本人修改后重新提交",
    ),
)


def todo_lines(seat):
    """评委会备案审核 of an office's administrator, 受理 and 评审结果 of a committee's office."""
    return [*_filing_lines(seat), *_returned_filing(seat), *_awaiting_lines(seat)]


def _filing_lines(seat):
    if not is_office_admin(seat):
        return []
    waiting, url = CommitteeFiling.objects.waiting_for(seat), reverse("review:filings")
    return [TodoRows("评委会备案审核", url, waiting, "asked_at", "下级单位报备的评委会", always=True)]


def _returned_filing(seat):
    """The founding of a committee that the office above sent back, of its host's administrator."""
    if not can("review.list_committees", seat):
        return []
    decided = CommitteeFiling.objects.filter(committee=OuterRef("pk")).order_by("-pk").values("decided_at")[:1]
    back = Committee.objects.filter(host=seat.unit, state=CommitteeState.RETURNED).annotate(since=Subquery(decided))
    url = f"{reverse('review:committees')}?state=returned&own=yes"
    return [TodoRows("退回的评委会备案", url, back, "since", "请更正后重新【报备】")]


AWAITING_TABS = {"accept": "待受理", "result": "待登记结果", "done": "已登记"}
AWAITING_NOTES = {"accept": "待评审，等待评委会受理", "result": "已受理，等待登记评审结果"}


def awaiting_of(seat):
    """{tab: what the committees kept by this administrator have before them}: to be accepted, waiting for its result, with one. One
    query, for the committees."""
    kept = Application.objects.filter(committee__in=list(Committee.objects.kept_by(seat.unit)))
    waits = kept.filter(state=ClimbState.AWAITING)
    return {
        "accept": waits.filter(accepted_at=None),
        "result": waits.exclude(accepted_at=None),
        "done": kept.exclude(result=None),
    }


def _awaiting_lines(seat):
    """What the last desk passed, what is accepted and waits for its result, and who of these has no 面试通知 yet."""
    if not can("review.keep_committees", seat):
        return []
    waiting, url = cache(partial(awaiting_of, seat)), f"{reverse('review:awaiting')}?tab="

    def without_notice():
        return waiting()["result"].filter(interview_at=None)

    return [
        TodoRows(
            AWAITING_TABS["accept"],
            f"{url}accept",
            lambda: since_passed(waiting()["accept"]),
            "since",
            AWAITING_NOTES["accept"],
        ),
        TodoRows(
            AWAITING_TABS["result"],
            f"{url}result",
            lambda: waiting()["result"],
            "accepted_at",
            AWAITING_NOTES["result"],
        ),
        TodoRows("面试通知", f"{url}result&interview=none", without_notice, note="已受理，还没有面试通知"),
    ]


def since_passed(applications):
    """Each with `since` when its last desk passed it."""
    came = ChainStep.objects.filter(run=OuterRef("run"), status=StepStatus.CLOSED).order_by("-closed_at")
    return applications.annotate(since=Subquery(came.values("closed_at")[:1]))


def results_of(application):
    """All entries of its result, the one that counts first; asked only where there is one."""
    return list(application.results.order_by("-number")) if application.result_id else []


@dataclass(frozen=True)
class ToCorrect:
    """One area of the last return, with its section as it was returned (`before`) and as it is `now`: 已更正 once they differ."""

    area: str
    label: str
    reason: str
    step: object
    before: dict | None
    now: dict | None

    @property
    def is_done(self):
        return self._print(self.before) != self._print(self.now)

    @staticmethod
    def _print(section):
        return section and fingerprint(section)

    @property
    def css(self):
        return "is-pass" if self.is_done else "is-wait"

    @property
    def word(self):
        return "已更正" if self.is_done else "待更正"


def corrections_of(case, frozen):
    """What the last return of an application asked for, beside the dossier as it is now (`frozen`). One query besides the case's."""
    asked = case.corrections
    if not asked:
        return []
    returned = Snapshot.objects.filter(application=case.subject, round=asked[0].step.round).first()
    before, now = returned.data["sections"] if returned else {}, frozen["sections"]
    return [ToCorrect(*each, before.get(each.area), now.get(each.area)) for each in asked]


def case_steps(seat, role, tab="waiting"):
    """Steps of applications at this seat's desk of this role."""
    return desk_steps(seat, APPLICATION, role, tab).select_related(
        "run__application__person__account",
        "run__application__title__series",
        "run__application__committee",
        "run__application__unit",
        "run__unit",
        "unit",
        "assigned_to",
    )


def said_of(case, area):
    """What the other desks of this round said of an area and what counts, in the order of the road."""
    elsewhere = [each for each in case.verdicts if each.step.round == case.run.round and each.step is not case.step]
    return [each for each in elsewhere if each.area == area and each.counted]


def drafted_besides_pass(step_id):
    """Does any draft at this step say something else than 通过?"""
    drafts = AreaVerdict.objects.filter(step=step_id, step__status=StepStatus.OPEN, counted=False)
    return drafts.exclude(verdict=Verdict.PASS).exists()


def standing_snapshots(application):
    """The frozen rounds that desks have or had before them, the latest first; a round withdrawn before anybody opened it is none."""
    withdrawn = ChainStep.objects.filter(run=application.run, result=StepResult.TAKEN_BACK).values("round")
    return Snapshot.objects.filter(application=application).exclude(round__in=withdrawn).order_by("-round")


def snapshots_of(case):
    """(this round's snapshot data, that of the last round before it that this seat's desk looked at or None)."""
    now, before = case.compared_rounds
    rows = Snapshot.objects.filter(application=case.subject, round__in=[now, before or now])
    found = {row.round: row.data for row in rows}
    return found.get(now), found.get(before)


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
    is_empty: bool = False
    verdict: object = None  # AreaVerdict
    who: str = ""  # who may judge it, where it is not mine
    draft: object = None  # a colleague's AreaVerdict on an area that is also mine: mine again when it is cleared

    @property
    def is_settled(self):
        """无内容, and nobody has said anything about it all the same."""
        return self.is_empty and not self.verdict and not self.draft

    @property
    def is_open(self):
        """Mine, and nobody has said anything about it yet."""
        return self.is_mine and not self.verdict and not self.draft and not self.is_settled

    @property
    def is_writable(self):
        return self.is_mine and not self.draft and not (self.verdict and self.verdict.counted)

    @property
    def css(self):
        if self.draft:
            return "is-doing"
        if self.verdict:
            return {"pass": "is-pass", "return": "is-return", "fail": "is-fail"}[self.verdict.verdict]
        return "is-wait" if self.is_open else "is-off"

    @property
    def words(self):
        if self.draft:
            return f"{self.draft.by} 草稿"
        if self.is_settled:
            return "无内容"
        if self.verdict is None:
            return "待审" if self.is_mine else "他人审查"
        word = (
            "沿用" if self.verdict.carried_from_id and not self.verdict.counted else self.verdict.get_verdict_display()
        )
        return word if self.verdict.counted or self.verdict.carried_from_id else f"{word}草稿"


def area_states(case, now, before):
    """The AreaStates of a case: what is open to this seat, what it or others said, what changed since the last round. Of a case that
    stands elsewhere what the own desk said: what another desk has begun is nobody else's business."""
    changes = diff(before, now) if before else {}
    kept = case.drafts_of_colleagues if case.sits_here else {}
    return [_area_state(case, area, now, area.key in changes, kept) for area in case.areas]


def _area_state(case, area, now, changed, kept):
    mine = case.holds(area.key)
    said = case.shown if case.sits_here else case.said_at_own_desk
    section = now["sections"].get(area.key, {"entries": [], "rows": False})
    return AreaState(
        area.key,
        area.label,
        len(section["entries"]) if section["rows"] else 0,
        mine,
        changed,
        area.is_empty,
        said(area.key),
        who=_who(case, area.key) if case.sits_here and not mine and area.key in case.unsettled else "",
        draft=kept.get(area.key) if mine else None,
    )


def _who(case, area):
    """Who may judge an area that is not mine, in so many names as a line holds."""
    return "、".join(map(str, case.who_may_judge(area)[:5])) or "无人"


AGREED = {StepResult.PASS: "同意。"}


def decisions_of(application, round_number):
    """The closed desks of a round as plain data: what the printed form shows."""
    steps = ChainStep.objects.filter(run=application.run, round=round_number, status=StepStatus.CLOSED)
    steps = steps.exclude(result__in=(StepResult.HAND_IN, StepResult.TAKEN_BACK))
    return [
        {
            "kind": step.unit_kind,
            "unit": step.certificate_name or step.unit_name,
            "desk": step.desk_name,
            "result": step.get_result_display(),
            "opinion": step.opinion or AGREED.get(step.result, ""),
            "who": step.closed_by_name,
            "on": timezone.localdate(step.closed_at).isoformat(),
        }
        for step in steps
    ]


def result_of(application):
    """What the committee said last, as plain data for the printed form; empty before."""
    if (result := application.result) is None:
        return {}
    said = {"committee": result.committee_name, "word": result.get_passed_display()}
    return said | {"on": result.decided_on.isoformat(), "document": result.document}


def hand_in_of(application, round_number):
    """Who handed a round in and when, as plain data: the unit as it was called then."""
    step = ChainStep.objects.get(run=application.run, round=round_number, result=StepResult.HAND_IN)
    return {"unit": step.certificate_name or step.unit_name, "on": timezone.localdate(step.closed_at).isoformat()}


def printed_areas(seat, run):
    """The Areas of the 评审表 that this seat may have: a reviewer those in its scope, everybody else who may have it all."""
    return [area for area in run.frozen_areas if not seat.is_reviewer or seat.scope.covers(run.series_code, area.key)]


def printed_form(snapshot, variant, mark):
    """The stored form of this variant with this version mark, or None."""
    forms = PrintedForm.objects.filter(snapshot=snapshot, variant=variant, mark=mark)
    return forms.select_related("file").first()
