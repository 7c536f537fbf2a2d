"""Whatever changes who sits at a desk, or where the desk's unit stands, is told to everything that climbs, in the same transaction."""

import pytest

from orgs import actions as unit_actions
from orgs.models import Account, Kind, Unit
from orgs.states import UnitState
from personnel.actions import reviewers
from personnel.models import Reviewer
from tests.climber.models import Letter
from tests.factories.orgs import UnitFactory, admin_seat, province, reviewer_number, system_seat
from tests.factories.personnel import title
from titleplatform.kit.refusals import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(monkeypatch):
    """What the fourth climber hears: (pks of the units, who did it)."""
    heard = []

    def hear(cls, units, *, by):
        heard.append(([unit.pk for unit in units], by.account.pk))

    monkeypatch.setattr(Letter, "desks_changed", classmethod(hear))
    return heard


def change(*, by, reviewer):
    """A role counts from here on."""
    reviewer.account.id_number = reviewer_number(7)
    reviewers.change_reviewer(by=by, reviewer=reviewer)


def test_reviewers_roles_and_scopes(told):
    title()
    by = admin_seat(UnitFactory(kind=Kind.CITY, parent=province()))
    reviewer, _ = reviewers.add_reviewer(by=by, account=Account(login_name="cs01", name="王某", phone="13800000000"))
    assert told == []  # neither enabled nor at a desk: nothing has changed for anybody
    for verb, given in (
        (change, {}),
        (reviewers.set_roles, {"is_handler": True, "is_leader": False}),
        (reviewers.set_scope, {"pairs": {("05", "papers")}}),
        (reviewers.set_enabled, {"enabled": True}),
        (reviewers.set_enabled, {"enabled": False}),
        (reviewers.delete_reviewer, {}),
    ):
        verb(by=by, reviewer=Reviewer.objects.get(pk=reviewer.pk), **given)
        assert told == [([by.unit.pk], by.account.pk)], verb.__name__
        told.clear()
    reviewer, _ = reviewers.add_reviewer(by=by, account=Account(login_name="cs02", name="李某", phone="13800000001"))
    with pytest.raises(Refused):
        reviewers.set_enabled(by=by, reviewer=reviewer, enabled=False)  # it is not enabled
    assert told == []


def test_units_that_move_or_close(told):
    by = system_seat()
    city, other = (UnitFactory(kind=Kind.CITY, parent=province()) for _ in range(2))
    unit = UnitFactory(parent=city)
    for verb, given in (
        (unit_actions.move_unit, {"parent": other}),
        (unit_actions.change_unit, {"name": "新名", "certificate_name": "新名", "kind": Kind.DEPARTMENT}),
        (unit_actions.disable_unit, {}),
        (unit_actions.enable_unit, {}),
    ):
        verb(by=by, unit=Unit.objects.get(pk=unit.pk), **given)
        assert told == [([unit.pk], by.account.pk)], verb.__name__
        told.clear()
    waiting = UnitFactory(parent=city, state=UnitState.PENDING)
    unit_actions.approve_unit(by=by, unit=waiting)
    assert told == [([waiting.pk], by.account.pk)]
