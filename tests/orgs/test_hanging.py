"""What hangs on a unit, in words."""

import pytest

from orgs.hanging import hanging_below, hanging_on
from orgs.models import AccountKind, ChainRun, Kind, Unit
from tests.factories.orgs import AccountFactory, UnitFactory, unit_with_admin
from tests.factories.plans import draft_plan

pytestmark = pytest.mark.django_db


def test_people_are_counted_by_kind_and_the_own_administrator_is_not():
    unit, bare = unit_with_admin(kind=Kind.DEPARTMENT), unit_with_admin()
    for kind, number in ((AccountKind.REVIEWER, 2), (AccountKind.APPLICANT, 3)):
        for _ in range(number):
            AccountFactory(unit=unit, kind=kind)
    assert [hanging_on(unit), hanging_on(bare)] == ["3 名人员、2 名审查人员", ""]


def test_units_come_first_then_what_upper_apps_keep_then_people_then_the_records_of_this_app():
    unit = UnitFactory(kind=Kind.DEPARTMENT)
    plan = draft_plan(unit)  # its handler is the reviewer
    AccountFactory(unit=unit, kind=AccountKind.APPLICANT)
    ChainRun.objects.create(spec_key="x", label="x", unit=unit, final_unit=unit)
    UnitFactory(parent=unit)
    assert unit.hanging == "1 个下级单位、1 个申报计划、1 名人员、1 名审查人员、1 件上报过的事项"
    assert (
        hanging_below(unit, Unit.objects.filter(pk=plan.unit_id))
        == "1 个申报计划、1 名人员、1 名审查人员、1 件上报过的事项"
    )
