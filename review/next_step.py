"""首页 of an applicant: the one thing to do next, and where the application is on its road. Pure: asks nothing of the database."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.urls import reverse
from django.utils import timezone

from orgs.chain.models import StepResult, StepStatus
from orgs.chain.states import ClimbState
from personnel.dossier.sections import SECTIONS

ALIVE = (ClimbState.IN_REVIEW, ClimbState.RETURNED, ClimbState.AWAITING)
SHOWN = 5  # of what stops a draft
ENDS_AT_A_DESK = (ClimbState.FAILED, ClimbState.NOT_RECOMMENDED, ClimbState.FORFEITED)
LEFT_OUT = (StepResult.SKIPPED, StepResult.MOVED)
MAY_APPLY_AGAIN = "不计申报次数，本年度可以再申报，也可以变动单位。"


@dataclass(frozen=True)
class NextStep:
    """`head` and `mark`, its stressed half, are one sentence; `action`: (label, address) of the one button, primary where the applicant
    has something to do. `lines`: what is to be done; `progress`: (done, of how many)."""

    css: str
    kicker: str
    head: str
    mark: str
    say: str
    action: tuple[str, str]
    is_primary: bool = True
    foot: str = ""
    lines: tuple = ()
    progress: tuple[int, int] | None = None


@dataclass(frozen=True)
class Line:
    """One thing to do, with its own link."""

    css: str
    word: str
    what: str
    why: str
    action: tuple[str, str]


@dataclass(frozen=True)
class About:
    """What a step is told from: an application, its case, what a return asked for, and which findings stop a draft."""

    application: object
    case: object
    corrections: tuple = ()
    stops: tuple = ()

    def address(self, name, *args):
        return reverse(f"review:{name}", args=[self.application.pk, *args])

    @property
    def last(self):
        """The step that ended it, or sent it back."""
        closed = [step for step in self.case.steps if step.status == StepStatus.CLOSED]
        return max(closed, key=lambda step: (step.closed_at, step.round, step.order))


def current_of(applications, year):
    """The one that 首页 is about: what is under way, else the draft or the newest of this year; None where the year has none."""
    this_year = [each for each in applications if each.year >= year]
    drafts = [each for each in this_year if each.state == ClimbState.DRAFT]
    under_way = [each for each in applications if each.state in ALIVE]
    return next(iter([*under_way, *drafts, *this_year]), None)


def next_step(about):
    return STEPS[ClimbState(about.application.state)](about)


def _draft(about):
    application, is_ready = about.application, not about.stops
    committee = application.committee
    return NextStep(
        "is-wait",
        "下一步",
        f"{application.title}还没有提交，",
        "可以提交了" if is_ready else f"还有 {len(about.stops)} 项要补",
        f"{application.year} 年度，{committee}，受理至 {committee.closes_on}。",
        ("去提交", about.address("application_submit")) if is_ready else ("继续填写", about.address("application")),
        foot="提交前系统逐项检查；提交后在这里看审查到了哪里。",
        lines=tuple(_to_fill_in(about, finding) for finding in about.stops[:SHOWN]),
    )


def _to_fill_in(about, finding):
    section = SECTIONS.get(finding.section)
    where = about.address("mend", finding.section) if section else about.address("application_change")
    return Line(
        "is-fail", finding.grade.label, section.label if section else "申报信息", finding.text, ("去填写", where)
    )


def _returned(about):
    asked = about.corrections
    waiting = [each for each in asked if not each.is_done]
    step = about.case.corrections[0].step if asked else about.last
    go = (
        ("去修改", about.address("correct", waiting[0].area))
        if waiting
        else ("去提交", about.address("application_submit"))
    )
    return NextStep(
        "is-return",
        "下一步",
        f"退回修改 {len(asked)} 项，",
        f"还有 {len(waiting)} 项待更正" if waiting else "都已更正，请重新提交",
        f"{step} {_day(step.closed_at)} 退回；改完后重新【提交】。",
        go,
        foot="提交后从本单位起重新审查，没有改动的内容沿用已有结论，不用再动。",
        lines=tuple(_to_correct(about, each) for each in asked),
        progress=(len(asked) - len(waiting), len(asked)),
    )


def _to_correct(about, each):
    return Line(
        each.css,
        each.word,
        each.label,
        each.reason,
        ("查看" if each.is_done else "修改", about.address("correct", each.area)),
    )


def _in_review(about):
    step = about.case.step
    return NextStep(
        "is-doing",
        "现在",
        "正在审查，",
        "您不用做什么",
        f"在 {step}，{_day(step.opened_at)} 到达，已停留 {step.working_days} 个工作日。",
        ("看审查经过", about.address("application")),
        is_primary=False,
        foot=_take_back_words(about.case.why_not_take_back),
    )


def _take_back_words(reason):
    return (
        f"{reason}发现填错的，请打电话给本单位，由审查环节退回。"
        if reason
        else "还没有环节打开审查；发现填错的，可以【撤销申报】后修改。"
    )


def _awaiting(about):
    application = about.application
    interview, place = application.interview_at, application.interview_place
    where = f"地点：{place}，{application.interview_group}。" if place else ""
    return NextStep(
        "is-wait",
        "现在",
        "面试：" if interview else "各级审查已全部通过，",
        f"{timezone.localtime(interview):%Y-%m-%d %H:%M}" if interview else "等待评审",
        where + (f"{application.acceptance}。" if application.accepted_at else "等待评委会受理。"),
        ("看审查经过", about.address("application")),
        is_primary=False,
        foot=f"评委会：{application.committee}。",
    )


def _passed(about):
    result = about.application.result
    said = f"{result.decided_on} 评审通过，{result.document}。" if result else ""
    return NextStep(
        "is-pass",
        "结果",
        f"{about.application.title}：",
        "已通过",
        said,
        ("打印评审表", about.address("print")),
        foot="评审表上的姓名、职称有误的，请联系本单位更正。",
    )


def _failed(about):
    result, step = about.application.result, about.last
    said = (
        f"{result.decided_on} 评审未通过，{result.document}。"
        if result
        else f"{step} {_day(step.closed_at)}：{step.opinion}"
    )
    return NextStep(
        "is-fail",
        "结果",
        f"{about.application.title}：",
        "未通过",
        said,
        ("看审查经过", about.address("application")),
        is_primary=False,
        foot="本年度不能再申报同一级别；可以申报其他级别的职称，或下一年度再申报。",
    )


def _forfeited(about):
    step = about.last
    given_up = step.result == StepResult.GIVEN_UP
    return NextStep(
        "is-warn",
        "结果",
        f"{about.application.title}：",
        "已放弃申报" if given_up else "视为放弃",
        f"{_day(step.closed_at)} {'本人放弃' if given_up else '没有按期重新提交'}。",
        ("新增申报", reverse("review:application_choose")),
        foot=MAY_APPLY_AGAIN,
    )


def _not_recommended(about):
    step = about.last
    return NextStep(
        "is-warn",
        "结果",
        f"{about.application.title}：",
        "单位未推荐",
        f"{step} {_day(step.closed_at)}：{step.opinion}",
        ("新增申报", reverse("review:application_choose")),
        foot=MAY_APPLY_AGAIN,
    )


STEPS = {
    ClimbState.DRAFT: _draft,
    ClimbState.RETURNED: _returned,
    ClimbState.IN_REVIEW: _in_review,
    ClimbState.AWAITING: _awaiting,
    ClimbState.PASSED: _passed,
    ClimbState.FAILED: _failed,
    ClimbState.FORFEITED: _forfeited,
    ClimbState.NOT_RECOMMENDED: _not_recommended,
}


@dataclass(frozen=True)
class Stop:
    """A stop of the road as 首页 draws it. `say`: its state in words, for whoever does not see the colours."""

    label: str
    css: str
    note: str
    say: str


def road_of(application, case, ahead=()):
    """The stops of the present round: the hand-in, a stop for each unit, the committee. `ahead`: the units that would follow where it was
    sent back and no desk is written for them."""
    steps = [step for step in case.of_this_round if step.result not in LEFT_OUT]
    units = [list(desks) for _, desks in groupby([step for step in steps if step.order], key=lambda step: step.unit_id)]
    handed_in = [Stop("提交", "done", _day(step.closed_at), "已完成") for step in steps if not step.order]
    passed = [desks[0].unit_id for desks in units]
    to_come = [Stop(str(unit), "ahead", "", "未到") for unit in ahead if unit.pk not in passed]
    stops = [*handed_in, *(_stop(desks, application) for desks in units), *to_come]
    return stops if _ended_before_committee(application) else [*stops, _last_stop(application)]


def _ended_before_committee(application):
    return application.state in ENDS_AT_A_DESK and not application.result_id


def _stop(desks, application):
    label = "本单位" if desks[0].unit_id == application.run.unit_id else desks[-1].unit_label
    here, last = next((step for step in desks if step.is_open), None), desks[-1]
    if here:
        return Stop(label, "here", f"第 {here.working_days} 个工作日", "现在在这里")
    if last.status == StepStatus.AHEAD:
        return Stop(label, "ahead", "", "未到")
    css, word = {
        StepResult.PASS: ("done", ""),
        StepResult.RETURN: ("back", "退回"),
        StepResult.FAIL: ("fail", "未通过"),
    }.get(last.result, ("stop", last.get_result_display()))
    return Stop(label, css, f"{_day(last.closed_at)} {word}".strip(), last.get_result_display())


def _last_stop(application):
    result = application.result
    if result:
        return Stop("评委会", "done" if result.passed else "fail", str(result.decided_on), result.get_passed_display())
    if application.state == ClimbState.AWAITING:
        return Stop("评委会", "here", "已受理" if application.accepted_at else "待受理", "现在在这里")
    return Stop("评委会", "ahead", "", "未到")


def _day(moment):
    day: date = timezone.localdate(moment)
    return day.isoformat()
