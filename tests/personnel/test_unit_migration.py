"""The migration that left a person's and a reviewer's unit to the account alone, on rows that differed and on the way back."""

import pytest

from orgs.models import Account, AccountKind
from personnel.models import Person, Reviewer
from tests.factories.orgs import AccountFactory, UnitFactory
from tests.factories.personnel import PersonFactory
from tests.migrating import to_now, up_again

BEFORE = ("personnel", "0001_initial")


@pytest.fixture
def before(transactional_db):
    """The models of `personnel` before."""
    with up_again(BEFORE) as back:
        yield back


def test_the_account_takes_over_the_unit_that_was_shown(before):
    shown, other = UnitFactory(), UnitFactory()
    PersonFactory(unit=other)
    Reviewer.objects.create(account=AccountFactory(unit=other, kind=AccountKind.REVIEWER))
    administrator = AccountFactory(unit=other, kind=AccountKind.UNIT_ADMIN)
    same = PersonFactory(unit=other)
    old = before()
    for name in ("Person", "Reviewer"):
        holder = old.get_model("personnel", name).objects.exclude(pk=same.pk if name == "Person" else None).get()
        assert holder.unit_id == other.pk  # the way back filled the column
        holder.unit_id = shown.pk
        holder.save()
    to_now()
    person, reviewer = Person.objects.exclude(pk=same.pk).get(), Reviewer.objects.get()
    assert (person.unit, person.account.unit) == (shown, shown)
    assert (reviewer.unit, reviewer.account.unit) == (shown, shown)
    assert {account.unit for account in Account.objects.filter(pk__in=[same.account_id, administrator.pk])} == {other}
