"""A first start is closed, and its slips are the only place where its passwords stand."""

import io
import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from orgs.models import Account, AuditEvent
from tests.factories.orgs import AccountFactory, unit_with_admin

pytestmark = pytest.mark.django_db
FIRST = 176 + 1  # the offices and admin


def slips(*accounts):
    """{account: one-time password} as printed, and what was said beside them."""
    printed, said = io.StringIO(), io.StringIO()
    call_command("first_passwords", *accounts, stdout=printed, stderr=said)
    return dict(re.findall(r"账号：(\S+)\n一次性密码：(\S+)", printed.getvalue())), printed.getvalue(), said.getvalue()


def opens(account, password):
    client = Client()
    answer = client.post("/login/", {"username": account, "password": password})
    return answer.status_code == 302 and client.get("/")["Location"] == "/password/"


def test_closed_until_the_slips_are_printed_and_again_only_for_who_never_came(capsys, caplog):
    call_command("province")
    assert not any(opens(account, "000000") for account in ("admin", "410000", "410302"))
    passwords, printed, said = slips()
    assert (len(passwords), len(set(passwords.values()))) == (FIRST, FIRST)
    assert {len(password) for password in passwords.values()} == {12}
    assert f"已打印 {FIRST} 份" in said
    for words in (
        "洛阳市职改办\n登录入口：管理系统\n账号：410300",
        "系统管理员\n登录入口：管理系统\n账号：admin",
        "30 天内有效",
    ):
        assert words in printed
    assert opens("410300", passwords["410300"])
    assert not opens("410000", passwords["410300"])
    again, _, _ = slips()
    assert set(passwords) - set(again) == {"410300"}
    assert not opens("admin", passwords["admin"])
    one, _, _ = slips("admin")
    assert list(one) == ["admin"]
    assert opens("admin", one["admin"])
    kept = str(list(AuditEvent.objects.values())) + capsys.readouterr().out + caplog.text
    secrets = {*passwords.values(), *again.values(), *one.values()}
    assert [secret for secret in secrets if secret in kept] == []
    assert AuditEvent.objects.filter(verb="发放首次登录密码").count() == FIRST + FIRST - 1 + 1


def test_nobody_else_gets_one():
    unit = unit_with_admin()  # an employer: its administrator has the manual's initial password
    AccountFactory(login_name="own01", password="Own-Word-2026")
    for accounts in ((), (unit.code,), ("own01",), ("nobody",)):
        with pytest.raises(CommandError, match="没有可以发放的账号"):
            slips(*accounts)
    assert Account.objects.get(login_name="own01").check_password("Own-Word-2026")
