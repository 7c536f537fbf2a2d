"""The migration that gave snapshots the whole 证件号, from tables as they had landed."""

from datetime import date

import pytest
from django.db import connection

from review.models import Snapshot
from tests.factories.orgs import UnitFactory
from tests.factories.review import submitted
from tests.migrating import to_now, up_again
from titleplatform.kit.identity import synthetic_id

BEFORE = ("review", "0011_passed_applications_await")


@pytest.fixture
def before(transactional_db):
    with up_again(BEFORE) as back:
        yield back


def test_landed_snapshots_take_the_number_that_they_show_masked(before):
    unit = UnitFactory()
    same, corrected = (submitted(unit, planned=planned) for planned in (2, 0))
    account = corrected.person.account
    account.id_number = synthetic_id("411002", date(1979, 3, 4), 7)
    account.save()
    before()
    to_now()
    kept = dict(Snapshot.objects.values_list("application", "id_number"))
    assert kept == {same.pk: same.person.account.id_number, corrected.pk: ""}
    with connection.cursor() as cursor:
        cursor.execute("SELECT id_number FROM review_snapshot ORDER BY id")
        stored = [value for (value,) in cursor.fetchall()]
    assert (stored[0].startswith("1:"), stored[1]) == (True, "")
