#!/bin/sh
# Foreign programs that the tests need: Raptor's parser for RDF, Graphviz for pictures, OpenSSL for certificates, and ICU
# with a compiler, from which pip builds what FollowTheMoney needs. Where one is missing, this installs Debian's package;
# where that cannot be done, it says what to do and fails: a gate that quietly skips a check is no gate.
set -eu

packages=""
need() { # the command that shows whether a package is there, and its name
    $1 >/dev/null 2>&1 || packages="$packages $2"
}
need "rapper --version" raptor2-utils
need "dot -V" graphviz
need "g++ --version" g++
need "pkg-config --version" pkg-config
need "pkg-config --exists icu-i18n" libicu-dev
need "openssl version" openssl
[ -n "$packages" ] || exit 0

if [ "$(id -u)" -eq 0 ]; then
    as_root=""
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    as_root="none"
fi

if command -v apt-get >/dev/null 2>&1 && [ "$as_root" != "none" ]; then
    echo "installing with apt-get:$packages" >&2
    log=$(mktemp)
    # shellcheck disable=SC2086 # several packages; empty for root, two words for sudo
    if $as_root apt-get update >"$log" 2>&1 &&
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $packages >>"$log" 2>&1; then
        rm -f "$log"
        exit 0
    fi
    tail -n 20 "$log" >&2
    rm -f "$log"
fi

echo "error: the tests need$packages (Debian's names), and they could not be installed" >&2
echo "       install them, then run again (on Debian and Ubuntu, as root: apt-get update && apt-get install -y$packages)" >&2
exit 1
