#!/bin/sh
# The tests of the explorer open it in Chromium. Where none is found, this installs Debian's package; where that cannot
# be done, it says what to do and fails: a gate that quietly skips its browser is no gate.
set -eu

for name in chromium chromium-browser google-chrome google-chrome-stable; do
    if command -v "$name" >/dev/null 2>&1; then
        exit 0
    fi
done

if [ "$(id -u)" -eq 0 ]; then
    as_root=""
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    as_root="none"
fi

if command -v apt-get >/dev/null 2>&1 && [ "$as_root" != "none" ]; then
    echo "Chromium is missing: installing it with apt-get" >&2
    log=$(mktemp)
    # shellcheck disable=SC2086 # empty for root, two words for sudo
    if $as_root apt-get update >"$log" 2>&1 &&
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium >>"$log" 2>&1 &&
        command -v chromium >/dev/null 2>&1; then
        rm -f "$log"
        exit 0
    fi
    tail -n 20 "$log" >&2
    rm -f "$log"
fi

echo "error: the tests need Chromium, and it is not here and could not be installed" >&2
echo "       install a package that brings the command chromium, chromium-browser or google-chrome, then run again" >&2
echo "       (on Debian and Ubuntu, as root: apt-get update && apt-get install -y chromium)" >&2
exit 1
