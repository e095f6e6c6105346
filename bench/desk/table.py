# SPDX-License-Identifier: Apache-2.0
# The lines of desk_drive as a table, with the ratio of the two peers: table.py FILE
import json, sys

rows = [json.loads(line) for line in open(sys.argv[1])]
peers = {"concordat": {}, "rt": {}}
for row in rows:
    peers[row["peer"]][row["op"], row["connections"]] = row
print("| what | connections | Concordat a second | p50, p95, p99 ms | RT 5 a second | p50, p95, p99 ms | ratio |")
print("|---|---|---|---|---|---|---|")
for key, ours in peers["concordat"].items():
    theirs = peers["rt"].get(key)
    times = lambda row: "%.1f, %.1f, %.1f" % (row["p50_ms"], row["p95_ms"], row["p99_ms"])
    failed = sum(count for status, count in ours["statuses"].items() if not status.startswith("2"))
    print("| %s | %d | %.0f%s | %s | %s | %s | %s |" % (
        key[0], key[1], ours["per_s"], " (%d failed)" % failed if failed else "", times(ours),
        "%.1f" % theirs["per_s"] if theirs else "", times(theirs) if theirs else "",
        "%.0f" % (ours["per_s"] / theirs["per_s"]) if theirs and theirs["per_s"] else ""))
