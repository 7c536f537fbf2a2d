"""The entrance: two tabs, initial passwords, lock-out, idle logout, and what is never shown."""

import json
import re
import time
from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessFailureLog
from django.db.models import F
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from whitenoise.middleware import WhiteNoiseMiddleware

from orgs.models import Account, AccountKind, AuditEvent
from orgs.passwords import close, give_initial_password
from tests.factories.orgs import AccountFactory, UnitFactory
from tests.factories.personnel import PersonFactory
from tests.hashing import CountingHasher
from tests.pages import error_at, html_of, messages_of, once_of, text_of
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


def test_the_wrong_tab_says_so_whoever_comes(client, admin):
    as_id, as_unit = "您填写的像是证件号。申报人、专家请从 申报系统 登录", "请从 管理系统 登录"
    for typed in (ID, "４１０３0219850630002ｘ"):
        assert as_id in text_of(log_in(client, typed, "x", STAFF))  # nobody of that number exists
    assert as_id not in text_of(log_in(client, "unit01", "x", STAFF))
    for typed in ("410300", "4103000010001jb01"):
        assert as_unit in text_of(log_in(client, typed, "x", APPLICANT))
    assert as_unit not in text_of(log_in(client, ID, "x", APPLICANT))


def test_without_a_cookie_the_page_knows_the_tab(client):
    assert client.get(reverse("review:applications"))["Location"] == "/login/applicant/?next=/review/applications/"
    assert client.get(reverse("personnel:dossier"))["Location"].startswith("/login/applicant/")
    assert client.get(reverse("review:handler"))["Location"].startswith("/login/?next=")
    lost = client.post(reverse("personnel:dossier_add", args=["papers"]), {"name": "题目"})
    assert (lost.status_code, "证件号" in text_of(lost)) == (401, True)


def test_how_to_begin_keeps_the_shell_and_the_forced_change_has_a_way_out(client):
    assert "返回登录" in text_of(client.get("/begin/"))
    person = PersonFactory(id_number=ID)
    give_initial_password(person.account)
    person.account.save()
    log_in(client, ID, ID[-6:], APPLICANT)
    inside = text_of(client.get("/begin/"))
    assert ("退出" in inside, "返回登录" in inside, "在【个人档案】逐项填写" in inside) == (True, False, True)
    page = client.get("/password/")
    (way_out,) = html_of(page).xpath('//main//button[normalize-space()="取消，退出登录"]/@formaction')
    said = client.post("/password/", {"new": "short", "again": "shorter"})
    assert (error_at(said, "new") is None, error_at(said, "again")) == (False, "两次输入的新密码不一致。")
    assert client.post(way_out)["Location"] == APPLICANT
    assert client.get("/")["Location"] == f"{APPLICANT}?next=/"


def test_browsers_find_their_icon_at_the_root(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    answer = WhiteNoiseMiddleware(lambda request: None)(RequestFactory().get("/favicon.ico"))
    assert b"".join(answer.streaming_content)[:6] == b"\0\0\1\0\2\0"  # an icon of two sizes


def test_an_initial_password_opens_nothing_but_its_change(client):
    person = PersonFactory(id_number=ID)
    give_initial_password(person.account)
    person.account.save()
    assert log_in(client, ID, "30002x", APPLICANT).status_code == 302
    assert client.get(reverse("personnel:dossier"))["Location"] == reverse("entrance:password")
    page = client.get(reverse("entrance:password"))
    weak = client.post(reverse("entrance:password"), {"new": "30002X", "again": "30002X", "once": once_of(page)})
    assert "至少 10 位" in text_of(weak)
    assert "已填内容都保留着" not in text_of(weak)  # a password never comes back
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
    assert log_in(client, "unit02", "000000").status_code == 200
    assert AuditEvent.objects.get(verb="登录失败").detail == {"原因": "初始密码已过期"}
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


KINDS = ("unknown", "disabled", "initial", "expired", "own", "closed")


@pytest.fixture
def one_of_each(settings):
    """A staff account of every kind under which a login may fail, by name."""
    settings.PASSWORD_HASHERS = ["tests.hashing.CountingHasher"]
    for name in KINDS[1:]:
        account = AccountFactory(kind=AccountKind.UNIT_ADMIN, login_name=name, password=PASSWORD)
        account.is_active = name != "disabled"
        if name in ("initial", "expired"):
            give_initial_password(account)
        if name == "expired":
            account.initial_password_at -= timedelta(days=365)
        if name == "closed":
            close(account)
        account.save()


@pytest.mark.parametrize("entrance", [STAFF, APPLICANT])
def test_time_and_text_tell_nothing_of_an_account(one_of_each, entrance):
    for wrong in ("wrong", "", "x" * 128):
        tried = [CountingHasher.during(log_in, Client(), name, wrong, entrance) for name in KINDS]
        assert [calls for _, calls in tried] == [1 if wrong else 0] * len(KINDS)
        assert {answer.status_code for answer, _ in tried} == {200}
        assert len({text_of(answer) for answer, _ in tried}) == 1
    refused = set()
    for name in KINDS:
        right = "000000" if name in ("initial", "expired") else PASSWORD
        answer, calls = CountingHasher.during(log_in, Client(), name, right, entrance)
        assert (calls, answer.status_code) == (1, 302 if entrance == STAFF and name in ("initial", "own") else 200)
        refused |= {text_of(answer)} if answer.status_code == 200 else set()
    assert len(refused) == 1
    assert "初始密码可能已过期" in refused.pop()  # which is everybody's to read


def test_an_applicant_of_the_initial_password_costs_as_much_as_a_stranger(client, settings):
    settings.PASSWORD_HASHERS = ["tests.hashing.CountingHasher"]
    person = PersonFactory(id_number=ID)
    give_initial_password(person.account)
    person.account.save()
    tried = [(ID, "wrong"), ("41030219850630003X", "wrong"), (ID, ID[-6:])]
    answers = [CountingHasher.during(log_in, client, *typed, APPLICANT) for typed in tried]
    assert [(answer.status_code, calls) for answer, calls in answers] == [(200, 1), (200, 1), (302, 1)]


def test_lock_out_tells_nothing_of_an_account(one_of_each):
    told = {name: [text_of(log_in(Client(), name, "wrong")) for _ in range(6)] for name in KINDS}
    assert "该账号 15 分钟" in told["unknown"][-1]
    assert [name for name in KINDS if told[name] != told["unknown"]] == []


def test_a_wrong_current_password_counts_and_ends_the_session(client, admin):
    for typed in ("UNIT01", "ｕｎｉｔ01"):
        log_in(client, typed, "wrong")
    log_in(client, "unit01", PASSWORD, STAFF)
    new = {"new": "Another-Horse-2026", "again": "Another-Horse-2026", "username": "somebody-else"}
    for _ in range(4):
        page = client.post("/password/", new | {"current": "wrong"})
        assert (page.status_code, error_at(page, "current")) == (200, "当前密码不正确。")
    locked = client.post("/password/", new | {"current": "wrong"})
    assert (locked.status_code, "该账号 15 分钟" in text_of(locked)) == (429, True)
    assert client.get("/password/")["Location"] == "/login/?next=/password/"
    assert log_in(client, "unit01", PASSWORD).status_code == 429
    assert log_in(client, "somebody-else", "wrong").status_code == 200
    admin.refresh_from_db()
    assert admin.check_password(PASSWORD)
    elsewhere = Client(REMOTE_ADDR="10.0.0.9")
    log_in(elsewhere, "unit01", PASSWORD)
    elsewhere.post("/password/", new | {"current": PASSWORD})
    admin.refresh_from_db()
    assert admin.check_password(new["new"])


def test_nobody_behind_the_same_address_locks_out_who_has_logged_in_there(client, admin):
    assert log_in(client, "unit01", PASSWORD)["Location"] == "/"
    client.post("/logout/")
    stranger = Client()
    assert [log_in(stranger, "unit01", "wrong").status_code for _ in range(6)][-2:] == [429, 429]
    assert log_in(stranger, "unit01", PASSWORD).status_code == 429
    assert log_in(client, "unit01", PASSWORD)["Location"] == "/"
    client.post("/logout/")
    assert [log_in(client, "unit01", "wrong").status_code for _ in range(6)][-2:] == [429, 429]  # but guesses no better


def test_no_login_ends_the_lock_out_of_another(client, admin):
    """How long one lasts differs: an applicant's first minute must not end a quarter of an hour."""
    person = PersonFactory(id_number=ID)
    for _ in range(5):
        log_in(client, "unit01", "wrong")
    pass_time(minutes=2)
    for _ in range(6):
        log_in(client, ID, "wrong", APPLICANT)
    assert AccessAttempt.objects.count() == 2
    assert log_in(client, "unit01", PASSWORD).status_code == 429
    assert log_in(Client(REMOTE_ADDR="10.0.0.9"), "unit01", PASSWORD)["Location"] == "/"
    assert person.account.is_active


def test_whoever_comes_first_with_an_initial_password_is_shown_to_its_owner(client):
    account = AccountFactory(unit=UnitFactory(), kind=AccountKind.UNIT_ADMIN, login_name="unit02")
    give_initial_password(account)
    account.save()
    intruder = Client(REMOTE_ADDR="198.51.100.9")
    assert log_in(intruder, "unit02", "000000").status_code == 302
    log_in(client, "unit02", "000000")  # the owner, later
    account.refresh_from_db()
    when = date_format(localtime(account.initial_login_at), "DATETIME_FORMAT")
    words = f"首次登录：{when}、198.51.100.9。"
    assert words in text_of(client.get("/password/"))
    event = AuditEvent.objects.get(verb="首次登录")
    assert (event.subject_id, event.address) == (str(account.pk), "198.51.100.9")
    changed = client.post("/password/", {"new": PASSWORD, "again": PASSWORD})
    assert any(words in said for said in messages_of(client, changed))
    log_in(Client(), "unit02", PASSWORD)
    assert AuditEvent.objects.filter(verb="首次登录").count() == 1  # that password is nobody's secret any more
    give_initial_password(account)
    account.save()
    log_in(Client(REMOTE_ADDR="198.51.100.10"), "unit02", "000000")
    assert AuditEvent.objects.filter(verb="首次登录").count() == 2


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
