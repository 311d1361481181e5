# juesuan: works with Python 3.11, git and make alone. `make` lists what there is.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
DEMO   := data/demo
PORT   ?= 8990
BIN    := .venv/bin
SETUP  := .venv/.setup-done
UV     := $(shell command -v uv 2>/dev/null)
# Files that decide what is installed: when one changes, the next target installs again.
LOCK   := pyproject.toml uv.lock
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export UV_PYTHON_DOWNLOADS := never
# Without compiled modules every process that the tests start compiles some thousand of them again, for seconds.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help setup demo test test-fast test-fresh test-nights test-scale test-hostile lint format docs clean

help: ## list these targets
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(SETUP) ## install juesuan and its tools into .venv

$(SETUP): $(LOCK)
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' || \
	  { echo "juesuan needs Python 3.11 to 3.13, and $(PYTHON) is $$($(PYTHON) --version 2>&1)."; \
	    echo "Name another one: make setup PYTHON=python3.11"; exit 1; }
	@uv="$(UV)"; \
	if [ -z "$$uv" ]; then \
	  echo "uv is not on the PATH: bringing it into .venv (once)"; \
	  [ -x $(BIN)/python ] || $(PYTHON) -m venv .venv; \
	  [ -x $(BIN)/uv ] || $(BIN)/python -m pip install --quiet --disable-pip-version-check 'uv>=0.8,<1' || \
	    { echo "Could not install uv: the Python package index (PyPI) cannot be reached from here."; \
	      echo "Check the network or the proxy settings (HTTPS_PROXY), then run make again."; exit 1; }; \
	  uv="$(BIN)/uv"; keep=--inexact; \
	else keep=; fi; \
	echo "Installing juesuan and its tools into .venv (uv sync)"; \
	"$$uv" sync --frozen --quiet --python "$(PYTHON)" $$keep || \
	  { echo "Installing failed. If the message above is about the network, PyPI cannot be reached from here:"; \
	    echo "check the network or the proxy settings (HTTPS_PROXY), then run make again."; exit 1; }
	@touch $@
	@echo "Ready. The command is $(BIN)/juesuan; try $(BIN)/juesuan --help"

# Typesetting the samples again is needed only when their figures or the fixture code change.
$(DEMO)/.samples-done: $(SETUP) $(wildcard samples/*.py)
	@echo "Typesetting the sample reports into $(DEMO)/samples"
	@rm -rf $(DEMO)/samples && mkdir -p $(DEMO)/samples $(DEMO)/reference
	@$(BIN)/python -m samples $(DEMO)/samples
	@cp $(DEMO)/samples/divisions.csv $(DEMO)/reference/divisions.csv
	@touch $@

demo: $(DEMO)/.samples-done ## three counties' sites, crawled and read, from list page to comparison
	@echo "Serving the counties' portals on http://127.0.0.1:$(PORT) and crawling them"
	@JUESUAN_SITES_DIR=$(CURDIR)/$(DEMO)/sites $(BIN)/python -m samples.portal $(DEMO)/samples \
	  --sites $(DEMO)/sites --port $(PORT) -- $(BIN)/juesuan --data-dir $(DEMO) crawl
	@$(BIN)/juesuan --data-dir $(DEMO) run
	@echo "Look at it in a browser (中文, English): $(BIN)/juesuan --data-dir $(DEMO) explore"

lint: $(SETUP) ## ruff, mypy --strict, import-linter, sqlfluff
	@$(BIN)/ruff format --check . && $(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/sqlfluff lint --disable-progress-bar dbt_project

format: $(SETUP) ## put the code into the house's format
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

test: lint ## everything CI runs: lint and all tests but those of whole nights
	@$(BIN)/python -m pytest -n 2 --dist loadgroup --durations 20 -m "not nights and not scale"

test-nights: $(SETUP) ## a simulated week, killed processes, full disks, PostgreSQL, tables of mutants: some twenty minutes
	@$(BIN)/python -m pytest -n 2 --dist load -m nights

test-scale: $(SETUP) ## Celery on Redis, a DuckLake on PostgreSQL, S3 servers, killed workers, brokers, publishers: all started by it
	@uv="$(UV)"; "$${uv:-$(BIN)/uv}" sync --frozen --quiet --inexact --python "$(PYTHON)" --extra scale --group scale
	@$(BIN)/python -m pytest tests/scale -m scale

test-hostile: $(SETUP) ## ten thousand broken files of every format: each is read, refused with a reason, or stopped
	@$(BIN)/python -W ignore -m bench.hostile --count 10000

test-fresh: ## make demo and make test in a clean clone, without fonts, LibreOffice or an environment
	@.ci/fresh-machine demo test

test-fast: $(SETUP) ## the everyday tests, under a minute
	@$(BIN)/python -m pytest -n 2 --dist loadgroup -m "not slow and not scale"

docs: $(SETUP) ## the dbt documentation site of the last warehouse
	@$(BIN)/juesuan docs

clean: ## remove the environment, caches and the demo; data/ of your own stays
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis dist $(DEMO) dbt_project/target dbt_project/logs
	find . -name __pycache__ -type d -prune -not -path './.git/*' -exec rm -rf {} +
