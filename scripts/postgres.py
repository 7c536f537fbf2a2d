"""A throw-away PostgreSQL cluster from the server programs Debian installs.

    python scripts/postgres.py COMMAND…   run COMMAND with DATABASE_URL set to a new, empty cluster; remove it after
    python scripts/postgres.py --where    print the folder of the server programs, or fail

The cluster lives in a folder of its own, belongs to an unprivileged user (the server refuses root), listens on a free
port of the loopback address with a random password, and gives up durability for speed.
"""

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

USER = "titleplatform"
UNPRIVILEGED = "nobody"
FAST = ["fsync=off", "full_page_writes=off", "max_connections=200"]
FORGETFUL = ["synchronous_commit=off"]  # what was committed last is gone when the server is killed


def programs() -> Path | None:
    """The newest server's bin folder: Debian's own layout first, then what pg_config says."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda each: float(each.parts[-3]))
    if not found and shutil.which("pg_config"):
        told = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=True).stdout.strip()
        found = list(Path(told).glob("initdb"))
    return found[-1].parent if found else None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run_as_owner(arguments: list[str], folder: Path) -> None:
    """Run one server program quietly; its words are shown when it fails."""
    prefix = ["runuser", "-u", UNPRIVILEGED, "--"] if os.geteuid() == 0 else []
    # Its output goes to a file: the server it leaves running would hold a pipe open for ever.
    with (folder / "log").open("a+") as log:
        result = subprocess.run(
            prefix + arguments, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=folder, check=False
        )
        if result.returncode:
            log.seek(0)
            raise SystemExit(f"PostgreSQL would not start:\n{log.read()}")


class Cluster:
    """A cluster in a folder of its own, and the server that can be started on it."""

    def __init__(self, bin_folder: Path, folder: Path, *, outlives_kills: bool):
        self.bin_folder, self.folder, self.data = bin_folder, folder, folder / "data"
        self.settings = FAST if outlives_kills else FAST + FORGETFUL
        self.password, self.port = secrets.token_urlsafe(24), free_port()
        self.url = f"postgres://{USER}:{self.password}@127.0.0.1:{self.port}/postgres"

    def create(self) -> None:
        secret = self.folder / "password"
        secret.write_text(self.password)
        if os.geteuid() == 0:
            for each in (self.folder, secret):
                shutil.chown(each, UNPRIVILEGED)
        self.run(
            *("initdb", "-U", USER, "-A", "scram-sha-256", "--pwfile", str(secret)),
            *("-E", "UTF8", "--locale=C.UTF-8", "--no-sync"),
        )

    def start(self) -> None:
        options = " ".join(f"-c {each}" for each in self.settings)
        # No socket file: its path may be at most 107 bytes long, and who knows how deep the temporary folder lies.
        options += f" -c port={self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories="
        self.run("pg_ctl", "-w", "-t", "60", "-o", options, "start")

    def stop(self) -> None:
        self.run("pg_ctl", "-m", "immediate", "-w", "stop")

    def run(self, program: str, *arguments: str) -> None:
        run_as_owner([str(self.bin_folder / program), "-D", str(self.data), *arguments], self.folder)


@contextlib.contextmanager
def cluster(bin_folder: Path, *, outlives_kills: bool = False) -> Iterator[Cluster]:
    """A running cluster; stopped and deleted on the way out, whatever the reason."""
    folder = Path(tempfile.mkdtemp(prefix="titleplatform-postgres-"))
    made = Cluster(bin_folder, folder, outlives_kills=outlives_kills)
    try:
        made.create()
        made.start()
        try:
            yield made
        finally:
            made.stop()
    finally:
        shutil.rmtree(made.folder)


def leave(signum: int, _frame: object) -> None:
    """A signal ends the command first (it gets its own from the terminal), then removes the cluster."""
    sys.exit(128 + signum)


def run(command: list[str], bin_folder: Path) -> int:
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, leave)
    with (
        cluster(bin_folder) as made,
        subprocess.Popen(command, env=os.environ | {"DATABASE_URL": made.url}) as child,
    ):
        try:
            return child.wait()
        finally:
            # Neither Ctrl-C twice nor a stubborn child may keep the cluster alive.
            for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(each, signal.SIG_IGN)
            if child.poll() is None:
                child.terminate()


if __name__ == "__main__":
    where = programs()
    if where is None:
        sys.exit("No PostgreSQL server programs here. Install them with: apt-get install postgresql")
    if sys.argv[1:] == ["--where"]:
        print(where)
    else:
        sys.exit(run(sys.argv[1:], where))
