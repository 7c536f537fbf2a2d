"""`make bench`: the scales one after the other, each in a throw-away cluster; then the report. `short`: scale 0.02 against the last one."""

import json
import os
import subprocess
import sys
import tempfile
from operator import itemgetter
from pathlib import Path

from scripts.bench import report

ROOT = Path(__file__).parents[2]
SCALES, SHORT_SCALE = (0.01, 0.1), 0.02


def measured(scale: float, *, short: bool = False) -> dict:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "found.json"
        environment = os.environ | {"VAR_DIR": folder, "DEMO": "on", "LOG_LEVEL": "ERROR", "PYTHONPATH": str(ROOT)}
        command = [
            sys.executable,
            "-m",
            "scripts.bench.measure",
            str(scale),
            str(target),
            *(["short"] if short else []),
        ]
        subprocess.run([sys.executable, "scripts/postgres.py", *command], check=True, cwd=ROOT, env=environment)
        return json.loads(target.read_text())


def full() -> None:
    scales = [*SCALES, *([float(os.environ["SCALE"])] if os.environ.get("SCALE") else [])]
    runs = [measured(scale) for scale in scales]
    runs.append(measured(SHORT_SCALE, short=True))  # what the short form is compared with
    report.write(sorted(runs, key=itemgetter("scale")))
    print(report.TEXT.read_text())


def short() -> None:
    found = report.regressions(measured(SHORT_SCALE, short=True), report.known(SHORT_SCALE))
    words = [f"{path} ({role}): {what}" for (path, role), what in found]
    print("\n".join(words) or "No page asks more than before, none is slower beside its floor.")
    sys.exit(bool(words))


if __name__ == "__main__":
    short() if "short" in sys.argv[1:] else full()
