# SPDX-License-Identifier: Apache-2.0
# Hours that people log on tickets are what a month's charges come to, each day by the version in force when it began:
# charges.py PROGRAM AGREEMENT. The amounts are worked by hand. Ends with a line "ok".
import json, os, sys
from client import Office, totp


def at(instant):  # the program's clock stands there, from its next start on
    os.environ["CONCORDAT_TEST_NOW"] = instant


def restart(instant):
    office.stop()
    at(instant)
    office.start()


def log(who, minutes, worked, **more):
    status, said, _ = office.ask("POST", ticket + "/time", dict(more, minutes=minutes, worked=worked), who)
    office.check("log %s of %s: %s" % (minutes, worked, said), status == 200)


def charges(month="2026-05", code=0):
    told = office.run("measure", "charges", "--org", "Harbour", "--month", month, "--json", code=code)
    return json.loads(told)


def line_of(told, price):
    return next(line for line in told["parties"][0]["lines"] if line["price"] == price)


agreement = sys.argv[2]
annex = os.path.join(os.path.dirname(agreement), "annex-northwind.toml")
at("2026-05-04T08:00:00Z")  # a Monday, nine o'clock in London: no version was in force when that day began
office = Office(sys.argv[1])
office.run("agreement", "apply", agreement, annex, "--org", "Harbour", "--despite-errors")
secret = {}
raj = office.bring_in("raj@northwind.example", "northwind", "raj", secret)
status, made, _ = office.ask("POST", office.here + "/tickets", {"subject": "Move the file server", "category": "project"},
                             office.ana)
office.check("create: %s" % made, status == 201)
ticket = office.here + "/tickets/" + made["ticket"]
office.check("no time is logged yet", "No time is logged" in line_of(charges(), "projects")["cannot_say"])

# From noon of the 11th in London, an hour costs 120.
restart("2026-05-11T11:00:00Z")
dearer = os.path.join(office.folder, "annex-northwind.toml")
open(dearer, "w").write(open(annex).read().replace('"GBP 95.00"', '"GBP 120.00"'))
office.run("agreement", "apply", agreement, dearer, "--org", "Harbour", "--despite-errors")

restart("2026-05-13T12:00:00Z")
raj = office.sign_in("raj@northwind.example", totp(secret["secret"]))
office.ana = office.sign_in("ana@harbour.example")
log(raj, 60, "2026-05-04T13:00:00Z", team="hq-projects")  # that day began without an agreement
log(raj, 61, "2026-05-05T09:00:00Z", team="hq-projects")  # 75 in steps of 15
log(raj, 30, "2026-05-11T09:00:00Z", team="hq-projects")  # before noon
log(raj, 60, "2026-05-11T14:00:00Z", team="hq-projects")  # after it: the day began under the version before
log(raj, 15, "2026-05-11T22:50:00Z", team="hq-projects")  # begun at 23:50 in London
log(raj, 10, "2026-05-11T23:00:00Z", team="hq-projects")  # midnight: 15 in steps, and the new version's
log(raj, 45, "2026-05-12T09:00:00Z", team="hq-projects")
log(raj, 90, "2026-05-12T10:00:00Z", team="hq-projects", not_billable=True)
log(office.ana, 600, "2026-05-12T09:00:00Z", team="hq-projects")  # the customer's own
status, said, _ = office.ask("POST", ticket + "/time", {"minutes": 30, "team": "nw-noc"}, office.ana)
office.check("for a team that one is not in: %s" % said, said.get("code") == "unknown-team")
# A wrong entry, and what stands for it.
log(raj, 300, "2026-05-12T14:00:00Z", team="hq-projects")
entry = office.ask("GET", ticket + "/time", who=raj)[1]["time"][-1]["entry"]
log(raj, 60, "2026-05-12T14:00:00Z", team="hq-projects", corrects=entry)
office.stop()

at("2026-06-01T12:00:00Z")
told = charges()
office.check("the month is over: %s" % told, told["over"] and told["days_without_agreement"] == 4)
office.check("one party has prices", [one["party"] for one in told["parties"]] == ["northwind"])
projects = line_of(told, "projects")
# 75 + 30 + 60 + 15 = 180 minutes at 95 are 285; 15 + 45 + 60 = 120 minutes at 120 are 240.
office.check("the hours: %s" % projects, projects["amount"] == "GBP 525.00")
office.check("each version's days: %s" % projects["days"],
             [(one["from"], one["through"], one["worked_s"], one["time_entries"], one["unit"]) for one in projects["days"]] ==
             [("2026-05-05", "2026-05-11", 10800, 4, "GBP 95.00"), ("2026-05-12", "2026-05-31", 7200, 3, "GBP 120.00")])
office.check("of the next month there are none: %s" % charges("2026-06"),
             line_of(charges("2026-06"), "projects")["amount"] == "GBP 0.00")
print("ok")
