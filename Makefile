# make demo   installs into .venv, builds the shipped graph into build/, answers one question
# make test   installs what the tests need and runs the gate: ruff, mypy, pytest
# make fuzz   the property tests with many more examples
# make bench  the compiler, the questions, the explorer and the exports, each beside what people would use without it
# make schema writes the JSON Schemas of the data files and the JSON-LD context anew from the ontology
# make clean  removes what was made, but for .venv

SHELL := /bin/sh
BIN := .venv/bin
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check
SHIPPED := pyproject.toml $(shell find src ontology graph_data -type f ! -name '*.pyc')

.PHONY: demo test gate fuzz bench schema clean
.DELETE_ON_ERROR:

demo: .venv/installed
	$(BIN)/khorasan-graph build --root . --output build
	@echo
	$(BIN)/khorasan-graph path --root . TTP ISK-P -k 1
	@echo
	@echo "Open build/explorer.html in a browser, or ask on: $(BIN)/khorasan-graph --help"

test: .venv/dev-installed
	@tests/ensure-debian.sh
	@tests/ensure-chromium.sh
	@tests/ensure-axe.sh
	@$(MAKE) --no-print-directory gate

gate:
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile

fuzz: .venv/dev-installed
	$(BIN)/python -m pytest -m hypothesis --fuzz

bench: .venv/dev-installed
	$(BIN)/python benchmarks/compile.py
	$(BIN)/python benchmarks/startup.py
	$(BIN)/python benchmarks/questions.py
	$(BIN)/python benchmarks/explorer.py
	$(BIN)/python benchmarks/exports.py

schema: .venv/dev-installed
	$(BIN)/python -m khorasan_graph.authoring.schema
	$(BIN)/python -m khorasan_graph.rdf.context

clean:
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

# Two ways of being installed: as a user would be (a copy), or for development (the working tree itself, with all tools).
# The first is skipped where the second was done.
.venv/installed: $(SHIPPED) | .venv/bin/python
	@test -e .venv/dev-installed || { echo "installing khorasan-graph into .venv"; $(PIP) install .; }
	@touch $@

.venv/dev-installed: pyproject.toml | .venv/bin/python
	@tests/ensure-debian.sh
	@echo "installing khorasan-graph and its development tools into .venv"
	@$(PIP) install --editable '.[dev]'
	@touch $@

.venv/bin/python:
	@python=""; \
	for name in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11 python; do \
	    if command -v $$name >/dev/null 2>&1 && $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	        python=$$name; break; \
	    fi; \
	done; \
	if [ -z "$$python" ]; then echo "error: Python 3.11 or newer is needed; name it with: make PYTHON=/path/to/python3" >&2; exit 1; fi; \
	$$python -m venv .venv || { \
	    rm -rf .venv; \
	    echo "error: $$python cannot make a virtual environment (on Debian and Ubuntu: apt-get install python3-venv)" >&2; exit 1; }
