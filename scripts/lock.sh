#!/bin/sh
# Resolve requirements/*.in into locks with hashes: the same lines on every machine, no addresses.
# One version of each package for all Pythons where that is possible, so that results agree between them.
set -eu
cd "$(dirname "$0")/.."

# Only the public registry's own files: local mirrors and settings must not leak into a lock.
unset PIP_CONFIG_FILE PIP_FIND_LINKS PIP_EXTRA_INDEX_URL PIP_INDEX_URL
unset UV_FIND_LINKS UV_INDEX UV_DEFAULT_INDEX UV_INDEX_URL UV_EXTRA_INDEX_URL
export UV_PYTHON_DOWNLOADS=never UV_SYSTEM_CERTS=true

compile() {
    .tools/bin/uv pip compile --no-config --quiet --universal --python-version 3.11 --python .venv/bin/python \
        --fork-strategy fewest --generate-hashes --no-header --no-annotate --upgrade "$@"
}

compile requirements/tools.in --output-file requirements/tools.lock
compile requirements/dev.in --output-file requirements/dev.lock
compile requirements/runtime.in --constraints requirements/dev.lock --output-file requirements/runtime.lock
