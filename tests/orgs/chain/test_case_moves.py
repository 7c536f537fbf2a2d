"""Undo, take back, assign, opening a case, and where it stands in words: tables, no test here may ask the database."""

import pytest

from orgs.chain.case import Case
from orgs.chain.models import StepResult
from orgs.chain.seat import Seat
from orgs.models import Account, AccountKind
from tests.climber.models import Letter
from tests.factories.cases import (
    ABOVE,
    HANDLER,
    LEADER,
    OWNER,
    UNIT,
    ahead,
    at_first_desk,
    at_second_desk,
    case,
    closed,
    hand_in,
    said,
    sitting,
)

# --- Undo, take back, assign, first look ---


AUTHOR = sitting("作者", HANDLER)
MOVED = Seat(AUTHOR.account, UNIT, frozenset({LEADER}), AUTHOR.scope)


@pytest.mark.parametrize(
    ("seat", "steps", "reason"),
    [
        (AUTHOR, at_second_desk(passed_by=AUTHOR.account), ""),
        (AUTHOR, at_second_desk(passed_by=AUTHOR.account, seen_by=OWNER), "甲单位 · 负责人 已经打开审查，不能撤回。"),
        (
            sitting("同事", HANDLER),
            at_second_desk(passed_by=AUTHOR.account),
            "上一环节由 作者 通过，只有本人可以撤回。",
        ),
        (
            MOVED,
            at_second_desk(passed_by=AUTHOR.account),
            "您已不在 甲单位 · 经办人，不能撤回。",
        ),
        (AUTHOR, at_first_desk(), "没有可以撤回的通过。"),
        (AUTHOR, [hand_in(), closed(1, UNIT, HANDLER, StepResult.RETURN, by=AUTHOR.account)], "没有可以撤回的通过。"),
    ],
)
def test_why_not_undo(seat, steps, reason):
    assert case(seat, steps=steps).why_not_undo == reason


STAFF = sitting("本单位", HANDLER)


@pytest.mark.parametrize(
    ("seat", "owner", "steps", "reason"),
    [
        (Seat(OWNER, UNIT), OWNER, at_first_desk(), ""),
        (STAFF, OWNER, at_first_desk(), "只有提交的本人或本单位可以撤销。"),
        (STAFF, None, at_first_desk(), ""),
        (sitting("上级", HANDLER, unit=ABOVE), None, at_first_desk(), "只有提交的本人或本单位可以撤销。"),
        (Seat(OWNER, UNIT), OWNER, at_first_desk(seen_by=OWNER), "甲单位 · 经办人 已经打开审查，不能撤销。"),
        (
            Seat(OWNER, UNIT),
            OWNER,
            at_second_desk(passed_by=AUTHOR.account),
            "甲单位 · 负责人 已经打开审查，不能撤销。",
        ),
    ],
)
def test_why_not_take_back(seat, owner, steps, reason):
    assert case(seat, steps=steps, owner=owner).why_not_take_back == reason


def test_who_can_be_asked_to_judge():
    me, able, above = sitting("我", HANDLER), sitting("能", HANDLER, pairs=[("05", "text")]), sitting("负", LEADER)
    stranger = sitting("外人", HANDLER)
    it = case(me, colleagues=[me, able, above])
    assert it.why_not_assign(None) == it.why_not_assign(able.account) == ""
    for other in (above, stranger):
        assert it.why_not_assign(other.account).startswith(f"{other.account} 不能审查：")


@pytest.mark.parametrize(
    ("seat", "look", "first"),
    [
        (sitting("负", LEADER), {}, True),
        (sitting("负", LEADER), {"seen_by": OWNER}, False),
        (sitting("上", LEADER, unit=ABOVE), {}, False),
        (Seat(OWNER, UNIT), {}, False),
        (Seat(AUTHOR.account, UNIT, frozenset({HANDLER, LEADER}), AUTHOR.scope), {}, False),  # who brought it here
    ],
)
def test_who_opens_the_case(seat, look, first):
    assert case(seat, steps=at_second_desk(passed_by=AUTHOR.account, **look)).is_first_look is first


# --- In words ---


def test_where_it_stands_in_words():
    by = sitting("经", HANDLER)
    never = Case(Letter(pk=1), by)
    assert (never.standing, never.why_not_decide, never.why_not_take_back) == ("尚未提交。", "尚未上报。", "尚未提交。")
    under_way = case(by, steps=at_second_desk(passed_by=by.account))
    assert under_way.already == (
        "甲单位 · 经办人 经 已于 2026-11-01 01:00 作出“通过”，现在在 甲单位 · 负责人。本次操作没有改变任何内容。"
    )
    returned = case(by, steps=[hand_in(), closed(1, UNIT, HANDLER, StepResult.RETURN, by=by.account)])
    assert returned.why_not_decide == "甲单位 · 经办人 经 已于 2026-11-01 01:00 作出“退回修改”，现在不在任何审查环节。"
    assert (returned.before, returned.following, returned.ahead) == (None, None, [])


def test_an_applicant_reads_no_reviewers_name():
    owner = Account(pk=900, name="申报人", kind=AccountKind.APPLICANT, unit=UNIT)
    steps = [hand_in(by=owner), closed(1, UNIT, HANDLER, StepResult.RETURN, by=AUTHOR.account)]
    mine = case(Seat(owner, UNIT), steps=steps, owner=owner)
    assert mine.why_not_take_back == "甲单位 · 经办人 已于 2026-11-01 01:00 作出“退回修改”，现在不在任何审查环节。"
    assert "作者" in mine.seen_by(AUTHOR).standing
    own_act = case(Seat(owner, UNIT), steps=[hand_in(by=owner)], owner=owner)
    assert own_act.standing.startswith("甲单位 申报人 已于")


def test_the_desks_around_the_open_one():
    steps = at_second_desk(passed_by=AUTHOR.account)
    it = case(AUTHOR, steps=[*steps, ahead(4, ABOVE, LEADER)])
    assert (it.before, it.step, it.following) == (steps[1], steps[2], steps[3])
    assert [step.order for step in it.ahead] == [3, 4]


def test_a_verdict_that_counts_is_said_with_its_author():
    by, steps = sitting("经", HANDLER), at_first_desk()
    it = case(by, steps=steps, verdicts=[said(steps[1], "text", by=by)])
    assert it.judged_already("text") == "经 已于 2026-11-09 12:00 提交“正文”审查结论“通过”。本次操作没有改变任何内容。"
    assert it.judged_already("files") == ""
