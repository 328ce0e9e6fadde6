# What a person types. Needs make and Python 3.11, 3.12 or 3.13; the rest goes into .venv.

PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11 python; do \
	$$name -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null \
	&& echo $$name && break; done)
BIN := .venv/bin
TEST_ENVIRONMENT := QT_QPA_PLATFORM=offscreen OMP_WAIT_POLICY=PASSIVE

.PHONY: help run demo test lint metrics screenshots qt-libraries clean

help:
	@echo "make run          open the window"
	@echo "make demo         train for a minute without a window, then draw samples and losses"
	@echo "make test         run every test"
	@echo "make lint         check style and formatting"
	@echo "make screenshots  take the README's pictures of the real window anew"
	@echo "make metrics      measure the code"
	@echo "make clean        delete .venv and what checking and testing left behind"

run: .venv/installed
	@$(BIN)/gan-studio

demo: .venv/installed
	@$(BIN)/gan-studio demo

# Tests of how quickly something happens have the machine to themselves; the others share it.
test: .venv/installed-test qt-libraries
	$(TEST_ENVIRONMENT) $(BIN)/python -m pytest -m alone $(PYTEST_ARGS)
	$(TEST_ENVIRONMENT) OMP_NUM_THREADS=1 $(BIN)/python -m pytest -m "not alone" -n auto --dist loadfile $(PYTEST_ARGS)

lint: .venv/installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

metrics: .venv/installed-test
	@$(BIN)/python tests/metrics.py

screenshots: .venv/installed-test qt-libraries
	@$(TEST_ENVIRONMENT) $(BIN)/python tests/screenshots.py

# Qt loads only where some libraries of the system are present; a bare Linux lacks a few.
qt-libraries: .venv/installed
	@packages=$$($(BIN)/gan-studio doctor --packages); \
	if [ -z "$$packages" ]; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -q && apt-get install -qy --no-install-recommends $$packages; \
	else \
		echo "Qt lacks libraries of the system; install them: sudo apt-get install $$packages" >&2; exit 2; \
	fi

.venv/installed: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --disable-pip-version-check --editable .
	@touch $@

.venv/installed-test: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --disable-pip-version-check --editable '.[test]'
	@touch .venv/installed $@

.venv/bin/python:
	@if [ -z "$(PYTHON)" ]; then \
		echo "GAN Studio needs Python 3.11, 3.12 or 3.13, and none was found; install one, or name it: make run PYTHON=..." >&2; exit 2; \
	fi
	@if ! $(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'; then \
		echo "GAN Studio needs Python 3.11, 3.12 or 3.13; $(PYTHON) is another." >&2; exit 2; \
	fi
	@if ! $(PYTHON) -c 'import venv, ensurepip' 2>/dev/null; then \
		echo "Python's venv module is missing; install it: sudo apt-get install python3-venv" >&2; exit 2; \
	fi
	$(PYTHON) -m venv .venv

clean:
	rm -rf .venv .pytest_cache .ruff_cache build dist
	find gan_studio tests -name __pycache__ -prune -exec rm -rf {} +
