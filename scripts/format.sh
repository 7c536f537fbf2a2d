#!/bin/sh
# make fmt: mend whatever a tool can mend by itself.
set -eu
cd "$(dirname "$0")/.."
bin=${BIN:-.venv/bin}
"$bin/ruff" check --quiet --fix . || true
"$bin/ruff" format --quiet .
# shellcheck disable=SC2046 # djade's exit code says whether it changed a file
"$bin/djade" --target-version 5.2 $(find . -name '*.html' -path '*templates/*' -not -path './.venv/*') || true
