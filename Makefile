# Two commands matter: `make run` and `make test`; both work from a bare clone.

PYTHON = python3
PORT = 8000
HOST = 127.0.0.1
BIN = .venv/bin
# Where `make run` keeps everything; empty means var, or DATA_DIR of the environment.
DATA =
DEMO = 1

MANAGE = $(BIN)/python manage.py
WITHOUT_DEMO = $(if $(filter 0 no false off,$(DEMO)),--no-demo)
CHECK = @printf '\n=== %s\n' '$(1)' && $(1)
ifneq ($(DATA),)
export DATA_DIR := $(DATA)
endif

.PHONY: help run test lint format bench doctor lock clean ready ready-for-tests

help: ## List what there is to make
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile
	@echo 'Options of make run: PORT=8000 HOST=127.0.0.1 DATA=var DEMO=1'

run: ready ## Install what is missing, start everything, tell where; Ctrl-C stops it
	@exec $(MANAGE) up --host '$(HOST)' --port '$(PORT)' $(WITHOUT_DEMO)

test: export DATA_DIR := $(CURDIR)/var/test
test: ready-for-tests ## Run every check that CI runs, on servers of its own
	$(call CHECK,$(BIN)/ruff check .)
	$(call CHECK,$(BIN)/ruff format --check .)
	$(call CHECK,$(BIN)/lint-imports)
	$(call CHECK,$(BIN)/mypy .)
	$(call CHECK,$(MANAGE) makemigrations --check --dry-run)
	$(call CHECK,PUBLIC_URL=https://partnercenter.example $(MANAGE) check --deploy --fail-level WARNING)
	$(call CHECK,$(BIN)/pytest)

lint: ready ## Run the checks that need no database
	$(call CHECK,$(BIN)/ruff check .)
	$(call CHECK,$(BIN)/ruff format --check .)
	$(call CHECK,$(BIN)/lint-imports)
	$(call CHECK,$(BIN)/mypy .)

format: ready ## Write the code in its one layout
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: ready ## Measure what the product does in a second
	@$(BIN)/python -m tests.bench

doctor: ready ## Tell what is wrong with this installation, and what to do about it
	@$(MANAGE) doctor

lock: ready ## Pin everything that requirements.txt pulls in
	@$(BIN)/python -m partnercenter.embedded.lock

clean: ## Remove what tools have cached; data and packages stay
	@rm -rf .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -path ./.venv -prune -o -name __pycache__ -type d -exec rm -rf {} +

ready ready-for-tests:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo '$(PYTHON) is not Python 3.11 or newer: install one and name it, make PYTHON=python3.11 ...'; exit 1; }
	@$(PYTHON) -m partnercenter.embedded.prepare $(if $(filter ready-for-tests,$@),--for-tests)
