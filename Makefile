# Everything that is done with a checkout. Set-up happens by itself; `make PYTHON=/path/to/python3 ...` names another
# interpreter than the newest one found.
.DEFAULT_GOAL := help
.PHONY: help setup run test check static format format-check lint types bench soak package clean
unexport PYTHONHOME PYTHONPATH
export PYTHON

PY := .venv/bin/python
PROGRAMS := $(wildcard packaging/*.py)

help:
	@echo "make run       show the program at work, on the sandbox"
	@echo "make test      run the tests"
	@echo "make check     format, lint, types and tests"
	@echo "make format    put the code into its format"
	@echo "make bench     measure against the budgets"
	@echo "make soak      long campaigns: crashes and faults"
	@echo "make package   build a wheel and an sdist into build/, install the wheel and start it"
	@echo "make clean     remove what was built; .venv stays"

setup:
	@sh packaging/setup.sh

run: setup
	@$(PY) packaging/demo.py

test: setup
	$(PY) -m pytest -m "not soak" -n auto

check: static test

static: format-check lint types

format: setup
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

format-check: setup
	$(PY) -m ruff format --check .

lint: setup
	$(PY) -m ruff check .

types: setup
	$(PY) -m mypy
	$(PY) -m mypy $(PROGRAMS)

bench: setup
	@$(PY) -m tests.bench

soak: setup
	$(PY) -m pytest -m soak --timeout 1800

package: setup
	@sh packaging/package.sh

clean:
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find app ui resources tests packaging -name __pycache__ -type d -prune -exec rm -rf {} +
