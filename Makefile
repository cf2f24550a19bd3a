# make: build all brochures into out/.  make test: run all quick checks and tests.
# make studio: open the local page on which leaflets are made, translated, designed and reviewed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# How many examples generated tests try: quick, or thorough as in CI.
EXAMPLES := quick

.PHONY: all test test-all lint proof studio bench clean system

all: $(STAMP)
	$(BIN)/python make_brochure.py --draft

test: $(STAMP)
	$(BIN)/python -m pytest -n auto --dist loadfile --hypothesis-profile $(EXAMPLES) -m "not slow"

test-all: $(STAMP)
	$(BIN)/python -m pytest -n auto --dist loadfile --hypothesis-profile thorough

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

proof: $(STAMP)
	$(BIN)/python make_brochure.py proof --draft

studio: $(STAMP)
	$(BIN)/python make_brochure.py studio

bench: $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[bench]"
	$(BIN)/python benchmarks/run.py

$(STAMP): pyproject.toml printshop/__init__.py | system
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[test]"
	touch $@

# Pango draws the text. As root on Debian or Ubuntu it is installed; elsewhere you are told how.
system:
	@sh tools/system_libraries.sh

clean:
	rm -rf out $(VENV)
