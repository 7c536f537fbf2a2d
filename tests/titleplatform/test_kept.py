"""A form outlives its session: what was typed goes through the login and on."""

import json
import re
import time
from html import unescape

import pytest
from django.conf import settings as live
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from orgs.models import AccountKind
from personnel.models import DossierEntry
from tests.factories.orgs import AccountFactory, UnitFactory
from tests.factories.personnel import PersonFactory
from tests.pages import hidden_of, once_of, text_of
from titleplatform.middleware import SEEN

pytestmark = pytest.mark.django_db
PASSWORD = "Correct-Horse-2026"
ID = "41030219850630002X"
TEXT = "岩土工程 <b>“十八年”</b>\n第二行"
SUMMARY = "/people/dossier/summary/add/"
ORIGIN = {"Origin": "http://testserver"}


@pytest.fixture
def person():
    person = PersonFactory(id_number=ID)
    person.account.set_password(PASSWORD)
    person.account.save()
    return person


@pytest.fixture
def browser(person):
    browser = Client(enforce_csrf_checks=True)
    log_in(browser)
    return browser


def log_in(browser, **more):
    page = browser.get("/login/applicant/")
    given = {"username": ID, "password": PASSWORD, "csrfmiddlewaretoken": csrf_of(page), **more}
    return browser.post("/login/applicant/", given)


def csrf_of(page):
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.content.decode()).group(1)


def typed(page, **more):
    return {"csrfmiddlewaretoken": csrf_of(page), "once": once_of(page), "text": TEXT, **more}


def saved():
    return [entry.data["text"] for entry in DossierEntry.objects.filter(section_key="summary")]


def test_a_form_sent_without_a_session_goes_on_after_the_login(browser):
    page = browser.get(SUMMARY)
    del browser.cookies[live.SESSION_COOKIE_NAME]
    proof = SimpleUploadedFile("佐证.pdf", b"%PDF-1.4")
    asked = browser.post(SUMMARY, typed(page, file_proof=proof))
    assert asked.status_code == 401
    assert "刚才的内容还没有保存" in text_of(asked)
    assert "证件号" in text_of(asked)  # the tab last used
    wrong = browser.post("/login/applicant/", {**hidden_of(asked), "username": ID, "password": "wrong"})
    offered = browser.post("/login/applicant/", {**hidden_of(wrong), "username": ID, "password": PASSWORD})
    assert "请重新选择：佐证.pdf" in text_of(offered)
    assert f'action="{SUMMARY}"' in offered.content.decode()
    assert saved() == []
    assert browser.post(SUMMARY, hidden_of(offered))["Location"] == "/people/dossier/summary/"
    assert saved() == [TEXT]


def test_an_idle_session_keeps_what_was_typed_and_the_way(browser, settings):
    page = browser.get(SUMMARY)
    grow_idle(browser, settings)
    asked = browser.post(SUMMARY, typed(page))
    assert asked.status_code == 401
    assert "已自动退出" in text_of(asked)
    assert json.loads(hidden_of(asked)["kept"])["to"] == SUMMARY
    assert browser.get(SUMMARY)["Location"] == f"/login/applicant/?next={SUMMARY}"


def grow_idle(browser, settings):
    session = browser.session
    session[SEEN] = int(time.time()) - settings.IDLE_LOGOUT_SECONDS - 1
    session.save()


def test_a_login_in_another_tab_costs_nothing(browser):
    page = browser.get(SUMMARY)
    browser.logout()
    log_in(browser)
    offered = browser.post(SUMMARY, typed(page), headers=ORIGIN)
    assert hidden_of(offered)["text"] == TEXT
    browser.post(SUMMARY, hidden_of(offered), headers=ORIGIN)
    assert saved() == [TEXT]


def test_a_form_of_another_site_is_refused_not_offered(browser):
    page = browser.get(SUMMARY)
    for headers in ({"Origin": "https://evil.example"}, {}):
        refused = browser.post(SUMMARY, {**typed(page), "csrfmiddlewaretoken": "x" * 64}, headers=headers)
        assert refused.status_code == 403
        assert TEXT not in unescape(refused.content.decode())
    assert saved() == []


def test_a_kept_form_leads_nowhere_else(browser):
    for text in ('{"to": "https://evil.example/", "fields": [], "files": []}', "[]", "{}", "no json"):
        assert log_in(Client(enforce_csrf_checks=True), kept=text)["Location"] == "/"


def test_a_password_never_comes_back_to_a_page(browser):
    page = browser.get("/password/")
    del browser.cookies[live.SESSION_COOKIE_NAME]
    secret = {"current": PASSWORD, "new": "Another-Horse-2026", "again": "Another-Horse-2026"}
    answer = browser.post("/password/", {"csrfmiddlewaretoken": csrf_of(page), **secret})
    assert (answer.status_code, answer["Location"]) == (302, "/login/applicant/?next=/password/")


def test_htmx_gets_the_whole_page_for_a_dialog_and_a_word_for_autosave(browser):
    page = browser.get("/people/dossier/work/add/")
    del browser.cookies[live.SESSION_COOKIE_NAME]
    given = {"csrfmiddlewaretoken": csrf_of(page), "employer": "设计院"}
    dialog = browser.post("/people/dossier/work/add/", given, headers={"HX-Request": "true", "HX-Target": "dialog"})
    assert (dialog["HX-Retarget"], dialog["HX-Reswap"]) == ("body", "innerHTML")
    assert "设计院" in json.loads(hidden_of(dialog)["kept"])["fields"][-1]
    draft = reverse("personnel:dossier_draft", args=["summary"])
    autosave = browser.post(draft, given, headers={"HX-Request": "true", "HX-Target": "draft-state"})
    assert "没有自动保存" in text_of(autosave)
    assert "HX-Retarget" not in autosave


def test_the_tab_last_used_is_remembered(browser):
    AccountFactory(unit=UnitFactory(), kind=AccountKind.UNIT_ADMIN, login_name="unit01", password=PASSWORD)
    browser.post("/logout/", {"csrfmiddlewaretoken": csrf_of(browser.get(SUMMARY))})
    assert browser.get("/")["Location"] == "/login/applicant/?next=/"
    page = browser.get("/login/")
    browser.post("/login/", {"username": "unit01", "password": PASSWORD, "csrfmiddlewaretoken": csrf_of(page)})
    browser.logout()
    assert browser.get("/")["Location"] == "/login/?next=/"
