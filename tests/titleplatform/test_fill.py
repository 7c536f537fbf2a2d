"""`manage.py fill`: where it refuses. What it fills is checked where it is filled for measuring (`scripts/bench`)."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from orgs.models import Unit
from tests.factories.orgs import UnitFactory

pytestmark = pytest.mark.django_db


def test_fill_refuses_a_database_that_is_not_its_own():
    UnitFactory()
    units = Unit.objects.count()
    reason = "不是填充出来的" if connection.vendor == "postgresql" else "只用于 PostgreSQL"
    with pytest.raises(CommandError, match=reason):
        call_command("fill", scale=0.01)
    assert Unit.objects.count() == units
