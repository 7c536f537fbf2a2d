"""The scripts behind `make run` and `make test`, each run for real in a process of its own."""

import base64
import fcntl
import http.client
import os
import pty
import signal
import socket
import subprocess
import sys
import tempfile
import termios
import time
from pathlib import Path

import pytest

from scripts import env_file
from tests.conftest import ON_POSTGRES
from tests.processes import ROOT, children_of, free_port, is_alive


def start(*arguments, **environment):
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """What `scripts/serve.py` needs around it: a folder with keys and an empty database."""
    folder = tmp_path_factory.mktemp("var")
    env_file.write_once(folder)
    names = {"DJANGO_SETTINGS_MODULE": "titleplatform.settings", "VAR_DIR": str(folder)}
    assert start("manage.py", "migrate", "--verbosity", "0", **names).wait(timeout=600) == 0
    return names


def read_until(process, words):
    """What a process says, up to the line with these words (or its end)."""
    said = ""
    for line in process.stdout:
        said += line
        if words in line:
            break
    return said


def test_keys_are_written_once_for_their_owner_only(tmp_path):
    env_file.write_once(tmp_path / "var")
    file = tmp_path / "var" / "env"
    first = file.read_text()
    values = dict(line.split("=", 1) for line in first.splitlines() if not line.startswith("#"))
    assert list(values) == ["SECRET_KEY", "FIELD_ENCRYPTION_KEY", "FIELD_HASH_KEY", "DEMO"]
    assert [len(base64.urlsafe_b64decode(values[name])) for name in ("FIELD_ENCRYPTION_KEY", "FIELD_HASH_KEY")] == [
        32,
        32,
    ]
    assert values["FIELD_ENCRYPTION_KEY"] != values["FIELD_HASH_KEY"]
    assert values["DEMO"] == "on"
    assert file.stat().st_mode & 0o777 == 0o600
    env_file.write_once(tmp_path / "var")
    assert file.read_text() == first
    assert list((tmp_path / "var").iterdir()) == [file]


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_server_and_workers_stop_together_on_a_signal(site, stop):
    port = free_port()
    process = start("scripts/serve.py", PORT=port, **site)
    assert f"http://127.0.0.1:{port}/" in read_until(process, "http://")
    children = children_of(process.pid)
    assert len(children) == 3
    process.send_signal(stop)
    assert "Stopping…" in process.communicate(timeout=120)[0]
    assert process.returncode == 0
    assert not any(map(is_alive, children))
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", int(port))) != 0


def test_ctrl_c_typed_at_a_terminal_stops_make_and_all(site, tmp_path):
    """As `make run` ends: make hands over to the server, and the terminal sends the interrupt to all of them."""
    makefile = tmp_path / "Makefile"
    makefile.write_text(f"run:\n\t@exec {sys.executable} scripts/serve.py\n")
    port, (keyboard, screen) = free_port(), pty.openpty()
    make = subprocess.Popen(
        ["make", "-f", str(makefile), "run"],
        cwd=ROOT,
        stdin=screen,
        stdout=screen,
        stderr=screen,
        start_new_session=True,
        env=os.environ | {"PORT": port} | site,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    )
    os.close(screen)
    said = b""
    while b"Ctrl-C stops it" not in said:
        said += os.read(keyboard, 1000)
    (serve,) = children_of(make.pid)
    started = [make.pid, serve, *children_of(serve)]
    assert len(started) == 5  # make, the script, server and two workers
    os.write(keyboard, b"\x03")
    while b"Stopping" not in said:
        said += os.read(keyboard, 1000)
    make.wait(timeout=120)
    assert not any(map(is_alive, started))
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", int(port))) != 0
    os.close(keyboard)


WITHOUT_PANGO = """
import sys
sys.modules["weasyprint"] = None  # what an import meets where Pango is missing
import django
django.setup()
from django.test import Client
from titleplatform.kit.printing import unavailable_reason
print([Client().get(path).status_code for path in ("/health/", "/login/")], unavailable_reason())
"""


def test_without_pango_the_server_starts_and_says_what_to_install(site):
    tables = f"sqlite:///{site['VAR_DIR']}/db.sqlite3"
    process = start("-c", WITHOUT_PANGO, DJANGO_SETTINGS_MODULE="tests.settings", DATABASE_URL=tables)
    said = process.communicate(timeout=120)[0]
    assert said.splitlines()[-1] == (
        "[200, 200] 服务器缺少打印所需的系统库，请管理员执行：apt-get install "
        "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk"
    )


def test_whichever_dies_is_started_again_after_a_growing_pause(site):
    process = start("scripts/serve.py", PORT=free_port(), **site)
    read_until(process, "http://")
    server, worker, short = children_of(process.pid)
    gunicorn_workers = children_of(server)
    for pause in (1, 2):
        os.kill(worker, signal.SIGKILL)
        said = read_until(process, "ended by itself")
        assert said.endswith(f"manage.py work ended by itself (-9); starting it again in {pause} s.\n")
        worker = new_child(process, {server, worker, short})
    os.kill(server, signal.SIGKILL)
    assert "-m gunicorn ended by itself (-9); starting it again in 1 s." in read_until(process, "ended by itself")
    new_child(process, {server, worker, short})
    assert not any(map(is_alive, gunicorn_workers))
    process.terminate()
    assert "Stopping…" in process.communicate(timeout=120)[0]
    assert process.returncode == 0


def test_what_the_web_server_refuses_itself_has_a_page_of_ours(site):
    port = free_port()
    assert start("manage.py", "collectstatic", "--noinput", "--verbosity", "0", **site).wait(timeout=600) == 0
    process = start("scripts/serve.py", PORT=port, **site)
    read_until(process, "http://")
    answers = {}
    for path, cookie in (("/login/?a=" + "9" * 8000, ""), ("/login/?a=" + "9" * 200_000, ""), ("/login/", "9" * 9000)):
        connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=60)
        connection.request("GET", path, headers={"Cookie": cookie})
        answer = connection.getresponse()
        answers[answer.status] = answer.read().decode()
        connection.close()
    process.terminate()
    process.communicate(timeout=120)
    assert list(answers) == [200, 414, 431]
    assert "<h1>网址过长</h1>" in answers[414]
    assert "请清除本网站的 Cookie 后再试" in answers[431]
    assert "css/components" in answers[414]


def new_child(process, known):
    """The child that was not there before, as soon as it is."""
    while not (found := set(children_of(process.pid)) - known):
        time.sleep(0.1)
    return found.pop()


def test_without_keys_of_its_own_no_server_starts(tmp_path):
    keyless = {name: value for name, value in os.environ.items() if not name.endswith(("_KEY", "DATABASE_URL"))}
    keyless |= {"VAR_DIR": str(tmp_path), "PORT": free_port(), "DJANGO_SETTINGS_MODULE": "titleplatform.settings"}

    def run(*arguments, **more):
        command = [sys.executable, *arguments]
        return subprocess.run(command, cwd=ROOT, env=keyless | more, capture_output=True, text=True, check=False)

    served = run("scripts/serve.py")
    assert served.returncode == 1
    assert "The server does not start without keys of its own (only with DEBUG or DEMO):" in served.stderr
    assert "    FIELD_HASH_KEY is the development key: set a secret one" in served.stderr
    assert "-m gunicorn could not start (3): see above." in served.stderr
    assert "Traceback" not in served.stderr
    for refused in (("manage.py", "work"), ("-m", "scripts.data")):
        assert run(*refused).returncode == 3
    assert not list(tmp_path.glob("*.sqlite3"))  # nothing was begun
    for name in ("DEMO", "DEBUG"):
        assert run("-c", "import titleplatform.wsgi", **{name: "on"}).returncode == 0
    env_file.write_once(tmp_path)
    assert run("-c", "import titleplatform.wsgi", DEMO="off").returncode == 0


def test_while_the_database_is_away_the_preparation_says_so(tmp_path):
    away = f"postgres://titles:secret@127.0.0.1:{free_port()}/titles"
    process = start("-m", "scripts.data", VAR_DIR=str(tmp_path), DEMO="on", DATABASE_URL=away)
    said = process.communicate(timeout=120)[0]
    assert said.startswith("The database does not answer; start it, then run the same command again.")
    assert (process.returncode, "Traceback" in said, "secret" in said) == (1, False, False)


SHOW = "import os; print(os.environ['DATABASE_URL'], flush=True)"


@pytest.fixture
def open_folder():
    """pytest's own folders are closed to the unprivileged user that the server runs as."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@pytest.mark.parametrize("stop", [None, signal.SIGINT, signal.SIGTERM])
def test_the_throw_away_cluster_goes_with_its_command(open_folder, stop):
    wait = f"{SHOW}; import time; time.sleep(60)" if stop else SHOW
    process = start("scripts/postgres.py", sys.executable, "-c", wait, TMPDIR=str(open_folder))
    assert read_until(process, "postgres://").startswith("postgres://titleplatform:")
    assert len(list(open_folder.glob("titleplatform-postgres-*/data/postmaster.pid"))) == 1
    server = int(next(open_folder.glob("*/data/postmaster.pid")).read_text().split()[0])
    if stop:
        process.send_signal(stop)
    process.communicate(timeout=120)
    assert process.returncode == (128 + stop if stop else 0)
    assert list(open_folder.iterdir()) == []
    assert not is_alive(server)


def run_suite(tmp_path, *hidden, kind="test", **environment):
    """scripts/test.py with a pytest that only says how it was called, on a machine without some programs."""
    fake = tmp_path / "pytest.py"
    fake.write_text(
        "import os, sys; print(sys.argv[1:], 'DATABASE_URL' in os.environ); sys.exit('browser and not prove' in sys.argv)"
    )
    clean = {name: value for name, value in os.environ.items() if name not in ("CI", "DATABASE_URL")}
    if "Chromium" in hidden:
        clean["PATH"] = str(tmp_path)
    clean |= {"PYTHONPATH": str(tmp_path), **environment}
    command = [sys.executable, "scripts/test.py", kind]
    return subprocess.run(command, cwd=ROOT, env=clean, capture_output=True, text=True, check=False)


def test_a_part_that_fails_fails_the_whole_and_each_part_is_told(tmp_path):
    result = run_suite(tmp_path, DATABASE_URL="postgres://given")
    called = [line for line in result.stdout.splitlines() if line.startswith("[")]
    assert called == [
        "['-n', '2', '--dist', 'worksteal', '-m', 'not prove and not browser'] False",
        "['-n', '2', '--dist', 'worksteal', '--database-only', '-m', 'postgres and not prove and not browser'] True",
        "['-n', '2', '--dist', 'worksteal', '-m', 'browser and not prove', 'tests/browser'] False",
    ]
    assert [line.split()[:2] for line in result.stdout.splitlines()[-3:]] == [
        ["SQLite", "passed"],
        ["PostgreSQL", "passed"],
        ["Chromium", "FAILED"],
    ]
    assert result.returncode == 1


def test_prove_takes_everything_on_postgres(tmp_path):
    result = run_suite(tmp_path, kind="prove", DATABASE_URL="postgres://given")
    assert [line for line in result.stdout.splitlines() if line.startswith("[")] == [
        "['-n', '2', '--dist', 'worksteal', '-m', 'prove'] False",
        "['-n', '2', '--dist', 'worksteal', '--database-only', '-m', 'not browser'] True",
    ]
    assert result.returncode == 0


def test_what_runs_on_postgres_exists():
    for each in ON_POSTGRES:
        file, *names = each.split("::")
        assert (ROOT / "tests" / file).exists(), f"Take it out of ON_POSTGRES in tests/conftest.py: {each}"
        if names:
            assert f"def {names[-1]}(" in (ROOT / "tests" / file).read_text(), each


def test_a_part_that_cannot_run_is_said_and_fails_ci(tmp_path):
    here = run_suite(tmp_path, "Chromium", DATABASE_URL="postgres://given")
    assert "DID NOT RUN  no Chromium: apt-get install chromium-headless-shell" in here.stdout
    assert "NOT EVERYTHING WAS TESTED" in here.stdout
    assert here.returncode == 0
    in_ci = run_suite(tmp_path, "Chromium", DATABASE_URL="postgres://given", CI="true")
    assert in_ci.stdout.endswith("In CI that is a failure.\n")
    assert in_ci.returncode == 1
