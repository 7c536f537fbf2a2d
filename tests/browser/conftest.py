"""Debian's Chromium against Django's live server; every test runs with JavaScript and again without."""

import os

import pytest
from django.core.servers.basehttp import WSGIRequestHandler
from playwright.sync_api import expect, sync_playwright

from scripts import chromium as programs
from tests.walk.browser import BrowserVisitor

# Playwright's synchronous interface runs an event loop of its own, which Django would take for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
# The live server writes head and body apart: with Nagle's algorithm every answer waits 40 ms for an acknowledgement.
WSGIRequestHandler.disable_nagle_algorithm = True
# A busy machine is no fault: whatever a test waits for has a minute.
PATIENCE = 60_000  # ms
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        program = {"executable_path": programs.program(), "args": programs.FLAGS}
        browser = playwright.chromium.launch(**program, timeout=PATIENCE)
        yield browser
        browser.close()


@pytest.fixture(params=[True, False], ids=["with-script", "without-script"])
def visitor(request, chromium, live_server):
    """Call it for each person: a browser context of their own, at the login page."""
    opened = []

    def visit(**options):
        size = {"width": 1280, "height": 900}
        context = chromium.new_context(java_script_enabled=request.param, locale="zh-CN", viewport=size, **options)
        context.set_default_timeout(PATIENCE)
        opened.append(context)
        return BrowserVisitor(context, live_server.url, scripted=request.param)

    yield visit
    for each in opened:
        each.close()
