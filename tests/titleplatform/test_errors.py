"""Answers when something is wrong: a database that is away, and what the log says about whatever was refused."""

import logging
from io import StringIO

import pytest
from django.conf import settings as live
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError, connection
from django.db.utils import ConnectionHandler
from django.test import RequestFactory

from orgs.models import Account, AccountKind
from personnel.models import DossierEntry
from scripts.postgres import free_port
from tests.factories.orgs import AccountFactory, province
from tests.factories.personnel import PersonFactory
from tests.pages import fields_of, hidden_of, html_of, text_of, words_of
from titleplatform import errors
from titleplatform.kit.outage import is_outage
from titleplatform.kit.refusals import Stale, stale_is_refused

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
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


def test_pages_of_what_cannot_be_read_are_ours(client, settings):
    province()
    client.force_login(AccountFactory(kind=AccountKind.SYSTEM, unit=None))
    too_many = {f"field{number}": "x" for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}
    answers = {
        "地址或提交的内容不完整": (400, client.get("/units/?find=%00")),
        "页面不存在": (404, client.get(f"/units/{'9' * 30}/")),
        "这个地址只在页面上点按钮时使用": (405, client.get("/logout/")),
        "提交的文字超过了 5 MB": (413, client.post("/units/add/", "x=" + "x" * (6 * 2**20), content_type=FORM)),
        "一次提交的栏目过多": (400, client.post("/units/add/", too_many)),
        "请用平台公布的网址访问": (400, client.get("/units/", headers={"Host": "evil.example"})),
    }
    client.cookies["entrance"] = "\x00"
    answers["请返回上一页再试"] = (400, client.get("/login/"))
    for words, (status, answer) in answers.items():
        assert (answer.status_code, words in text_of(answer)) == (status, True), words
        assert 'lang="zh-CN"' in answer.content.decode()
    assert [words_of(link) for link in html_of(answers["页面不存在"][1]).cssselect(".sidenav a")][1:3] == [
        "首页",
        "单位管理",
    ]
    assert answers["这个地址只在页面上点按钮时使用"][1]["Allow"] == "POST"


def test_text_with_a_nul_goes_on_without_it(client):
    person = PersonFactory()
    client.force_login(person.account)
    address = "/people/dossier/summary/add/"
    refused = client.post(address, {"text": "从文件\x00复制", "once": "abc"})
    assert (refused.status_code, "看不见的空字符" in text_of(refused)) == (400, True)
    assert not DossierEntry.objects.exists()
    kept = fields_of(refused, address)
    assert kept == {"text": "从文件复制", "once": "abc"}
    client.post(address, kept)
    assert DossierEntry.objects.get().data["text"] == "从文件复制"
    secret = client.post("/password/", {"new": "a\x00b", "again": "a\x00b"})
    assert (secret.status_code, "ab" in hidden_of(secret).values()) == (400, False)


def test_the_log_has_one_line_for_a_refusal_and_a_traceback_for_what_is_broken(client):
    (console,) = (each for each in logging.getLogger().handlers if type(each.formatter).__name__ == "OneLineFormatter")
    shown, levels = console.setStream(StringIO()), {name: logging.getLogger(name) for name in live.LOGGING["loggers"]}
    before = {name: logger.level for name, logger in levels.items()}
    try:
        for logger in levels.values():
            logger.setLevel("WARNING")
        client.force_login(AccountFactory(kind=AccountKind.SYSTEM, unit=None))
        client.get("/units/?find=%00")
        client.get("/units/", headers={"Host": "evil\r\n.example"})
        client.get("/personnel/nothing/")
        client.post("/units/own/submit/")
        lines = console.stream.getvalue().splitlines()
        logging.getLogger("django.request").error("Broken", exc_info=PermissionDenied("x"), extra={"status_code": 500})
        broken = console.stream.getvalue().splitlines()[len(lines) :]
    finally:
        console.setStream(shown)
        for name, logger in levels.items():
            logger.setLevel(before[name])
    assert len(lines) == 4, lines
    assert not any("Traceback" in line for line in lines)
    assert len(broken) > 1


def test_what_was_deleted_meanwhile_is_a_refusal():
    with pytest.raises(Stale, match="刚刚在别处改动或删除"), stale_is_refused():
        Account.objects.get(pk=0)


def test_the_top_office_saved_unchanged_stays_as_it_is(client):
    top = province()
    client.force_login(AccountFactory(kind=AccountKind.SYSTEM, unit=None))
    address = f"/units/{top.pk}/change/"
    given = fields_of(client.get(address), address)
    assert (given["name"], client.post(address, given).status_code) == (top.name, 302)
    before = (top.name, top.kind, top.certificate_name)
    top.refresh_from_db()
    assert (top.name, top.kind, top.certificate_name) == before
