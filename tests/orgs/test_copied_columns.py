"""The migrations that copied what lists ask for: a step its run's kind of climb, a unit whether others went up in it."""

from importlib import import_module

import pytest
from django.apps import apps

from orgs.chain.models import ChainStep
from orgs.models import Unit, UnitMerge
from tests.factories.orgs import UnitFactory, admin_seat, province
from tests.factories.review import submitted

pytestmark = pytest.mark.django_db


def test_rows_of_before_get_what_is_copied_now():
    application = submitted(UnitFactory(parent=province()))
    gone, into, other = (UnitFactory(parent=province()) for _ in range(3))
    names = {"unit_name": "一中", "survivor_name": "二中", "by_name": "王某"}
    UnitMerge.objects.create(unit=gone, survivor=into, reason="洛编", by=admin_seat(other).account, **names)
    ChainStep.objects.update(spec_key="")
    import_module("orgs.migrations.0020_spec_key_of_steps").copy_from_runs(apps, None)
    import_module("orgs.migrations.0022_units_that_took_others_in").note_survivors(apps, None)
    steps = ChainStep.objects.select_related("run")
    assert {step.spec_key for step in steps.filter(run=application.run)} == {"application"}
    assert [step for step in steps if step.spec_key != step.run.spec_key] == []
    assert list(Unit.objects.filter(took_in=True)) == [into]
