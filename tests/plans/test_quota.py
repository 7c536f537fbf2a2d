"""Quota arithmetic as tables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.quota import CapCheck, Kind, Over, RowCheck, balance, holds_a_place, over


@pytest.mark.parametrize(
    ("entries", "granted", "used", "remaining"),
    [
        ([], 0, 0, 0),
        ([("granted", 3)], 3, 0, 3),
        ([("granted", 3), ("reserved", 1)], 3, 1, 2),
        ([("granted", 3), ("reserved", 1), ("released", 1)], 3, 0, 3),
        ([("granted", 3), ("reserved", 1), ("consumed", 1)], 3, 1, 2),
        ([("granted", 3), ("granted", 2), ("reserved", 5)], 5, 5, 0),
    ],
)
def test_balance(entries, granted, used, remaining):
    result = balance(entries)
    assert (result.granted, result.used, result.remaining) == (granted, used, remaining)


@pytest.mark.parametrize(
    ("kinds", "held"),
    [
        ([], False),
        (["reserved"], True),
        (["reserved", "released"], False),
        (["reserved", "released", "reserved"], True),
        (["reserved", "consumed"], True),
    ],
)
def test_a_place_is_held_until_it_is_given_back(kinds, held):
    assert holds_a_place(iter(kinds)) is held


def test_arithmetic_in_words():
    assert balance([("granted", 3), ("reserved", 3), ("released", 1)]).arithmetic == "指标 3，已占用 2，剩余 1"


@given(st.lists(st.tuples(st.sampled_from(list(Kind)), st.integers(0, 50))))
def test_consuming_never_changes_what_remains(entries):
    without = [entry for entry in entries if entry[0] != Kind.CONSUMED]
    assert balance(entries).remaining == balance(without).remaining


CAP_2 = CapCheck(2, "某市职改办", here=3)
CAP_0 = CapCheck(0, "某市职改办", here=3, elsewhere=4)


@pytest.mark.parametrize(
    ("posts", "filled", "asked", "cap", "reasons"),
    [
        (10, 7, 3, None, []),
        (10, 7, 3, CapCheck(3, "某市职改办", here=3), []),
        (10, 7, 4, None, ["岗位总数 10 − 已聘 7 = 空缺 3，申报 4，超 1"]),
        (10, 12, 1, None, ["岗位总数 10 − 已聘 12 = 空缺 0，申报 1，超 1"]),
        (10, 7, 3, CAP_2, ["某市职改办指标 2，本计划同系列同级别申报 3，超 1"]),
        (10, 7, 1, CAP_0, ["某市职改办指标 0，本计划同系列同级别申报 3，其他计划 4，超 7"]),
        (
            10,
            9,
            3,
            CAP_2,
            ["岗位总数 10 − 已聘 9 = 空缺 1，申报 3，超 2", "某市职改办指标 2，本计划同系列同级别申报 3，超 1"],
        ),
    ],
)
def test_rows_over_plan_say_the_arithmetic(posts, filled, asked, cap, reasons):
    check = RowCheck(posts, filled, asked, cap)
    assert check.reasons == reasons
    assert check.is_over is bool(reasons)
    assert check.over == max((int(reason.rpartition("超 ")[2]) for reason in reasons), default=0)


SHARED, SAME_NUMBERS = CapCheck(1, "市", 3), CapCheck(1, "市", 3)


@pytest.mark.parametrize(
    ("checks", "rows", "persons"),
    [
        ([], 0, 0),
        ([RowCheck(10, 7, 3)], 0, 0),
        ([RowCheck(10, 7, 5), RowCheck(5, 5, 1)], 2, 3),
        ([RowCheck(9, 0, 1, SHARED), RowCheck(9, 0, 2, SHARED)], 2, 2),  # over one cap together
        ([RowCheck(9, 0, 1, SHARED), RowCheck(9, 0, 2, SAME_NUMBERS)], 2, 4),  # over two caps of the same size
        ([RowCheck(9, 8, 4, SHARED), RowCheck(9, 0, 2, SHARED)], 2, 3),  # the vacancy is the narrower
    ],
)
def test_what_is_over_is_counted_once(checks, rows, persons):
    assert over(checks) == Over(rows, persons)
