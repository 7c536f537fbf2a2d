"""The migrations that gave committees a year, an approval and the units they serve, from tables as they had landed."""

from datetime import date

import pytest

from orgs.models import Kind
from review.models import Application, Committee
from tests.factories.orgs import UnitFactory, province
from tests.factories.personnel import PersonFactory, title
from tests.factories.review import CommitteeFactory
from tests.migrating import migrate, to_now, up_again

BEFORE = ("review", "0005_snapshots_hold_their_files")


@pytest.fixture
def before(transactional_db):
    with up_again(BEFORE) as back:
        yield back


def test_committees_that_there_are_count_as_approved_in_every_year_they_were_used(before):
    city = UnitFactory(kind=Kind.CITY, parent=province())
    bureau = UnitFactory(kind=Kind.DEPARTMENT, parent=city)
    education = UnitFactory(kind=Kind.DEPARTMENT, parent=province())
    window = {"opens_on": date(2026, 3, 1), "closes_on": date(2026, 9, 1)}
    own, long = (
        CommitteeFactory(host=city, **window),
        CommitteeFactory(host=bureau, closes_on=date(2040, 1, 1), valid_until=date(2040, 1, 1)),
    )
    above = CommitteeFactory(host=education, **window)
    people = [PersonFactory(unit=UnitFactory(parent=city)) for _ in range(3)]
    made = [
        Application.objects.create(
            person=person, unit=person.unit, year=year, title=title("高级工程师"), committee=own, speciality="岩土"
        )
        for person, year in zip(people, (2025, 2026, 2027), strict=True)
    ]
    old = before()
    rows = old.get_model("review", "Committee").objects
    assert rows.count() == 3
    assert {each.committee_id for each in old.get_model("review", "Application").objects.all()} == {own.pk}
    to_now()
    years = {each.year: each for each in Committee.objects.filter(name=own.name)}
    assert set(years) == {2025, 2026, 2027}
    assert years[2026].pk == own.pk
    for application in made:
        application.refresh_from_db()
        assert application.committee == years[application.year]
    for year, each in years.items():
        assert (each.state, each.valid_until, each.host, each.serves.get(), each.levels) == (
            "filed",
            date(2028, 12, 31),
            city,
            city,
            ["正高级", "副高级"],
        ), year
        assert (each.opens_on, each.closes_on) == (window["opens_on"], window["closes_on"])
    kept = Committee.objects.filter(name=long.name)
    assert {(each.year, each.closes_on, each.serves.get()) for each in kept} == {
        (year, date(2028, 12, 31), city) for year in (2026, 2027, 2028)
    }
    assert Committee.objects.get(name=above.name).serves.get() == province()
    migrate(BEFORE)
    assert rows.count() == 3
