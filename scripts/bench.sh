#!/bin/sh
# make bench: every page at size, then prints, exports and logins on the demo, each in a database of its own. SHORT=1: query counts and
# ratios at scale 0.02 against docs/benchmarks.json. SCALE=1: the full size too.
set -eu
cd "$(dirname "$0")/.."
bin=${BIN:-.venv/bin}
PYTHONPATH=. "$bin/python" -m scripts.bench.run ${SHORT:+short}
[ -z "${SHORT:-}" ] || exit 0
VAR_DIR=$(mktemp -d) DEMO=on
export VAR_DIR DEMO
trap 'rm -rf "$VAR_DIR"' EXIT
unset DATABASE_URL
"$bin/python" -m scripts.data >/dev/null
"$bin/python" manage.py bench
