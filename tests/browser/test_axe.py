"""Every page that opens, as axe reads it: no violation of WCAG 2.2 AA nor of what is commonly held to be good practice."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client

from tests.access.table import expected
from tests.factories.access import ROLES, address_of, one_of_each
from titleplatform.kit.checks import all_patterns
from titleplatform.kit.pages import FormPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
# (width, with the dialogs and a row's menu open too)
LOOKS = [
    pytest.param(1280, False, id="wide"),
    pytest.param(1280, True, id="wide-dialogs", marks=pytest.mark.prove),
    pytest.param(360, True, id="phone-dialogs", marks=pytest.mark.prove),
]
OPEN = "address => htmx.ajax('GET', address, {target: '#dialog', swap: 'innerHTML'})"


@pytest.mark.parametrize(("width", "dialogs"), LOOKS)
@pytest.mark.parametrize("half", [0, 1])
def test_no_violation_on_any_page(chromium, live_server, half, width, dialogs):
    accounts, objects = one_of_each()
    tabs = {}
    found, seen = [], 0
    for role, name, pattern in pages(half):
        if role not in tabs:
            tabs[role] = tab_of(chromium, live_server.url, accounts[role], width)
        tab, address = tabs[role], live_server.url + address_of(name, pattern, objects)
        if not is_page(tab, address):
            continue
        seen += 1
        found += violations(tab, name)
        if dialogs and opens_a_row_menu(tab):
            found += violations(tab, f"{name}, a row's menu")
        if dialogs and opens_as_dialog(tab, address, pattern):
            tab.goto(
                live_server.url, wait_until="load"
            )  # over another page, as always: the form's names are there once
            tab.evaluate(OPEN, address)
            tab.locator("dialog[open] .dialog__form").wait_for()
            found += violations(tab, f"{name}, its dialog")
    assert not found, "\n".join(sorted(found))
    assert seen > 40


def pages(half):
    """(role, name, pattern) of every second address that opens, and for whom."""
    table = expected()
    for at, (name, pattern) in enumerate(all_patterns()):
        role = next((role for role, status in zip(ROLES, table[name], strict=True) if status == "200"), None)
        if role and at % 2 == half:
            yield role, name, pattern


def tab_of(chromium, url, account, width):
    """Where this account is logged in."""
    context = chromium.new_context(locale="zh-CN", viewport={"width": width, "height": 800}, bypass_csp=True)
    if account:
        client = Client()
        client.force_login(account)
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])
    return context.new_page()


def is_page(tab, address):
    """Go there; a file and a piece of a page are none."""
    if not tab.request.head(address).headers.get("content-type", "").startswith("text/html"):
        return False
    tab.goto(address, wait_until="load")
    return tab.evaluate("document.doctype !== null")


def opens_as_dialog(tab, address, pattern):
    """Some forms are too large for one and always a page."""
    if not issubclass(pattern.callback.view_class, FormPage):
        return False
    return 'class="dialog__form"' in tab.request.get(address, headers={"HX-Request": "true"}).text()


def opens_a_row_menu(tab):
    """What stands under 更多 of the first row, where it opens without scrolling half a link under the top bar."""
    menu = tab.locator("tbody .row-actions .menu > summary")
    if not menu.count():
        return False
    menu.first.click()
    tab.locator(".menu[open] .menu__list > *").first.wait_for()
    return True


def violations(tab, name):
    """[rule, where, how often, the first of them]."""
    broken = Axe().run(tab, options=RULES).response["violations"]
    return [f"{each['id']} at {name}: {len(each['nodes'])} × {each['nodes'][0]['target']}" for each in broken]
