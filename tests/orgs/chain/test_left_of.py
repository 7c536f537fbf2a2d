"""What is still to come on a road laid anew: a table, no database."""

import pytest

from orgs.chain.route import Desk, Stop, left_of, route, upward_part
from orgs.chain.words import Role
from orgs.models import Kind

HANDLER, LEADER = Role
KINDS = {
    "省": Kind.PROVINCE,
    "市": Kind.CITY,
    "县": Kind.COUNTY,
    "县二": Kind.COUNTY,
    "局": Kind.DEPARTMENT,
    "局二": Kind.DEPARTMENT,
    "省厅": Kind.DEPARTMENT,
    "校": Kind.EMPLOYER,
    "所": Kind.SUBUNIT,
    "部": Kind.SUBUNIT,
}


def line(names):
    return [Stop(name, KINDS[name]) for name in names.split()]


def left(new, passed, here, host=None):
    """The desks still to come, as “局 局 县”; `here` and `passed` as “校” for its 经办人, “校'” for its 负责人."""
    own = line(new)
    end = own[:1] if host is None else line(host)
    road = route(frozenset(Kind), own, end)
    given = {desk_of(name): KINDS[name.rstrip("'")] for name in passed.split()}
    found = left_of(road, upward_part(own, end), given, desk_of(here))
    return " ".join(desk.unit_id + ("'" if desk.role == LEADER else "") for desk in found)


def desk_of(name):
    return Desk(name.rstrip("'"), LEADER if name.endswith("'") else HANDLER)


@pytest.mark.parametrize(
    ("new", "passed", "here", "host", "expected"),
    [
        # The open desk is on the new road: it stays, whatever stands before it.
        ("省 市 局二 校", "", "校", None, "校' 局二 局二' 市 市' 省 省'"),
        ("省 市 局二 校", "校 校' 局 局'", "市", None, "市' 省 省'"),
        # It is not: the first new desk above the highest level passed. A level is passed when its 负责人 has passed it.
        ("省 市 局二 校", "校 校'", "局", None, "局二 局二' 市 市' 省 省'"),
        ("省 市 局二 校", "校 校' 局", "局'", None, "局二 局二' 市 市' 省 省'"),
        ("省 市 县二 局二 校", "校 校' 局 局'", "县", None, "县二 县二' 市 市' 省 省'"),
        ("省 市 县二 局二 校", "校 校' 县 县'", "局", None, "市 市' 省 省'"),
        ("省 局 校", "校 校' 县 县'", "市", None, "省 省'"),
        ("省 校", "校 校'", "局", None, "省 省'"),
        # A sub-unit's own level is passed by itself alone.
        ("省 市 校 部 所", "所 所'", "局", None, "部 部' 校 校' 市 市' 省 省'"),
        # What the same desk has passed in this round it is not asked again.
        ("省 市 局 校", "校 校' 局", "局二", None, "局' 市 市' 省 省'"),
        # A final organ beside the line: up to below the common ancestor, then down; it is never taken for passed.
        ("省 市 局二 校", "校 校'", "局", "省 省厅", "局二 局二' 市 市' 省厅 省厅'"),
        ("省 市 县二 校", "校 校' 局 局' 县 县'", "局二", "省 市 局", "局 局'"),
        ("省 市 局二 校", "校 校' 局 局'", "县", "省 市 局二", "局二 局二'"),
        ("省 市 县二 校", "校 校'", "县'", "省 市 县", ""),
    ],
)
def test_left_of(new, passed, here, host, expected):
    assert left(new, passed, here, host) == expected
