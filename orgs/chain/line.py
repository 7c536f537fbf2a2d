"""From units to the plain stops that `route` reasons about."""

from orgs import tree
from orgs.chain.route import Stop, route
from orgs.models.unit import DirectCounty, Kind, Unit
from orgs.states import UnitState
from titleplatform.kit.refusals import Refused


def line_of(unit, day):
    """The Stops from the province office down to `unit`, with 省直管县 as it holds on `day`."""
    units = tree.path(unit)
    counties = [each.pk for each in units if each.kind == Kind.COUNTY]
    periods = DirectCounty.objects.filter(unit__in=counties) if counties else ()
    direct = {period.unit_id for period in periods if period.covers(day)}
    return [Stop(each.pk, each.kind, each.pk in direct) for each in units]


def road_of(subject, day, handed_in_by=None):
    """The desks that `subject` (a Climbing) has to pass if it is handed in on `day`. Raises Refused where one of the units is 停用:
    nobody there could ever decide."""
    host = subject.final_organ()
    desks = route(
        subject.spec.levels,
        line_of(subject.unit, day),
        line_of(host, day),
        handed_in_by=handed_in_by,
        through_common=subject.through_common_ancestor,
    )
    closed = Unit.objects.filter(pk__in={desk.unit_id for desk in desks}, state=UnitState.DISABLED).first()
    if closed:
        raise Refused(f"必经的单位“{closed}”已停用，请联系上级单位。")
    return desks
