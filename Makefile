# make install   .venv with the `mahdar` command
# make demo      the sample pages, read and shown, stored, linked and searched
# make test      all tests
# make lint      style, types, who may import whom
# make docs      the documentation, into site/
# Needs python3 (3.11 to 3.13, with venv) and make; PYTHON=python3.12 chooses another.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
SAMPLE := src/mahdar/data/sample

.PHONY: install demo test lint docs wheel clean

install: .venv/installed

.venv/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(PIP) --editable '.[postgres]'
	touch $@

.venv/dev: .venv/installed
	$(PIP) --editable '.[dev]'
	touch $@

demo: install
	$(BIN)/mahdar read $(SAMPLE) --output demo.jsonl --rejected demo.rejected.jsonl
	$(BIN)/mahdar show demo.jsonl demo.rejected.jsonl
	$(BIN)/mahdar archive add $(SAMPLE) --archive demo
	$(BIN)/mahdar find 'الوزير OR type:ASSAULT' --archive demo
	$(BIN)/mahdar link --archive demo
	$(BIN)/mahdar story terrace-1 --archive demo
	$(BIN)/mahdar copies terrace-1 --archive demo
	$(BIN)/mahdar who terrace-1/e3 --archive demo --limit 1
	$(BIN)/mahdar ledger 'id:terrace-1' --archive demo

test: .venv/dev
	$(BIN)/pytest

lint: .venv/dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: .venv/dev
	$(BIN)/mkdocs build --strict --quiet

wheel: .venv/dev
	rm -rf dist
	$(BIN)/python -m build --wheel --outdir dist

clean:
	rm -rf .venv dist site demo demo.jsonl demo.rejected.jsonl
