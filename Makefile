# Everything runs in .venv, which any target makes on first use. Needs Python 3.11 or later (make PYTHON=…), and make.
PYTHON ?= python3
# On Linux, PyPI's torch brings the CUDA libraries (several GB). Give PyTorch's CPU wheel index here to take the small build:
# see "CPU build of torch" in the README.
TORCH_INDEX ?=
BIN := .venv/bin
# The demo is the same everywhere: empty means the default, whatever the shell or a .env says.
DEMO := CAREERSPACE_DATA_DIR=.careerspace/demo CAREERSPACE_QDRANT_URL= CAREERSPACE_MODEL= CAREERSPACE_DIMENSION= \
	CAREERSPACE_ESCO_VERSION= CAREERSPACE_HOST= CAREERSPACE_API_KEY=
# processes that the tests are shared among
JOBS ?= 2

.PHONY: install demo test lint check serve bench sample web clean

install: .venv/installed

.venv/installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Careerspace needs Python 3.11 or later, $(PYTHON) is " + sys.version.split()[0] + "; name another one: make PYTHON=python3.11")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install -q --disable-pip-version-check -c constraints.txt $(if $(TORCH_INDEX),--no-deps --index-url $(TORCH_INDEX)) torch
	$(BIN)/pip install -q --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

demo: install ## index the sample taxonomy and match the sample resumes
	$(DEMO) $(BIN)/python sample/demo.py

test: install
	OMP_NUM_THREADS=1 $(BIN)/pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@if docker compose version >/dev/null 2>&1; then docker compose --profile tests config -q && echo "docker compose config: ok"; \
	else echo "docker compose config: skipped, no docker compose client here"; fi

check: lint test

serve: install ## serve the demo's index on loopback
	$(DEMO) $(BIN)/careerspace serve

bench: install ## the long measurements; see docs/benchmarks.md
	$(BIN)/python -m benchmarks

sample: install ## build the shipped sample data again from its sources
	$(BIN)/python sample/build_taxonomy.py
	$(BIN)/python sample/build_resumes.py
	$(BIN)/python sample/build_ads.py

web: ## bundle what the web application takes from others, check the types of its own modules; needs Node. See docs/web.md
	cd web && npm ci --ignore-scripts --no-progress && npm run --silent build && npm run --silent check

clean:
	rm -rf .venv .careerspace web/node_modules
