"""Cases made in memory: nothing is saved, nothing is asked of the database.

The stage: 甲单位 hands a letter in, its 经办人 and 负责人 judge it, then those of 乙局 above. `case()` stands at the first desk unless
`steps` say otherwise.
"""

import itertools
from datetime import datetime
from zoneinfo import ZoneInfo

from orgs.chain.case import Case
from orgs.chain.models import AreaVerdict, ChainRun, ChainStep, StepResult, StepStatus
from orgs.chain.seat import Scope, Seat
from orgs.chain.words import ALL, Role, Verdict
from orgs.models import Account, AccountKind, Kind, Unit
from tests.climber.models import Letter

HANDLER, LEADER = Role
UNIT = Unit(pk=1, name="甲单位", kind=Kind.EMPLOYER)
ABOVE = Unit(pk=2, name="乙局", kind=Kind.DEPARTMENT)
AREAS = ({"key": "text", "label": "正文"}, {"key": "files", "label": "附件"})
NOON = datetime(2026, 11, 9, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
_numbers = itertools.count(1)


def account(name, unit=UNIT):
    return Account(pk=next(_numbers), name=name, kind=AccountKind.REVIEWER, unit=unit)


def sitting(name, *roles, unit=UNIT, pairs=((ALL, ALL),)):
    """A Seat of this name at these desks."""
    return Seat(account(name, unit), unit, frozenset(roles), Scope(frozenset(pairs)))


OWNER = account("提交人")


def hand_in(round_number=1, by=OWNER):
    return closed(0, UNIT, "", StepResult.HAND_IN, by=by, round_number=round_number)


def closed(order, unit, role, result, *, by, round_number=1, opinion=""):
    at = NOON.replace(day=round_number, hour=order)
    return ChainStep(
        pk=next(_numbers),
        order=order,
        round=round_number,
        unit=unit,
        role=role,
        status=StepStatus.CLOSED,
        result=result,
        opinion=opinion,
        opened_at=at,
        closed_at=at,
        closed_by=by,
        closed_by_name=str(by),
        unit_name=unit.name,
    )


def opened(order, unit, role, *, round_number=1, seen_by=None):
    return ChainStep(
        pk=next(_numbers),
        order=order,
        round=round_number,
        unit=unit,
        role=role,
        status=StepStatus.OPEN,
        opened_at=NOON,
        seen_at=NOON if seen_by else None,
        seen_by=seen_by,
    )


def ahead(order, unit, role, *, round_number=1):
    return ChainStep(pk=next(_numbers), order=order, round=round_number, unit=unit, role=role)


def at_first_desk(**look):
    return [hand_in(), opened(1, UNIT, HANDLER, **look), ahead(2, UNIT, LEADER), ahead(3, ABOVE, HANDLER)]


def at_second_desk(*, passed_by, **look):
    first = closed(1, UNIT, HANDLER, StepResult.PASS, by=passed_by)
    return [hand_in(), first, opened(2, UNIT, LEADER, **look), ahead(3, ABOVE, HANDLER)]


def said(step, area, verdict=Verdict.PASS, *, by, counted=True, reason="", **more):
    """What somebody (a Seat) said about an area at this step."""
    return AreaVerdict(
        pk=next(_numbers),
        step=step,
        area=area,
        verdict=verdict,
        by=by.account,
        counted=counted,
        reason=reason,
        at=NOON,
        **more,
    )


def case(seat, *, steps=None, verdicts=(), colleagues=None, areas=AREAS, subject=None, **run):
    steps = at_first_desk() if steps is None else steps
    given = {"round": max((step.round for step in steps), default=1), "owner": OWNER, "series_code": "05", "unit": UNIT}
    the_run = ChainRun(pk=1, areas=list(areas), **(given | run))
    return Case(subject or Letter(pk=7, unit=UNIT, run=the_run), seat, the_run, steps, list(verdicts), colleagues)
