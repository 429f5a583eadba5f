# Needs Python 3.11 or newer with venv, git and make. Everything else is installed into .venv.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
JOBS ?= 2

export OPENBLAS_NUM_THREADS := 1
export OMP_NUM_THREADS := 1
# Neither the fonts listed in somebody's home nor a matplotlibrc there reaches a figure.
export MPLCONFIGDIR := $(CURDIR)/.venv/matplotlib
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: help demo test lab bench lint unit notebooks chromium lock clean
.DEFAULT_GOAL := help

help:  ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: $(READY)  ## watch a sample class being graded (a minute after the installation)
	@nnkit demo

test: lint unit notebooks  ## all tests

lab: $(READY)  ## open the course in JupyterLab
	jupyter lab --LabApp.default_url=/lab/tree/course/README.md

bench: $(READY)  ## measure the library and the grader against their peers (about an hour)
	python tests/benchmarks/run.py
	python tests/benchmarks/grading.py
	python tests/benchmarks/first_check.py
	python tests/benchmarks/diagnosis.py

lint: $(READY)  ## style, types, and: is the released course what its sources make
	ruff format --check .
	ruff check .
	mypy
	nnkit release --check

# The files that take longest come first, so that all workers end at about the same time.
unit: $(READY) chromium  ## the tests of the code, the grader and the course, in a real browser too
	NNKIT_NO_BROWSER=$$(command -v chromium chromium-browser google-chrome >/dev/null || echo 1) \
	pytest -q -n $(JOBS) --dist loadscope --no-loadscope-reorder \
	  tests/grading/test_guide.py tests/test_contributing.py tests/widgets tests/grading tests nnkit

notebooks: $(READY)  ## run every notebook and compare with its stored outputs
	pytest -q -o addopts="" -n $(JOBS) --dist loadfile \
	  --nbval --nbval-sanitize-with tests/nbval.cfg course/lectures
	pytest -q -o addopts="" -n $(JOBS) --dist loadfile --nbval-lax solutions

chromium:
	@command -v chromium chromium-browser google-chrome >/dev/null || { \
	  [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; } || \
	echo "No Chromium here: the browser tests are left out. To run them, install the package chromium."

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c "import sys; sys.version_info >= (3, 11) or sys.exit('nnkit needs Python 3.11 or newer, this is ' + sys.version.split()[0] + '; name another with: make PYTHON=python3.12')"
	@echo "Installing into .venv (a few minutes the first time)"
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --disable-pip-version-check --no-deps -e .
	@touch $@

lock:  ## choose the exact versions anew
	$(PYTHON) -m venv .nnkit/lock
	.nnkit/lock/bin/pip install -q uv
	.nnkit/lock/bin/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 \
	  --no-header --no-annotate -q -o requirements.lock --upgrade

clean:  ## remove what was made here (not the course's gradebook)
	rm -rf .venv .nnkit demo build .pytest_cache .mypy_cache .ruff_cache .hypothesis
