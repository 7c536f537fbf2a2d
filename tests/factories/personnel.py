"""Catalogue and persons for tests."""

from datetime import date

import factory

from orgs.models import AccountKind
from personnel.areas import content_areas
from personnel.catalogue import load_catalogue
from personnel.grants import set_scope
from personnel.models import Person, Reviewer, Series, Title
from tests.factories.orgs import AccountFactory, UnitFactory
from titleplatform.kit.identity import gender_of, synthetic_id


def title(name="高级工程师"):
    """A title of the real catalogue, loaded on first use."""
    if not Series.objects.exists():
        load_catalogue()
    return Title.objects.filter(name=name).first()


class PersonFactory(factory.django.DjangoModelFactory):
    """A person with a valid synthetic ID number."""

    class Meta:
        model = Person

    class Params:
        id_number = factory.Sequence(lambda n: synthetic_id("410305", date(1985, 1 + n % 12, 1 + n % 28), n))
        unit = factory.SubFactory(UnitFactory)

    account = factory.LazyAttribute(
        lambda o: AccountFactory(kind=AccountKind.APPLICANT, unit=o.unit, id_number=o.id_number, name="李志远")
    )
    gender = factory.LazyAttribute(lambda o: gender_of(o.id_number))
    birth_date = date(1985, 6, 30)
    current_title = "工程师"


def reviewer(unit, **desks):
    """A Reviewer at these desks of `unit`, with every series and content area."""
    account = AccountFactory(unit=unit, kind=AccountKind.REVIEWER)
    row = Reviewer.objects.create(account=account, **desks)
    keys = tuple(area.key for area in content_areas())
    set_scope(account, {(series.code, key) for series in Series.objects.all() for key in keys}, areas=keys)
    return row
