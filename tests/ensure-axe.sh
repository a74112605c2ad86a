#!/bin/sh
# The accessibility tests run axe-core in the browser. It comes from npm at the version that the lock file names, into
# tests/explorer/node_modules, and is part of nothing that is shipped. Where npm is missing, this installs Debian's
# package; where that cannot be done, it says what to do and fails: a gate that quietly skips a check is no gate.
set -eu

cd "$(dirname "$0")/explorer"

wanted=$(sed -n 's/.*"axe-core": "\([0-9.]*\)".*/\1/p' package.json)
found=$(sed -n 's/^ *"version": "\([0-9.]*\)".*/\1/p' node_modules/axe-core/package.json 2>/dev/null || true)
if [ -f node_modules/axe-core/axe.min.js ] && [ "$found" = "$wanted" ]; then
    exit 0
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT

if ! command -v npm >/dev/null 2>&1; then
    if [ "$(id -u)" -eq 0 ]; then
        as_root=""
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        as_root="sudo -n"
    else
        as_root="none"
    fi
    if command -v apt-get >/dev/null 2>&1 && [ "$as_root" != "none" ]; then
        echo "npm is missing: installing it with apt-get" >&2
        # shellcheck disable=SC2086 # empty for root, two words for sudo
        if ! { $as_root apt-get update >"$log" 2>&1 &&
            $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends npm >>"$log" 2>&1; }; then
            tail -n 20 "$log" >&2
        fi
    fi
fi

if command -v npm >/dev/null 2>&1; then
    echo "installing axe-core $wanted for the accessibility tests" >&2
    if npm ci --ignore-scripts --no-audit --no-fund >"$log" 2>&1; then
        exit 0
    fi
    tail -n 20 "$log" >&2
fi

echo "error: the accessibility tests need axe-core $wanted, and it is not here and could not be installed" >&2
echo "       install npm, then run: npm ci --ignore-scripts --prefix tests/explorer" >&2
echo "       (on Debian and Ubuntu, as root: apt-get update && apt-get install -y npm)" >&2
exit 1
