"""Reading pages in tests: what a user would read, not how it is marked up."""

import re
from html import unescape
from html.parser import HTMLParser

import lxml.html


class _Table(HTMLParser):
    def __init__(self):
        super().__init__()
        self.rows, self.cell = [], None

    def handle_starttag(self, tag, attrs):
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.cell = []

    def handle_endtag(self, tag):
        if tag in ("td", "th") and self.cell is not None:
            self.rows[-1].append(" ".join("".join(self.cell).split()))
            self.cell = None

    def handle_data(self, data):
        if self.cell is not None:
            self.cell.append(data)


def table_of(response):
    """The first table as a list of dicts by column heading."""
    html = response.content.decode()
    found = re.search(r"<table.*?</table>", html, re.DOTALL)
    reader = _Table()
    reader.feed(found.group() if found else "")
    head, *rows = [row for row in reader.rows if row] or [[]]
    return [dict(zip(head, row, strict=True)) for row in rows if len(row) == len(head)]


class _Fields(HTMLParser):
    """What a browser would send of each field: {name: value}."""

    def __init__(self):
        super().__init__()
        self.values, self.select, self.area = {}, None, None

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        name, kind = given.get("name"), given.get("type", "text")
        if tag == "textarea":
            self.area = name
            self.values[name] = ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in given:
            self.values[self.select] = given.get("value", "")
        elif tag == "input" and name and (kind not in ("radio", "checkbox") or "checked" in given):
            self.values[name] = given.get("value", "on")

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.area = None
        elif tag == "select":
            self.select = None

    def handle_data(self, data):
        if self.area:
            self.values[self.area] += data


def fields_of(response, form):
    """{name: value} of the fields of the form whose address ends in `form`; empty where the page has none."""
    html = response.content.decode()
    found = re.search(rf'<form[^>]*action="[^"]*{form}(?:#[a-z]+)?"[^>]*>.*?</form>', html, re.DOTALL)
    reader = _Fields()
    reader.feed(found.group() if found else "")
    reader.values.pop("csrfmiddlewaretoken", None)
    return {name: value.removeprefix("\n").replace("\r\n", "\n") for name, value in reader.values.items()}


def html_of(response):
    """The page as a tree."""
    return lxml.html.fromstring(response.content.decode())


def tidy(html):
    """The markup with every tag on one line: where a tag is broken means nothing."""
    return re.sub(r"<[^>]+>", lambda tag: " ".join(tag.group().split()).replace(" >", ">"), html)


def words_of(element):
    """An element's text, blanks collapsed."""
    return " ".join(element.text_content().split())


def first_words_of(element):
    """What an element says before its first child, an icon aside."""
    after_icon = element.xpath("string(svg[1]/following-sibling::text()[1])")
    return " ".join((element.text or "").split()) or " ".join(after_icon.split())


def hidden_of(response):
    """{name: value} of the page's hidden fields."""
    fields = html_of(response).xpath('//input[@type="hidden"]')
    return {each.get("name"): each.get("value", "") for each in fields}


def error_at(response, name):
    """What is said at this field, None where nothing is."""
    found = html_of(response).xpath(f'//*[@id="id_{name}_error"]')
    return words_of(found[0]) if found else None


def text_of(response):
    """The page's text without tags, blanks collapsed."""
    html = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def messages_of(client, response):
    """What the page after this redirect says at its top."""
    page = client.get(response["Location"])
    return [str(message) for message in page.context["messages"]] if page.context else []


def reason_beside(response, label):
    """The reason that a disabled button or menu entry with this label shows, None where it is not shown disabled."""
    page = html_of(response)
    closed = [each for each in page.xpath('//*[@aria-disabled="true"]') if first_words_of(each) == label]
    return words_of(page.get_element_by_id(closed[0].get("aria-describedby"))) if closed else None


def once_of(response):
    """The token of the page's form."""
    return html_of(response).xpath('//input[@name="once"]/@value')[0]
