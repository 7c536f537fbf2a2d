#!/bin/sh
# make bench: the demo in a database of its own, then how long its pages take.
set -eu
cd "$(dirname "$0")/.."
VAR_DIR=$(mktemp -d) DEMO=on
export VAR_DIR DEMO
trap 'rm -rf "$VAR_DIR"' EXIT
unset DATABASE_URL
bin=${BIN:-.venv/bin}
"$bin/python" -m scripts.data >/dev/null
"$bin/python" manage.py bench
