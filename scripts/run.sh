#!/bin/sh
# make run: prepare whatever is missing, then serve on 127.0.0.1:$PORT (8000) until Ctrl-C.
set -eu
cd "$(dirname "$0")/.."
scripts/prepare.sh run
.venv/bin/python scripts/env_file.py
.venv/bin/python -m scripts.data
exec .venv/bin/python scripts/serve.py
