#!/bin/sh
# Membrane's own JavaScript SDK, an independent client, against the sandbox: a line for each check, 1 if any does not
# hold. The SDK is installed by npm into build/sdk-check, in the versions and with the hashes of package-lock.json.
# Without Node, npm or a network to install from, that is said and nothing is checked.
set -eu
cd "$(dirname "$0")/../.."
source=packaging/sdk-check
folder=build/sdk-check

skip() { printf 'sdk-check: skipped: %s\n' "$*" >&2; exit 0; }

command -v node >/dev/null 2>&1 || skip "node is not here"
command -v npm >/dev/null 2>&1 || skip "npm is not here"
node -e 'process.exit(Number(process.versions.node.split(".")[0]) < 18 ? 1 : 0)' || skip "node is older than version 18"

# What npm says when it cannot fetch: no network, no name, a proxy or a mirror in between that refuses. A lock file that
# does not fit, or a hash, is none of these.
unreachable='^npm (error|ERR!) code (E(CONN[A-Z]*|NET[A-Z]*|HOST[A-Z]*|AI_[A-Z]*|NOTFOUND|TIMEDOUT|PIPE|PROTO|NOTCACHED)'
unreachable="$unreachable|EIDLETIMEOUT|ERR_SOCKET_TIMEOUT|FETCH_ERROR|[A-Z_]*CERT[A-Z_]*|E(4(01|03|04|07|29)|5[0-9][0-9]))\$"

mkdir -p "$folder"
cp "$source/package.json" "$source/package-lock.json" "$source/.npmrc" "$source"/*.mjs "$folder/"
wanted=$({ cat "$source/package-lock.json"; node --version; } | cksum)
if [ "$(cat "$folder/installed" 2>/dev/null)" != "$wanted" ]; then
    rm -f "$folder/installed"
    if ! npm --prefix "$folder" ci --omit=optional >"$folder/npm.log" 2>&1; then
        cat "$folder/npm.log" >&2
        grep -Eq "$unreachable" "$folder/npm.log" && skip "npm cannot fetch the SDK from here"
        exit 1
    fi
    printf '%s\n' "$wanted" >"$folder/installed"
fi

root=$(pwd)
# A proxy that the environment names is for the network, not for this computer.
NO_PROXY=127.0.0.1 no_proxy=127.0.0.1 node "$folder/check.mjs" "$root/.venv/bin/python" "$root"
