# Everything a fresh clone needs: `make demo` reads a sample, `make test` checks it; CI runs `make slow` too.
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

# The first Python of these that runs.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.10 python3; do \
	"$$p" -c 'import sys; sys.exit(not (3, 10) <= sys.version_info < (3, 13))' 2>/dev/null \
	&& echo "$$p" && break; done)

# The constraints are resolved for 3.11 and hold for 3.12; some of the releases need 3.11.
CONSTRAINTS = $$($(1) -c 'import sys; print("-c constraints.txt" * (sys.version_info >= (3, 11)))')

.PHONY: help setup demo test quality style types floors unit slow long debian test-all format wheel wheel-check container-check \
	constraints clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: $(STAMP) ## install the project and its tools into .venv

$(STAMP): pyproject.toml constraints.txt
	@bash scripts/debian_packages.sh libgl1 libglib2.0-0 libgomp1
	@test -n "$(PYTHON)" || { echo "ocrlc needs Python 3.10, 3.11 or 3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ctypes; [ctypes.CDLL(n) for n in ("libGL.so.1", "libgthread-2.0.so.0", "libgomp.so.1")]' \
		2>/dev/null || { echo "ocrlc needs the system libraries libGL, glib and libgomp." \
		"On Debian and Ubuntu: apt-get install libgl1 libglib2.0-0 libgomp1" >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet $(call CONSTRAINTS,$(BIN)/python) -e '.[dev,serve]'
	@touch $@

demo: $(STAMP) ## read the sample invoice
	$(BIN)/ocrlc recognize data/samples/invoice.jpg

test: debian quality unit ## lint, types, floors and the tests of some minutes

test-all: test slow long ## all tests: also those that take hours

PYTEST := $(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder \
	--max-worker-restart 0

quality: style types floors ## lint, types and the floors of the architecture

style: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

floors: $(STAMP)
	$(BIN)/lint-imports

types: $(STAMP)
	$(BIN)/mypy

unit: $(STAMP)
	$(PYTEST) -m "not slow and not long"

slow: $(STAMP) ## the tests that kill, train, fuzz or run the guides, which CI runs too
	$(PYTEST) -m slow

long: $(STAMP)
	$(PYTEST) -m long --timeout 2400

debian:
	@bash scripts/debian_packages.sh --for-tests

format: $(STAMP) ## let ruff fix what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

wheel: $(STAMP) ## build the wheel into dist/, and the list of what ships (SBOM) beside it
	rm -rf build dist
	$(BIN)/python -m build --wheel --outdir dist .
	$(BIN)/python -m scripts.check_wheel dist/*.whl
	$(BIN)/python -m scripts.make_sbom dist/*.whl

wheel-check: wheel ## install the wheel in an empty environment and use it
	rm -rf build/wheel-venv
	$(PYTHON) -m venv build/wheel-venv
	build/wheel-venv/bin/python -m pip install --quiet \
		$(call CONSTRAINTS,build/wheel-venv/bin/python) dist/*.whl
	build/wheel-venv/bin/python -I tests/programs/wheel_check.py data/samples/invoice.jpg
	build/wheel-venv/bin/python -m pip install --quiet \
		$(call CONSTRAINTS,build/wheel-venv/bin/python) "$$(echo dist/*.whl)[serve]"
	build/wheel-venv/bin/python -I tests/programs/wheel_check.py data/samples/invoice.jpg serve

container-check: wheel-check ## run the Dockerfile's lines, without Docker
	$(BIN)/python tests/programs/container_check.py build/wheel-venv build/container

constraints: ## resolve constraints.txt again in a clean environment
	rm -rf build/constraints-venv
	$(PYTHON) -m venv build/constraints-venv
	build/constraints-venv/bin/python -m pip install --quiet '.[dev,onnx,onnxruntime,serve,visualdl]'
	build/constraints-venv/bin/python -m pip freeze --exclude ocrlc > constraints.txt
	@! grep -n '@\|/' constraints.txt

clean: ## remove what the targets made
	rm -rf build dist *.egg-info $(VENV) .mypy_cache .ruff_cache .pytest_cache
