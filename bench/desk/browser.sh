#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# How soon the pages answer a hand with all of a desk's tickets in one list: bench/desk/browser.sh [TICKETS] (100,000). Wants
# Chromium; the program with its pages is that of build/release, or PROGRAM. DATA: a folder that was filled already.
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build=${BUILD:-$home/build/bench}
program=${PROGRAM:-$home/build/release/src/app/concordat}
tickets=${1:-100000}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
data=${DATA:-$work/data}

[ -n "${DATA:-}" ] && [ -e "$data/concordat.db" ] || "$build/bench/desk_fill" "$data" "$tickets" >&2
"$program" agreement apply "$home/bench/desk/agreement.toml" --org Bench --data "$data" --despite-errors > /dev/null
"$home/tests/web/run" browser node "$home/bench/desk/browser.mjs" "$program" "$data"
