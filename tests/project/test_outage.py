"""PostgreSQL is killed under traffic: nobody sees a broken page, and web server and worker are back by themselves when it is."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar

import psycopg
import pytest

from scripts import env_file, postgres
from tests.processes import ROOT, children_of, free_port, is_alive

MINUTES = 180  # seconds that anything may take on a busy machine
WORKER_WAITS = "The database does not answer, the worker waits"
PREPARE = """
import django
django.setup()
from django.core.management import call_command
from orgs.models import Account, AccountKind
call_command("migrate", verbosity=0)
call_command("collectstatic", "--noinput", verbosity=0)
account = Account(username="watch", login_name="watch", name="值守", kind=AccountKind.AUDIT)
account.set_password("Correct-Horse-2026")
account.save()
"""


class Site:
    """`scripts/serve.py` on a cluster of its own, in child processes."""

    def __init__(self, cluster, folder):
        self.cluster, self.log = cluster, folder / "log"
        env_file.write_once(folder)
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        names = {"DJANGO_SETTINGS_MODULE": "titleplatform.settings", "VAR_DIR": str(folder), "DEMO": "off"}
        self.environment = os.environ | names | {"PORT": port, "DATABASE_URL": cluster.url}

    def prepare(self):
        subprocess.run([sys.executable, "-c", PREPARE], cwd=ROOT, env=self.environment, check=True)

    @contextlib.contextmanager
    def running(self):
        with self.log.open("w") as log:
            command = [sys.executable, "scripts/serve.py"]
            self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=log)
        try:
            wait_for(lambda: self.address in self.log.read_text(), "the site to start")
            yield self
        finally:
            self.process.terminate()
            self.process.wait(MINUTES)

    def processes(self):
        children = children_of(self.process.pid)
        return [*children, *(each for child in children for each in children_of(child))]

    def kill_database(self):
        """As by `kill -9`: the server and everything it started."""
        note = self.cluster.data / "postmaster.pid"
        server = int(note.read_text().split()[0])
        processes = [server, *children_of(server)]
        for each in processes:
            with contextlib.suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)
        wait_for(lambda: not any(map(is_alive, processes)), "PostgreSQL to die")
        note.unlink()  # where nobody waits for the dead (a container without init) the next server would take it for alive

    def ask(self, sql):
        with psycopg.connect(self.cluster.url) as connection:
            cursor = connection.execute(sql)
            return cursor.fetchone() if cursor.description else None


class Visitor:
    """A browser that logs in once and then goes on clicking: `seen` counts the answers by what was asked and their status."""

    def __init__(self, address):
        self.address, self.seen, self.slowest = address, {}, 0
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self.log_in()

    def open(self, path, data=None):
        """(status, body)"""
        body = data and urllib.parse.urlencode(data).encode()
        started = time.monotonic()
        try:
            with self.browser.open(self.address + path, body, MINUTES) as answer:
                found = answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            found = refused.code, refused.read().decode()
        self.slowest = max(self.slowest, time.monotonic() - started)
        return found

    def log_in(self):
        status, page = self.open("/login/")
        if status == 200 and (token := re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)):
            given = {"username": "watch", "password": "Correct-Horse-2026", "csrfmiddlewaretoken": token[1]}
            status, page = self.open("/login/", given)
        return status, page

    def click_until(self, stop):
        """Every kind of request in turn: a read with a session, one without, a write."""
        asked = {"home": lambda: self.open("/"), "health": lambda: self.open("/health/"), "login": self.log_in}
        while not stop.is_set():
            for name, ask in asked.items():
                try:
                    status = ask()[0]
                except OSError as error:
                    status = repr(error)
                self.seen[name, status] = self.seen.get((name, status), 0) + 1

    def has_seen(self, status, since):
        """Every kind of request was answered so since then."""
        return all(
            self.seen.get((name, status), 0) > since.get((name, status), 0) for name in ("home", "health", "login")
        )


def wait_for(condition, what):
    deadline = time.monotonic() + MINUTES
    while not condition():
        assert time.monotonic() < deadline, f"Waited in vain for {what}"
        time.sleep(0.1)


@contextlib.contextmanager
def traffic(address, clients=3):
    visitors, stop = [Visitor(address) for _ in range(clients)], threading.Event()
    threads = [threading.Thread(target=each.click_until, args=[stop]) for each in visitors]
    for each in threads:
        each.start()
    try:
        yield visitors
    finally:
        stop.set()
        for each in threads:
            each.join(MINUTES)


def outage(site, visitors):
    """Kill, everybody is told so, start again, everybody is served, and the worker works."""
    before, waits = [dict(each.seen) for each in visitors], site.log.read_text().count(WORKER_WAITS)
    site.kill_database()
    wait_for(lambda: all(map(Visitor.has_seen, visitors, [503] * 3, before)), "every request to be answered by 503")
    wait_for(lambda: site.log.read_text().count(WORKER_WAITS) > waits, "the worker to say that it waits")
    site.cluster.start()
    site.ask("DELETE FROM titleplatform_tidyrun")
    before = [dict(each.seen) for each in visitors]
    wait_for(lambda: all(map(Visitor.has_seen, visitors, [200] * 3, before)), "every request to be served again")
    wait_for(lambda: site.ask("SELECT count(*) FROM titleplatform_tidyrun") == (1,), "the worker to tidy")


@pytest.fixture
def site(tmp_path):
    with postgres.cluster(postgres.programs(), outlives_kills=True) as cluster:
        site = Site(cluster, tmp_path)
        site.prepare()
        with site.running():
            yield site


@pytest.mark.parametrize("times", [1, pytest.param(20, marks=pytest.mark.prove)])
def test_the_site_is_calm_without_its_database_and_back_with_it(site, times):
    wait_for(lambda: len(site.processes()) == 5, "gunicorn, its two workers and the two background workers")
    started = site.processes()
    with traffic(site.address) as visitors:
        for _ in range(times):
            outage(site, visitors)
    assert {status for each in visitors for _name, status in each.seen} == {200, 503}
    assert max(each.slowest for each in visitors) < MINUTES
    assert all(map(is_alive, started))
    log = site.log.read_text()
    assert "Traceback" not in log
    assert log.count("Service Unavailable") == sum(
        count for each in visitors for (_name, status), count in each.seen.items() if status == 503
    )
