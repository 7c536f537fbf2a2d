"""From units to the plain stops that `route` reasons about."""

from dataclasses import dataclass

from orgs import tree
from orgs.chain.route import Desk, Stop, route
from orgs.models.unit import DirectCounty, Kind, Unit
from orgs.states import UnitState
from titleplatform.kit.refusals import Refused


@dataclass(frozen=True)
class Road:
    """The desks in order, and the lines of units from the province office down to the submitting unit and to the final organ."""

    desks: tuple[Desk, ...]
    line: list
    host_line: list

    @property
    def host(self):
        """The final organ."""
        return self.host_line[-1]

    def unit_of(self, desk):
        return next(unit for unit in [*self.line, *self.host_line] if unit.pk == desk.unit_id)


def road_of(subject, day, handed_in_by=None):
    """The Road of `subject` (a Climbing) if it is handed in on `day`. Raises Refused where one of the units is 停用: nobody there
    could ever decide."""
    line, host_line = _lines(subject)
    direct = _direct_on(day, [*line, *host_line])
    desks = route(
        subject.spec.levels,
        [Stop(unit.pk, unit.kind, unit.pk in direct) for unit in line],
        [Stop(unit.pk, unit.kind, unit.pk in direct) for unit in host_line],
        handed_in_by=handed_in_by,
        through_common=subject.through_common_ancestor,
    )
    visited = {desk.unit_id for desk in desks}
    for unit in [*line, *host_line]:
        if unit.pk in visited and unit.state == UnitState.DISABLED:
            raise Refused(f"必经的单位“{unit}”已停用，请联系上级单位。")
    return Road(desks, line, host_line)


def _lines(subject):
    """The units down to the submitting one and down to the final organ; a final organ on the own line costs no second look."""
    line, host = tree.line_to(Unit, subject.unit_id), subject.final_organ()
    if host in line:
        return line, line[: line.index(host) + 1]
    return line, tree.line_to(Unit, host.pk)


def _direct_on(day, units):
    """The pks of the counties among them that stand under the province directly on `day` (省直管县)."""
    counties = {unit.pk for unit in units if unit.kind == Kind.COUNTY}
    periods = DirectCounty.objects.filter(unit__in=counties) if counties else ()
    return {period.unit_id for period in periods if period.covers(day)}
