# Everything a person or a CI machine does with this repository. `make` alone lists it.
#
# Needs Python 3.11-3.13 with pip, and make. Another interpreter, from then on: make setup PYTHON=python3.12

PYTHON ?=
BIN := .venv/bin
# As for `run`: compiled modules, also where the shell says not to write them.
PYTEST := PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest
UV_COMPILE := .tools/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links

.DEFAULT_GOAL := help

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## make .venv with everything the lock names (again only when the lock changes)
	@PYTHON="$(PYTHON)" sh tools/setup.sh

setup-run:
	@PYTHON="$(PYTHON)" sh tools/setup.sh runtime

# Compiled modules halve the time until ready of every start but the first, also where the shell says not to write them.
run: setup-run ## start Hamyon with its own PostgreSQL: gRPC, webhooks, relay and workers
	@PYTHONDONTWRITEBYTECODE= exec $(BIN)/hamyon serve

test: setup ## run every test, in two processes
	@$(PYTEST) --numprocesses 2 --dist worksteal

test-unit: setup ## rules of the domain, the chain and the use cases
	@$(PYTEST) tests/unit

test-contract: setup ## every implementation of a port against the suite of that port
	@$(PYTEST) tests/contract

test-integration: setup ## adapters against a real PostgreSQL, gRPC and HTTP
	@$(PYTEST) tests/integration

test-e2e: setup ## the whole service as a caller, a provider and a payer see it
	@$(PYTEST) tests/e2e

test-architecture: setup ## the structure of the code itself
	@$(PYTEST) tests/architecture

campaign: setup ## play 1,000 random scripts against the misbehaving simulators, in two processes
	@$(BIN)/python -m tests.campaign --seeds 1..1000 --processes 2

check: check-style check-types check-layers check-contract proto-check test-architecture ## every check that is not a test

check-style: setup
	@echo "check: style"
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --diff .

check-types: setup
	@echo "check: types"
	@$(BIN)/mypy --no-error-summary

check-layers: setup
	@echo "check: layers"
	@$(BIN)/lint-imports --no-logo

check-contract: setup
	@echo "check: contract"
	@$(BIN)/buf lint
	@$(BIN)/buf format proto --diff --exit-code
	@sh tools/proto_breaking.sh

proto: setup ## generate gen/ from proto/
	@$(BIN)/buf format proto --write
	@$(BIN)/python tools/generate_protos.py

proto-check: setup ## say whether gen/ is what proto/ generates
	@echo "check: generated code"
	@$(BIN)/python tools/generate_protos.py --check
	@$(BIN)/python tools/generate_currencies.py --check

format: setup ## format the code and the contract, mend what can be mended
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format --quiet .
	@$(BIN)/buf format proto --write

bench: setup ## compare ways of doing it, and print what they cost
	@$(BIN)/python -m benchmarks

lock: setup ## renew requirements/*.lock from pyproject.toml (what is locked stays; delete its lines to move it)
	@echo uv | $(UV_COMPILE) - --output-file requirements/installer.lock
	@$(UV_COMPILE) pyproject.toml --group build --output-file requirements/runtime.lock
	@$(UV_COMPILE) pyproject.toml --group dev --constraints requirements/runtime.lock --output-file requirements/dev.lock

clean: ## remove the environment, caches and build results (never data)
	@rm -rf .venv .tools .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache build dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: help setup setup-run run test test-unit test-contract test-integration test-e2e test-architecture campaign check check-style \
	check-types check-layers check-contract proto proto-check format bench lock clean
