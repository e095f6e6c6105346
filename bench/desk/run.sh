#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The desk over HTTP beside Request Tracker 5, one after the other in one run on one machine, both durable.
#   bench/desk/run.sh [TICKETS]          both have so many tickets before they are asked (default: 25,000)
# BUILD: a build with the benchmarks (default: build/bench). SECONDS_EACH: of each measurement (5). CONNECTIONS ("1 8 32").
# OPS ("create comment get list search"). WITHOUT_RT=1: Concordat alone. DATA: a folder that was filled already.
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build=${BUILD:-$home/build/bench}
tickets=${1:-25000}
seconds=${SECONDS_EACH:-5}
connections=${CONNECTIONS:-1 8 32}
ops=${OPS:-get list search comment create}
work=$(mktemp -d)
trap 'kill ${server:-} 2>/dev/null || true; wait 2>/dev/null || true; [ -n "${KEEP:-}" ] || rm -rf "$work"' EXIT
results=$work/results.jsonl
data=${DATA:-$work/data}

[ -n "${DATA:-}" ] && [ -e "$data/concordat.db" ] || "$build/bench/desk_fill" "$data" "$tickets" >&2
"$build/src/app/concordat" agreement apply "$home/bench/desk/agreement.toml" --org Bench --data "$data" \
  --despite-errors > /dev/null
"$build/src/app/concordat" serve --data "$data" --listen 127.0.0.1:8421 --workers 32 \
  > "$work/serve.out" 2> "$work/serve.log" &
server=$!
for _ in $(seq 100); do curl -fs -o /dev/null http://127.0.0.1:8421/readyz && break; sleep 0.2; done
at=/api/v1/organisations/$(cat "$data/bench-organisation")

for op in $ops; do
  for c in $connections; do
    "$build/bench/desk_drive" --port 8421 --op "$op" --connections "$c" --seconds "$seconds" --tickets "$tickets" \
      --credentials "$data/bench-tokens" --at "$at" | tee -a "$results" >&2
  done
done
awk '/VmRSS/ {print "Concordat resident: " $2 / 1024 " MB"}' "/proc/$server/status" >&2
kill "$server"; wait "$server" || true; server=

if [ -z "${WITHOUT_RT:-}" ]; then
  "$home/bench/desk/rt.sh" up "$tickets" >&2
  "$home/bench/desk/rt.sh" cookie > "$work/cookie"
  for op in $ops; do
    for c in $connections; do
      "$build/bench/desk_drive" --peer rt --port 8085 --op "$op" --connections "$c" --seconds "$seconds" \
        --tickets "$tickets" --credentials "$work/cookie" | tee -a "$results" >&2
    done
  done
  "$home/bench/desk/rt.sh" down >&2
fi
python3 "$home/bench/desk/table.py" "$results"
