#!/bin/sh
# Makes .venv from a lock: what `make setup` runs. Needs Python 3.11-3.13 with pip, nothing else.
#
# `setup.sh runtime` installs what the service needs, `setup.sh dev` (the default) the tools of its developers as well:
# who only wants to see it run does not wait for type checkers.
#
# Debian's python3 refuses `pip install` ("externally-managed-environment") and comes without the venv module, so uv is
# fetched into .tools/ (pip's --target is exempt from that refusal) and makes the environment. Where uv cannot be had,
# or cannot reach the packages (it does not read pip's configuration), venv and pip do the same, slower.
#
# Without PYTHON the interpreter of the last time is taken: `make test` after `make setup PYTHON=…` changes nothing.
set -u

LAST_PYTHON=$(head -n 1 .venv/.home 2>/dev/null)
[ -x "$LAST_PYTHON" ] || LAST_PYTHON=python3
PYTHON=${PYTHON:-$LAST_PYTHON}
WHAT=${1:-dev}
LOCK=requirements/$WHAT.lock
STAMP=.venv/.setup-$WHAT
DEV_STAMP=.venv/.setup-dev

fail() {
    echo "make setup: $*" >&2
    exit 1
}

quietly() { # the output matters only when the command fails: then fail() points at it
    "$@" >>.tools/setup.log 2>&1
}

facts=$("$PYTHON" -c 'import sys; print("%d.%d %s" % (sys.version_info[0], sys.version_info[1], sys.executable))' 2>/dev/null) &&
    [ -n "$facts" ] ||
    fail "no Python at '$PYTHON': install Python 3.11, 3.12 or 3.13, or name one with PYTHON=/path/to/python3."
version=${facts%% *}
python=${facts#* }
case $version in
3.11 | 3.12 | 3.13) ;;
*) fail "Python $version ($python) will not do, 3.11, 3.12 or 3.13 is needed: name one with PYTHON=/path/to/python3." ;;
esac

# Scripts in .venv carry absolute paths: another place or another Python means another environment.
home="$python
$version $(pwd)"
want="$(cksum requirements/*.lock pyproject.toml | cksum)"
for stamp in "$STAMP" "$DEV_STAMP"; do # the developers' environment has everything the service needs
    if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$home
$want" ]; then
        exit 0
    fi
done

mkdir -p .tools 2>/dev/null && : 2>/dev/null >.tools/setup.log ||
    fail "$(pwd) cannot be written to: run it as the owner of this directory."

# The installer is kept for the next clone, under the name of the lock that pins it: fetching it takes longest of all.
kept="${XDG_CACHE_HOME:-${HOME:-.tools}/.cache}/hamyon/uv-$(cksum <requirements/installer.lock | tr ' ' '-')"
if [ ! -x .tools/bin/uv ] && [ -x "$kept" ]; then
    mkdir -p .tools/bin && cp "$kept" .tools/bin/uv
fi
if [ ! -x .tools/bin/uv ]; then
    quietly "$python" -m pip --version ||
        fail "Python $version ($python) has no pip: install it (on Debian: apt-get install python3-pip)."
    echo "make setup: fetching the installer"
    quietly "$python" -m pip install --quiet --target .tools --require-hashes -r requirements/installer.lock ||
        rm -rf .tools/bin
    # Written beside and renamed: two clones at once never see half of it. Where nothing can be kept, nothing is lost.
    if [ -x .tools/bin/uv ] && mkdir -p "${kept%/*}" 2>/dev/null; then
        cp .tools/bin/uv "$kept.$$" 2>/dev/null && mv "$kept.$$" "$kept"
    fi
fi

pip_install() { quietly "$python" -m pip --python .venv/bin/python install --quiet "$@"; }
if [ -x .tools/bin/uv ] && quietly .tools/bin/uv --version; then
    make_venv() { quietly .tools/bin/uv venv --clear --no-python-downloads --python "$python" .venv; }
    install() { quietly .tools/bin/uv pip install --system-certs --python .venv/bin/python "$@" || pip_install "$@"; }
else
    make_venv() { quietly "$python" -m venv --clear --without-pip .venv; }
    install() { pip_install "$@"; }
fi

if [ "$(cat .venv/.home 2>/dev/null)" != "$home" ]; then
    echo "make setup: making .venv with Python $version"
    make_venv || fail "no environment could be made, the reason is at the end of .tools/setup.log."
    echo "$home" >.venv/.home
fi
rm -f .venv/.setup-*
echo "make setup: installing the locked packages"
install --require-hashes -r "$LOCK" ||
    fail "the locked packages could not be installed, the reason is at the end of .tools/setup.log."
install --no-deps --no-build-isolation --editable . ||
    fail "hamyon itself could not be installed, the reason is at the end of .tools/setup.log."
printf '%s\n%s\n' "$home" "$want" >"$STAMP"
echo "make setup: done"
