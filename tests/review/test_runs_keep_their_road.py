"""The migration by which a run keeps whether the common ancestor has a say, until then asked of the committee."""

import pytest

from orgs.models import ChainRun, Kind
from tests.factories.orgs import UnitFactory, province
from tests.factories.review import CommitteeFactory, submitted
from tests.migrating import to_now, up_again

BEFORE = ("review", "0008_committees_once_a_year")


@pytest.fixture
def back(transactional_db):
    with up_again(BEFORE) as back:
        yield back


def test_runs_under_way_keep_what_their_committee_says(back):
    unit = UnitFactory(parent=UnitFactory(kind=Kind.CITY, parent=province()))
    made = {}
    for through in (True, False):
        committee = CommitteeFactory(through_common_ancestor=through)
        made[submitted(unit, committee=committee, planned=9 if through else 0).run_id] = through
    back()
    ChainRun.objects.update(through_common=False)
    to_now()
    assert dict(ChainRun.objects.filter(pk__in=made).values_list("pk", "through_common")) == made
