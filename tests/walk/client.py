"""A person at the keyboard without a browser: Django's test client, which finds everything by the words on the page."""

from urllib.parse import urljoin

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html

from tests.walk.words import ENTRANCES, starts

NAMING = ".//label|.//fieldset[.//input[@type='radio']]/legend|.//*[@aria-label]"
SEEN_TEXT = ".//text()[not(ancestor::*[contains(concat(' ', @class, ' '), ' vh ')])]"


class ClientVisitor:
    """One person with a session of their own. Fields, links and buttons are named by their labels, rows by any text in them."""

    def __init__(self):
        self.client = Client()
        self.show(self.client.get("/login/", follow=True))

    def show(self, response):
        """Take this response as the page in front of the person."""
        assert response.status_code in (200, 403), response.status_code  # a refused form comes back with its reason
        chain = getattr(response, "redirect_chain", None)
        self.address = chain[-1][0] if chain else response.request["PATH_INFO"]
        self.tree = html.fromstring(response.content.decode())
        self.files = {}

    @property
    def page(self):
        """What is looked at: the page's main part, or all of a page that has none."""
        return next(iter(self.tree.xpath("//main")), self.tree)

    def open(self, path):
        self.show(self.client.get(path, follow=True))

    def enter(self, account, password, *, entrance=ENTRANCES[0]):
        if entrance != ENTRANCES[0]:
            self.follow(entrance)
        self.fill({"账号" if entrance == ENTRANCES[0] else "证件号": account, "密码": password})
        self.press("登录")

    def menu(self, label):
        links = self.tree.xpath("//nav[@id='nav']//a")
        self.open(only([link for link in links if text_of(link).startswith(label)], label).get("href"))

    def follow(self, label, *, row=""):
        self.open(urljoin(self.address, self.link(label, row).get("href")))

    def link(self, label, row=""):
        """The link with these words; where there is none, the first that begins with them (counts and states may follow)."""
        links = self.place(row).xpath(".//a[@href]")
        exact = [a for a in links if text_of(a) == label]
        return only(exact or [a for a in links if text_of(a).startswith(label)], label)

    def place(self, row):
        """The whole page, or the first table row that holds this text."""
        return only([tr for tr in self.page.xpath(".//tr") if row in text_of(tr)], row) if row else self.page

    def fill(self, values):
        for label, value in values.items():
            self.fill_one(label, value)

    def fill_one(self, label, value):
        field = self.field(label)
        if field.tag == "fieldset":
            choose(field, value, self.tree)
        elif field.tag == "select":
            field.value = only([o for o in field.xpath(".//option") if starts(text_of(o), value)], value).get("value")
        elif field.get("type") == "checkbox":
            field.checked = value
        elif field.get("type") == "file":
            self.files[field] = SimpleUploadedFile(value.name, value.content)
        else:
            field.value = value

    def tick(self, *, row):
        """The tick in front of a table row."""
        self.place(row).xpath(".//input[@type='checkbox']")[0].checked = True

    def field(self, label):
        """The first control with this label: by <label>, by aria-label, or a group by its legend."""
        for each in self.page.xpath(NAMING):
            said = each.get("aria-label") if each.tag not in ("label", "legend") else text_of(each).rstrip("* ")
            if said == label:
                return control_of(each, self.tree)
        raise AssertionError(f"no field “{label}” on {self.address}")

    def press_and_stay(self, label):
        self.press(label)

    def press_and_be_asked(self, label):
        self.press(label)

    def press(self, label, *, row=""):
        buttons = [
            b
            for b in self.place(row).xpath(".//button[not(@disabled or @aria-disabled='true')]")
            if text_of(b) == label
        ]
        button = only(buttons, label)
        form = next(button.iterancestors("form"))
        address = urljoin(self.address, button.get("formaction") or form.get("action") or self.address)
        sent = [pair for pair in form.form_values() if pair[1] is not None]
        sent += [(field.get("name"), file) for field, file in self.files.items() if form in field.iterancestors()]
        if button.get("name"):
            sent.append((button.get("name"), button.get("value")))
        data = {}
        for name, value in sent:
            data.setdefault(name, []).append(value)
        ask = self.client.post if form.method == "POST" else self.client.get
        self.show(ask(address, data, follow=True))

    def errors(self):
        """{label: message} of every field that is marked wrong."""
        wrong = self.page.cssselect(".field--error")
        named = [(each.cssselect(".field__label"), each.cssselect(".field__error")) for each in wrong]
        return {text_of(label[0]).rstrip("* "): " ".join(map(text_of, said)) for label, said in named}

    def value(self, label):
        """What stands in a field."""
        return (self.field(label).value or "").lstrip("\n")  # the line break after <textarea> is no part of it

    def can_press(self, label):
        return any(
            text_of(button) == label for button in self.page.xpath(".//button[not(@disabled or @aria-disabled='true')]")
        )

    def sees(self, text):
        assert text in text_of(self.page), f"“{text}” is not on {self.address}: {text_of(self.page)[:1500]}"

    def texts(self, css):
        """The words of every element that the selector finds, table cells apart from each other."""
        return [" ".join(" ".join(each.itertext()).split()) for each in self.page.cssselect(css)]

    def download(self, label):
        response = self.client.get(urljoin(self.address, self.link(label).get("href")))
        assert response.status_code == 200
        return b"".join(response.streaming_content) if response.streaming else response.content


def visitor_of(account):
    """Somebody who is logged in already."""
    visitor = ClientVisitor()
    visitor.client.force_login(account, backend="orgs.login.AccountBackend")
    visitor.open("/")
    return visitor


def only(found, label):
    """The first of what was found; a clear failure where there is nothing."""
    assert found, f"“{label}” is not offered"
    return found[0]


def text_of(element):
    """The text as seen, blanks collapsed; of a label that only screen readers get, all of it."""
    return " ".join("".join(element.xpath(SEEN_TEXT) or element.itertext()).split())


def choose(group, word, tree):
    """Take one of a group's radio buttons."""
    for label in group.xpath(".//label"):
        control_of(label, tree).checked = text_of(label) == word
    only([label for label in group.xpath(".//label") if text_of(label) == word], word)


def control_of(naming, tree):
    """The control that a label, legend or aria-label names."""
    if naming.tag == "legend":
        return naming.getparent()
    if naming.tag != "label":
        return naming
    if naming.get("for"):
        return tree.get_element_by_id(naming.get("for"))
    return naming.xpath(".//input|.//select|.//textarea")[0]
