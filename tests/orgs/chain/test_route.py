"""The road as a table: no database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgs.chain.route import Desk, Stop, route
from orgs.chain.words import Role
from orgs.models import Kind

ALL = frozenset(Kind)
NO_COUNTY = ALL - {Kind.COUNTY}
P, CITY, COUNTY = Stop(1, Kind.PROVINCE), Stop(2, Kind.CITY), Stop(3, Kind.COUNTY)
DEPT, EMPLOYER, SUB = Stop(4, Kind.DEPARTMENT), Stop(5, Kind.EMPLOYER), Stop(6, Kind.SUBUNIT)
DIRECT = Stop(3, Kind.COUNTY, direct=True)
EDUCATION = Stop(7, Kind.DEPARTMENT)  # 省教育厅, directly below the province
CITY_BUREAU = Stop(8, Kind.DEPARTMENT)  # 市教育局, below the same city
OTHER_CITY = Stop(9, Kind.CITY)


@pytest.mark.parametrize(
    ("levels", "line", "host_line", "handed_in", "common", "units"),
    [
        (ALL, [P, CITY, COUNTY, DEPT, EMPLOYER, SUB], [P], None, False, [6, 5, 4, 3, 2, 1]),
        (ALL, [P, CITY, EMPLOYER], [P], None, False, [5, 2, 1]),
        (ALL, [P, EMPLOYER], [P], None, False, [5, 1]),
        (ALL, [P, CITY, DIRECT, DEPT, EMPLOYER], [P], None, False, [5, 4, 3, 1]),
        (NO_COUNTY, [P, CITY, COUNTY, DEPT, EMPLOYER], [P], None, False, [5, 4, 2, 1]),
        (ALL, [P, CITY, COUNTY, DEPT, EMPLOYER], [P, CITY], None, False, [5, 4, 3, 2]),
        (ALL, [P, CITY, COUNTY, DEPT, EMPLOYER], [P, EDUCATION], None, False, [5, 4, 3, 2, 7]),
        (ALL, [P, CITY, COUNTY, DEPT, EMPLOYER], [P, EDUCATION], None, True, [5, 4, 3, 2, 1, 7]),
        (ALL, [P, CITY, DIRECT, DEPT, EMPLOYER], [P, EDUCATION], None, False, [5, 4, 3, 7]),
        (ALL, [P, CITY, COUNTY, EMPLOYER], [P, CITY, CITY_BUREAU], None, False, [5, 3, 8]),
        (ALL, [P, CITY, COUNTY, EMPLOYER], [P, OTHER_CITY], None, False, [5, 3, 2, 9]),
        (ALL, [P, CITY, DIRECT, EMPLOYER], [P, CITY], None, False, [5, 3, 2]),
        (ALL, [P, CITY, EMPLOYER], [P, CITY, EMPLOYER], None, False, [5]),
        # The final organ below the submitting unit: the own desks come first.
        (ALL, [P, EDUCATION], [P, EDUCATION, EMPLOYER], None, False, [7, 5]),
        # Down to a host in a county under direct province control: its city is stepped over there too.
        (ALL, [P, EDUCATION], [P, CITY, DIRECT], None, False, [7, 3]),
        (ALL, [P, EDUCATION], [P, CITY, COUNTY], None, False, [7, 2, 3]),
        (ALL, [P, CITY, DIRECT, EMPLOYER], [P, CITY, CITY_BUREAU], None, True, [5, 3, 8]),
    ],
)
def test_units_in_order(levels, line, host_line, handed_in, common, units):
    desks = route(levels, line, host_line, handed_in_by=handed_in, through_common=common)
    assert desks == tuple(Desk(unit, role) for unit in units for role in Role)


@pytest.mark.parametrize(
    ("handed_in", "first"),
    [(None, Desk(5, Role.HANDLER)), (Role.HANDLER, Desk(5, Role.LEADER)), (Role.LEADER, Desk(2, Role.HANDLER))],
)
def test_who_hands_in_decides_where_it_begins(handed_in, first):
    assert route(ALL, [P, CITY, EMPLOYER], [P], handed_in_by=handed_in)[0] == first


def test_a_final_organs_own_submission_still_gets_a_second_look():
    assert route(ALL, [P], [P], handed_in_by=Role.LEADER) == (Desk(1, Role.LEADER),)


kinds = st.sets(st.sampled_from(Kind))
flags = st.booleans()


@st.composite
def two_lines(draw):
    """A line and a host's line in one random tree: they share a beginning, then part."""
    below = st.lists(st.tuples(st.sampled_from(list(Kind)[1:]), flags), max_size=4)
    shared = [P, *(Stop(10 + n, kind, direct) for n, (kind, direct) in enumerate(draw(below)))]
    own = [Stop(20 + n, kind, direct) for n, (kind, direct) in enumerate(draw(below))]
    host = [Stop(30 + n, kind, direct) for n, (kind, direct) in enumerate(draw(below))]
    return shared + own, shared + host


@given(two_lines(), kinds, st.sampled_from([None, *Role]), flags)
def test_up_then_down_no_desk_twice_and_the_host_decides_last(lines, levels, handed_in, common):
    line, host_line = lines
    desks = route(frozenset(levels), line, host_line, handed_in_by=handed_in, through_common=common)
    assert len(set(desks)) == len(desks)
    assert desks[-1] == Desk(host_line[-1].unit_id, Role.LEADER)
    if handed_in is None:
        assert desks[0] == Desk(line[-1].unit_id, Role.HANDLER)
    up = [stop.unit_id for stop in reversed(line)]
    down = [stop.unit_id for stop in host_line if stop.unit_id not in up]
    whole = [Desk(unit, role) for unit in up + down for role in Role]
    assert [desk for desk in whole if desk in desks] == list(desks)
