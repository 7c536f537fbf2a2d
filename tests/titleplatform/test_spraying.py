"""Many accounts tried from one place: whoever is unknown waits, and nobody waits for another's mistakes."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from orgs.models import AccountKind, AuditEvent
from orgs.passwords import give_initial_password
from tests.factories.orgs import AccountFactory, UnitFactory
from tests.hashing import CountingHasher
from tests.pages import text_of
from tests.parallel import in_parallel
from titleplatform.models import FREE_ACCOUNTS, LoginSource
from titleplatform.spraying import KNOWN_BROWSER

LOGIN = "/login/"
PASSWORD = "Correct-Horse-2026"
HERE, ELSEWHERE = "203.0.113.7", "203.0.113.8"
TOO_MANY = FREE_ACCOUNTS + 6  # from here on the pause is a minute: no machine is so slow that it is over meanwhile


def log_in(client, name, password=PASSWORD, address=HERE):
    return client.post(LOGIN, {"username": name, "password": password}, REMOTE_ADDR=address)


def spray(client, accounts=TOO_MANY, address=HERE):
    """One wrong password at so many names, each as soon as it is let in; the last answer."""
    for number in range(accounts):
        answer = log_in(client, f"nobody{number}", "Spring-2026", address)
        assert answer.status_code == 200, number
        if number >= FREE_ACCOUNTS:
            pass_time(seconds=61)
    pass_time(seconds=-61)
    return answer


def pass_time(**kwargs):
    """Let what is remembered lie further back."""
    passed = timedelta(**kwargs)
    for source in LoginSource.objects.all():
        source.failed = {name: at - passed.total_seconds() for name, at in source.failed.items()}
        source.last_at -= passed
        source.save()


def account(login_name, **kwargs):
    return AccountFactory(
        unit=UnitFactory(), kind=AccountKind.UNIT_ADMIN, login_name=login_name, password=PASSWORD, **kwargs
    )


@pytest.mark.parametrize(
    ("accounts", "seconds"), [(20, 0), (21, 2), (22, 4), (23, 8), (24, 16), (25, 32), (26, 60), (500, 60)]
)
def test_the_pause_grows(accounts, seconds):
    source = LoginSource(failed={str(number): timezone.now().timestamp() for number in range(accounts)})
    assert (source.pause.total_seconds() if source.is_spraying else 0) == seconds


def test_unknown_browsers_wait_for_their_address_and_nobody_else(db, settings):
    settings.PASSWORD_HASHERS = ["tests.hashing.CountingHasher"]
    account("unit01")
    colleague, stranger = Client(), Client()
    assert log_in(colleague, "unit01")["Location"] == "/"
    colleague.post("/logout/")
    spray(Client())
    answer, calls = CountingHasher.during(log_in, stranger, "unit01")
    assert calls == 0
    assert (answer.status_code, 0 < int(answer["Retry-After"]) <= 60) == (429, True)
    assert re.search(r"较多账号登录失败，请等 (\d+) 秒再试。", text_of(answer)).group(1) == answer["Retry-After"]
    assert log_in(stranger, "unit01", address=ELSEWHERE)["Location"] == "/"
    assert log_in(colleague, "unit01")["Location"] == "/"  # has logged in here before
    forged = Client()
    forged.cookies[KNOWN_BROWSER] = "somebody:abc:def"
    assert log_in(forged, "unit01").status_code == 429


def test_who_has_waited_is_let_in_and_successes_never_count(db):
    names = [f"unit{number:02d}" for number in range(FREE_ACCOUNTS + 5)]
    for name in names:
        account(name)
        log_in(Client(), name, "mistyped")
        assert log_in(Client(), name)["Location"] == "/"
    assert LoginSource.objects.get(key=f"address {HERE}").recent == {}
    spray(Client())
    pass_time(seconds=61)
    assert log_in(Client(), names[0])["Location"] == "/"
    assert len(LoginSource.objects.get(key=f"address {HERE}").recent) == TOO_MANY
    assert log_in(Client(), names[1]).status_code == 429  # the next one waits again
    pass_time(minutes=11)
    assert log_in(Client(), names[1])["Location"] == "/"


def test_a_known_browser_has_a_count_of_its_own_whatever_cookies_its_account_gets(db):
    account("unit01")
    insider, colleague = Client(), Client()
    log_in(insider, "unit01")
    insider.post("/logout/")
    spray(insider)
    assert log_in(insider, "unit01").status_code == 429
    assert log_in(colleague, "unit01")["Location"] == "/"  # the address has no count
    colleague.post("/logout/")
    assert log_in(colleague, "unit01").status_code == 429  # but this cookie is the same account's
    assert colleague.cookies[KNOWN_BROWSER]["httponly"]


def test_an_initial_password_makes_no_browser_known(db):
    one = account("unit01")
    give_initial_password(one)
    one.save()
    browser = Client()
    assert log_in(browser, "unit01", "000000")["Location"] == "/"
    assert KNOWN_BROWSER not in browser.cookies
    browser.post("/password/", {"new": PASSWORD, "again": PASSWORD})
    assert KNOWN_BROWSER in browser.cookies


def test_a_guesser_of_expired_initial_passwords_counts(db):
    for number in range(FREE_ACCOUNTS + 1):
        one = account(f"unit{number:02d}")
        give_initial_password(one)
        one.initial_password_at -= timedelta(days=365)
        one.save()
        assert log_in(Client(), one.login_name, "000000").status_code == 200
    assert AuditEvent.objects.filter(detail={"原因": "初始密码已过期"}).count() == FREE_ACCOUNTS + 1
    assert LoginSource.objects.get().is_spraying


@pytest.mark.django_db(transaction=True)
def test_of_many_who_have_waited_one_is_let_in():
    before = timezone.now() - timedelta(seconds=100)
    LoginSource.objects.create(key="x", failed={str(n): before.timestamp() for n in range(TOO_MANY)}, last_at=before)
    waits = sorted(in_parallel(lambda number: LoginSource.objects.seconds_to_wait("x"), 4))
    assert (waits[0], min(waits[1:]) > 0) == (0, True)
    results = in_parallel(lambda number: LoginSource.objects.add_failure("y", f"name{number}"), 4)
    assert (results, len(LoginSource.objects.get(key="y").failed)) == ([None] * 4, 4)
