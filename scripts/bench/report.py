"""docs/benchmarks.md and docs/benchmarks.json from what `measure` found, and the comparison with an earlier report."""

import json
from itertools import pairwise
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
JSON, TEXT = DOCS / "benchmarks.json", DOCS / "benchmarks.md"
WORST = 25  # pages named
MOST_QUERIES, MEDIAN, P95 = 12, 60, 100
REGRESSION = 1.5
# A page under so many milliseconds is no page whose growth anybody notices.
NOTICED = 25


def write(runs):
    """Both files; `runs` by growing scale."""
    short = [{**run, "heaviest": [{**each, "plan": each["plan"][:40]} for each in run["heaviest"]]} for run in runs]
    JSON.write_text(json.dumps(short, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    TEXT.write_text("\n".join(_lines(runs)) + "\n", encoding="utf-8")


def _lines(runs):
    last = runs[-1]
    yield "# Benchmarks"
    yield ""
    yield "Written by `make bench` (`SCALE=1` adds the full size); one run, PostgreSQL, two sync workers, driver and server on the same"
    yield "two cores. Figures hold beside each other, not beside those of another machine. A floor is what the same rows cost elsewhere:"
    yield "`constant` a view that says ok, `raw` 50 rows of a queue by a hand-written statement, `template` the same by a template,"
    yield "`admin` the stock Django admin list of 10,000 steps."
    yield ""
    yield "| scale | filled in | pages | over 12 queries | median > 60 ms | p95 > 100 ms | raw | template | admin |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for run in runs:
        pages, floors = run["pages"], run["floors"]
        over = [
            sum(page[key] > most for page in pages)
            for key, most in (("queries", MOST_QUERIES), ("median", MEDIAN), ("p95", P95))
        ]
        ms = [f"{floors[name]['median']:.1f} ms" for name in ("raw", "template", "admin")]
        yield f"| {run['scale']} | {run['fill_seconds']} s | {len(pages)} | {' | '.join(map(str, over))} | {' | '.join(ms)} |"
    yield ""
    yield f"## The {WORST} slowest pages at scale {last['scale']}"
    yield ""
    yield "| page | role | median | p95 | SQL | queries | × template |"
    yield "|---|---|---|---|---|---|---|"
    floor = last["floors"]["template"]["median"]
    for page in sorted(last["pages"], key=lambda each: -each["median"])[:WORST]:
        times = " | ".join(f"{page[key]:.0f} ms" for key in ("median", "p95", "sql"))
        yield f"| `{page['path']}` | {page['role']} | {times} | {page['queries']} | {page['median'] / floor:.1f} |"
    yield from _growth(runs)
    yield from _throughput(last)
    yield from _tree(runs)
    yield from _heaviest(last)


def _growth(runs):
    if len(runs) < 2:
        return
    yield ""
    yield "## Growth from scale to scale"
    yield ""
    yield "Median over the pages of each kind and role that both have; 10 × the data should cost no more than 1.3 × the time."
    yield ""
    for before, after in pairwise(runs):
        grown = sorted(_ratios(before, after), key=lambda each: -each[0])
        middle = grown[len(grown) // 2][0] if grown else 1
        yield f"- {before['scale']} → {after['scale']}: median {middle:.2f} ×; most: " + ", ".join(
            f"`{kind}` {role} {ratio:.1f} ×" for ratio, kind, role in grown[:5]
        )


def kinds(run):
    """{(kind of page, role): (milliseconds, queries)}: addresses without their numbers, the slowest of each."""
    found = {}
    for page in run["pages"]:
        before = found.get(key(page), (0, 0))
        found[key(page)] = max(before[0], page["median"]), max(before[1], page["queries"])
    return found


def key(page):
    """(its address without numbers, role)."""
    return "/".join("n" if part.isdigit() else part for part in page["path"].split("/")), page["role"]


def known(scale):
    """The run of this scale in the last report."""
    return next(run for run in json.loads(JSON.read_text()) if run["scale"] == scale)


def _ratios(before, after):
    old, new = kinds(before), kinds(after)
    return [(new[key][0] / old[key][0], *key) for key in old.keys() & new.keys() if new[key][0] > NOTICED]


def _throughput(run):
    if not (rates := run.get("throughput")):
        return
    yield ""
    yield f"## Requests a second at scale {run['scale']} (wrk, 8 connections, alternating)"
    yield ""
    yield "| | requests/s | × admin | × raw |"
    yield "|---|---|---|---|"
    for name, rate in rates.items():
        yield f"| {name} | {rate:.0f} | {rate / rates['admin']:.2f} | {rate / rates['raw']:.2f} |"


def _tree(runs):
    if not any("tree" in run for run in runs):
        return
    yield ""
    yield "## Changes of the tree, in a branch of 5,000 units"
    yield ""
    yield "| scale | one unit added | 500 moved within it | 500 moved away and back |"
    yield "|---|---|---|---|"
    for run in runs:
        if found := run.get("tree"):
            yield f"| {run['scale']} | {found['insert']:.0f} ms | {found['move_within']:.0f} ms | {found['move_away']:.0f} ms |"


def _heaviest(run):
    yield ""
    yield "## The heaviest statements"
    yield ""
    for each in run["heaviest"]:
        scans = f"; reads whole: {', '.join(each['scans'])}" if each["scans"] else ""
        yield f"- {each['ms']} ms, `{each['path']}` ({each['role']}){scans}"
    yield ""
    yield "Their plans are in `docs/benchmarks.json`."


def regressions(short, before_run):
    """[(key, words)]: pages of a short run that ask more than before, or cost more than REGRESSION × before, each beside its own floor."""
    old, new = kinds(before_run), kinds(short)
    floor = {True: before_run["floors"]["admin"]["median"], False: short["floors"]["admin"]["median"]}
    words = []
    for place in old.keys() & new.keys():
        before, after = old[place][0] / floor[True], new[place][0] / floor[False]
        if new[place][1] > old[place][1]:
            words.append((place, f"{new[place][1]} queries, {old[place][1]} before"))
        if after > REGRESSION * before and new[place][0] > NOTICED:
            words.append((place, f"{after:.2f} × the floor, {before:.2f} before"))
    return sorted(words)
