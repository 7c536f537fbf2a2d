"""Bad input never gives a server error, never costs more than 2 s of CPU, and no process grows by it."""

import random
import resource
import time
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

import lxml.html
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from tests.factories.access import one_of_each
from tests.fuzz.targets import sent_by, targets
from tests.fuzz.values import BODIES, COOKIES, HEADERS, TEXTS, WORST

INPUTS = 250
CPU_SECONDS = 2
GROWTH_MB = 200


@dataclass
class Input:
    """One request, as it can be told and sent again."""

    method: str
    path: str
    data: dict | bytes = field(default_factory=dict)
    content_type: str = ""
    headers: dict = field(default_factory=dict)

    def send(self, client):
        options = {"headers": self.headers} if self.headers else {}
        if self.method == "GET":
            return client.get(self.path, **options)
        if isinstance(self.data, bytes):
            return client.generic("POST", self.path, self.data, content_type=self.content_type, **options)
        return client.post(self.path, {writable(name): writable(value) for name, value in self.data.items()}, **options)

    def __str__(self):
        short = (
            {name: str(value)[:80] for name, value in self.data.items()}
            if isinstance(self.data, dict)
            else self.data[:80]
        )
        return f"{self.method} {self.path[:200]!r} {short} {self.headers}"[:2000]


class Fuzzer:
    """Sends what a seed says, in a world of one object of every kind."""

    def __init__(self, client, seed):
        self.client, self.chance = client, random.Random(seed)
        self.accounts, objects = one_of_each()
        self.targets = list(targets(objects))
        self.chance.shuffle(self.targets)
        self.forms = {}
        client.raise_request_exception = False

    def next(self, number):
        target = self.targets[number % len(self.targets)]
        self.enter(target.role)
        make = self.chance.choice(
            [self.path, self.query, self.query, self.body, self.body, self.body, self.header, self.raw]
        )
        return target, make(target)

    def enter(self, role):
        self.client.cookies.clear()
        if self.accounts[role]:
            self.client.force_login(self.accounts[role])

    def text(self):
        return self.chance.choice(self.chance.choice([WORST, TEXTS]))

    def some_of(self, names):
        """Mostly one name, so that nothing else hides what it does; else a few, or all at once."""
        names = sorted(set(names))
        return self.chance.sample(names, min(len(names), self.chance.choice([1, 1, 1, 3, len(names)])))

    def path(self, target):
        value = quote(self.text()[:8000], safe="", errors="surrogatepass")
        return Input(self.chance.choice(["GET", "POST"]), target.path_with(value))

    def query(self, target):
        names = [*target.query_names, *self.form_of(target)[0]]
        pairs = [(name, self.text()) for name in self.some_of(names)]
        return Input("GET", f"{target.address}?{urlencode(pairs, errors='surrogatepass')}")

    def body(self, target):
        given, files = self.form_of(target)
        data = dict(given)
        for name in self.some_of([*given, *files] if given and self.chance.random() < 0.8 else target.query_names):
            data[name] = (
                self.file(name) if name in files else self.chance.choice([self.text(), [self.text(), self.text()]])
            )
        return Input("POST", target.address, data if has_file(data) else encoded(data), FORM)

    def file(self, name):
        content = self.chance.choice(
            [b"", b"\x00" * 10, b"%PDF-1.7\n" + b"\xff" * 500, b"PK\x03\x04", self.text().encode("utf-8", "replace")]
        )
        return SimpleUploadedFile(self.chance.choice(["a.pdf", "a.xlsx", "a\x00.png", "字" * 300, "a"]), content)

    def header(self, target):
        given = {self.chance.choice(HEADERS): self.text()[:8000]}
        if self.chance.random() < 0.3:
            given = {"Cookie": f"{self.chance.choice(COOKIES)}={self.text()[:4000]}"}
        headers = {name: value.encode("utf-8", "replace").decode("latin-1") for name, value in given.items()}
        return Input(self.chance.choice(["GET", "POST"]), target.address, {}, headers=headers)

    def raw(self, target):
        content_type, body = self.chance.choice(BODIES)
        return Input("POST", target.address, body, content_type)

    def form_of(self, target):
        """What the page's forms would send; asked once."""
        key = target.name, target.role
        if key not in self.forms:
            page = self.client.get(target.address)
            html = (
                page.status_code == 200 and "text/html" in page.headers.get("Content-Type", "") and page.content.strip()
            )
            self.forms[key] = sent_by(lxml.html.fromstring(page.content.decode())) if html else ({}, [])
        return self.forms[key]


FORM = "application/x-www-form-urlencoded"


def encoded(data):
    return urlencode(data, doseq=True, errors="surrogatepass").encode()


def writable(value):
    """As a multipart body can hold it: half a character cannot be written."""
    if isinstance(value, list):
        return [writable(each) for each in value]
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def has_file(data):
    return any(isinstance(value, SimpleUploadedFile) for value in data.values())


def send(client, request):
    """(status, seconds of CPU); what it changed is undone."""
    started = time.process_time()
    with transaction.atomic():
        response = request.send(client)
        if response.streaming:
            b"".join(response.streaming_content)
        transaction.set_rollback(True)
    return response.status_code, time.process_time() - started


def peak_mb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@pytest.mark.parametrize("seed", [*range(2), *(pytest.param(seed, marks=pytest.mark.prove) for seed in range(2, 42))])
def test_bad_input_is_answered_calmly(client, db, seed):
    fuzzer, before, wrong, statuses = Fuzzer(client, seed), peak_mb(), [], set()
    for number in range(INPUTS):
        target, request = fuzzer.next(number)
        status, cpu = send(client, request)
        statuses.add(status)
        if status >= 500 or cpu > CPU_SECONDS:
            wrong.append(f"{status}, {cpu:.1f} s of CPU, {target.name} as {target.role}: {request}")
    assert not wrong, "\n".join(wrong)
    assert peak_mb() - before < GROWTH_MB
    assert {200, 302, 403, 404} <= statuses
