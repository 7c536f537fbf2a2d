"""A form counts once: the table behind it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories.orgs import AccountFactory
from tests.parallel import in_parallel
from titleplatform.kit import once
from titleplatform.models import FormToken


def test_the_second_is_led_where_the_first_was(db):
    me, other = AccountFactory(), AccountFactory()
    token = once.new_token()
    assert once.led_to(token, me) == ""
    assert once.claim(token, me) is None
    assert once.claim(token, me) == ""  # the first is still running
    once.settle(token, me, "/list/?page=2")
    assert once.claim(token, me) == once.led_to(token, me) == "/list/?page=2"
    assert once.claim(token, other) is None  # somebody else's form
    once.release(token, me)
    assert once.claim(token, me) is None
    assert once.claim("", me) is None
    assert FormToken.objects.count() == 2


def test_load_pushes_nothing_out_and_only_time_does(db):
    me, tokens = AccountFactory(), [once.new_token() for _ in range(350)]
    for token in tokens:
        once.claim(token, me)
        once.settle(token, me, "/list/")
    assert FormToken.objects.tidy() == 0
    assert {once.led_to(token, me) for token in tokens} == {"/list/"}
    FormToken.objects.filter(key__endswith=tokens[0]).update(kept_until=timezone.now() - timedelta(seconds=1))
    FormToken.objects.filter(key__endswith=tokens[1]).update(kept_until=timezone.now() - timedelta(seconds=1))
    assert once.led_to(tokens[0], me) == ""  # past its time, though not thrown away yet
    assert [once.claim(tokens[0], me) for _ in range(2)] == [None, ""]
    assert FormToken.objects.tidy() == 1
    assert FormToken.objects.count() == 349


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_instant_one_is_first():
    me, token = AccountFactory(), once.new_token()
    assert sorted(map(str, in_parallel(lambda number: once.claim(token, me), 4))) == ["", "", "", "None"]
