"""Login names of the landed version: equal after normalising, or digits only."""

import pytest
from django.test import Client
from django.urls import reverse

from orgs import queries
from orgs.models import Account, AccountKind, AuditEvent, Kind
from tests.factories.orgs import AccountFactory, UnitFactory, admin_seat, client_of, counted_lines, system_seat
from tests.migrating import to_now, up_again
from tests.pages import table_of
from titleplatform.kit.identity import normalise_login

BEFORE = ("orgs", "0004_open_while_areas_are")
# (name, as it was, as it becomes): in the order in which they were added.
REVIEWERS = (
    ("甲", "ADMIN", "admin-2"),
    ("乙", "ａｄｍｉｎ", "admin-3"),
    ("丙", "admin-4", "admin-4"),
    ("丁", "JB01", "jb01"),
    ("戊", "jb 01", "jb01-2"),
    ("己", "4103000019999", "4103000019999-2"),
    ("庚", "４１０３００１", "4103001-2"),
    ("辛", "Li.Ming", "li.ming"),
    ("壬", "1" * 30, "1" * 28 + "-2"),
)
RENAMED = [row for row in REVIEWERS if row[2] != normalise_login(row[1])]


@pytest.fixture
def back(transactional_db):
    with up_again(BEFORE) as back:
        yield back


def test_what_cannot_stay_gets_a_suffix_and_stands_in_a_list_and_has_its_name_back_on_the_way_back(back, capsys):
    city = UnitFactory(kind=Kind.CITY, code="410300")
    for number, (name, _, _) in enumerate(REVIEWERS):
        AccountFactory(unit=city, kind=AccountKind.REVIEWER, name=name, login_name=f"r{number}")
    unit = AccountFactory(unit=city, kind=AccountKind.UNIT_ADMIN, login_name="410300")
    system = AccountFactory(unit=None, kind=AccountKind.SYSTEM, login_name="admin")
    renamed = AccountFactory(kind=AccountKind.REVIEWER, name="癸", login_name="410301-2", former_login_name="410301")
    old = back().get_model("orgs", "Account").objects
    assert old.get(pk=renamed.pk).login_name == "410301"
    old.filter(pk=renamed.pk).delete()
    for name, before, _ in REVIEWERS:
        old.filter(name=name).update(login_name=before)
    to_now()
    now = dict(Account.objects.filter(kind=AccountKind.REVIEWER).values_list("name", "login_name"))
    assert now == {name: after for name, _, after in REVIEWERS}
    assert [Account.objects.get(pk=each.pk).login_name for each in (unit, system)] == ["410300", "admin"]
    printed = capsys.readouterr().out.splitlines()
    assert printed == [f"登录账号已调整：{before} → {after}（{name}）" for name, before, after in RENAMED]
    noted = {event.subject_label: event.detail for event in AuditEvent.objects.filter(verb="调整登录账号")}
    assert noted == {name: {"原登录账号": before, "现登录账号": after} for name, before, after in RENAMED}
    told_to_its_administrator_until_they_come(city, unit)


def told_to_its_administrator_until_they_come(city, unit):
    page, seats = reverse("orgs:renamed_logins"), (admin_seat(city, login_name="own"), system_seat())
    assert [
        line.count for seat in seats for line in counted_lines(queries, seat) if line.label == "登录账号已调整"
    ] == [6, 6]
    listed = {row["姓名"]: (row["原登录账号"], row["现登录账号"]) for row in table_of(client_of(unit).get(page))}
    assert listed == {name: (before, after) for name, before, after in RENAMED}
    one = Account.objects.get(name="甲")
    one.set_password("Own-Word-2026")
    one.save()
    Client().post(reverse("entrance:login"), {"username": "ADMIN-2", "password": "Own-Word-2026"})
    assert len(table_of(client_of(unit).get(page))) == 5
