#!/bin/sh
# make fmt: mend whatever a tool can mend by itself.
set -eu
cd "$(dirname "$0")/.."
bin=${BIN:-.venv/bin}
"$bin/ruff" check --quiet --fix . || true
"$bin/ruff" format --quiet .
"$bin/djangofmt" --quiet templates
