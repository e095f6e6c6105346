#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# From a file to a verified record, beside the least that a database does with the same file.
#   bench/import.sh [PROGRAM] [LOG.zip]
# `concordat import`, `export` and `verify` of an incident log, and `sqlite3 .import` of the same CSV into one table without
# index, hash, check or projection. Each is run three times as a whole process; the best counts.
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
program=$(realpath "${1:-$home/build/release/src/app/concordat}")
log=$(realpath "${2:-$home/examples/data/servicenow/incident_event_log.zip}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
unzip -qq "$log"
csv=$(ls ./*.csv)

# measure NAME COMMAND: "NAME seconds megabytes", the best of three; `fresh` is removed before each.
measure() {
  python3 - "$@" <<'PY'
import os, resource, shutil, subprocess, sys, time
name, command = sys.argv[1], sys.argv[2]
best = None
for _ in range(3):
    shutil.rmtree("fresh", ignore_errors=True)
    for leftover in ("plain.db", "plain.db-wal"):
        if os.path.exists(leftover):
            os.remove(leftover)
    begun = time.monotonic()
    subprocess.run(["sh", "-c", command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    taken = time.monotonic() - begun
    best = taken if best is None else min(best, taken)
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
print(f"{name:<34}{best:8.2f} s {peak:8.0f} MB")
PY
}

measure 'sqlite3 .import, one table' "sqlite3 plain.db '.mode csv' '.import $csv log'"
measure 'concordat import' "'$program' --data fresh import servicenow '$log' --org Bench --map '$home/examples/servicenow.toml'"
"$program" --data kept import servicenow "$log" --org Bench --map "$home/examples/servicenow.toml" >/dev/null
measure 'concordat export' "'$program' --data kept export --org Bench --as provider bench.bundle"
measure 'concordat verify' "'$program' verify bench.bundle"
measure 'sha256sum of the bundle' 'sha256sum bench.bundle'
