"""The whole suite in three parts, with a summary at the end: `test.py` (make test) or `test.py prove` (make prove).

    SQLite       everything but the browser tests
    PostgreSQL   what another database could answer differently (ON_POSTGRES in tests/conftest.py): DATABASE_URL when set, else a
                 throw-away cluster
    Chromium     the browser tests, on SQLite

A part that cannot run says so; with CI=true that is a failure. `make prove` runs the long proofs on both databases, and on PostgreSQL
every other test that uses the database.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import chromium
import postgres

PYTEST = [sys.executable, "-m", "pytest", "-n", os.environ.get("PYTEST_WORKERS", "2"), "--dist", "worksteal"]
CI = os.environ.get("CI", "").lower() == "true"
PASSED, FAILED, ABSENT = "passed", "FAILED", "DID NOT RUN"


def without_database_url() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}


def on_sqlite(*arguments: str) -> tuple[list[str], dict[str, str]]:
    return [*PYTEST, *arguments], without_database_url()


def on_postgres(*arguments: str) -> tuple[list[str], dict[str, str]] | str:
    command = [*PYTEST, "--database-only", *arguments]
    if os.environ.get("DATABASE_URL"):
        return command, dict(os.environ)
    if postgres.programs() is None:
        return "no PostgreSQL server programs: apt-get install postgresql, or set DATABASE_URL"
    return [sys.executable, postgres.__file__, *command], without_database_url()


def in_chromium() -> tuple[list[str], dict[str, str]] | str:
    if chromium.program() is None:
        return "no Chromium: apt-get install chromium-headless-shell"
    return on_sqlite("-m", "browser and not prove", "tests/browser")


def parts(kind: str) -> dict[str, tuple[list[str], dict[str, str]] | str]:
    """Name → command and environment, or the reason why this part cannot run here."""
    if kind == "prove":
        return {"SQLite": on_sqlite("-m", "prove"), "PostgreSQL": on_postgres("-m", "not browser")}
    return {
        "SQLite": on_sqlite("-m", "not prove and not browser"),
        "PostgreSQL": on_postgres("-m", "postgres and not prove and not browser"),
        "Chromium": in_chromium(),
    }


def run(name: str, part: tuple[list[str], dict[str, str]] | str) -> tuple[str, str, str]:
    """One line of the summary: name, verdict, seconds or reason."""
    if isinstance(part, str):
        return name, ABSENT, part
    print(f"\n=== {name} ===", flush=True)
    started = time.monotonic()
    code = subprocess.run(part[0], env=part[1], check=False).returncode
    return name, PASSED if code == 0 else FAILED, f"{time.monotonic() - started:.0f} s"


def main() -> int:
    lines = [run(name, part) for name, part in parts(*(sys.argv[1:] or ["test"])).items()]
    print()
    for name, verdict, remark in lines:
        print(f"{name:<12}{verdict:<13}{remark}")
    verdicts = {verdict for _name, verdict, _remark in lines}
    if ABSENT in verdicts:
        print("\nNOT EVERYTHING WAS TESTED: see above." + " In CI that is a failure." * CI)
    return int(FAILED in verdicts or (CI and ABSENT in verdicts))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
