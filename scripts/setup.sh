#!/bin/sh
# Make .venv: exactly the locked packages, checked by hash, and this project installed in place.
# Needs python3 (3.11 or later) with its venv module; everything else is fetched. PYTHON=/path picks an interpreter.
set -eu
cd "$(dirname "$0")/.."
unset PYTHONPATH PYTHONHOME VIRTUAL_ENV
export UV_PYTHON_DOWNLOADS=never UV_SYSTEM_CERTS=true PIP_DISABLE_PIP_VERSION_CHECK=1

fail() {
    echo "setup: $1" >&2
    exit 1
}

# Prints the interpreter's real path (never a shim's or another venv's), or fails when it is too old.
real_python() {
    "$1" -c 'import os, sys
assert sys.version_info >= (3, 11)
print(os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable))' 2>/dev/null
}

find_python() {
    for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11 python}; do
        real_python "$candidate" && return 0
    done
    return 1
}

# Debian and Ubuntu split the venv module off; as root (a container) it is added, otherwise we say how.
ensure_venv() {
    "$python" -c 'import venv; from ensurepip import bootstrap' 2>/dev/null && return 0
    package="python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "setup: installing the system package $package"
        { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y "$package"; } >/dev/null ||
            fail "that failed; please install it yourself: apt-get install $package"
    fi
    "$python" -c 'import venv; from ensurepip import bootstrap' 2>/dev/null ||
        fail "$python has no venv module. On Debian or Ubuntu: sudo apt-get install $package"
}

with_uv() {
    [ -x .tools/bin/python ] || "$python" -m venv --clear .tools || return 1
    .tools/bin/python -m pip install --quiet --require-hashes -r requirements/tools.lock || return 1
    [ "$(real_python .venv/bin/python)" = "$python" ] ||
        .tools/bin/uv venv --quiet --clear --python "$python" .venv || return 1
    .tools/bin/uv pip sync --quiet --python .venv/bin/python --require-hashes --compile-bytecode requirements/dev.lock || return 1
    .tools/bin/uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --editable .
}

with_pip() {
    "$python" -m venv --clear .venv &&
        .venv/bin/python -m pip install --quiet --require-hashes -r requirements/dev.lock &&
        .venv/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
}

# Two makes at once: the second waits, then finds the work done.
if command -v flock >/dev/null; then
    exec 9>.setup.lock
    flock 9
fi
wanted=$(cat requirements/dev.lock requirements/tools.lock pyproject.toml scripts/setup.sh | cksum)
if [ "$(cat .venv/.ready 2>/dev/null)" = "$wanted" ]; then
    touch .venv/.ready
    exit 0
fi

python=$(find_python) || fail "Python 3.11 or later is needed${PYTHON:+ (PYTHON=$PYTHON is not)}. On Debian 12 or Ubuntu 24.04: sudo apt-get install python3 python3-venv"
ensure_venv
echo "setup: making .venv with $python"
with_uv || {
    echo "setup: uv did not do it; trying pip alone" >&2
    with_pip || fail "the packages could not be installed; the lines above say why"
}
echo "$wanted" >.venv/.ready
