# `make help` lists what can be done here. Settings (BOT_*, PORT) may be given on the command line: make run PORT=8081
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:

APP := .venv/bin/python
ENGINE := .venv-engine/bin/python
INSTALLED := .venv/.installed .venv-engine/.installed
APP_TESTS := $(addprefix tests/,actions benchmarks cli consistency content logic mail nlu storage web)
ENGINE_TESTS := tests/engine tests/logic tests/content
COVERED := $(APP) -m pytest --cov --cov-append --cov-report=
ON_ALL_CORES := -n auto --maxprocesses 4 --dist loadgroup
CHROMIUM := $(shell command -v chromium)
DAYS := 180

# Rasa takes seconds longer to import when its compiled files are not kept.
unexport PYTHONDONTWRITEBYTECODE
# Rasa asks nobody and warns of nothing that its users could change.
export RASA_TELEMETRY_ENABLED := false
export SQLALCHEMY_SILENCE_UBER_WARNING := 1
export TF_CPP_MIN_LOG_LEVEL := 3

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: install
install: $(INSTALLED) ## make both environments from uv.lock (.venv and .venv-engine)

.venv/.installed: uv.lock pyproject.toml .python-version .ci/install
	@.ci/install app
	@touch $@

.venv-engine/.installed: uv.lock pyproject.toml .python-version .ci/install
	@.ci/install engine
	@touch $@

.PHONY: lookups
lookups: $(INSTALLED) ## write the lookup tables in data/nlu/lookups from the lexicon
	$(APP) -m bot lookups

.PHONY: train
train: $(INSTALLED) ## train the model, when none fits the data
	$(ENGINE) -m bot.engine train

.PHONY: tune
tune: $(INSTALLED) ## learn the corrections of the English encoder anew, after topics have changed much
	$(ENGINE) -m bot.engine tune

.PHONY: run
run: export BOT_AS_OF ?= 2017-03-01
run: $(INSTALLED) ## start the assistant; BOT_AS_OF= takes the real date, PORT= another port
	@exec $(APP) -m bot run

.PHONY: check
check: $(INSTALLED) ## format, lint, types, import contracts, Rasa's own validation, names
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	$(APP) -m bot lookups --check
	$(ENGINE) -m rasa data validate --fail-on-warnings --domain domain.yml --config config.yml --data data 2>&1 \
	    | { grep -v "is not used in any story or rule" || true; } # actions name them; tests/consistency looks there
	$(APP) -m pytest tests/consistency

.PHONY: test
test: test-app test-engine test-nlu dialogues browser coverage ## run every test that needs no service

.PHONY: test-app
test-app: $(INSTALLED) ## tests of everything but the engine, with fakes for what is not there
	$(APP) -m coverage erase
	$(COVERED) $(ON_ALL_CORES) $(APP_TESTS)

.PHONY: test-engine
test-engine: $(INSTALLED) ## tests of what Rasa loads and of what runs on both, on Python 3.10
	$(ENGINE) -m pytest -c tests/engine/pytest.ini --rootdir . $(ENGINE_TESTS)

.PHONY: test-nlu
test-nlu: train ## held-out sentences and annotated names against the model, with the bars in tests/nlu
	$(ENGINE) -m pytest -c tests/engine/pytest.ini --rootdir . tests/nlu/test_understanding.py tests/nlu/test_entities.py

.PHONY: dialogues
dialogues: train ## play whole conversations against the running assistant
	$(COVERED) tests/dialogues

.PHONY: browser
browser: train ## tests of the website in Chromium, where it is installed
	$(if $(CHROMIUM),$(COVERED) $(ON_ALL_CORES) tests/browser,@echo "No chromium on PATH: the browser tests were not run.")

.PHONY: coverage
coverage: ## what the tests that ran have covered; of the tests themselves all must have run
	$(APP) -m coverage report
	$(APP) -m coverage report --include "tests/*" --omit "tests/engine/*,tests/nlu/test_entities.py,tests/nlu/test_understanding.py$(if $(CHROMIUM),,,tests/browser/*)" \
	    --fail-under 100

.PHONY: test-postgres
test-postgres: $(INSTALLED) ## the storage tests on PostgreSQL: CALLGUIDE_TEST_POSTGRES_URL=postgresql+asyncpg://...
	@: "$${CALLGUIDE_TEST_POSTGRES_URL:?give the address of an empty database}"
	$(APP) -m pytest $(ON_ALL_CORES) -k postgresql tests/storage

.PHONY: bench
bench: train ## run every benchmark; DATA= is the folder of the public data sets
	@$(APP) -m benchmarks.speed
	$(if $(DATA),@$(MAKE) bench-nlu,@echo "bench-nlu: not measured, give DATA= the folder of the public data sets.")

.PHONY: bench-quick
bench-quick: train ## how fast beside the stock bot, in under three minutes; printed, not kept
	@$(APP) -m benchmarks.speed --quick

.PHONY: bench-page
bench-page: train ## how soon the chat is there and an answer is painted, in Chromium; ARGS=--write keeps it
	@$(APP) -m benchmarks.page $(ARGS)

.PHONY: bench-profile
bench-profile: train ## where the time of a turn goes, ours and the stock bot's; printed, not kept
	@$(APP) -m benchmarks.speed_profile

.PHONY: bench-nlu
bench-nlu: $(INSTALLED) ## understanding beside three others; DATA= as above, CORE= trains on one core, ARGS= see benchmarks/README.md
	@: "$${DATA:?give the folder of the public data sets}"
	@$(ENGINE) -m benchmarks.nlu --data "$(DATA)" $(if $(CORE),--core=$(CORE)) $(ARGS)

.PHONY: facts-due
facts-due: $(INSTALLED) ## list the facts that nobody has checked for DAYS=180 days
	@$(APP) -m bot facts-due --days $(DAYS)

.PHONY: clean
clean: ## remove environments, models and caches; var/ with the database stays
	rm -rf .venv .venv-engine .venv-uv .rasa .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
	rm -f models/*.tar.gz var/coverage
