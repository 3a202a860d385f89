# `make check` is what CI runs, with the tools of the environment that is active (or of .venv).
PYTHON ?= $(shell test -x .venv/bin/python && echo .venv/bin/python || echo python3)
RUN = $(PYTHON) -m
PG ?= 15,18

.PHONY: check lint types floors site pictures test fast bench

check: lint types floors site test

lint:
	$(RUN) ruff format --check .
	$(RUN) ruff check .

types:
	$(RUN) mypy

floors:
	$(dir $(PYTHON))lint-imports

# the documentation, into site/; no network is asked. `python -m mkdocs serve` shows it while one writes
site:
	NO_MKDOCS_2_WARNING=1 $(RUN) mkdocs build --strict --quiet

# the terminal and the notebook as they look, from real runs on the demo: needs tmux and Chromium
pictures:
	$(PYTHON) docs/make_pictures.py

test:
	$(RUN) pytest -q --pg=$(PG)

fast:
	$(RUN) pytest -q tests/model tests/lang tests/render

# makes an environment of its own with all peers (.venv-bench); BENCH=--long, BENCH='--only startup,csv'
bench:
	$(PYTHON) benchmarks/environment.py $(BENCH)
