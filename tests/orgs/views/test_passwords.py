"""Accounts whose initial password ran out."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from orgs import queries
from orgs.models import AccountKind, Kind
from orgs.passwords import initial_password_expired, matches
from tests.factories.orgs import (
    AccountFactory,
    UnitFactory,
    admin_seat,
    client_of,
    counted_lines,
    system_seat,
    unit_with_admin,
)
from tests.pages import table_of, text_of

pytestmark = pytest.mark.django_db
LIST, RESET = reverse("orgs:expired_passwords"), reverse("orgs:reset_passwords")
LONG_AGO = timezone.now() - timedelta(days=31)


@pytest.fixture
def city():
    return unit_with_admin(kind=Kind.CITY, code="410300", name="洛阳市职改办")


def account(unit, login_name, kind=AccountKind.UNIT_ADMIN, at=LONG_AGO):
    return AccountFactory(unit=unit, kind=kind, login_name=login_name, initial_password_at=at)


def test_lists_whom_the_administrator_answers_for_and_resets_them(city):
    department = UnitFactory(kind=Kind.DEPARTMENT, parent=city)
    lower = account(department, "lower")
    own = account(city, "own", AccountKind.REVIEWER)
    theirs = account(department, "theirs", AccountKind.REVIEWER)  # its own administrator answers for it
    fresh = account(department, "fresh", at=timezone.now() - timedelta(days=29))
    elsewhere = account(UnitFactory(kind=Kind.CITY), "elsewhere")
    client = client_of(city.administrator)
    assert [row["登录账号"] for row in table_of(client.get(LIST))] == ["lower", "own"]
    todo = {line.label: line for line in counted_lines(queries, admin_seat(city))}
    assert (todo["初始密码过期"].count, todo["初始密码过期"].url) == (2, LIST)

    chosen = {"chosen": [each.pk for each in (lower, own, theirs, fresh, elsewhere)]}
    preview = text_of(client.get(RESET, chosen))
    assert "将处理 3 项" in preview  # `fresh` too: it is one of theirs
    response = client.post(RESET, chosen)
    assert "批量初始化密码：完成 3 项。" in text_of(response)
    assert table_of(response) == [{"账号": name, "初始密码": "000000"} for name in ("fresh", "lower", "own")]
    for each in (lower, own):
        each.refresh_from_db()
        assert matches(each, "000000")
        assert not initial_password_expired(each)
    for each in (theirs, elsewhere):
        each.refresh_from_db()
        assert initial_password_expired(each)
    assert table_of(client.get(LIST)) == []
    assert [line.label for line in counted_lines(queries, admin_seat(city))] == ["下级单位审核"]


def test_the_system_administrator_sees_all_and_never_itself(settings):
    by = system_seat()
    by.account.initial_password_at = LONG_AGO
    by.account.save()
    account(UnitFactory(kind=Kind.CITY), "lower")
    assert [line.count for line in counted_lines(queries, by) if line.label == "初始密码过期"] == [1]
    settings.INITIAL_PASSWORD_DAYS_STAFF = 0  # never
    assert [line.count for line in counted_lines(queries, by) if line.label == "初始密码过期"] == []


def test_reviewers_have_no_such_list(city):
    client = client_of(AccountFactory(unit=city))
    assert client.get(LIST).status_code == 403
    assert client.post(RESET).status_code == 403
