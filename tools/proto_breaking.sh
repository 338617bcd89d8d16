#!/bin/sh
# Refuses a change of proto/ that would break callers: what `make check` runs. The rules stand in buf.yaml.
#
# Compares with the newest release; before the first one with origin/main, and without a remote with the last commit. A
# first clone, a shallow one or a commit from before the contract has nothing to compare with, and nothing breaks.
# Another base: make check AGAINST=v1.2.0
set -eu

git() { command git -c safe.directory='*' "$@"; } # a CI machine may run as another user than the one that cloned

base=${AGAINST:-}
[ -n "$base" ] || base=$(git describe --tags --match 'v[0-9]*' --abbrev=0 2>/dev/null) ||
    base=$(git rev-parse --quiet --verify --symbolic-full-name origin/main 2>/dev/null) || base=HEAD

if [ -z "$(git ls-tree --name-only "$base" proto/hamyon 2>/dev/null)" ]; then
    echo "no earlier contract to compare with ($base)"
    exit 0
fi

# An unpacked tree, not buf's own `.git#ref=`: that one clones, which a shallow clone or a linked work tree refuses.
earlier=$(mktemp -d)
trap 'rm -rf "$earlier"' EXIT
git archive "$base" proto third_party buf.yaml | tar -x -C "$earlier"
.venv/bin/buf breaking --against "$earlier"
