# Every target is one obvious line; what it needs first is made once and kept until its sources change.
#   make up · diffusion · demo · test · lint · bench · gallery · openapi · locks · clean   PORT=8000 VIDEO=clip.mp4 CLIPS=folder
PORT ?= 8000
VENV := .venv
PY := $(VENV)/bin/python
FRONT := npm --prefix frontend
PACKAGES := core accounts channels_app moderation generation studio demo bench tests platform/config manage.py
TORCH ?= torch==2.13.0
# MediaPipe's last wheel with its models inside exists for these two.
PYTHON ?= $(shell for p in python3.11 python3.12 python3; do $$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 13))' 2>/dev/null && echo $$p && break; done)

BASE := $(VENV)/.base-installed
DIFFUSION := $(VENV)/.diffusion-installed
DEV := $(VENV)/.dev-installed
PEERS := build/peers/.installed
MODULES := frontend/node_modules/.package-lock.json
DIST := frontend/dist/index.html
FONTS := build/fonts/.built
FRONT_SOURCES := $(shell find frontend/src frontend/public -type f 2>/dev/null) \
	frontend/index.html frontend/package.json $(wildcard frontend/*.ts)
TRANSLATIONS := $(patsubst %.po,%.mo,$(wildcard */locale/*/LC_MESSAGES/django.po))

.PHONY: setup diffusion up demo test test-python test-front lint format screenshots bench gallery gallery-docs openapi locks clean
.DELETE_ON_ERROR:

setup: $(BASE) $(DIST) $(FONTS) $(TRANSLATIONS)

# Painting with diffusion models: torch and its companions. The models themselves: `manage.py models`.
diffusion: setup $(DIFFUSION)

up: setup
	@exec $(PY) manage.py up --port $(PORT)

demo: setup
	@exec $(PY) -m demo $(if $(VIDEO),--video "$(VIDEO)")

test: test-python test-front

test-python: setup $(DEV)
	$(PY) -m pytest $(TESTS)

test-front: $(MODULES)
	$(FRONT) run typecheck
	$(FRONT) test

lint: $(DEV) $(MODULES)
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy $(PACKAGES)
	$(VENV)/bin/lint-imports
	$(FRONT) run lint
	$(FRONT) run typecheck

format: $(DEV) $(MODULES)
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .
	$(FRONT) run format

screenshots: setup $(DEV)
	$(PY) -m pytest tests/e2e/test_main_path.py
	$(PY) -m tests.e2e.screenshots

bench: setup $(DEV) $(PEERS)
	$(PY) -m bench

# Every layout over films and photographs in CLIPS, or over our own; fails where a check does.
gallery: $(BASE) $(FONTS)
	$(PY) -m studio.gallery $(if $(CLIPS),--clips "$(CLIPS)")

gallery-docs: $(BASE) $(FONTS)
	$(PY) -m studio.gallery --small

openapi: $(DEV) $(MODULES) $(TRANSLATIONS)
	$(PY) manage.py export_openapi
	$(FRONT) run types

# uv reads pyproject's floor: the locks serve every Python we support. No lock may name a host.
locks:
	for name in base diffusion dev; do uv pip compile --quiet --generate-hashes --no-header --universal \
		--python-version 3.11 --excludes requirements/excludes.txt --override requirements/overrides.txt \
		requirements/$$name.in -o requirements/$$name.lock || exit 1; done
	uv pip compile --quiet --generate-hashes --no-header --universal --python-version 3.11 \
		requirements/bench.in -o requirements/bench.lock
	! grep -n '://' requirements/*.lock

clean:
	rm -rf build frontend/dist $(TRANSLATIONS)
	find . -name __pycache__ -not -path './$(VENV)/*' -not -path './frontend/*' -prune -exec rm -rf {} +

$(PY):
	@test -n "$(PYTHON)" || { echo "Masthead needs Python 3.11 or 3.12: install one, or name it: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(BASE): requirements/base.lock | $(PY)
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/base.lock
	@touch $@

# A torch that is there already is kept: the line below only wants this version, whatever it was built for.
$(DIFFUSION): requirements/diffusion.lock $(BASE)
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/diffusion.lock
	$(PY) -m pip install --quiet --disable-pip-version-check $(TORCH)
	@touch $@

$(DEV): requirements/dev.lock $(DIFFUSION)
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/dev.lock
	@touch $@

# Other people's tools, only to be measured beside ours: their OpenCV must not meet ours.
$(PEERS): requirements/bench.lock | $(PY)
	$(PY) -m venv $(@D)
	$(@D)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/bench.lock
	@touch $@

$(MODULES): frontend/package-lock.json
	@node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' || { echo "Masthead needs Node 20 or newer to build its pages." >&2; exit 1; }
	$(FRONT) ci --no-audit --no-fund --loglevel error
	@touch $@

$(DIST): $(FRONT_SOURCES) $(MODULES) $(BASE)
	$(FRONT) run build -- --logLevel warn
	$(PY) -m whitenoise.compress --quiet frontend/dist
	@touch $@

$(FONTS): studio/fonts.py studio/typefaces.py $(MODULES) $(BASE)
	$(PY) -m studio.fonts build
	@mkdir -p $(@D) && touch $@

%.mo: %.po $(BASE)
	@$(VENV)/bin/pybabel --quiet compile --input-file $< --output-file $@
