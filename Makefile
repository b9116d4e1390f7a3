# Commonplace. `make` alone lists what there is; the work is done in scripts/.
PYTHON ?= python3
IN = .venv/bin/python -m
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help venv run test check seed shell bench build screenshots lock clean reset

help: ## Show this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

run: venv ## Start the site with demonstration content (PORT=8000; RELOAD=1 while writing Python)
	@$(IN) scripts.run

test: venv ## Run all tests; ARGS are pytest's: make test ARGS="tests/communities -k reply"
	@$(IN) scripts.test $(ARGS)

check: venv ## Lint, format, types, layers, templates, migrations, deployment settings
	@$(IN) scripts.check

seed: venv ## Fill the local database with the demonstration content
	@$(IN) scripts.database run -- .venv/bin/python manage.py migrate --noinput
	@$(IN) scripts.database run -- .venv/bin/python manage.py demo $(ARGS)

shell: venv ## Open Django's shell on the local database
	@$(IN) scripts.database run -- .venv/bin/python manage.py shell $(ARGS)

bench: venv ## Measure speed and weight (see benchmarks/)
	@$(IN) scripts.database run -- $(IN) benchmarks $(ARGS)

build: venv ## Build static/dist from static/src, when something changed
	@$(IN) scripts.assets

screenshots: venv ## Take pictures of every main screen into docs/screenshots
	@$(IN) scripts.test -m screenshots -n 0 $(ARGS)

lock: venv ## Pin requirements*.in, with hashes, into requirements*.txt
	@for name in requirements requirements-dev; do \
		$(IN) uv pip compile --quiet --generate-hashes --universal --python-version 3.11 \
			$$name.in -o $$name.txt --no-emit-index-url || exit 1; done

venv: ## Bring .venv up to date (every other command does it by itself)
	@$(PYTHON) scripts/bootstrap.py

clean: ## Delete everything that was built; the local database stays
	@rm -rf .venv node_modules static/dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

reset: venv ## Delete the local database, its media and mail: the next `make run` starts afresh
	@$(IN) scripts.database reset
