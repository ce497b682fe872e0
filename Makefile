# The verbs of this house. A newcomer needs `make run` alone; everything else installs what it needs by itself.
PYTHON ?= python3
BIN := .venv/bin
PACKAGES := bot adapters intents handoff safety conversation insights storage console encoders
EXTRAS := semantic,best
EVERY_EXTRA := semantic,best,fastembed,languages
comma := ,
INSTALLED := .venv/.installed$(subst $(comma),-,$(EXTRAS:%=-with-%))
TESTED := .venv/.installed-test
BENCHED := .venv/.installed-bench

.PHONY: help install run test check docs bench-store bench-engine bench-wallet bench-safety bench-latency bench-idle clean

help: ## what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

install: $(INSTALLED) ## make .venv with the program in it (EXTRAS= for the smallest)
run: $(INSTALLED) ## start Frontdesk (make run ARGS='--port 9001')
	@exec $(BIN)/frontdesk run $(ARGS)

test: $(TESTED) ## the whole test suite
	@tests/kit/install-system
	$(BIN)/pytest --numprocesses auto --dist worksteal $(ARGS)

check: $(TESTED) ## style, types, floors
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(TESTED) ## write the parts of docs/ that are made from code
	$(BIN)/python -m tests.kit.documents
.PHONY: pictures
pictures: $(TESTED) ## make the picture of the console in docs/images anew
	$(BIN)/python -m tests.kit.pictures

bench-store: $(TESTED) ## the writer against a raw loop of the same statements
	$(BIN)/python -m bench.store
bench-engine: $(BENCHED) ## accuracy, time and memory on public sets (FRONTDESK_DATA=folder, ARGS='--quick')
	$(BIN)/python -m bench.engine $(ARGS)
bench-wallet: $(TESTED) ## the shipped FAQ on real questions (FRONTDESK_DATA=folder)
	$(BIN)/python -m bench.wallet $(ARGS)
bench-safety: $(TESTED) ## recall and false alarms of redaction (FRONTDESK_DATA=folder)
	$(BIN)/python -m bench.safety
bench-latency: $(TESTED) ## start, memory, install size, and the time from a chat message to its stored answer
	$(BIN)/python -m bench.latency
bench-idle: $(TESTED) ## what a process costs that waits for Telegram and Discord
	$(BIN)/python -m bench.idle

clean: ## remove what make has made
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(INSTALLED): pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Frontdesk needs Python 3.11 or newer; try: make install PYTHON=python3.12"; rm -rf .venv; exit 1; }
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.$(if $(EXTRAS),[$(EXTRAS)])'
	@touch $@

$(TESTED): $(INSTALLED)
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[$(EVERY_EXTRA),test]'
	@touch $@

$(BENCHED): $(TESTED)
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[bench]'
	@touch $@

.PHONY: lock
lock: $(BENCHED) ## write constraints.txt anew: the versions that were tested together
	@{ echo "# The versions that were tested together; written by \`make lock\`."; \
		$(BIN)/pip freeze --exclude-editable --exclude pip --exclude setuptools --exclude wheel; } > constraints.txt
