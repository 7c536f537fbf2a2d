"""The rules of a desk, as tables: no test here may ask the database (pytest-django would refuse)."""

from dataclasses import replace

import pytest

from orgs.chain.case import NOTHING_LEFT, OWN_CASE, Case
from orgs.chain.models import StepResult
from orgs.chain.seat import Seat
from orgs.chain.words import ALL, Verdict, aggregate
from orgs.models import Kind, Unit
from tests.climber.models import Letter
from tests.factories.cases import (
    ABOVE,
    AREAS,
    HANDLER,
    LEADER,
    OWNER,
    UNIT,
    account,
    at_first_desk,
    case,
    closed,
    hand_in,
    opened,
    said,
    sitting,
)

PASS, RETURN, FAIL = Verdict
EMPTY_FILES = (AREAS[0], {"key": "files", "label": "附件", "is_empty": True})
TEXT, FILES = [("05", "text")], [("05", "files")]
ELSEWHERE = "甲单位 提交人 已于 2026-11-01 00:00 作出“提交”，现在在 甲单位 · 经办人，不在您的环节。"


# --- Who may judge what ---


@pytest.mark.parametrize(
    ("seat", "area", "reason"),
    [
        (sitting("经", HANDLER), None, ""),
        (sitting("经", HANDLER, LEADER), "files", ""),
        (sitting("经", HANDLER, pairs=TEXT), "text", ""),
        (sitting("经", HANDLER, pairs=TEXT), None, ""),
        (sitting("经", HANDLER, pairs=[(ALL, "text")]), "files", "不在您的审查权限内。"),
        (sitting("经", HANDLER, pairs=TEXT), "files", "不在您的审查权限内。"),
        (sitting("经", HANDLER, pairs=[("06", ALL)]), None, "不在您的审查权限内。"),
        (sitting("经", HANDLER), "never declared", "不在您的审查权限内。"),
        (sitting("负", LEADER), None, ELSEWHERE),
        (sitting("上", HANDLER, unit=ABOVE), None, ELSEWHERE),
        (sitting("管"), None, ELSEWHERE),
        (Seat(OWNER, None), None, ELSEWHERE),
    ],
)
def test_who_may_judge(seat, area, reason):
    assert case(seat).why_not_judge(area) == reason


def both_desks(handed_in=False, judged=False, allowed=False):
    unit = Unit(pk=1, name="甲单位", kind=Kind.EMPLOYER, allows_one_person_both_desks=allowed)
    both, other = sitting("兼", HANDLER, LEADER, unit=unit), sitting("另", HANDLER, unit=unit)
    first = closed(1, unit, HANDLER, StepResult.PASS, by=other.account)
    steps = [hand_in(), first, opened(2, unit, LEADER)]
    run = {"handed_in_by": both.account, "handed_in_role": HANDLER} if handed_in else {}
    return case(both, steps=steps, verdicts=[said(first, "text", by=both if judged else other)], unit=unit, **run)


@pytest.mark.parametrize(
    ("facts", "refused"),
    [
        ({}, False),
        ({"handed_in": True}, True),
        ({"judged": True}, True),
        ({"handed_in": True, "allowed": True}, False),
        ({"judged": True, "allowed": True}, False),
    ],
)
def test_nobody_at_both_desks_of_a_round(facts, refused):
    reason = "您已在本轮以经办人身份处理过，同一人不能在两个环节审查。"
    assert both_desks(**facts).why_not_judge() == (reason if refused else "")


def test_what_one_did_in_an_earlier_round_or_only_drafted_does_not_count():
    both = sitting("兼", HANDLER, LEADER)
    before = closed(1, UNIT, HANDLER, StepResult.PASS, by=both.account)
    first = closed(1, UNIT, HANDLER, StepResult.PASS, by=sitting("另", HANDLER).account, round_number=2)
    steps = [hand_in(), before, hand_in(2), first, opened(2, UNIT, LEADER, round_number=2)]
    verdicts = [said(before, "text", by=both), said(first, "text", by=both, counted=False)]
    assert case(both, steps=steps, verdicts=verdicts).why_not_judge() == ""


def test_nobody_judges_the_own_case():
    """The applicant's account and the reviewer's are two; the ID number is the same."""
    applicant = account("本人")
    own, other = replace(sitting("本人", HANDLER), applicant_id=applicant.pk), sitting("同事", HANDLER)
    reasons = {seat.account.name: case(seat, owner=applicant).why_not_judge("text") for seat in (own, other)}
    assert reasons == {"本人": OWN_CASE, "同事": ""}
    assert case(own).why_not_judge("text") == case(other, owner=None).why_not_judge("text") == ""
    it = case(other, owner=applicant, colleagues=[own, other])
    assert it.who_may_judge("text") == [other.account]
    assert (it.why_not_assign(own.account)[:6], it.why_not_assign(other.account)) == ("本人 不能审", "")


def test_who_may_judge_an_area_by_name():
    seats = [
        sitting("丙", HANDLER, pairs=TEXT),
        sitting("乙", HANDLER, LEADER),
        sitting("甲", LEADER),
        sitting("丁", HANDLER, pairs=[("06", ALL)]),
    ]
    it = case(seats[0], colleagues=seats)
    assert [account.name for account in it.who_may_judge("text")] == ["丙", "乙"]
    assert [account.name for account in it.who_may_judge("files")] == ["乙"]


# --- What is left ---


@pytest.mark.parametrize(
    ("areas", "text", "files", "unsettled"),
    [
        (AREAS, None, None, ["text", "files"]),
        (AREAS, "counted", None, ["files"]),
        (AREAS, "draft", "counted", ["text"]),
        (AREAS, "counted", "counted", []),
        (EMPTY_FILES, None, None, ["text"]),  # 无内容 settles it
        (EMPTY_FILES, "counted", None, []),
        (EMPTY_FILES, None, "draft", ["text", "files"]),  # somebody says a paper is missing
        (EMPTY_FILES, "counted", "draft", ["files"]),
        (EMPTY_FILES, None, "counted", ["text"]),
    ],
)
def test_what_the_desk_still_waits_for(areas, text, files, unsettled):
    by, steps = sitting("经", HANDLER), at_first_desk()
    given = {"text": text, "files": files}
    verdicts = [said(steps[1], key, by=by, counted=how == "counted") for key, how in given.items() if how]
    it = case(by, steps=steps, verdicts=verdicts, areas=areas)
    assert it.unsettled == unsettled
    assert it.to_judge == unsettled
    narrow = it.seen_by(sitting("窄", HANDLER, pairs=FILES))
    assert narrow.to_judge == [key for key in unsettled if key == "files"]
    assert narrow.why_not_decide == ("" if "files" in unsettled else NOTHING_LEFT if unsettled or text or files else "")


def test_an_area_withdrawn_since_the_hand_in_is_judged_all_the_same():
    """And one declared since is not: the run keeps the areas it was handed in with."""
    by, steps = sitting("经", HANDLER), at_first_desk()
    old = [*AREAS, {"key": "gone", "label": "已取消的内容"}]
    it = case(by, steps=steps, verdicts=[said(steps[1], key, by=by) for key in ("text", "files")], areas=old)
    assert (it.unsettled, it.label_of("gone")) == (["gone"], "已取消的内容")
    fewer = case(by, steps=steps, verdicts=[said(steps[1], "text", by=by)], areas=AREAS[:1])
    assert (fewer.unsettled, fewer.label_of("files")) == ([], "files")
    assert [area.key for area in Case(Letter(pk=1), by).areas] == ["text", "files"]  # not handed in yet: as declared


# --- Drafts ---


def test_a_draft_is_its_authors_until_he_loses_the_area():
    me, author = sitting("我", HANDLER), sitting("同事", HANDLER)
    steps = at_first_desk()
    drafts = [
        said(steps[1], "text", RETURN, by=author, counted=False, reason="缺"),
        said(steps[1], "files", by=me, counted=False),
    ]
    still = {
        "nobody can tell": (None, ["text"]),
        "still holds it": ([author, me], ["text"]),
        "only another area": ([Seat(author.account, UNIT, author.roles, sitting("窄", pairs=FILES).scope)], []),
        "sits elsewhere": ([Seat(author.account, ABOVE, author.roles, author.scope)], []),
        "gone": ([me], []),
    }
    for what, (colleagues, kept) in still.items():
        it = case(me, steps=steps, verdicts=drafts, colleagues=colleagues)
        assert list(it.drafts_of_colleagues) == kept, what
        assert list(it.own_drafts) == ["files"], what
        assert it.shown("text") is None, what  # what it says is nobody else's business
        assert it.shown("files") is drafts[1], what
        assert bool(it.drafted_already("text")) is bool(kept), what
    assert "同事 已于 2026-11-09 12:00 起草“正文”的审查结论" in case(me, steps=steps, verdicts=drafts).drafted_already(
        "text"
    )


def test_a_tick_is_anybodys_who_holds_the_area():
    first, steps = sitting("前任", HANDLER), at_first_desk()
    earlier = said(closed(1, UNIT, HANDLER, StepResult.RETURN, by=first.account), "text", by=first)
    tick = said(steps[1], "text", by=first, counted=False, carried_from=earlier)
    for pairs, own in ((TEXT, ["text"]), (FILES, [])):
        it = case(sitting("现任", HANDLER, pairs=pairs), steps=steps, verdicts=[tick])
        assert (list(it.own_drafts), it.drafts_of_colleagues) == (own, {})


# --- Handing in ---


@pytest.mark.parametrize(
    ("mine", "theirs", "counted", "reason"),
    [
        ([], [], [], "还有 2 项待您审查：正文、附件"),
        (["text"], [], [], "还有 1 项待您审查：附件"),
        (["text", "files"], [], [], ""),
        (["text"], ["files"], [], ""),  # each hands in the own ones
        (["text"], [], ["files"], ""),
        ([], ["text", "files"], [], "同事 已于 2026-11-09 12:00 起草“正文”的审查结论，尚未提交；该项由其提交或清除。"),
        ([], ["text"], [], "还有 1 项待您审查：附件"),
    ],
)
def test_why_not_hand_in(mine, theirs, counted, reason):
    me, colleague, steps = sitting("我", HANDLER), sitting("同事", HANDLER), at_first_desk()
    verdicts = [said(steps[1], key, by=me, counted=False) for key in mine]
    verdicts += [said(steps[1], key, by=colleague, counted=False) for key in theirs]
    verdicts += [said(steps[1], key, by=colleague) for key in counted]
    assert case(me, steps=steps, verdicts=verdicts).why_not_hand_in == reason


NOTICE = "公示未满，暂不能通过。"


@pytest.mark.parametrize(
    ("text", "files", "hand_in_refused", "batch_refused"),
    [
        (PASS, PASS, True, NOTICE),
        (
            PASS,
            RETURN,
            False,
            "您起草的结论有“附件”退回修改，不能批量通过，请打开后单独提交。",
        ),  # only 通过 is hindered
        (FAIL, PASS, False, "您起草的结论有“正文”未通过，不能批量通过，请打开后单独提交。"),
        (PASS, None, False, NOTICE),  # still incomplete: that reason comes first
        (None, RETURN, False, "您起草的结论有“附件”退回修改，不能批量通过，请打开后单独提交。"),
    ],
)
def test_the_upper_apps_own_reason_hinders_only_a_pass(text, files, hand_in_refused, batch_refused):
    by, steps = sitting("经", HANDLER), at_first_desk()
    given = {"text": text, "files": files}
    drafts = [said(steps[1], key, v, by=by, counted=False, reason="缺") for key, v in given.items() if v]
    it = case(by, steps=steps, verdicts=drafts, subject=Letter(pk=9, held_up=NOTICE))
    assert (it.why_not_hand_in == NOTICE) is hand_in_refused
    assert it.why_not_pass_all == batch_refused
    assert {option.verdict: option.reason for option in it.options} == {PASS: NOTICE, RETURN: "", FAIL: ""}
    assert it.why_not_decide == ""


def test_a_share_of_the_desk_may_be_handed_in_while_it_cannot_close():
    by, steps = sitting("经", HANDLER, pairs=TEXT), at_first_desk()
    it = case(
        by, steps=steps, verdicts=[said(steps[1], "text", by=by, counted=False)], subject=Letter(pk=9, held_up=NOTICE)
    )
    assert (it.why_not_hand_in, it.why_not_pass_all) == ("", "")


@pytest.mark.parametrize(
    ("verdict", "reason", "refusal"),
    [
        (PASS, "", ""),
        (RETURN, "缺页", ""),
        (RETURN, "  ", "请写明理由。"),
        (FAIL, "", "请写明理由。"),
        ("agree", "好", "没有这个审查结论。"),
    ],
)
def test_every_verdict_but_pass_explains_itself(verdict, reason, refusal):
    assert case(sitting("经", HANDLER)).why_not_say(verdict, reason) == refusal


@pytest.mark.parametrize(
    ("verdicts", "result"),
    [([PASS, PASS], PASS), ([PASS, RETURN], RETURN), ([RETURN, FAIL], FAIL), ([FAIL, PASS], FAIL), ([RETURN], RETURN)],
)
def test_aggregation_and_what_the_panel_expects(verdicts, result):
    by, steps = sitting("经", HANDLER), at_first_desk()
    rows = [
        said(steps[1], area["key"], v, by=by, reason=f"{v}的理由") for area, v in zip(AREAS, verdicts, strict=False)
    ]
    it = case(by, steps=steps, verdicts=rows)
    assert aggregate(rows) == result
    assert it.expected == (result, [row.area for row in rows if row.verdict == result])
    labels = {"text": "正文", "files": "附件"}
    assert it.said(rows) == "\n".join(f"{labels[r.area]}：{r.verdict}的理由" for r in rows if r.verdict != PASS)


def test_nothing_said_expects_nothing():
    assert case(sitting("经", HANDLER)).expected == (None, [])


# --- Coming back ---


def test_ticks_are_unchanged_passes_of_the_same_desk():
    by = sitting("经", HANDLER)
    one = closed(1, UNIT, HANDLER, StepResult.PASS, by=by.account)
    two = closed(1, UNIT, HANDLER, StepResult.RETURN, by=by.account, round_number=2)
    leaders = closed(2, UNIT, LEADER, StepResult.RETURN, by=by.account)
    now = opened(1, UNIT, HANDLER, round_number=3)
    prints = {"text": "t", "files": "f", "a": "a", "b": "b", "c": "c", "d": "d", "e": ""}
    areas = [{"key": key, "label": key, "is_empty": key == "d"} for key in prints]
    unchanged = said(two, "text", by=by, fingerprint="t")
    verdicts = [
        said(one, "text", RETURN, by=by, fingerprint="t", reason="缺"),
        unchanged,  # the last word of this desk
        said(one, "files", by=by, fingerprint="f before"),  # changed since
        said(one, "a", by=by, fingerprint="a"),
        said(two, "a", RETURN, by=by, fingerprint="a", reason="缺"),  # returned later
        said(leaders, "b", by=by, fingerprint="b"),  # another desk's
        said(two, "c", by=by, counted=False, fingerprint="c"),  # a draft
        said(two, "d", by=by, fingerprint="d"),  # 无内容 now: settled without anybody
        said(two, "e", by=by, fingerprint=""),  # nothing to compare
    ]
    steps = [hand_in(), one, leaders, hand_in(2), two, hand_in(3), now]
    assert case(by, steps=steps, verdicts=verdicts, areas=areas, fingerprints=prints).ticks(now) == [unchanged]


def test_corrections_and_rounds_are_those_of_the_last_return():
    by = sitting("经", HANDLER)
    one = closed(1, UNIT, HANDLER, StepResult.RETURN, by=by.account)
    withdrawn = closed(1, UNIT, HANDLER, StepResult.TAKEN_BACK, by=OWNER, round_number=2)
    three = closed(1, UNIT, HANDLER, StepResult.RETURN, by=by.account, round_number=3)
    verdicts = [
        said(one, "text", RETURN, by=by, reason="旧理由"),
        said(three, "files", RETURN, by=by, reason="缺盖章"),
        said(three, "text", by=by),
        said(three, "gone", RETURN, by=by, counted=False, reason="没有提交的草稿"),
    ]
    it = case(by, steps=[hand_in(), one, hand_in(2), withdrawn, hand_in(3), three], verdicts=verdicts)
    assert it.corrections == [("files", "附件", "缺盖章", three)]
    assert (it.was_returned, it.standing_rounds) == (True, [3, 1])
    assert (case(by).was_returned, case(by).corrections, case(by).standing_rounds) == (False, [], [1])
