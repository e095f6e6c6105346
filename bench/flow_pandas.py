#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The figures of `concordat measure flow` as an analyst computes them with pandas, for comparison (bench/flow.sh).

  flow_pandas.py csv FILE.csv          reads the ServiceNow incident log and prints the figures
  flow_pandas.py pickle FILE.pickle    the same from columns that are typed already
  flow_pandas.py convert FILE.csv FILE.pickle
"""
import json
import sys

import numpy as np
import pandas as pd

COLUMNS = {
    "number": "ticket", "sys_updated_at": "at", "incident_state": "state", "assignment_group": "team",
    "assigned_to": "person", "priority": "priority", "opened_at": "opened", "resolved_at": "resolved",
    "closed_at": "closed", "reopen_count": "reopen_count", "reassignment_count": "reassignment_count",
    "made_sla": "sla_met",
}
NAMES = ["ticket", "state", "team", "person", "priority"]


def read_csv(path):
    log = pd.read_csv(path, usecols=list(COLUMNS), na_values=["?"], dtype={c: "category" for c, n in COLUMNS.items()
                                                                         if n in NAMES})
    log = log.rename(columns=COLUMNS)
    for name in ["at", "opened", "resolved", "closed"]:
        log[name] = pd.to_datetime(log[name], format="%d/%m/%Y %H:%M")
    return log


def hours(delta):
    return delta.dt.total_seconds() / 3600


def spread(values):
    values = values.dropna()
    return {"n": len(values), "mean": values.mean(), "median": values.median(), "p90": values.quantile(0.9)}


def handoffs(log, name, tickets):
    held = log[["ticket", name]].dropna()
    ticket, value = held["ticket"].cat.codes.to_numpy(), held[name].cat.codes.to_numpy()
    changed = np.ones(len(held), bool)
    changed[1:] = (ticket[1:] != ticket[:-1]) | (value[1:] != value[:-1])
    ticket, value = ticket[changed], value[changed]
    step = ticket[1:] == ticket[:-1]
    entered = pd.DataFrame({"ticket": ticket, "value": value})
    returned = entered.duplicated()
    immediate = (ticket[2:] == ticket[:-2]) & (value[2:] == value[:-2])
    pairs = pd.DataFrame({"from": value[:-1][step], "to": value[1:][step]}).value_counts()
    words = held[name].cat.categories
    named = [{"from": words[a], "to": words[b], "count": int(n)} for (a, b), n in pairs.items()]
    named.sort(key=lambda pair: (-pair["count"], pair["from"], pair["to"]))
    with_handoff = len(np.unique(ticket[1:][step]))
    return {
        "values": len(np.unique(value)), "tickets_with_several": with_handoff,
        "share_with_several": with_handoff / tickets, "handoffs": int(step.sum()), "tickets_with_handoff": with_handoff,
        "ping_pong_tickets": entered["ticket"][returned].nunique(),
        "ping_pong_share": entered["ticket"][returned].nunique() / tickets, "returns": int(returned.sum()),
        "immediate_returns": int(immediate.sum()), "immediate_return_tickets": len(np.unique(ticket[2:][immediate])),
        "pairs": named,
    }, set(entered["ticket"][returned])


def backlog(last):
    days = pd.date_range(last["opened"].min().normalize(), last["opened"].max().normalize()) + pd.Timedelta(86399, "s")
    opened = np.sort(last["opened"].to_numpy())
    closed = np.sort(last["closed"].dropna().to_numpy())
    counts = np.searchsorted(opened, days, "right") - np.searchsorted(closed, days, "right")
    return {"max": int(counts.max()), "max_on": str(days[counts.argmax()].date()), "mean": counts.mean()}


def held_by(log, name):
    groups = log.groupby(name, observed=True, dropna=False)
    table = pd.DataFrame({"hours": groups["held_h"].sum(), "tickets": groups["ticket"].nunique()})
    return {str(key): {"hours": row.hours, "tickets": int(row.tickets)} for key, row in table.iterrows()}


def figures(log):
    tickets = log["ticket"].nunique()
    log = log.sort_values("ticket", kind="stable") if not log["ticket"].is_monotonic_increasing else log
    same = log["ticket"].eq(log["ticket"].shift(-1))
    log["held_h"] = hours((log["at"].shift(-1) - log["at"]).where(same)).clip(lower=0).fillna(0)
    last = log.drop_duplicates("ticket", keep="last").copy()
    first = log.drop_duplicates("ticket")
    last["resolved_h"] = hours(last["resolved"] - last["opened"])
    last["closed_h"] = hours(last["closed"] - last["opened"])
    team, ping_pong = handoffs(log, "team", tickets)
    last["ping_pong"] = last["ticket"].cat.codes.isin(ping_pong)
    rows = []
    for priority, group in last.groupby("priority", observed=True):
        rows.append({"priority": priority, "tickets": len(group), "source_sla_met": int(group["sla_met"].sum()),
                     "resolved_h": spread(group["resolved_h"]), "closed_h": spread(group["closed_h"]),
                     "reopened": int((group["reopen_count"] > 0).sum()),
                     "mean_reassignments": group["reassignment_count"].mean(),
                     "ping_pong_tickets": int(group["ping_pong"].sum())})
    rows.sort(key=lambda row: row["priority"])
    reopened, reassigned = last["reopen_count"], last["reassignment_count"]
    waits = log[log["state"] == "Awaiting User Info"]
    elapsed = hours(pd.Series(last["at"].to_numpy() - first["at"].to_numpy())).clip(lower=0).sum()
    return {
        "tickets": tickets, "updates": len(log), "first": str(log["at"].min()), "last": str(log["at"].max()),
        "resolved_h": spread(last["resolved_h"]), "closed_h": spread(last["closed_h"]), "by_priority": rows,
        "reopened": {"tickets": int((reopened > 0).sum()), "share": (reopened > 0).mean(),
                     "times": int(reopened.sum())},
        "reassignments": {"mean": reassigned.mean(), "median": reassigned.median(), "p90": reassigned.quantile(0.9),
                          "max": int(reassigned.max()), "none": int((reassigned == 0).sum()),
                          "total": int(reassigned.sum())},
        "by": {"team": team, "person": handoffs(log, "person", tickets)[0]},
        "time_by_state_h": held_by(log, "state"), "time_by_holder_h": held_by(log, "team"),
        "waiting_on_requester": {"updates": len(waits), "tickets": waits["ticket"].nunique(),
                                 "share_tickets": waits["ticket"].nunique() / tickets, "hours": waits["held_h"].sum(),
                                 "share_of_elapsed": waits["held_h"].sum() / elapsed},
        "backlog_open": backlog(last),
        "source_sla": {"met": int(last["sla_met"].sum()), "share": last["sla_met"].mean()},
    }


def main(how, path, *rest):
    if how == "convert":
        read_csv(path).to_pickle(rest[0])
        return
    print(json.dumps(figures(read_csv(path) if how == "csv" else pd.read_pickle(path))))


if __name__ == "__main__":
    main(*sys.argv[1:])
