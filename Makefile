# Everything that is done with a checkout. Set-up happens by itself; `make PYTHON=/path/to/python3 ...` names another
# interpreter than the newest one found.
.DEFAULT_GOAL := help
.PHONY: help setup run tour tour-check demo test check static format format-check lint types bench soak package sdk-check clean
unexport PYTHONHOME PYTHONPATH
# Hundreds of processes are started by the tests: without compiled files each of them would compile the program anew.
unexport PYTHONDONTWRITEBYTECODE
export PYTHON

PY := .venv/bin/python
PROGRAMS := $(wildcard packaging/*.py)

help:
	@echo "make run       open the window on the sandbox; without a display: make tour"
	@echo "make tour      do the main job in the window on a virtual display, pictures in build/tour"
	@echo "make demo      do the main job by command line"
	@echo "make test      run the tests"
	@echo "make check     format, lint, types and tests"
	@echo "make format    put the code into its format"
	@echo "make bench     measure against the budgets, and what each transport costs a call"
	@echo "make soak      long campaigns: crashes and faults"
	@echo "make package   build wheel, sdist and the frozen program into build/, and start them"
	@echo "make sdk-check let Membrane's own SDK judge the sandbox; needs Node"
	@echo "make clean     remove what was built; .venv stays"

setup:
	@sh packaging/setup.sh

run: setup
	@sh packaging/run.sh

tour: setup
	@$(PY) packaging/tour.py

# As the tour; where its virtual display cannot be had, that is said and nothing is checked.
tour-check: setup
	@$(PY) packaging/tour.py --where-possible

demo: setup
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
	$(PY) -m pytest -m soak -o faulthandler_timeout=0

package: setup
	@sh packaging/package.sh

sdk-check: setup
	@sh packaging/sdk-check/run.sh

clean:
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find app ui resources tests packaging -name __pycache__ -type d -prune -exec rm -rf {} +
