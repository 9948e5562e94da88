# Sanaq: one verb each. Needs Python 3.11 or newer and make; everything else comes from the hashed locks.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: run test rehearse force lint format bench docs lock clean

run: $(VENV)/.run                ## serve http://127.0.0.1:8080 with the demo campaign (PORT=… moves it)
	@$(BIN)/sanaq migrate
	@$(BIN)/sanaq serve

test: $(VENV)/.dev               ## the whole suite (ARGS=… goes to pytest)
	@$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

rehearse: $(VENV)/.dev           ## thousands of scripted respondents (ARGS="--people 2000 --jobs 2 --write docs/rehearsal.md")
	@nice $(BIN)/python -m tests.rehearsal $(ARGS)

force: $(VENV)/.dev              ## kill it among a hundred interviews, in every combination (ARGS="--small --people 500 --only sqlite")
	@nice $(BIN)/python -m tests.force $(ARGS)

lint: $(VENV)/.dev               ## style, types, who may import whom, the campaign itself
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/sanaq check campaigns/kz-2021

format: $(VENV)/.dev             ## what `make lint` would ask for, done
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(VENV)/.bench            ## measure a turn, against peers too (ARGS="--write" keeps the tables in docs/performance.md)
	@$(BIN)/python -m benchmarks $(ARGS)

docs: $(VENV)/.dev               ## rewrite the parts of docs/ that are made from the code and the campaign
	@$(BIN)/python -m docs.build

lock:                            ## renew the locks (needs uv)
	uv pip compile pyproject.toml --group build $(LOCK) -o requirements.lock
	uv pip compile pyproject.toml --group build --group dev $(LOCK) -c requirements.lock -o requirements-dev.lock
	uv pip compile pyproject.toml --group bench $(LOCK) -c requirements-dev.lock -o requirements-bench.lock
LOCK := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis

# --- the virtual environment, made once and renewed when a lock changes ---------------------------------------------

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Sanaq needs Python 3.11 or newer; $$($(PYTHON) --version) was found. Name another one: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { echo "This Python cannot make a virtual environment. On Debian and Ubuntu: apt-get install python3-venv"; rm -rf $(VENV); exit 1; }

$(VENV)/.run: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Setting up $(VENV) (once; a minute or two)…"
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock | $(VENV)/.run
	@echo "Adding what the tests need…"
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/.bench: requirements-bench.lock | $(VENV)/.dev
	@echo "Adding whom we compare with…"
	@$(PIP) install --require-hashes -r requirements-bench.lock
	@touch $@
