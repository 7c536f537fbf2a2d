# The everyday commands; what they do stands in scripts/. `make` alone lists them.
.PHONY: help run test prove bench lint fmt demo requirements
PORT ?= 8000
export PORT

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /    make \1\t/p' $(firstword $(MAKEFILE_LIST)) | expand -t 24

run: ## prepare everything, then serve on 127.0.0.1:8000 (PORT=… changes it) with the background worker, until Ctrl-C
	@exec scripts/run.sh

test: ## the suite on SQLite, what another database could answer differently on PostgreSQL too, the browser tests in Chromium
	@scripts/prepare.sh test && exec .venv/bin/python scripts/test.py

prove: ## the long proofs on SQLite (races, fuzzing, 20 outages), then races and every other test that uses a database on PostgreSQL
	@scripts/prepare.sh test && exec .venv/bin/python scripts/test.py prove

bench: ## every page at size on PostgreSQL, beside floors of the same run (docs/benchmarks.md); SCALE=1: a whole province; SHORT=1: against the last report
	@scripts/prepare.sh bench && exec scripts/bench.sh

lint: ## ruff, djangofmt, import-linter, Django's own checks
	@scripts/prepare.sh lint && exec scripts/lint.sh

fmt: ## format Python and templates, and mend what ruff can mend
	@scripts/prepare.sh lint && exec scripts/format.sh

demo: ## bring the database and the demo data of `make run` up to date without serving them
	@scripts/prepare.sh data && .venv/bin/python scripts/env_file.py && exec .venv/bin/python -m scripts.data

requirements: ## compile the dependencies in pyproject.toml to pinned files with hashes (UPGRADE=1: to the newest releases)
	@scripts/prepare.sh lint && exec scripts/requirements.sh
