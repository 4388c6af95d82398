# `make` alone lists what one can do. Everything happens in .venv, made from requirements.lock.
PYTHON ?= python3
BIN := .venv/bin
.DEFAULT_GOAL := help
.PHONY: help env study test fast lint format lab bench simulate dag docs lock clean

help: ## list what one can do
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1|/' | awk -F'|' '{printf "  make %-10s %s\n", $$1, $$2}'

env: .venv/complete ## make or renew the environment from the lock file

.venv/complete: requirements.lock pyproject.toml
	@rm -f $@
	@if command -v uv >/dev/null 2>&1; then \
		uv venv --quiet --allow-existing --python $(PYTHON) .venv && \
		uv pip sync --quiet --require-hashes --python $(BIN)/python requirements.lock && \
		uv pip install --quiet --no-deps --no-build-isolation --python $(BIN)/python -e . ; \
	else \
		$(PYTHON) -m venv .venv && \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock && \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . ; \
	fi
	@touch $@

study: env ## run the whole ARMS study and say where its report is
	@$(BIN)/triangulate run .

test: env ## run the study's tests, all of them, on two cores
	$(BIN)/pytest -n 2 --dist loadfile

fast: env ## the quick tests, under a minute
	$(BIN)/pytest -m fast

lint: env ## style, types, layers and the workflow's own lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/snakefmt --check Snakefile workflow/rules
	$(BIN)/snakemake --lint

format: env ## put code and rules into the house format
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .
	$(BIN)/snakefmt Snakefile workflow/rules

lab: env ## open the notebooks in JupyterLab
	$(BIN)/jupyter lab notebooks

bench: env ## print how long a run takes, with the floor beside it
	$(BIN)/python tests/bench/study.py
	$(BIN)/python tests/bench/statements.py
	$(BIN)/python tests/bench/coding.py
	$(BIN)/python tests/bench/evidence.py

simulate: env ## make data/raw of the ARMS study again
	$(BIN)/triangulate simulate . --ground-truth tests/ground_truth

dag: env ## draw the workflow's rules into README.md
	$(BIN)/python docs/draw_dag.py

docs: env ## write the reference pages again, and build the site in site/
	@for page in list_problems describe_config list_facts list_commands list_statistics; do $(BIN)/python docs/$$page.py; done
	$(BIN)/mkdocs build --quiet
	@echo "Open site/index.html"

lock: ## fix all dependencies again (needs uv)
	uv pip compile --universal --generate-hashes --no-strip-extras --no-emit-index-url --no-emit-find-links \
		--extra dev --python-version 3.11 --quiet pyproject.toml -o requirements.lock

clean: ## remove what a run makes; raw data and configuration stay
	rm -rf data/processed results logs site .snakemake
