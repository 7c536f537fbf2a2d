#!/bin/sh
# make lint: every linter runs, then the verdict. Needs no network and touches nothing.
set -u
cd "$(dirname "$0")/.."
bin=${BIN:-.venv/bin}
failed=

check() {
    echo "--- $1"
    shift
    "$@" || failed=yes
}

# Django's own checks under what a production server has: real keys, HTTPS, no demo, a folder of its own.
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
production() {
    VAR_DIR=$folder "$bin/python" scripts/env_file.py
    VAR_DIR=$folder DEMO=off DEBUG=off HTTPS=on ALLOWED_HOSTS=example.org CLIENT_IP_HEADERS=HTTP_X_FORWARDED_FOR \
        DATABASE_URL="sqlite:///$folder/db.sqlite3" "$bin/python" manage.py "$@"
}

check "ruff check" "$bin/ruff" check --quiet .
check "ruff format" "$bin/ruff" format --check --quiet .
check "djangofmt" "$bin/djangofmt" --check templates
check "import-linter" "$bin/lint-imports" --no-cache
check "manage.py check --deploy" production check --deploy --fail-level WARNING
check "manage.py makemigrations --check" production makemigrations --check --dry-run
[ -z "$failed" ] || echo "Something to mend: see above. \`make fmt\` mends what is only formatting." >&2
[ -z "$failed" ]
