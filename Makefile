# The everyday commands; what they do stands in scripts/. `make` alone lists them.
.PHONY: help run test prove bench lint fmt demo requirements
PORT ?= 8000
export PORT

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /    make \1\t/p' $(firstword $(MAKEFILE_LIST)) | expand -t 24

run: ## prepare everything and serve on 127.0.0.1:8000 with the background worker (PORT=… changes it)
	@exec scripts/run.sh

test: ## the suite: all of it on SQLite, what touches SQL on PostgreSQL too, the walk in Chromium
	@scripts/prepare.sh test && exec .venv/bin/python scripts/test.py

prove: ## the long proofs (hundreds of racing rounds, fuzzing) on both databases, and the whole suite on PostgreSQL
	@scripts/prepare.sh test && exec .venv/bin/python scripts/test.py prove

bench: ## how long the main pages, exports and prints take on the demo data
	@scripts/prepare.sh data && exec scripts/bench.sh

lint: ## ruff, djangofmt, import-linter, Django's own checks
	@scripts/prepare.sh lint && exec scripts/lint.sh

fmt: ## format Python and templates
	@scripts/prepare.sh lint && exec scripts/format.sh

demo: ## bring the demo data of `make run` up to date
	@scripts/prepare.sh data && .venv/bin/python scripts/env_file.py && exec .venv/bin/python -m scripts.data

requirements: ## compile the dependencies in pyproject.toml to pinned files with hashes (UPGRADE=1: to the newest releases)
	@scripts/prepare.sh lint && exec scripts/requirements.sh
