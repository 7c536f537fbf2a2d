"""Units and accounts for tests, made through the tree and with real passwords only where asked."""

import itertools

import factory

from orgs import tree
from orgs.chain.seat import Scope, Seat
from orgs.chain.words import ALL, Role
from orgs.models import Account, AccountKind, Kind, Unit
from orgs.states import UnitState

_codes = itertools.count(1)
CODES = {Kind.PROVINCE: "410000", Kind.CITY: "4103{:02d}", Kind.COUNTY: "4104{:02d}"}


class UnitFactory(factory.django.DjangoModelFactory):
    """An active unit, inserted through `orgs.tree`. `parent` defaults to the province office, which is made when missing."""

    class Meta:
        model = Unit

    kind = Kind.EMPLOYER
    code = factory.LazyAttribute(lambda o: f"41{next(_codes):011d}")
    name = factory.LazyAttribute(lambda o: f"{Kind(o.kind).label}{o.code}")
    certificate_name = factory.SelfAttribute("name")
    state = UnitState.ACTIVE

    @classmethod
    def _create(cls, model_class, *args, parent=None, **kwargs):
        unit = model_class(*args, **kwargs)
        if unit.kind == Kind.PROVINCE:
            unit.save()
            return unit
        return tree.insert(unit, parent=parent or province())


def province():
    """The one province office."""
    found = Unit.objects.filter(kind=Kind.PROVINCE).first()
    return found or UnitFactory(kind=Kind.PROVINCE, code="410000", name="省职改办")


def line_of_six():
    """下属单位 → 单位 → 主管部门 → 县 → 市 → 省, as a dict by kind (the lowest is the sub-unit)."""
    units = {Kind.PROVINCE: province()}
    above = units[Kind.PROVINCE]
    for kind in (Kind.CITY, Kind.COUNTY, Kind.DEPARTMENT, Kind.EMPLOYER, Kind.SUBUNIT):
        above = units[kind] = UnitFactory(kind=kind, parent=above)
    return units


class AccountFactory(factory.django.DjangoModelFactory):
    """An account without a password; `password="…"` sets a real one."""

    class Meta:
        model = Account

    kind = AccountKind.REVIEWER
    login_name = factory.LazyAttribute(lambda o: None if o.kind == AccountKind.APPLICANT else f"login{next(_codes)}")
    name = factory.Sequence(lambda n: f"王某{n}")
    unit = factory.SubFactory(UnitFactory)

    @classmethod
    def _create(cls, model_class, *args, password=None, **kwargs):
        account = model_class(*args, **kwargs)
        if password:
            account.set_password(password)
        account.save()
        return account


def seat(unit, *roles, pairs=((ALL, ALL),), account=None):
    """A reviewer's seat at these desks of `unit`, with a scope of (series, area) pairs."""
    account = account or AccountFactory(unit=unit, kind=AccountKind.REVIEWER)
    return Seat(account, unit, frozenset(roles), Scope(frozenset(pairs)))


def handler(unit, **kwargs):
    return seat(unit, Role.HANDLER, **kwargs)


def leader(unit, **kwargs):
    return seat(unit, Role.LEADER, **kwargs)


def admin_seat(unit, **kwargs):
    return Seat(AccountFactory(unit=unit, kind=AccountKind.UNIT_ADMIN, **kwargs), unit)
