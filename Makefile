# Every verb a developer needs. `make run` and `make test` set themselves up: python3 (3.11 or later), make and git are enough.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh
PYTHON ?=
READY := .venv/.ready
VENV := .venv/bin

# What a caller's shell happens to export must not change what runs here.
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV

.PHONY: help setup run test check bench soak pages lock clean

help: ## list these verbs
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## make .venv with exactly the locked dependencies (the other verbs do it by themselves)

$(READY): requirements/dev.lock requirements/tools.lock pyproject.toml scripts/setup.sh
	@PYTHON="$(PYTHON)" sh scripts/setup.sh

run: $(READY) ## plan the sample shop; says where the workbook lies and what is in it
	@$(VENV)/makegood demo --out build/demo

test: check ## all checks, then all tests in random order
	@$(VENV)/python -m pytest -q -n 2 -m "not soak" --ignore=tests/architecture

check: $(READY) ## style, types, layers, house rules: no test of behaviour
	@$(VENV)/ruff check .
	@$(VENV)/ruff format --check --quiet .
	@$(VENV)/mypy src tests $(wildcard scripts/*.py)
	@$(VENV)/python -m pytest -q -p no:randomly tests/architecture

bench: $(READY) ## time and memory of 10 k, 100 k and 1 M order lines
	@$(VENV)/python -m scripts.bench

soak: $(READY) ## the properties with thousands of examples each, and the long tests
	@HYPOTHESIS_PROFILE=soak $(VENV)/python -m pytest -q -n 2 --ignore=tests/architecture

pages: $(READY) ## write the reference pages that are made from the code anew
	@$(VENV)/python scripts/codes_reference.py
	@$(VENV)/python scripts/policy_reference.py

lock: $(READY) ## resolve requirements/*.in anew into locks with hashes
	@sh scripts/lock.sh

clean: ## remove everything that was made here
	rm -rf .venv .tools build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage htmlcov .import_linter_cache .setup.lock
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
