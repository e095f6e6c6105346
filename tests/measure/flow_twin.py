#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The slow and obvious twin of `concordat measure flow`: reads a log itself and counts each figure by its definition.

  flow_twin.py csv|xes FILE MAP.toml [FROM TO]   one document; FROM and TO are RFC 3339 or "-"
  flow_twin.py batch FILE                        FILE holds one log per line, {"sources","rows","from","to"};
                                                 prints one document per line

It shares nothing with the program but the definitions (docs/measures.md), and prints the same JSON. Sums are exact
fractions; reasons under "cannot_say" are not worded, only keyed.
"""
import csv
import datetime
import gzip
import io
import json
import sys
import tomllib
import xml.etree.ElementTree
import zipfile
import zoneinfo
from fractions import Fraction

UTC = datetime.timezone.utc
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=UTC)
US = datetime.timedelta(microseconds=1)
FACTS = ["opened", "resolved", "closed", "reopen_count", "reassignment_count", "sla_met"]
NAMES = ["state", "team", "party", "person", "priority"]


def to_us(moment):
    return (moment - EPOCH) // US


def from_us(us):
    return EPOCH + us * US


# --- reading ---------------------------------------------------------------------------------------------------------

def open_text(path):
    with open(path, "rb") as file:
        data = file.read()
    if data[:2] == b"\x1f\x8b":
        data = gzip.decompress(data)
    elif data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            data = archive.read(archive.namelist()[0])
    return io.StringIO(data.decode("utf-8"), newline="")


def read_csv(path):
    yield from csv.DictReader(open_text(path))


def read_xes(path):
    """One dictionary per event; what the trace says stands under `case:KEY`."""
    local = lambda element: element.tag.rsplit("}", 1)[-1]
    values = lambda element: {a.get("key"): a.get("value") for a in element if local(a) != "event" and a.get("key")}
    log = xml.etree.ElementTree.parse(open_text(path)).getroot()
    for trace in log:
        if local(trace) != "trace":
            continue
        of_case = {"case:" + key: value for key, value in values(trace).items()}
        for event in trace:
            if local(event) == "event":
                yield {**of_case, **values(event)}


def read_log(kind, path, map_path):
    with open(map_path, "rb") as file:
        spec = tomllib.load(file)
    zone = zoneinfo.ZoneInfo(spec.get("zone", "UTC"))
    columns = spec["columns"]
    state_from = spec.get("state_from", "state")

    def moment(text):
        if "time_format" in spec:
            parsed = datetime.datetime.strptime(text, spec["time_format"])
        else:
            parsed = datetime.datetime.fromisoformat(text)
        return to_us(parsed if parsed.tzinfo else parsed.replace(tzinfo=zone))

    def value(row, key):
        text = row.get(columns[key]) if key in columns else None
        return None if text is None or text == "" or text in spec.get("missing", []) else text

    rows = []
    for raw in (read_csv if kind == "csv" else read_xes)(path):
        row = {"source": 0, "ticket": value(raw, "ticket"), "at": moment(value(raw, "at"))}
        for key in ["team", "party", "person", "priority"]:
            row[key] = value(raw, key)
        row["state"] = value(raw, state_from)
        for key in ["opened", "resolved", "closed"]:
            row[key] = None if value(raw, key) is None else moment(value(raw, key))
        for key in ["reopen_count", "reassignment_count"]:
            row[key] = None if value(raw, key) is None else int(value(raw, key))
        row["sla_met"] = None if value(raw, "sla_met") is None else value(raw, "sla_met").lower() == "true"
        rows.append(row)
    # What a source fills in backwards counts on the ticket's last row only.
    last = {row["ticket"]: index for index, row in enumerate(rows)}
    for index, row in enumerate(rows):
        if last[row["ticket"]] != index:
            for fact in FACTS:
                row[fact] = None

    teams = {}
    lines = sorted(((line, text) for line, text in spec.get("lines", {}).items() if line != "else"), reverse=True)
    for team in {row["team"] for row in rows if row["team"] is not None}:
        said = spec.get("team", {}).get(team, {})
        by_name = next((line for line, text in lines if text in team), spec.get("lines", {}).get("else"))
        line = said.get("line") or by_name
        teams[team] = {"party": said.get("party"), "line": line}
    source = {
        "shape": spec.get("shape", "update"), "columns": list(columns), "zone": spec.get("zone", "UTC"),
        "states": spec.get("states", {}), "waits": spec.get("waits_for_requester", []),
        "has_lines": "lines" in spec or any("line" in team for team in spec.get("team", {}).values()),
    }
    return {"sources": [source], "teams": teams, "rows": rows}


# --- counting --------------------------------------------------------------------------------------------------------

class Ticket:
    def __init__(self, source):
        self.source = source
        self.updates = []
        self.facts = dict.fromkeys(FACTS)


def collect(log, start, end):
    """Tickets in order of first appearance, cut to start <= at < end (None: no bound)."""
    tickets = {}
    for row in log["rows"]:
        ticket = tickets.setdefault(row["ticket"], Ticket(None))
        ticket.source = log["sources"][row["source"]]
        ticket.updates.append(row)
        if any(row.get(fact) is not None for fact in FACTS):
            ticket.facts = {fact: row.get(fact) for fact in FACTS}
    inside = lambda row: (start is None or start <= row["at"]) and (end is None or row["at"] < end)
    kept = []
    for ticket in tickets.values():
        if not inside(ticket.updates[-1]):
            ticket.facts = dict.fromkeys(FACTS)
        ticket.updates = [row for row in ticket.updates if inside(row)]
        if ticket.updates:
            kept.append(ticket)
    return kept


def percentile(numbers, percent):
    numbers = sorted(numbers)
    rank = Fraction(percent, 100) * (len(numbers) - 1)
    low = rank.numerator // rank.denominator
    high = min(low + 1, len(numbers) - 1)
    return numbers[low] + (numbers[high] - numbers[low]) * (rank - low)


def mean(numbers):
    return Fraction(sum(numbers), len(numbers))


def hours(us):
    return float(Fraction(us) / 3_600_000_000)


def spread_h(spans_us):
    if not spans_us:
        return {"n": 0, "mean": None, "median": None, "p90": None}
    return {"n": len(spans_us), "mean": hours(mean(spans_us)), "median": hours(percentile(spans_us, 50)),
            "p90": hours(percentile(spans_us, 90))}


def sequence(values):
    result = []
    for value in values:
        if value is not None and (not result or result[-1] != value):
            result.append(value)
    return result


def returns(seq):
    return sum(1 for i, value in enumerate(seq) if value in seq[:i])


def immediate_returns(seq):
    return sum(1 for i in range(2, len(seq)) if seq[i] == seq[i - 2])


def hand_off_figures(sequences):
    pairs = {}
    for seq in sequences:
        for pair in zip(seq, seq[1:]):
            pairs[pair] = pairs.get(pair, 0) + 1
    several = sum(1 for seq in sequences if len(set(seq)) > 1)
    ping_pong = sum(1 for seq in sequences if returns(seq) > 0)
    return {
        "values": len({value for seq in sequences for value in seq}),
        "tickets_with_several": several,
        "share_with_several": several / len(sequences),
        "handoffs": sum(pairs.values()),
        "tickets_with_handoff": sum(1 for seq in sequences if len(seq) > 1),
        "ping_pong_tickets": ping_pong,
        "ping_pong_share": ping_pong / len(sequences),
        "returns": sum(returns(seq) for seq in sequences),
        "immediate_returns": sum(immediate_returns(seq) for seq in sequences),
        "immediate_return_tickets": sum(1 for seq in sequences if immediate_returns(seq) > 0),
        "pairs": [{"from": a, "to": b, "count": n} for (a, b), n in sorted(pairs.items(), key=lambda p: (-p[1], p[0]))],
    }


def held_us(ticket):
    """For each update: what passes until the next one."""
    times = [row["at"] for row in ticket.updates]
    return [max(0, after - before) for before, after in zip(times, times[1:])] + [0]


def reopenings(ticket):
    states = [ticket.source["states"].get(row["state"]) for row in ticket.updates if row["state"] is not None]
    states = [state for state in states if state is not None]
    return sum(1 for before, after in zip(states, states[1:])
               if before in ("resolved", "closed") and after not in ("resolved", "closed", "cancelled"))


def open_from_to(ticket):
    opened = ticket.facts["opened"] if ticket.facts["opened"] is not None else ticket.updates[0]["at"]
    if "closed" in ticket.source["columns"]:
        return opened, ticket.facts["closed"]
    if not ticket.source["states"]:
        return opened, ticket.updates[-1]["at"]
    ours = [ticket.source["states"].get(row["state"]) for row in ticket.updates]
    ours = [state for state in ours if state is not None]
    ended = ours and ours[-1] in ("resolved", "closed", "cancelled")
    return opened, ticket.updates[-1]["at"] if ended else None


def backlog(tickets):
    spans = []
    for ticket in tickets:
        opened, closed = open_from_to(ticket)
        spans.append((opened, closed, zoneinfo.ZoneInfo(ticket.source["zone"])))
    days = [from_us(opened).astimezone(zone).date() for opened, _, zone in spans]
    first, last = min(days), max(days)
    counts = []
    day = first
    while day <= last:
        end = datetime.time(23, 59, 59)
        end_us = {zone: to_us(datetime.datetime.combine(day, end, zone)) for zone in {zone for _, _, zone in spans}}
        counts.append((day, sum(1 for opened, closed, zone in spans
                                if opened <= end_us[zone] and (closed is None or end_us[zone] < closed))))
        day += datetime.timedelta(days=1)
    most = max(count for _, count in counts)
    return {"max": most, "max_on": next(day for day, count in counts if count == most).isoformat(),
            "mean": float(mean([count for _, count in counts]))}


def by_priority(tickets, figures, per_ticket):
    groups = {}
    for index, ticket in enumerate(tickets):
        groups.setdefault(ticket.updates[-1]["priority"], []).append(index)
    rows = []
    for priority in sorted(groups, key=lambda p: (p is None, p or "")):
        members = groups[priority]
        pick = lambda key: [per_ticket[key][i] for i in members if per_ticket[key][i] is not None]
        row = {"priority": priority, "tickets": len(members)}
        kept = sum(1 for i in members if tickets[i].facts["sla_met"])
        row["source_sla_met"] = kept if figures["source_sla"] else None
        row["resolved_h"] = spread_h(pick("resolved")) if figures["resolved_h"] else None
        row["closed_h"] = spread_h(pick("closed")) if figures["closed_h"] else None
        row["reopened"] = sum(1 for n in pick("reopened") if n > 0) if figures["reopened"] else None
        row["mean_reassignments"] = float(mean(pick("reassigned"))) if pick("reassigned") else None
        row["ping_pong_tickets"] = sum(pick("ping_pong")) if figures["by"]["team"] else None
        rows.append(row)
    return rows


def clock(us):
    return from_us(us).strftime("%Y-%m-%dT%H:%M:%SZ")


def figures_of(log, start=None, end=None):
    tickets = collect(log, start, end)
    sources = [ticket.source for ticket in tickets]
    all_name = lambda *columns: all(column in source["columns"] for source in sources for column in columns)
    updates_known = bool(tickets) and all(source["shape"] == "update" for source in sources)
    states_known = updates_known and all("state" in s["columns"] or "substate" in s["columns"] for s in sources)
    teams = log.get("teams", {})
    of_team = lambda row, key: teams.get(row["team"], {}).get(key) or None
    party_of = lambda row: row["party"] if row["party"] is not None else of_team(row, "party")
    n = len(tickets)
    f = {"tickets": n}
    per = {}
    every = [row for ticket in tickets for row in ticket.updates]
    f["updates"] = len(every) if updates_known or not tickets else None
    f["first"] = clock(min(row["at"] for row in every)) if every else None
    f["last"] = clock(max(row["at"] for row in every)) if every else None

    between = lambda a, b: None if a is None or b is None else b - a
    f["resolved_h"] = f["closed_h"] = None
    per["resolved"] = per["closed"] = [None] * n
    if n and all_name("opened", "resolved"):
        per["resolved"] = [between(t.facts["opened"], t.facts["resolved"]) for t in tickets]
        if any(us is not None for us in per["resolved"]):
            f["resolved_h"] = spread_h([us for us in per["resolved"] if us is not None])
    says_closed = lambda s: "opened" in s["columns"] and "closed" in s["columns"]
    if n and all(says_closed(s) or s["shape"] == "update" for s in sources):
        per["closed"] = [between(t.facts["opened"], t.facts["closed"]) if says_closed(t.source)
                         else t.updates[-1]["at"] - t.updates[0]["at"] for t in tickets]
        if any(us is not None for us in per["closed"]):
            f["closed_h"] = spread_h([us for us in per["closed"] if us is not None])

    f["by_priority"] = None
    f["reopened"] = None
    if n and all_name("reopen_count"):
        per["reopened"] = [t.facts["reopen_count"] or 0 for t in tickets]
    elif states_known and all(source["states"] for source in sources):
        per["reopened"] = [reopenings(t) for t in tickets]
    if "reopened" in per:
        again = sum(1 for times in per["reopened"] if times > 0)
        f["reopened"] = {"tickets": again, "share": again / n, "times": sum(per["reopened"]),
                         "source": all_name("reopen_count")}

    seq = {
        "team": updates_known and all_name("team") and [sequence(r["team"] for r in t.updates) for t in tickets],
        "party": updates_known and [sequence(party_of(r) for r in t.updates) for t in tickets],
        "line": updates_known and all_name("team") and all(source["has_lines"] for source in sources)
                and [sequence(of_team(r, "line") for r in t.updates) for t in tickets],
        "person": updates_known and all_name("person") and [sequence(r["person"] for r in t.updates) for t in tickets],
    }
    # A source can say parties by a column, or by a team that it speaks of and that has one.
    says_party = lambda s: "party" in s["columns"] or any(party_of(r) for t in tickets if t.source is s for r in t.updates)
    if seq["party"] and not (any(seq["party"]) and all(says_party(source) for source in sources)):
        seq["party"] = None

    f["reassignments"] = None
    per["reassigned"] = per["ping_pong"] = [None] * n
    if n and all_name("reassignment_count"):
        per["reassigned"] = [t.facts["reassignment_count"] for t in tickets]
    elif seq["team"]:
        per["reassigned"] = [max(0, len(s) - 1) for s in seq["team"]]
    counts = [count for count in per["reassigned"] if count is not None]
    if counts:
        f["reassignments"] = {"mean": float(mean(counts)), "median": float(percentile(counts, 50)),
                              "p90": float(percentile(counts, 90)), "max": max(counts),
                              "none": sum(1 for c in counts if c == 0), "total": sum(counts),
                              "source": all_name("reassignment_count")}
    f["by"] = {key: hand_off_figures(s) if s else None for key, s in seq.items()}
    if seq["team"]:
        per["ping_pong"] = [returns(s) > 0 for s in seq["team"]]

    f["first_line_only"] = f["highest_line"] = None
    if seq["line"]:
        highest = [max((line for line in s if line in ("1", "2", "3")), default=None) for s in seq["line"]]
        f["highest_line"] = {line: highest.count(line) for line in ("1", "2", "3")}
        f["first_line_only"] = {"tickets": highest.count("1"), "share": highest.count("1") / n}

    f["time_by_state_h"] = f["time_by_holder_h"] = None
    held = [held_us(ticket) for ticket in tickets]
    if states_known:
        f["time_by_state_h"] = {}
        for state in sorted({row["state"] for row in every if row["state"] is not None}):
            maps_to = next((s["states"][state] for s in log["sources"] if s in sources and state in s["states"]), None)
            f["time_by_state_h"][state] = {
                "hours": hours(sum(us for t, gaps in zip(tickets, held) for r, us in zip(t.updates, gaps)
                                   if r["state"] == state)),
                "tickets": sum(1 for t in tickets if any(r["state"] == state for r in t.updates)), "maps_to": maps_to}
    if seq["team"] or seq["party"]:
        by_holder = {}
        for index, (ticket, gaps) in enumerate(zip(tickets, held)):
            for row, us in zip(ticket.updates, gaps):
                row_of = by_holder.setdefault((party_of(row), row["team"]), [0, set()])
                row_of[0] += us
                row_of[1].add(index)
        f["time_by_holder_h"] = [
            {"party": party, "team": team, "hours": hours(us), "tickets": len(members)}
            for (party, team), (us, members) in sorted(by_holder.items(), key=lambda item: (
                -item[1][0], [(name is not None, name or "") for name in item[0]]))]

    f["waiting_on_requester"] = None
    no_time = False
    if states_known and all(source["waits"] for source in sources):
        waits = [[r["state"] in t.source["waits"] for r in t.updates] for t in tickets]
        waited = sum(us for flags, gaps in zip(waits, held) for flag, us in zip(flags, gaps) if flag)
        elapsed = sum(t.updates[-1]["at"] - t.updates[0]["at"] for t in tickets)
        no_time = elapsed <= 0
        f["waiting_on_requester"] = {
            "updates": sum(map(sum, waits)), "tickets": sum(map(any, waits)), "share_tickets": sum(map(any, waits)) / n,
            "hours": hours(waited), "share_of_elapsed": None if no_time else float(Fraction(waited, elapsed))}

    f["backlog_open"] = None
    if n and all(s["shape"] == "update" or "closed" in s["columns"] for s in sources):
        f["backlog_open"] = backlog(tickets)
    f["source_sla"] = None
    flags = [t.facts["sla_met"] for t in tickets if t.facts["sla_met"] is not None]
    if n and all_name("sla_met") and flags:
        f["source_sla"] = {"met": sum(flags), "share": sum(flags) / len(flags)}
    if n and all_name("priority"):
        f["by_priority"] = by_priority(tickets, f, per)

    # Every null has its reason, and nothing else has one.
    cannot = [key for key in f if f[key] is None] + ["by." + key for key in f["by"] if f["by"][key] is None]
    if f["by_priority"]:
        source_of = {"source_sla_met": f["source_sla"], "resolved_h": f["resolved_h"], "closed_h": f["closed_h"],
                     "reopened": f["reopened"], "mean_reassignments": f["reassignments"],
                     "ping_pong_tickets": f["by"]["team"]}
        cannot += ["by_priority." + key for key, whole in source_of.items() if whole is None]
    if no_time:
        cannot.append("waiting_on_requester.share_of_elapsed")
    f["cannot_say"] = {key: "" for key in cannot}
    for key, moment in (("from", start), ("to", end)):
        if moment is not None:
            f[key] = clock(moment)
    return f


def main(arguments):
    if arguments[0] == "batch":
        with open(arguments[1], encoding="utf-8") as file:
            for line in file:
                log = json.loads(line)
                print(json.dumps(figures_of(log, log.get("from"), log.get("to"))))
        return
    bound = lambda text: None if text == "-" else to_us(datetime.datetime.fromisoformat(text))
    start, end = [bound(text) for text in arguments[3:5]] or [None, None]
    print(json.dumps(figures_of(read_log(*arguments[:3]), start, end), indent=1))


if __name__ == "__main__":
    main(sys.argv[1:])
