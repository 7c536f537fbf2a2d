"""The road of a submission: pure, no database.

From the submitting unit up to its final organ, two desks each; levels that are absent in the unit's line are simply not there
(docs/domain.md §1).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from orgs.chain.words import Role
from orgs.models.unit import Kind


@dataclass(frozen=True)
class Stop:
    """A unit on a line. `direct`: a county under direct province control on the day of the road (省直管县)."""

    unit_id: int
    kind: str
    direct: bool = False


@dataclass(frozen=True)
class Desk:
    """One of the two desks of a unit."""

    unit_id: int
    role: Role


def route(
    levels: frozenset,
    line: Sequence[Stop],
    host_line: Sequence[Stop],
    *,
    handed_in_by: Role | None = None,
    through_common: bool = False,
) -> tuple[Desk, ...]:
    """The desks in order.

    `line` and `host_line` run from the province office down to the submitting unit and to the final organ. `handed_in_by`: None for
    an applicant (the road begins at the unit's own 经办人), HANDLER (then the own 负责人 is next) or LEADER (then the upper unit).
    `through_common`: whether the ancestor common to both lines has a say where the final organ stands beside the line.
    """
    own, host = line[-1], host_line[-1]
    stops = [
        stop
        for stop in _units(line, host_line, through_common)
        if stop in (own, host) or (stop.kind in levels and not _left_out(stop, line) and not _left_out(stop, host_line))
    ]
    desks = [Desk(stop.unit_id, role) for stop in stops for role in Role]
    passed = {None: (), Role.HANDLER: (Role.HANDLER,), Role.LEADER: (Role.HANDLER, Role.LEADER)}[handed_in_by]
    road = [desk for desk in desks if not (desk.unit_id == own.unit_id and desk.role in passed)]
    # A final organ's own submission still needs somebody's second look.
    return tuple(road) or (Desk(own.unit_id, Role.LEADER),)


# The levels from the bottom up: what one unit of a level has passed, another of the same level need not look at again.
LEVELS = (Kind.SUBUNIT, Kind.EMPLOYER, Kind.DEPARTMENT, Kind.COUNTY, Kind.CITY, Kind.PROVINCE)


def left_of(road: Sequence[Desk], upward: Sequence[Stop], passed: dict[Desk, str], here: Desk) -> tuple[Desk, ...]:
    """The desks of a road laid anew that are still to come for a case that stands at `here`; `here` is not among them where it stays.

    `passed`: the desks that have passed it in this round, each with the kind of its unit; `upward`: the units of the road up to the
    turn to a final organ beside the line, without the final organ. A unit has passed it when its 负责人 has; the final organ, never.
    """
    final = road[-1].unit_id
    if Desk(final, Role.LEADER) in passed:  # as a desk on the way, or by an heir: it has not decided last
        passed = {desk: kind for desk, kind in passed.items() if desk.unit_id != final}
    if here in road:
        return tuple(desk for desk in road[road.index(here) + 1 :] if desk not in passed)
    units, high = {desk.unit_id for desk in road}, -1
    done = {desk.unit_id: LEVELS.index(kind) for desk, kind in passed.items() if desk.role == Role.LEADER}
    gone = max((level for unit, level in done.items() if unit not in units), default=-1)
    below = {stop.unit_id for stop in upward if LEVELS.index(stop.kind) <= gone}
    for at, desk in enumerate(road):
        if desk.unit_id in done or desk.unit_id in below:
            high = at
    return tuple(desk for desk in road[high + 1 :] if desk not in passed)


def upward_part(line: Sequence[Stop], host_line: Sequence[Stop]) -> list[Stop]:
    """The stops of the submitting unit's own line below the final organ: where levels are passed from the bottom up."""
    return [stop for stop in reversed(line) if stop.unit_id != host_line[-1].unit_id]


def _units(line, host_line, through_common):
    """The stops in the order they are visited."""
    common = len(list(takewhile(lambda pair: pair[0].unit_id == pair[1].unit_id, zip(line, host_line, strict=False))))
    # The common ancestor has a say where it is the host itself, or the submitting unit itself (the host stands below it).
    keep_common = through_common or common in (len(line), len(host_line))
    up = list(reversed(line[common - 1 if keep_common else common :]))
    return up + list(host_line[common:])


def _left_out(stop, line):
    """Is this the city above a county under direct province control?"""
    return stop.kind == Kind.CITY and stop in line and any(below.direct for below in line[line.index(stop) :])
