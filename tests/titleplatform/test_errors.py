"""Answers when something is wrong: a database that is away, and what the log says about whatever was refused."""

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.db.utils import ConnectionHandler
from django.test import RequestFactory

from scripts.postgres import free_port
from tests.pages import hidden_of
from titleplatform import errors
from titleplatform.kit.outage import is_outage

pytestmark = pytest.mark.django_db
TYPED = {"once": "abc", "text": "十八年 <b>", "csrfmiddlewaretoken": "old"}


def nobody_there():
    """Asks a PostgreSQL that is not there."""
    there = {"ENGINE": "django.db.backends.postgresql", "HOST": "127.0.0.1", "PORT": free_port(), "NAME": "x"}
    ConnectionHandler({"default": there})["default"].ensure_connection()


def answer(request):
    """What Django's handler answers when the database goes away in the middle of a request."""
    try:
        nobody_there()
    except OperationalError:
        return errors.broken(request)


def test_only_a_database_that_does_not_answer_is_an_outage():
    with pytest.raises(OperationalError) as away:
        nobody_there()
    assert is_outage(away.value)
    followed = RuntimeError("because of it")
    followed.__cause__ = away.value
    assert is_outage(followed)
    assert is_outage(InterfaceError("connection already closed"))
    with pytest.raises(Exception, match="nothing_there") as wrong, connection.cursor() as cursor:
        cursor.execute("SELECT * FROM nothing_there")
    assert not is_outage(wrong.value)
    assert not is_outage(ValueError("something else"))


def test_a_page_tries_again_by_itself_and_a_form_keeps_what_was_typed():
    make = RequestFactory()
    page = answer(make.get("/people/"))
    assert (page.status_code, page["Retry-After"]) == (503, "10")
    assert '<meta http-equiv="refresh" content="10">' in page.content.decode()
    ours = {"HTTP_ORIGIN": "http://testserver"}
    form = answer(make.post("/people/dossier/summary/add/?back=1", TYPED, **ours))
    text = form.content.decode()
    assert form.status_code == 503
    assert 'action="/people/dossier/summary/add/?back=1"' in text
    assert 'http-equiv="refresh"' not in text
    kept = hidden_of(form)
    assert kept.pop("csrfmiddlewaretoken") not in ("", "old")
    assert kept == {"once": "abc", "text": "十八年 <b>"}
    for stranger in (answer(make.post("/people/", TYPED)), answer(make.post("/password/", {"new": "geheim"}, **ours))):
        assert stranger.status_code == 503
        assert hidden_of(stranger) == {}
        assert "返回" in stranger.content.decode()


def test_inside_a_page_only_the_place_that_asked_says_so():
    make = RequestFactory(headers={"HX-Request": "true", "Origin": "http://testserver"})
    dialog = answer(make.post("/people/dossier/summary/add/", TYPED, headers={"HX-Target": "dialog"}))
    assert (dialog.status_code, dialog["HX-Retarget"]) == (503, "body")
    assert hidden_of(dialog)["text"] == "十八年 <b>"
    field = answer(make.post("/people/dossier/summary/add/", TYPED, headers={"HX-Target": "row"}))
    assert "没有保存" in field.content.decode()
    assert "HX-Retarget" not in field
    assert answer(make.get("/units/tree/1/"))["HX-Reswap"] == "none"
