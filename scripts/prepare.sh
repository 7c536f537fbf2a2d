#!/bin/sh
# scripts/prepare.sh run|test|bench|lint|data: bring a bare Debian or Ubuntu to where the project's own Python can start.
#   run   .venv with requirements/base.txt, and the system packages of requirements/system.txt
#   test  .venv with requirements/dev.txt, those packages, PostgreSQL's server programs, Chromium, and two viewers of PDF (poppler, MuPDF)
#   bench as test, and wrk
#   lint  .venv with requirements/dev.txt
#   data  .venv with requirements/base.txt
# Whatever is there already is left alone, so a second call takes a fraction of a second.
set -eu
cd "$(dirname "$0")/.."
purpose=$1
PORT=${PORT:-8000}

say() { printf '%s\n' "$@" >&2; } # one line each

stop() {
    say "" "$@" ""
    exit 1
}

# --- Installing Debian packages -------------------------------------------------------------------------------------

# The word to put before apt-get: nothing for root, sudo where it works or can ask at a terminal; fails where there is neither.
rights() {
    command -v apt-get >/dev/null || return 1
    [ "$(id -u)" != 0 ] || return 0
    command -v sudo >/dev/null || return 1
    sudo -n true 2>/dev/null || { [ -t 0 ] && [ "${CI:-}" != true ]; } || return 1
    echo sudo
}

# install PACKAGE…: with apt where allowed; otherwise prints the command and fails.
install() {
    if sudo=$(rights); then
        say "Installing with apt: $*"
        $sudo apt-get update -qq >&2 || say "(apt-get update had errors; going on with the lists there are)"
        # shellcheck disable=SC2086
        $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
            -o DPkg::Lock::Timeout=120 "$@" >&2 && return 0
        say "" "apt-get could not install: $*"
    fi
    say "" "Missing on this machine: $*. Install with (as root):" "" \
        "    apt-get update && apt-get install -y --no-install-recommends $*" ""
    return 1
}

# The names in requirements/system.txt that are not installed.
missing_system_packages() {
    sed 's/#.*//' requirements/system.txt | while read -r name; do
        [ -z "$name" ] || [ "$(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || printf '%s ' "$name"
    done
}

prepare_printing() {
    if ! command -v dpkg-query >/dev/null; then
        say "Not Debian or Ubuntu: printing needs Pango, libharfbuzz-subset, Noto Sans CJK and Noto Serif CJK; install them by your system's means."
        return 0
    fi
    missing=$(missing_system_packages)
    # shellcheck disable=SC2086
    [ -z "$missing" ] || install $missing ||
        say "Until then everything works but printing (打印): its pages say why." ""
}

prepare_test_programs() {
    missing=
    [ -n "${DATABASE_URL:-}" ] || "$python" scripts/postgres.py --where >/dev/null || missing=postgresql
    command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null ||
        command -v google-chrome >/dev/null || missing="$missing chromium-headless-shell"
    command -v pdftoppm >/dev/null || missing="$missing poppler-utils"
    command -v mutool >/dev/null || missing="$missing mupdf-tools"
    [ "$purpose" = test ] || command -v wrk >/dev/null || missing="$missing wrk"
    # shellcheck disable=SC2086
    [ -z "$missing" ] || install $missing || say "The tests that need it will not run." ""
}

# --- Python and its packages ----------------------------------------------------------------------------------------

# Sets $python to the first Python of 3.11 or newer.
find_python() {
    for python in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
        if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then return 0; fi
    done
    return 1
}

prepare_python() {
    find_python || { install python3 python3-venv && find_python; } ||
        stop "Python 3.11 or newer is needed, with its venv module; this machine has none."
    [ "$purpose" != run ] || "$python" scripts/port.py "$PORT" || exit 1
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        say "python3-venv is missing: $python cannot make a virtual environment without it."
        install "${python##*/}-venv" || stop "Then run the same command again."
    fi
}

fingerprint() { { cat "requirements/$1.txt" && "$python" -V; } | sha256sum; }

# prepare_environment base|dev: .venv with the pinned packages; .venv/installed-NAME says for which file that was done.
prepare_environment() {
    if [ "$(cat ".venv/installed-$1" 2>/dev/null)" = "$(fingerprint "$1")" ] && .venv/bin/python -c '' 2>/dev/null; then
        return 0
    fi
    if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
        say "Making the virtual environment in .venv"
        "$python" -m venv --clear .venv || stop "The virtual environment could not be made (see above)."
    fi
    say "Installing the pinned Python packages (about a minute, once)"
    rm -f ".venv/installed-$1"
    .venv/bin/python -m pip install -qq --disable-pip-version-check --no-input --only-binary :all: --require-hashes \
        -r "requirements/$1.txt" || stop "The Python packages could not be installed (see above)." \
        "Is the network there? Run the same command again: it goes on where it stopped."
    [ "$1" = base ] || fingerprint base >.venv/installed-base # dev.txt holds every pin of base.txt
    fingerprint "$1" >".venv/installed-$1"
}

prepare_python
case $purpose in
run)
    prepare_printing
    prepare_environment base
    ;;
test | bench)
    prepare_printing
    prepare_test_programs
    prepare_environment dev
    ;;
lint)
    prepare_environment dev
    ;;
data)
    prepare_environment base
    ;;
*)
    stop "scripts/prepare.sh run|test|bench|lint|data"
    ;;
esac
