# Five verbs. Each runs what CI runs; the commands themselves are in .ci/run.
.PHONY: setup test lint docs release
PYTHON ?= python3
BIN := .venv/bin

setup:    ## an environment with everything a developer needs
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --editable '.[dev]'

test:     ## the tests that take minutes; 'make test ARGS="-m \"\""' runs those for CI too
	$(BIN)/python -m pytest $(ARGS)

lint:     ## style, complexity, types, and which package may import which
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs:     ## the documentation into build/site, the gallery and the picture of the packages
	$(BIN)/python docs/gallery/make.py
	$(BIN)/python docs/packages.py
	$(BIN)/zensical build --strict

release:  ## the changelog from its fragments, then the sdist and a wheel into dist/
	$(BIN)/towncrier build --yes
	$(BIN)/python -m build
