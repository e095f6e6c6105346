#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# `concordat measure flow` against pandas, on the incident log of a ServiceNow desk, in one run on one machine.
#   bench/flow.sh [PROGRAM] [LOG.zip]
# Each command is run five times as a whole process; the best counts. PYTHON: an interpreter that has pandas.
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
program=${1:-$home/build/release/src/app/concordat}
log=${2:-$home/examples/data/servicenow/incident_event_log.zip}
python=${PYTHON:-/usr/bin/python3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$python" -c 'import sys, zipfile; a = zipfile.ZipFile(sys.argv[1]); sys.stdout.buffer.write(a.read(a.namelist()[0]))' \
  "$log" > "$work/log.csv"
"$python" "$home/bench/flow_pandas.py" convert "$work/log.csv" "$work/log.pickle"
"$program" --data "$work/data" import servicenow "$log" --org bench --map "$home/examples/servicenow.toml" \
  > "$work/import.txt"

# best COMMAND…: the shortest of five runs, in milliseconds; what it prints goes to $work/out.
best() {
  local shortest=
  for _ in 1 2 3 4 5; do
    local begun ended
    begun=$(date +%s%N)
    "$@" > "$work/out"
    ended=$(date +%s%N)
    local taken=$(((ended - begun) / 1000000))
    [ -n "$shortest" ] && [ "$shortest" -le "$taken" ] || shortest=$taken
  done
  echo "$shortest"
}

flow_ms=$(best "$program" --data "$work/data" measure flow --org bench --json)
mv "$work/out" "$work/flow.json"
csv_ms=$(best "$python" "$home/bench/flow_pandas.py" csv "$work/log.csv")
pickle_ms=$(best "$python" "$home/bench/flow_pandas.py" pickle "$work/log.pickle")
mv "$work/out" "$work/pandas.json"

# A comparison of different answers would say nothing.
"$python" - "$work/flow.json" "$work/pandas.json" <<'CHECK'
import json, sys
ours, theirs = [json.load(open(path)) for path in sys.argv[1:]]
for key in ["tickets", "updates", "by_priority", "backlog_open", "source_sla", "waiting_on_requester"]:
    def same(a, b):
        if isinstance(b, dict):
            return all(same(a[k], b[k]) for k in b)
        if isinstance(b, list):
            return len(a) == len(b) and all(map(same, a, b))
        return a == b if isinstance(b, str) else abs(a - b) <= 1e-9 * max(1, abs(b))
    if not same(ours[key], theirs[key]):
        sys.exit(f"{key} differs: {ours[key]} and {theirs[key]}")
for key in ["handoffs", "returns", "immediate_returns", "pairs"]:
    if ours["by"]["team"][key] != theirs["by"]["team"][key]:
        sys.exit(f"by.team.{key} differs")
CHECK

awk -v flow="$flow_ms" -v csv="$csv_ms" -v pickle="$pickle_ms" 'BEGIN {
  printf "measure flow           %6d ms\n", flow
  printf "pandas, from a CSV     %6d ms  %5.1f times as long\n", csv, csv / flow
  printf "pandas, from a pickle  %6d ms  %5.1f times as long\n", pickle, pickle / flow
}'
