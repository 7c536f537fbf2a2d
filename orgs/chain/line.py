"""From units to the plain stops that `route` reasons about."""

from dataclasses import dataclass

from orgs import tree
from orgs.chain.route import Desk, Stop, route
from orgs.chain.words import Role
from orgs.models.merge import UnitMerge
from orgs.models.unit import DirectCounty, Kind, Unit
from titleplatform.kit.refusals import Refused, Stale


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

    @property
    def ends(self):
        """The submitting unit and the final organ: no road leaves them out."""
        return [self.line[-1], self.host]

    @property
    def units(self):
        """The unit of each desk."""
        return [self.unit_of(desk) for desk in self.desks]

    def unit_of(self, desk):
        return next(unit for unit in [*self.line, *self.host_line] if unit.pk == desk.unit_id)


def hold_road(subject):
    """Nobody moves, closes or merges a unit in the branches of `subject` and its final organ until the transaction ends: the first lock
    of whatever hands in (docs/adr/0014). Returns what was held, for `demand_held`."""
    held = subject.unit_id, subject.final_organ().pk
    tree.hold(Unit, *held)
    return held


def demand_held(subject, held):
    """`subject`, locked since, still comes from and ends where `hold_road` took hold; otherwise Stale."""
    _demand_same((subject.unit_id, subject.final_organ().pk), held)


def hold_road_of_run(run):
    """The same for a run that ended and goes on: of the units in which its ends went up meanwhile."""
    heirs = UnitMerge.objects.heirs_of({run.unit_id, run.final_unit_id})
    held = tuple(heirs.get(end, end) for end in (run.unit_id, run.final_unit_id))
    tree.hold(Unit, *held)
    return held


def demand_run_held(run, held):
    """`run`, which goes on since, comes from and ends where `hold_road_of_run` took hold; otherwise Stale."""
    _demand_same((run.unit_id, run.final_unit_id), held)


def _demand_same(ends, held):
    if ends != held:
        raise Stale("申报单位或终审机构刚刚作了调整，本次操作没有改变任何内容，请重新打开页面再提交。")


def road_of(subject, day, handed_in_by=None):
    """The Road of `subject` (a Climbing) if it is handed in on `day`."""
    ends = _lines(subject.unit_id, subject.final_organ().pk)
    return _road(subject.spec, ends, day, handed_in_by, subject.through_common_ancestor)


def road_of_run(run, spec, day):
    """The Road that this run's hand-in would take on `day`: same submitting unit, same final organ, the tree as it is now."""
    handed_in_by = Role(run.handed_in_role) if run.handed_in_role else None
    return _road(spec, _lines(run.unit_id, run.final_unit_id), day, handed_in_by, run.through_common)


def demand_working(units):
    """Raises Refused with the first of these units that is closed: nobody there could ever decide."""
    for unit in units:
        if unit.is_closed:
            raise Refused(f"必经的单位“{unit}”{unit.closed_word}，请联系上级单位。")


def _road(spec, ends, day, handed_in_by, through_common):
    line, host_line = ends
    direct = _direct_on(day, [*line, *host_line])
    desks = route(
        spec.levels,
        [Stop(unit.pk, unit.kind, unit.pk in direct) for unit in line],
        [Stop(unit.pk, unit.kind, unit.pk in direct) for unit in host_line],
        handed_in_by=handed_in_by,
        through_common=through_common,
    )
    return Road(desks, line, host_line)


def _lines(unit_id, host_id):
    """The units down to the submitting one and down to the final organ; a final organ on the own line costs no second look."""
    line = tree.line_to(Unit, unit_id)
    at = next((at for at, unit in enumerate(line) if unit.pk == host_id), None)
    return line, tree.line_to(Unit, host_id) if at is None else line[: at + 1]


def _direct_on(day, units):
    """The pks of the counties among them that stand under the province directly on `day` (省直管县)."""
    counties = {unit.pk for unit in units if unit.kind == Kind.COUNTY}
    periods = DirectCounty.objects.filter(unit__in=counties) if counties else ()
    return {period.unit_id for period in periods if period.covers(day)}
