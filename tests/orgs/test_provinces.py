"""The province's own data and the command that loads it."""

import pytest
from django.core.management import call_command

from orgs import tree
from orgs.models import Account, AccountKind, DirectCounty, Kind, Unit
from orgs.passwords import matches
from orgs.provinces import load_province
from orgs.states import UnitState
from personnel.models import Series
from tests.factories.orgs import branch_is_sound

pytestmark = pytest.mark.django_db


def test_loads_every_office_with_its_administrator():
    assert load_province() == 176
    assert {kind: Unit.objects.filter(kind=kind).count() for kind in (Kind.PROVINCE, Kind.CITY, Kind.COUNTY)} == {
        Kind.PROVINCE: 1,
        Kind.CITY: 19,
        Kind.COUNTY: 156,
    }
    luanchuan = Unit.objects.get(code="410324")
    assert [unit.name for unit in tree.path(luanchuan)] == ["省职改办", "洛阳市职改办", "栾川县职改办"]
    assert luanchuan.initials == "lcxzgb"
    assert {unit.state for unit in Unit.objects.all()} == {UnitState.ACTIVE}
    assert Unit.objects.get(name="航空港区职改办").superior.code == "410000"
    for city in Unit.objects.filter(kind=Kind.CITY):
        assert branch_is_sound(city)
    accounts = Account.objects.filter(kind=AccountKind.UNIT_ADMIN)
    assert accounts.count() == 176
    account = accounts.get(login_name="410324")
    assert account.unit == luanchuan
    assert account.must_change_password
    assert not matches(account, "000000")
    assert DirectCounty.objects.count() == 10
    assert str(DirectCounty.objects.get(unit__code="410225")) == "兰考县职改办 2014-01-01–至今"


def test_a_second_load_changes_nothing_and_heals_what_is_missing(django_assert_num_queries):
    load_province()
    before = list(Unit.objects.order_by("code").values())
    with django_assert_num_queries(7):
        assert load_province() == 0
    assert list(Unit.objects.order_by("code").values()) == before
    county = Unit.objects.get(code="410324")
    county.accounts.all().delete()
    tree.remove(county)
    assert load_province() == 1
    assert Unit.objects.get(code="410324").superior.code == "410300"
    assert branch_is_sound(Unit.objects.get(code="410300"))
    assert Account.objects.filter(login_name="410324").count() == 1


@pytest.mark.parametrize("random", [True, False])
def test_only_a_demo_opens_the_offices_by_the_rule(settings, random):
    settings.DEMO, settings.RANDOM_INITIAL_PASSWORDS = True, random
    load_province()
    assert matches(Account.objects.get(login_name="410300"), "000000") is not random


def test_the_command_also_loads_the_catalogue_and_one_administrator(capsys):
    call_command("province")
    first = capsys.readouterr().out
    assert "新增职改办 176 个" in first
    assert "177 个管理员账号还没有人登录过：在终端运行 manage.py first_passwords" in first
    assert Series.objects.count() == 27
    assert Account.objects.get(login_name="admin").kind == AccountKind.SYSTEM
    call_command("province")
    second = capsys.readouterr().out
    assert "新增职改办 0 个" in second
    assert "admin" not in second
