"""Grants: stored as few rows as say the same, read in one query."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgs.chain.words import ALL, Role
from personnel import grants
from personnel.models import Reviewer, Series, SeriesGrant
from personnel.seats import seat_for
from tests.factories.orgs import AccountFactory, UnitFactory
from tests.factories.personnel import title

CODES, AREAS = ["01", "02", "03"], ["a", "b"]
EVERY = {(code, area) for code in CODES for area in AREAS}


@pytest.mark.parametrize(
    ("pairs", "stored"),
    [
        (set(), set()),
        (EVERY, {(ALL, ALL)}),
        ({("01", "a"), ("01", "b")}, {("01", ALL)}),
        ({("01", "a"), ("02", "a"), ("03", "a")}, {(ALL, "a")}),
        ({("01", "a")}, {("01", "a")}),
        ({("01", "a"), ("02", "a"), ("03", "a"), ("01", "b")}, {(ALL, "a"), ("01", ALL)}),
    ],
)
def test_compact(pairs, stored):
    assert grants.compact(pairs, CODES, AREAS) == stored


@given(st.sets(st.sampled_from(sorted(EVERY))))
def test_compacting_loses_and_adds_nothing(pairs):
    scope = grants.Scope(frozenset(grants.compact(pairs, CODES, AREAS)))
    assert grants.expand(scope, CODES, AREAS) == pairs


@pytest.mark.django_db
def test_all_is_one_row_and_reading_is_one_query(django_assert_num_queries):
    title()
    account = AccountFactory()
    codes = list(Series.objects.values_list("code", flat=True))
    assert (len(codes), ALL in codes) == (27, False)
    grants.set_scope(account, {(code, area) for code in codes for area in AREAS}, areas=AREAS)
    assert SeriesGrant.objects.count() == 1
    with django_assert_num_queries(1):
        scope = grants.scope_of(account)
    assert scope.covers("05", "papers")
    grants.set_scope(account, {("05", "a")}, areas=AREAS)
    assert grants.scope_of(account).pairs == {("05", "a")}


@pytest.mark.django_db
def test_who_may_judge_at_a_desk():
    title()
    unit = UnitFactory()
    wanted, disabled, other = (AccountFactory(unit=unit) for _ in range(3))
    for account in (wanted, disabled, other):
        Reviewer.objects.create(account=account, is_handler=True)
        grants.set_scope(account, {("06" if account is other else "05", "a")}, areas=AREAS)
    disabled.is_active = False
    disabled.save()
    assert list(grants.holders(unit, Role.HANDLER, "05", "a")) == [wanted]
    assert list(grants.holders(unit, Role.HANDLER, "05", "b")) == []
    assert list(grants.holders(unit, Role.LEADER, "05", "a")) == []


@pytest.mark.django_db
@pytest.mark.parametrize("missing", [None, "enabled", "role", "scope", "unit"])
def test_a_seat_has_desks_only_with_all_three_in_a_working_unit(missing):
    title()
    unit = UnitFactory(state="disabled" if missing == "unit" else "active")
    account = AccountFactory(unit=unit, is_active=missing != "enabled")
    Reviewer.objects.create(account=account, is_handler=missing != "role")
    grants.set_scope(account, set() if missing == "scope" else {("05", "a")}, areas=AREAS)
    seat = seat_for(account)
    assert seat.roles == (frozenset() if missing else {Role.HANDLER})
    assert bool(seat.scope.pairs) is (missing is None)
