# Everything that somebody who tries, runs or changes the bot types. Needs Python 3.11 or newer with
# venv and pip, git and make. Where node is there, the rehearsal room's page gets its renderer.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
AREA ?= lincolnshire
ARGS ?=
TEST_WORKERS ?= auto

PROJECT := pyproject.toml requirements.in requirements-dev.in
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input install -qq

.DEFAULT_GOAL := help
.PHONY: help install run test demo check lint tidy rules bench bench-short year package lock page tests-unless-passed clean

help: ## say what there is
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

# The default database is made ready too; whatever .env names is left alone.
run: $(VENV)/.runtime page ## start the bot and the rehearsal room, and print the address
	@MARAC_DATABASE_URL=sqlite+aiosqlite:///data/marac.db $(BIN)/marac-bot migrate
	@$(BIN)/marac-bot rehearse --area $(AREA)

install: $(VENV)/.runtime ## make .venv with what the bot needs, pinned and checked by hash

test: $(VENV)/.dev page ## run every test that this machine can run (ARGS="tests/marac -k quorate" for some)
	@$(BIN)/python -m $(if $(ARGS),pytest $(ARGS),tests.passed run --workers $(TEST_WORKERS))

demo: $(VENV)/.runtime ## play a whole meeting without a person (AREA=lincolnshire)
	@$(BIN)/marac-bot demo --area $(AREA)

check: lint tests-unless-passed ## ruff, mypy, import-linter, deptry, the tests, and no row in scope unproven
	@$(BIN)/python -m tests.rules --complete --workers $(TEST_WORKERS)

lint: $(VENV)/.dev
	@echo "ruff" && $(BIN)/ruff check --quiet .
	@echo "ruff format" && $(BIN)/ruff format --check --quiet . \
		|| { echo "Some files are not laid out as agreed: make tidy does it."; exit 1; }
	@echo "mypy" && $(BIN)/mypy --no-error-summary
	@echo "import-linter" && $(BIN)/lint-imports --no-logo
	@echo "deptry" && $(BIN)/deptry --no-ansi . 2>&1

tests-unless-passed: $(VENV)/.dev page
	@$(BIN)/python -m tests.passed same || $(MAKE) --no-print-directory test

tidy: $(VENV)/.dev ## lay the code out as agreed
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

rules: $(VENV)/.dev page ## which rows of docs/protocol-rules.csv have a passing test
	@$(BIN)/python -m tests.rules --workers $(TEST_WORKERS) $(ARGS)

bench: $(VENV)/.dev ## measure turns, alerts and memory against the stock adapter
	@$(BIN)/python -m bench

year: $(VENV)/.dev ## live through a year of every area, and write docs/year.md
	@$(BIN)/python -m bench.year

bench-short: $(VENV)/.dev
	@$(BIN)/python -m bench --short

package: $(VENV)/.runtime ## make dist/marac-assistant.zip, the Teams app
	@$(BIN)/python -m manifest.package

lock: ## renew the two lock files (needs uv)
	@command -v uv >/dev/null || { echo "Renewing the locks needs uv: pip install uv, then make lock."; exit 1; }
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --no-annotate requirements-build.in requirements.in -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --no-annotate -c requirements.lock requirements-build.in requirements.in requirements-dev.in \
		-o requirements-dev.lock

clean: ## remove what make made (the virtual environment, node_modules, dist)
	rm -rf $(VENV) node_modules dist build .test-report

# --- what is installed once ----------------------------------------------------------------------

$(VENV)/.made:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found." \
		"Install it, or say where it is: make PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Making $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing" \
		"(on Debian and Ubuntu: apt install python3-venv)."; exit 1; }
	@touch $@

$(VENV)/.runtime: $(VENV)/.made requirements.lock $(PROJECT)
	@echo "Installing what the bot needs (pinned and checked by hash)"
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-build-isolation --no-deps --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.made requirements-dev.lock $(PROJECT)
	@echo "Installing what the tests need (pinned and checked by hash)"
	@$(PIP) --require-hashes -r requirements-dev.lock
	@$(PIP) --no-build-isolation --no-deps --editable .
	@touch $(VENV)/.runtime $@

# The bot needs nothing from npm. Without it the page says so, and the browser tests say that they
# could not run (under CI=true they fail).
page:
	@if [ node_modules/.package-lock.json -nt package-lock.json ]; then :; \
	elif ! command -v npm >/dev/null; then \
		echo "node is not here: the rehearsal room's page does without Microsoft's card renderer."; \
	else echo "Fetching the page's renderer"; \
		npm ci --loglevel=error --no-progress >/dev/null \
			|| echo "npm could not fetch it: the rehearsal room's page does without Microsoft's card renderer."; \
	fi
