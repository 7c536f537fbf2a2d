"""The road of a submission: pure, no database.

From the submitting unit up to its final organ, two desks each; levels that are absent in the unit's line are simply not there
(DOMAIN §1).
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
    stops = [stop for stop in _units(line, host_line, through_common) if stop.kind in levels or stop in (own, host)]
    desks = [Desk(stop.unit_id, role) for stop in stops for role in Role]
    passed = {None: (), Role.HANDLER: (Role.HANDLER,), Role.LEADER: (Role.HANDLER, Role.LEADER)}[handed_in_by]
    road = [desk for desk in desks if not (desk.unit_id == own.unit_id and desk.role in passed)]
    # A final organ's own submission still needs somebody's second look.
    return tuple(road) or (Desk(own.unit_id, Role.LEADER),)


def _units(line, host_line, through_common):
    """The stops in the order they are visited."""
    host = host_line[-1]
    common = len(list(takewhile(lambda pair: pair[0].unit_id == pair[1].unit_id, zip(line, host_line, strict=False))))
    keep_common = through_common or common == len(host_line)  # the host itself stands on the line
    up = list(reversed(line[common - 1 if keep_common else common :]))
    down = list(host_line[common:])
    if any(stop.direct for stop in line):
        up = [stop for stop in up if stop.kind != Kind.CITY or stop.unit_id == host.unit_id]
    return up + down
