"""A person at the keyboard of Debian's Chromium, with JavaScript or without."""

import re

from playwright.sync_api import expect

from tests.walk.words import ENTRANCES, Paper, starts


class BrowserVisitor:
    """The same person as `ClientVisitor`, with the same words."""

    def __init__(self, context, url, *, scripted):
        self.url, self.scripted = url, scripted
        self.tab = context.new_page()
        self.tab.goto(f"{url}/login/", wait_until="domcontentloaded")

    @property
    def page(self):
        """What is looked at: an open dialog, else the page's main part, else all of a page that has none."""
        for part in ("dialog[open]", "main"):
            if self.tab.locator(part).count():
                return self.tab.locator(part)
        return self.tab.locator("body")

    @property
    def address(self):
        return self.tab.url

    def open(self, path):
        self.tab.goto(self.url + path, wait_until="domcontentloaded")

    def enter(self, account, password, *, entrance=ENTRANCES[0]):
        if entrance != ENTRANCES[0]:
            self.follow(entrance)
        self.fill({"账号" if entrance == ENTRANCES[0] else "证件号": account, "密码": password})
        self.press("登录")

    def menu(self, label):
        self.go(self.tab.locator("#nav").get_by_role("link", name=re.compile(f"^{label}")).first)

    def follow(self, label, *, row=""):
        self.go(self.link(label, row))

    def link(self, label, row=""):
        links = self.place(row)
        exact = links.get_by_role("link", name=label, exact=True, include_hidden=True)
        found = exact if exact.count() else links.get_by_role("link", name=re.compile(f"^{re.escape(label)}"))
        return found.first

    def place(self, row):
        return self.page.locator("tr").filter(has_text=row).first if row else self.page

    def go(self, link):
        """Click a link: a new page, or a dialog over this one."""
        if not link.is_visible():
            link.locator("xpath=ancestor::details/summary").click()
        if self.scripted and link.get_attribute("hx-get"):
            link.click()
            expect(self.tab.locator("dialog[open] form")).to_be_visible()
            return
        with self.tab.expect_navigation(wait_until="domcontentloaded"):
            link.click()

    def fill(self, values):
        for label, value in values.items():
            self.fill_one(label, value)

    def fill_one(self, label, value):
        words = re.escape(label).replace("/", ".")  # a slash would end the pattern in Playwright's selector
        named = re.compile(rf"^\s*{words}\s*\*?\s*$")
        group = self.page.get_by_role("group", name=named).filter(has=self.tab.get_by_role("radio"))
        if group.count():
            group.first.get_by_label(value, exact=True).check()
            return
        field = self.page.get_by_label(named).first
        kind = field.evaluate("e => e.type")
        if kind == "select-one":
            options = field.locator("option").all_text_contents()
            field.select_option(label=next(each for each in options if starts(each, value)))
        elif kind == "checkbox":
            field.set_checked(value)
        elif isinstance(value, Paper):
            field.set_input_files({"name": value.name, "mimeType": "application/pdf", "buffer": value.content})
        else:
            field.fill(value)

    def tick(self, *, row):
        self.place(row).get_by_role("checkbox").check()

    def press(self, label, *, row=""):
        with self.tab.expect_navigation(wait_until="domcontentloaded"):
            self.place(row).get_by_role("button", name=label, exact=True).first.click()

    def press_and_stay(self, label):
        """The answer comes where the form stood: in its dialog, or as a page where there is no script."""
        self.page.get_by_role("button", name=label, exact=True).first.click()

    def press_and_be_asked(self, label):
        """The question comes in a dialog, or as a page where there is no script."""
        if not self.scripted:
            self.press(label)
            return
        self.press_and_stay(label)
        expect(self.tab.locator("dialog[open] form")).to_be_visible()

    def can_press(self, label):
        button = self.page.get_by_role("button", name=label, exact=True)
        return button.count() and button.first.is_enabled()

    def sees(self, text):
        expect(self.page).to_contain_text(text)

    def texts(self, css):
        return [" ".join(each.split()) for each in self.page.locator(css).all_inner_texts()]

    def download(self, label):
        response = self.tab.request.get(self.link(label).evaluate("e => e.href"))
        assert response.ok, f"{label}: {response.status}"
        return response.body()
