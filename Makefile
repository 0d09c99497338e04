# Every target sets the project up first; a second run finds that done. Python: make demo PYTHON=python3.12
PYTHON ?= python3
RUN := .venv/bin/python
SET_UP := $(PYTHON) packaging/set_up.py --for
FROZEN := dist/qa-desktop
SOURCES := qa_desktop tests packaging resources
TYPED := qa_desktop packaging/set_up.py packaging/check_frozen.py packaging/entry.py
# Arguments for pytest: make test T="tests/domain -x"
T ?=
# Tests at the same time: for the whole suite one more than there are processors, since many wait; else one.
# make test T=tests/storage WORKERS=3
WORKERS ?= $(if $(T),0,$(shell $(PYTHON) -c "import os; print((os.cpu_count() or 1) + 1)"))

.DEFAULT_GOAL := help
.PHONY: help demo test lint check soak bench screenshots package clean

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

demo: ## run the main job on the demo calls, then open the window where there is a display
	@$(SET_UP) demo
	@$(RUN) -m qa_desktop demo

test: ## run the whole test suite, screens offscreen
	@$(SET_UP) test
	QT_QPA_PLATFORM=offscreen $(RUN) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(T)

lint: ## check format, style, types and the direction of imports
	@$(SET_UP) test
	$(RUN) -m ruff format --check $(SOURCES)
	$(RUN) -m ruff check $(SOURCES)
	$(RUN) -m mypy $(TYPED)
	.venv/bin/lint-imports

check: lint test ## lint and test: run before a commit

soak: ## run the long tests (audio, more than 1,000 kills, many saves)
	@$(SET_UP) test
	QT_QPA_PLATFORM=offscreen $(RUN) -m pytest -m soak --timeout 3600 $(T)
	$(RUN) tests/fuzz/fuzz_readers.py

bench: ## measure start-up and saving against their goals
	@$(SET_UP) test
	@missed=; for script in tests/benchmarks/bench_*.py; do \
		echo "== $$script"; QT_QPA_PLATFORM=offscreen $(RUN) "$$script" || missed="$$missed $$script"; done; \
	if [ -n "$$missed" ]; then echo "missed a goal, or failed:$$missed"; exit 1; fi

screenshots: ## draw the pictures of the README
	@$(SET_UP) demo
	QT_QPA_PLATFORM=offscreen $(RUN) resources/screenshots/make.py

package: ## build the folder form in dist/ and let the built program test itself
	@$(SET_UP) package
	$(RUN) -m PyInstaller --noconfirm --log-level WARN --distpath dist --workpath build packaging/qa_desktop.spec
	$(RUN) packaging/check_frozen.py $(FROZEN)

clean: ## remove what was built and measured, not .venv
	rm -rf build dist demo-output .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find qa_desktop tests packaging resources -name __pycache__ -type d -prune -exec rm -rf {} +
