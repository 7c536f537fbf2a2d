"""The entrance: two tabs, initial passwords, lock-out, idle logout, and what is never shown."""

import json
import re
import time
from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessFailureLog
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from orgs.models import Account, AccountKind
from orgs.passwords import give_initial_password
from tests.factories.orgs import AccountFactory, UnitFactory
from tests.factories.personnel import PersonFactory
from tests.pages import once_of, text_of
from titleplatform.demo_accounts import FILE
from titleplatform.middleware import SEEN

pytestmark = pytest.mark.django_db
STAFF, APPLICANT = "/login/", "/login/applicant/"
PASSWORD = "Correct-Horse-2026"
ID = "41030219850630002X"


@pytest.fixture
def admin():
    return AccountFactory(unit=UnitFactory(), kind=AccountKind.UNIT_ADMIN, login_name="unit01", password=PASSWORD)


def log_in(client, username, password, entrance=STAFF):
    return client.post(entrance, {"username": username, "password": password})


def test_each_tab_knows_only_its_own_accounts(client, admin):
    person = PersonFactory(id_number=ID)
    person.account.set_password(PASSWORD)
    person.account.save()
    assert log_in(client, ID, PASSWORD, STAFF).status_code == 200
    assert log_in(client, "unit01", PASSWORD, APPLICANT).status_code == 200
    assert log_in(client, "４１０３0219850630002ｘ", PASSWORD, APPLICANT)["Location"] == "/"
    client.logout()
    assert log_in(client, " UNIT01 ", PASSWORD, STAFF)["Location"] == "/"


def test_an_initial_password_opens_nothing_but_its_change(client):
    person = PersonFactory(id_number=ID)
    give_initial_password(person.account)
    person.account.save()
    assert log_in(client, ID, "30002x", APPLICANT).status_code == 302
    assert client.get(reverse("personnel:dossier"))["Location"] == reverse("entrance:password")
    page = client.get(reverse("entrance:password"))
    weak = client.post(reverse("entrance:password"), {"new": "30002X", "again": "30002X", "once": once_of(page)})
    assert "至少 10 位" in text_of(weak)
    named = client.post(reverse("entrance:password"), {"new": f"Aa1-{ID}", "again": f"Aa1-{ID}"})
    assert "不能包含" in text_of(named)
    client.post(reverse("entrance:password"), {"new": PASSWORD, "again": PASSWORD})
    assert client.get(reverse("personnel:dossier")).status_code == 200
    assert Account.objects.get(pk=person.account_id).must_change_password is False


def test_an_initial_password_runs_out_by_the_setting(client, settings):
    account = AccountFactory(unit=UnitFactory(), kind=AccountKind.UNIT_ADMIN, login_name="unit02")
    give_initial_password(account)
    account.initial_password_at = timezone.now() - timezone.timedelta(days=31)
    account.save()
    assert "已过期" in text_of(log_in(client, "unit02", "000000"))
    settings.INITIAL_PASSWORD_DAYS_STAFF = 0
    assert log_in(client, "unit02", "000000").status_code == 302


def test_five_wrong_tries_lock_this_address_and_store_no_number(client):
    PersonFactory(id_number=ID)
    answers = [log_in(client, ID, "wrong", APPLICANT).status_code for _ in range(6)]
    assert answers[0] == 200
    assert answers[-1] == 429
    assert ID not in str(list(AccessAttempt.objects.values()))
    assert log_in(client, "unit03", "wrong").status_code == 200


def test_an_applicant_waits_longer_each_time_and_no_other_address_waits(client):
    person = PersonFactory(id_number=ID)
    person.account.set_password(PASSWORD)
    person.account.save()
    for _ in range(4):
        assert log_in(client, ID, "wrong", APPLICANT).status_code == 200
    told = []
    for _ in range(8):
        told.append(minutes_told(log_in(client, ID, "wrong", APPLICANT)))
        assert log_in(client, ID, PASSWORD, APPLICANT).status_code == 429
        elsewhere = Client().post(APPLICANT, {"username": ID, "password": PASSWORD}, REMOTE_ADDR="10.0.0.9")
        assert elsewhere["Location"] == "/"
        pass_time(minutes=told[-1], seconds=1)
    assert told == [1, 2, 4, 8, 16, 32, 60, 60]
    assert log_in(client, ID, PASSWORD, APPLICANT)["Location"] == "/"
    client.logout()
    assert [log_in(client, ID, "wrong", APPLICANT).status_code for _ in range(5)] == [200] * 4 + [429]


def minutes_told(answer):
    return int(re.search(r"该账号 (\d+) 分钟", text_of(answer)).group(1))


def test_a_right_password_ends_the_count_of_wrong_ones(client, admin):
    for _ in range(2):
        assert [log_in(client, "unit01", "wrong").status_code for _ in range(4)] == [200] * 4
        assert log_in(client, "unit01", PASSWORD)["Location"] == "/"
        client.logout()


def pass_time(**kwargs):
    """Let what axes remembers lie further back."""
    for model in (AccessAttempt, AccessFailureLog):
        model.objects.update(attempt_time=F("attempt_time") - timedelta(**kwargs))


def test_staff_wait_a_quarter_of_an_hour(client, admin):
    for _ in range(5):
        answer = log_in(client, "unit01", "wrong")
    assert "该账号 15 分钟" in text_of(answer)
    pass_time(minutes=16)
    assert log_in(client, "unit01", PASSWORD)["Location"] == "/"


def test_an_idle_session_ends(client, admin, settings):
    client.force_login(admin)
    assert client.get("/").status_code == 200
    session = client.session
    session[SEEN] = int(time.time()) - settings.IDLE_LOGOUT_SECONDS - 1
    session.save()
    assert client.get("/")["Location"] == "/login/?next=/"
    assert "自动退出" in text_of(client.get("/login/"))
    htmx = client.get(reverse("orgs:units"), headers={"HX-Request": "true"})
    assert htmx["HX-Redirect"].startswith("/login/")


def test_a_disabled_account_and_its_session_are_refused(client, admin):
    client.force_login(admin)
    admin.is_active = False
    admin.save()
    assert client.get("/").status_code == 302
    assert log_in(client, "unit01", PASSWORD).status_code == 200


def test_demo_accounts_show_only_while_demo_is_on(client, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    (tmp_path / FILE).write_text(
        json.dumps([{"entrance": "staff", "role": "甲", "account": "demo-account", "password": "x"}])
    )
    settings.DEMO = True
    assert "demo-account" in text_of(client.get(STAFF))
    settings.DEMO = False
    assert "demo-account" not in text_of(client.get(STAFF))


def test_strict_policy_and_no_foreign_addresses(client, admin):
    client.force_login(admin)
    for page in (client.get("/"), client.get(reverse("orgs:units"))):
        policy = page["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        html = page.content.decode()
        assert "<style" not in html
        assert not re.search(r"\sstyle=", html)
        assert "onclick" not in html
        assert "http://" not in html.replace("http://testserver", "").replace("http://www.w3.org", "")


def test_error_pages_have_a_reason_and_a_way_back(client, admin):
    client.force_login(admin)
    missing = client.get("/nothing/here/")
    assert (missing.status_code, "没有找到" in text_of(missing)) == (404, True)
    refused = client.get(reverse("personnel:dossier"), headers={"Referer": "http://testserver/units/"})
    assert refused.status_code == 403
    assert 'href="http://testserver/units/"' in refused.content.decode()
