# make run    the bot on the seed documents, from nothing but Python 3.11 to 3.13
# make test   lint, types, tests
# make bench  every measured figure, beside its peer's (FOOTNOTE_DATA names the data sets)

PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || echo python3)
VENV := .venv
BIN := $(VENV)/bin
# Modules are compiled when they are first imported: most of them never are, and that halves the wait.
INSTALL := $(BIN)/python -m pip install --quiet --no-compile --constraint constraints.txt

.PHONY: run test lint types bench clean

run: $(VENV)/installed
	$(BIN)/footnote index
	$(BIN)/footnote run

test: lint types
	$(BIN)/python -m pytest

lint: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/installed-dev
	$(BIN)/mypy

bench: $(VENV)/installed-bench
	$(BIN)/python -m bench

$(VENV)/made:
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/installed: pyproject.toml constraints.txt | $(VENV)/made
	$(INSTALL) --editable .
	touch $@

# Groups need pip 25.1, newer than what comes with Python.
$(VENV)/installed-dev: $(VENV)/installed
	$(INSTALL) pip
	$(INSTALL) --group dev
	touch $@

$(VENV)/installed-bench: $(VENV)/installed-dev
	$(INSTALL) --group bench
	touch $@

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
