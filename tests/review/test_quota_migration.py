"""The migrations after which a place follows the 推荐, from a database of before: years that have applications keep first come."""

import pytest

from plans.models import QuotaRule
from review.models import Application
from tests.factories.orgs import UnitFactory
from tests.factories.personnel import title
from tests.factories.review import draft_application, failed, submitted
from tests.migrating import to_now, up_again

BEFORE = ("review", "0002_print_variants")


@pytest.fixture
def before(transactional_db):
    with up_again(BEFORE) as back:
        yield back


def test_years_with_applications_keep_first_come_and_titles_show_their_level(before):
    unit = UnitFactory()
    first = submitted(unit)
    failed(first)
    other = draft_application(unit, planned=0)
    QuotaRule.objects.all().delete()
    QuotaRule.objects.create(year=2030)
    old = before().get_model("review", "Application")
    # Then a second attempt at the level was possible in the year.
    values = old.objects.filter(pk=first.pk).values().get() | {"id": None, "state": "draft", "run_id": None}
    second = old.objects.create(**values)
    middle = values | {"title_id": title("工程师").pk, "person_id": other.person_id, "year": 2027}
    middle = old.objects.create(**middle)
    to_now()
    levels = dict(Application.objects.values_list("pk", "level"))
    assert levels == {first.pk: "", second.pk: "deputy_senior", other.pk: "deputy_senior", middle.pk: "middle"}
    rules = {rule.year: (rule.first_come, bool(rule.fixed_at)) for rule in QuotaRule.objects.all()}
    assert rules == {2026: (True, True), 2027: (True, True), 2030: (False, False)}
