"""Units and accounts for tests, made through the tree and with real passwords only where asked."""

import itertools
from datetime import date

import factory
from django.test import Client

from orgs import tree
from orgs.actions import propose_change
from orgs.chain.seat import Scope, Seat
from orgs.chain.words import ALL, Role
from orgs.codes import next_code
from orgs.models import Account, AccountKind, Kind, Unit
from orgs.models.unit import OFFICES
from orgs.queries import highest_code
from orgs.states import UnitState
from tests.factories.files import pdf_upload
from titleplatform.kit.identity import synthetic_id
from titleplatform.kit.todo import counted
from titleplatform.kit.uploads import FileRule, checked
from titleplatform.todo import todo_and_jobs

_codes = itertools.count(1)
# What a unit's administrator types in 单位信息维护.
OWN_UNIT = {
    "credit_code": "12410000416000004Q",
    "nature": "public_part",
    "affiliation": "市属",
    "legal_representative": "李明",
    "address": "洛阳市涧西区中州中路 1 号",
    "postcode": "471000",
    "contact_name": "孙立平",
    "contact_phone": "13800002716",
    "office_phone": "0379-63220000",
    "contact_email": "renshi@example.cn",
    "staff_count": 320,
}


class UnitFactory(factory.django.DjangoModelFactory):
    """An active unit, inserted through `orgs.tree`. `parent` defaults to the province office, which is made when missing."""

    class Meta:
        model = Unit

    kind = Kind.EMPLOYER
    parent = factory.LazyAttribute(lambda o: None if o.kind == Kind.PROVINCE else province())
    code = factory.LazyAttribute(lambda o: code_for(o.kind, o.parent))
    name = factory.LazyAttribute(lambda o: f"{Kind(o.kind).label}{o.code}")
    certificate_name = factory.SelfAttribute("name")
    state = UnitState.ACTIVE
    office_phone = "0379-0000 0000"
    closed_in = factory.LazyAttribute(lambda o: UnitState.ACTIVE if o.state == UnitState.DISABLED else "")

    @classmethod
    def _create(cls, model_class, *args, parent=None, **kwargs):
        unit = model_class(*args, **kwargs)
        if parent is None:
            unit.save()
            return unit
        return tree.insert(unit, parent=parent)


def code_for(kind, parent):
    """The next code by docs/screens.md §1; offices count up from 420001."""
    if kind in OFFICES:
        return f"42{next(_codes):04d}"
    return next_code(kind, parent.code, highest_code(kind, parent.code))


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


def reviewer_number(sequence):
    """A valid 证件号, without which no role counts; nobody's of `PersonFactory`."""
    return synthetic_id("410303", date(1960 + sequence // 1000 % 30, 6, 15), sequence)


class AccountFactory(factory.django.DjangoModelFactory):
    """An account without a password; `password="…"` sets a real one."""

    class Meta:
        model = Account

    kind = AccountKind.REVIEWER
    login_name = factory.LazyAttribute(lambda o: None if o.kind == AccountKind.APPLICANT else f"login{next(_codes)}")
    name = factory.Sequence(lambda n: f"王某{n}")
    id_number = factory.LazyAttributeSequence(lambda o, n: reviewer_number(n) if o.kind == AccountKind.REVIEWER else "")
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


def unit_with_admin(**kwargs):
    """A unit and the administrator account that `create_unit` would have given it."""
    unit = UnitFactory(**kwargs)
    AccountFactory(kind=AccountKind.UNIT_ADMIN, login_name=unit.code, unit=unit)
    return unit


def administrator(kind=AccountKind.SYSTEM, **kwargs):
    """An enabled account of the platform, of a person of its own."""
    number = next(_codes)
    kwargs.setdefault("id_number", synthetic_id("410105", date(1980, 1 + number % 12, 1 + number % 28), number))
    return AccountFactory(kind=kind, unit=None, **kwargs)


def system_seat(kind=AccountKind.SYSTEM):
    return Seat(administrator(kind), None)


def proposed(unit, *, by=None, reason="换届", **values):
    """【申请变更】 of `unit` by its administrator."""
    evidence = checked(pdf_upload("批复.pdf"), FileRule())
    return propose_change(by=by or admin_seat(unit), values=values, reason=reason, evidence=evidence)


def client_of(account):
    """A test client logged in as this account."""
    client = Client()
    client.force_login(account, backend="orgs.login.AccountBackend")
    return client


def branch_is_sound(root):
    """Every place between 1 and 2n taken once, children inside their parents: the check that `rght = 2n` alone does not give."""
    nodes = list(Unit.objects.filter(tree_id=root.tree_id).order_by("lft"))
    assert sorted(place for node in nodes for place in (node.lft, node.rght)) == list(range(1, 2 * len(nodes) + 1))
    by_pk = {node.pk: node for node in nodes}
    for node in nodes:
        assert (node.parent_id is None) == (node.lft == 1)
        if node.parent_id:
            parent = by_pk[node.parent_id]
            assert parent.lft < node.lft < node.rght < parent.rght
            assert node.level == parent.level + 1
    return True


def counted_lines(queries, seat):
    """The lines of 待办事项 that an app's `queries` declare beside its desks, as the page counts them."""
    return counted(queries.todo_lines(seat), Account.objects.filter(pk=seat.account.pk), in_full=True)[0]


def todo_of(seat):
    """All lines of 待办事项 as 首页 has them."""
    return todo_and_jobs(seat)[0]
