# Everything a person or a CI machine does with this repository. `make` alone lists it.
#
# Needs Python 3.11-3.13 with pip, and make. Another interpreter: make setup PYTHON=python3.12

PYTHON ?= python3
BIN := .venv/bin
UV_COMPILE := .tools/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links

.DEFAULT_GOAL := help
.PHONY: help setup run test lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## make .venv with everything the lock names (again only when the lock changes)
	@PYTHON="$(PYTHON)" sh tools/setup.sh

run: setup ## start Hamyon with its own PostgreSQL: gRPC, webhooks, relay and workers
	@$(BIN)/hamyon serve

test: setup ## run every test
	@$(BIN)/python -m pytest

lock: setup ## renew requirements/*.lock from pyproject.toml (versions already locked stay; delete a line to move it)
	@echo uv | $(UV_COMPILE) - --output-file requirements/installer.lock
	@$(UV_COMPILE) pyproject.toml --group build --output-file requirements/runtime.lock
	@$(UV_COMPILE) pyproject.toml --group dev --constraints requirements/runtime.lock --output-file requirements/dev.lock

clean: ## remove the environment, caches and build results (never data)
	@rm -rf .venv .tools .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage dist build
	@find src gen tests benchmarks tools -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
