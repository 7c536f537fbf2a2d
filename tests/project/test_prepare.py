"""scripts/prepare.sh on machines that lack something: every program it asks is a fake that writes down how it was called."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = ["sh", "env", "dirname", "sed", "cat", "sha256sum", "rm", "mkdir", "chmod"]
LIBRARIES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk"

# python3 of Debian: knows whether ensurepip is there, makes a .venv whose python is this same fake, runs port.py for real.
PYTHON = """#!/bin/sh
case "$*" in
*version_info*) exit ${OLD_PYTHON:-0} ;;
*ensurepip*) [ -z "${NO_VENV:-}" ] || [ -e "$STATE/python3-venv" ] ;;
-V) echo Python 3.11.2 ;;
"-m venv"*) echo "venv" >>"$STATE/calls"; mkdir -p .venv/bin; cat "$0" >.venv/bin/python; chmod +x .venv/bin/python ;;
"-m pip install"*) echo "pip $*" >>"$STATE/calls"; exit ${PIP_FAILS:-0} ;;
*port.py*|*postgres.py*) exec REAL "$@" ;;
esac
"""
DPKG_QUERY = """#!/bin/sh
for name; do :; done
[ -e "$STATE/$name" ] && printf installed
"""
APT_GET = """#!/bin/sh
echo "apt-get $*" >>"$STATE/calls"
[ -z "${APT_FAILS:-}" ] || exit 100
case $1 in install) for name; do echo >"$STATE/$name"; done ;; esac
"""
SUDO = """#!/bin/sh
[ "$1" != -n ] || exit ${SUDO_ASKS:-0}
echo "sudo" >>"$STATE/calls"
exec "$@"
"""
ID = """#!/bin/sh
echo ${FAKE_UID:-0}
"""


class Machine:
    """A copy of scripts/ and requirements/ and a PATH with nothing but these programs."""

    def __init__(self, folder):
        self.folder, self.bin, self.state = folder, folder / "bin", folder / "state"
        for each in ("scripts", "requirements"):
            shutil.copytree(ROOT / each, folder / each)
        self.bin.mkdir()
        self.state.mkdir()
        for tool in TOOLS:
            (self.bin / tool).symlink_to(shutil.which(tool))
        self.add("python3", PYTHON.replace("REAL", sys.executable))
        self.add("dpkg-query", DPKG_QUERY)
        self.add("apt-get", APT_GET)
        self.add("sudo", SUDO)
        self.add("id", ID)

    def add(self, name, text):
        (self.bin / name).write_text(text)
        (self.bin / name).chmod(0o755)

    def remove(self, *names):
        for name in names:
            (self.bin / name).unlink()

    def install(self, *packages):
        for name in packages:
            (self.state / name).touch()

    def prepare(self, purpose="run", **environment):
        """Returns (exit code, what it said, the calls it made)."""
        calls = self.state / "calls"
        calls.unlink(missing_ok=True)
        environment = {
            "PATH": str(self.bin),
            "STATE": str(self.state),
            "PORT": free_port(),
            "HOME": os.environ["HOME"],
        } | environment
        result = subprocess.run(
            [self.folder / "scripts/prepare.sh", purpose],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        return (
            result.returncode,
            result.stdout + result.stderr,
            calls.read_text().splitlines() if calls.exists() else [],
        )


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def apt_installs(calls):
    return [call.split("DPkg::Lock::Timeout=120 ")[1] for call in calls if call.startswith("apt-get install")]


def test_root_gets_libraries_font_and_environment_and_the_second_time_nothing_is_done(machine):
    code, _said, calls = machine.prepare()
    assert code == 0
    assert calls[0] == "apt-get update -qq"
    assert apt_installs(calls) == [LIBRARIES]
    assert "sudo" not in calls
    assert calls[2] == "venv"
    assert "--require-hashes -r requirements/base.txt" in calls[3]
    assert machine.prepare() == (0, "", [])


def test_only_what_is_missing_is_installed(machine):
    machine.install("libpango-1.0-0", "libpangoft2-1.0-0", "fonts-noto-cjk")
    assert apt_installs(machine.prepare()[2]) == ["libharfbuzz-subset0"]


def test_a_user_with_sudo(machine):
    code, _said, calls = machine.prepare(FAKE_UID="1000")
    assert code == 0
    assert calls[:2] == ["sudo", "apt-get update -qq"]
    assert apt_installs(calls) == [LIBRARIES]


@pytest.mark.parametrize("without", ["no sudo program", "sudo wants a password and there is no terminal", "no apt-get"])
def test_a_user_without_rights_is_told_the_command_and_the_server_can_start(machine, without):
    if without == "no sudo program":
        machine.remove("sudo")
    if without == "no apt-get":
        machine.remove("apt-get")
    code, said, calls = machine.prepare(FAKE_UID="1000", SUDO_ASKS="1")
    assert code == 0
    assert f"apt-get update && apt-get install -y --no-install-recommends {LIBRARIES}\n" in said
    assert "everything works but printing" in said
    assert calls[0] == "venv"
    assert "pip" in calls[1]


def test_apt_that_fails_is_not_the_end(machine):
    code, said, calls = machine.prepare(APT_FAILS="1")
    assert code == 0
    assert "apt-get could not install" in said
    assert LIBRARIES in said
    assert "venv" in calls


def test_not_debian(machine):
    machine.remove("dpkg-query", "apt-get")
    code, said, calls = machine.prepare()
    assert code == 0
    assert "Not Debian or Ubuntu" in said
    assert "venv" in calls


def test_python3_venv_missing_root_installs_it_a_user_is_told(machine):
    machine.install(*LIBRARIES.split())
    code, said, calls = machine.prepare(NO_VENV="1", FAKE_UID="1000", SUDO_ASKS="1")
    assert code == 1
    assert "python3-venv is missing" in said
    assert "apt-get install -y --no-install-recommends python3-venv\n" in said
    assert calls == []
    code, said, calls = machine.prepare(NO_VENV="1")
    assert code == 0
    assert "python3-venv is missing" in said
    assert apt_installs(calls) == ["python3-venv"]
    assert "venv" in calls


@pytest.mark.parametrize("python", ["none", "too old"])
def test_no_suitable_python(machine, python):
    if python == "none":
        machine.remove("python3")
    code, said, calls = machine.prepare(OLD_PYTHON="1", FAKE_UID="1000", SUDO_ASKS="1")
    assert code == 1
    assert "apt-get install -y --no-install-recommends python3 python3-venv\n" in said
    assert "Python 3.11 or newer is needed" in said
    assert calls == []


def test_a_taken_port_is_said_before_any_work(machine):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        code, said, calls = machine.prepare(PORT=str(port))
    assert code == 1
    assert (
        said == f"Port {port} is taken by another program. Stop it, or choose another port: make run PORT={port + 1}\n"
    )
    assert calls == []
    assert "PORT=abc is not a port" in machine.prepare(PORT="abc")[1]


def test_packages_that_cannot_be_fetched_are_tried_again_next_time(machine):
    code, said, _calls = machine.prepare(PIP_FAILS="1")
    assert code == 1
    assert "Is the network there?" in said
    code, _said, calls = machine.prepare()
    assert code == 0
    assert [call.split()[0] for call in calls] == ["pip"]


def test_changed_requirements_are_installed_again(machine):
    machine.prepare()
    with (machine.folder / "requirements/base.txt").open("a") as file:
        file.write("# changed\n")
    assert [call.split()[0] for call in machine.prepare()[2]] == ["pip"]


def test_a_virtual_environment_whose_python_is_gone_is_made_anew(machine):
    machine.prepare()
    (machine.folder / ".venv/bin/python").unlink()
    assert "venv" in machine.prepare()[2]


def test_the_test_environment_serves_the_server_too(machine):
    code, _said, calls = machine.prepare("test", DATABASE_URL="postgres://elsewhere")
    assert code == 0
    assert apt_installs(calls) == [LIBRARIES, "chromium-headless-shell poppler-utils mupdf-tools"]
    assert "requirements/dev.txt" in calls[-1]
    assert machine.prepare("run") == (0, "", [])
    for program in ("chromium", "pdftoppm", "mutool"):
        machine.add(program, "#!/bin/sh\n")
    assert machine.prepare("test", DATABASE_URL="postgres://elsewhere") == (0, "", [])


def test_linting_installs_no_debian_package(machine):
    code, _said, calls = machine.prepare("lint")
    assert code == 0
    assert apt_installs(calls) == []
    assert "requirements/dev.txt" in calls[-1]
