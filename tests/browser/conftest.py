"""Debian's Chromium against Django's live server; every test runs with JavaScript and again without."""

import os
import shutil

import pytest
from playwright.sync_api import sync_playwright

# Playwright's synchronous interface runs an event loop of its own, which Django would take for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
FLAGS = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]
PASSWORD = "Correct-Horse-2026"


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        program = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(params=[True, False], ids=["with-script", "without-script"])
def site(request, chromium, live_server):
    """A Site that opens fresh browser contexts, one per person."""
    opened = []

    def context():
        made = chromium.new_context(
            java_script_enabled=request.param, locale="zh-CN", viewport={"width": 1280, "height": 900}
        )
        opened.append(made)
        return made

    yield Site(live_server.url, context, scripted=request.param)
    for each in opened:
        each.close()


class Site:
    """What a person does at the keyboard, in the words on the page."""

    def __init__(self, url, context, *, scripted):
        self.url, self.context, self.scripted = url, context, scripted

    def login(self, account, password, *, entrance="管理系统"):
        """A fresh page, logged in at one of the two tabs."""
        page = self.context().new_page()
        page.set_default_timeout(8000)
        page.goto(f"{self.url}/login/")
        page.get_by_role("link", name=entrance).click()
        page.locator("[name=username]").fill(account)
        page.locator("[name=password]").fill(password)
        page.get_by_role("button", name="登录").click()
        return page
