# Every verb a developer needs. `make run` and `make test` set themselves up: python3 (3.11 or later), make and git are enough.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh
PYTHON ?=
READY := .venv/.ready
VENV := .venv/bin
# One more than the cores of a small machine: tests of processes wait for each other, and somebody goes on meanwhile.
PYTEST := $(VENV)/python -m pytest -q -n 3
# On PostgreSQL tests/conftest.py takes only the folders that touch the database.
ON_POSTGRES := $(VENV)/python scripts/with_postgres.py

# What a caller's shell happens to export must not change what runs here.
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV DJANGO_SETTINGS_MODULE MAKEGOOD_TEST_DATABASE
# With it each process that a test starts, and each worker, would compile our modules anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup run test postgres check bench soak screenshots pages lock clean

help: ## list these verbs
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## make .venv with exactly the locked dependencies (the other verbs do it by themselves)

$(READY): requirements/dev.lock requirements/tools.lock pyproject.toml scripts/setup.sh
	@PYTHON="$(PYTHON)" sh scripts/setup.sh

run: $(READY) ## plan the sample shop's files, build a live shop that is 90 days old, and serve it at http://127.0.0.1:8000/
	@$(VENV)/makegood demo --plan --out build/demo
	@echo
	@$(VENV)/makegood demo --out build/demo
	@echo
	@echo "Mails to customers are written to build/demo/outbox: open one in a browser."
	@MAKEGOOD_MAIL="file://$(CURDIR)/build/demo/outbox" MAKEGOOD_MAIL_FROM="Hearth & Trail <orders@hearth-and-trail.example>" \
		$(VENV)/makegood serve --database sqlite:///build/demo/shop.db

test: check ## all checks, then all tests in random order, those of the live shop on both databases
	@$(ON_POSTGRES)
	@$(VENV)/python scripts/browser.py
	@$(PYTEST) -m "not soak" --ignore=tests/architecture
	@$(ON_POSTGRES) $(PYTEST) -m "not soak and not face"

postgres: $(READY) ## all tests of the live shop on a PostgreSQL of their own, with those of its pages that `make test` leaves out
	@$(ON_POSTGRES) $(PYTEST) -m "not soak"

check: $(READY) ## style, types, layers, house rules: no test of behaviour
	@$(VENV)/ruff check .
	@$(VENV)/ruff format --check --quiet .
	@$(VENV)/python -m pytest -q -p no:randomly tests/architecture & house=$$!; \
		$(VENV)/mypy src tests $(wildcard scripts/*.py); types=$$?; wait $$house && exit $$types

bench: $(READY) ## time and memory of plans up to 1 M lines; speed of a live shop on both databases
	@$(VENV)/python -m scripts.bench

soak: $(READY) ## the long tests and one table; SOAK=races,life takes some of them, SOAK_SCALE=0.1 a tenth of each
	@$(ON_POSTGRES)
	@$(VENV)/python -m scripts.soak

screenshots: $(READY) ## pictures of every screen of the demo shop, into build/screenshots and for the guide
	@$(VENV)/python scripts/browser.py
	@test -f build/demo/shop.db || $(VENV)/makegood demo --out build/demo
	@$(VENV)/python -m scripts.screenshots

pages: $(READY) ## write the reference pages that are made from the code anew
	@$(VENV)/python scripts/codes_reference.py
	@$(VENV)/python scripts/policy_reference.py
	@$(VENV)/python scripts/audit_reference.py
	@$(VENV)/python scripts/roles_reference.py

lock: $(READY) ## resolve requirements/*.in anew into locks with hashes
	@sh scripts/lock.sh

clean: ## remove everything that was made here
	rm -rf .venv .tools build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage htmlcov .import_linter_cache .setup.lock
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
