# Every task, with its own set-up. `make help` lists them.
VENV ?= .venv
PYTHON ?= python3.11
BIN = $(VENV)/bin
READY = $(VENV)/.ready
export TOKENIZERS_PARALLELISM = false

.PHONY: help demo test test-full check lint types golden bench docs dev clean

help: ## this list
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

$(READY): pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed: install it, or give PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

dev: $(READY) ## set up the environment in .venv

demo: $(READY) ## scan the demo inbox: demo-report/report.html
	$(BIN)/inboxminer demo --out demo-report

test: lint types ## what has to pass before anything lands
	$(BIN)/pytest -n 2 -m 'not full'

test-full: lint types ## the long tests too
	$(BIN)/pytest -n 2

check: lint types ## style and types alone

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

golden: $(READY) ## write the golden records anew; read the diff before you commit it
	$(BIN)/python -m scripts.write_golden

bench: $(READY) ## speed, printed as a table
	@mkdir -p build
	$(BIN)/pytest tests/benchmarks --benchmark-only --benchmark-columns=min,median,rounds --benchmark-json=build/bench.json -p no:xdist
	@$(BIN)/python -m scripts.show_benchmarks build/bench.json

docs: $(READY) ## write the generated pages of docs/
	$(BIN)/python -m scripts.write_docs

clean: ## remove what was built
	rm -rf $(VENV) build dist demo-report .pytest_cache .mypy_cache .ruff_cache .hypothesis
