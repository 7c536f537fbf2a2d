#!/bin/sh
# make requirements: compile the dependencies in pyproject.toml to requirements/base.txt and, with those of `dev`, dev.txt: pinned and
# with the hashes of every wheel, from PyPI as it is: the machine's own pip settings are set aside, so no mirror and no local path can
# reach the files. UPGRADE=1 takes the newest releases; without it the present pins stay.
set -eu
cd "$(dirname "$0")/.."

for name in $(env | sed -n 's/^\(PIP_[A-Z_]*\)=.*/\1/p'); do
    case $name in PIP_CERT | PIP_DEFAULT_TIMEOUT) ;; *) unset "$name" ;; esac
done
export PIP_CONFIG_FILE=/dev/null CUSTOM_COMPILE_COMMAND="make requirements"

compile() {
    output=$1
    shift
    "${PYTHON:-.venv/bin/python}" -m piptools compile --quiet --generate-hashes --strip-extras --allow-unsafe \
        --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options \
        ${UPGRADE:+--upgrade} --output-file "requirements/$output.txt" "$@" pyproject.toml
}

compile base
compile dev --extra dev --constraint requirements/base.txt
