# Evenhand's commands. `make help` lists them; every recipe is short enough to read.
SHELL := /bin/bash
VENV ?= .venv
PORT ?= 8000
PY := $(VENV)/bin/python
BIN := $(VENV)/bin
export VENV

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev demo demo-fresh screenshots test test-fast bench faults check format lock audit sbom clean

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  \033[1mmake %-12s\033[0m %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Create the virtual environment and install what running needs
	@bin/setup

setup-dev: ## The same, with what tests and checks need
	@bin/setup --dev

demo: setup ## Start a demonstration on http://localhost:8000 (PORT= chooses another port)
	@$(PY) bin/demo --port $(PORT)

demo-fresh: setup ## Start the demonstration from nothing, with today's dates
	@$(PY) bin/demo --port $(PORT) --fresh

screenshots: setup-dev ## Take pictures of the pages as each persona into var/screenshots/
	@$(PY) bin/demo --port 0 --fresh --var-dir var/screenshots-demo -- $(PY) -m tests.screenshots

test: setup-dev ## Run every test: SQLite, PostgreSQL, then real Chromium
	@$(PY) bin/test

test-fast: setup-dev ## Run the quick tests on SQLite (no browser, nothing marked slow)
	@$(PY) -m pytest -q -n 2 -m "not browser and not slow"

bench: setup-dev ## Measure pages, saves and growth; prints a table and writes var/bench.json
	@$(PY) -m tests.bench $(BENCH)

faults: setup-dev ## Kill, fill and cut off everything, long; prints a table and writes var/faults.json
	@$(PY) -m tests.faults $(FAULTS)

check: setup-dev ## Check format, lint, types, imports, templates, migrations, settings, policy and dependencies
	@$(PY) bin/check

format: setup-dev ## Format and sort the code
	@$(BIN)/ruff check -q --fix-only . && $(BIN)/ruff format .

lock: setup-dev ## Resolve the dependencies again into requirements/ (needs the network)
	@bin/lock

audit: setup-dev ## Look for known holes in the locked dependencies (needs the network)
	@$(PY) bin/audit

sbom: setup-dev ## Write the bill of materials of what production installs: var/sbom.json
	@$(PY) bin/sbom

clean: ## Remove caches and test leftovers; the demonstration's data stays
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis var/test-failures
	@find . -name __pycache__ -type d -not -path './$(VENV)/*' -prune -exec rm -rf {} +
