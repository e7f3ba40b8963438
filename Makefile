# Everything runs from a virtual environment that the first target called sets up: only make and Python
# 3.11 or later have to be there.

PYTHON ?= python3
STACK  ?= prod
VENV   := .venv
BIN    := $(VENV)/bin
UV_VERSION := 0.13.8
UV     := $(VENV)/uv/bin/uv
INSTALL  := $(UV) pip sync --quiet --compile-bytecode --require-hashes --python $(BIN)/python
EDITABLE := $(UV) pip install --quiet --no-deps --python $(BIN)/python --editable .

.PHONY: preview check test lint format docs bench lock clean
.DELETE_ON_ERROR:

## preview [STACK=prod]: the whole stack, resolved, policy-checked; no AWS account and no Pulumi CLI
preview: $(VENV)/.user
	@$(BIN)/groundwork preview $(STACK)

## check: the policy pack over every committed stack
check: $(VENV)/.user
	@$(BIN)/groundwork check --all

## test: the whole suite
test: $(VENV)/.dev
	@$(BIN)/pytest

## lint: style, formatting and types, all at zero
lint: $(VENV)/.dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/ty check --error-on-warning --quiet

## format: put the formatting right
format: $(VENV)/.dev
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

## docs: regenerate what is generated (schema, settings reference, controls)
docs: $(VENV)/.dev
	@$(BIN)/python -m deploy.docs

## bench: the embedded preview against the floor, by stack and by number of resources
bench: $(VENV)/.dev
	@$(BIN)/python -m deploy.bench

## lock: compile the locked requirements anew from pyproject.toml
lock: $(VENV)/.uv
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --custom-compile-command "make lock" pyproject.toml -o requirements/user.txt
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --custom-compile-command "make lock" pyproject.toml --group dev -o requirements/dev.txt

clean:
	rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis

$(VENV)/.uv: Makefile
	@echo "Setting up $(VENV), once; it takes about a minute ..."
	@$(PYTHON) -c 'import sys; sys.exit("Groundwork needs Python 3.11 or later; this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --target $(VENV)/uv --upgrade uv==$(UV_VERSION)
	@touch $@

# The developers' set contains the users', so where the former is in place there is nothing to do.
$(VENV)/.user: $(VENV)/.uv requirements/user.txt pyproject.toml
	@test -e $(VENV)/.dev || $(INSTALL) requirements/user.txt
	@$(EDITABLE)
	@touch $@

$(VENV)/.dev: $(VENV)/.uv requirements/dev.txt pyproject.toml
	@$(INSTALL) requirements/dev.txt
	@$(EDITABLE)
	@touch $@ $(VENV)/.user
