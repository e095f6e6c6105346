# SPDX-License-Identifier: Apache-2.0
# What `./run --sample` does, then one's own log through the API: sample.py PROGRAM AGREEMENT (of the other scripts, not
# used). Ends with a line "ok".
import json, os, re, subprocess, sys, tempfile, time
from client import Office, PASSWORD

program = sys.argv[1]
examples = os.path.dirname(os.path.dirname(os.path.dirname(sys.argv[2])))
folder = tempfile.mkdtemp()
data = os.path.join(folder, "data")

# The script's own lines, as they stand.
run = open(os.path.join(os.path.dirname(examples), "run")).read()
lines = re.search(r"load_sample\(\) \{\n(.*?)\n\}", run, re.S).group(1)
done = subprocess.run(["bash", "-euc", lines], capture_output=True, text=True,
                      env=dict(os.environ, program=program, home=os.path.dirname(examples), CONCORDAT_DATA=data))
assert done.returncode == 0, done.stderr


class Sample(Office):
    def __init__(self):
        self.program, self.options, self.folder, self.data, self.server = program, [], folder, data, None
        self.start()
        self.run("setup", "--token", self.said["setup_token"], "--org", "Sample", "--name", "Ana", "--email",
                 "ana@harbour.example", input=PASSWORD + "\n")
        self.ana = self.sign_in("ana@harbour.example")
        self.here = "/api/v1/organisations/" + self.ask("GET", "/api/v1/me", who=self.ana)[1]["organisations"][0]["id"]


office = Sample()
status, page, _ = office.ask("GET", office.here + "/tickets?tab=all&limit=200", who=office.ana)
office.check("the quarter is there: %s" % page, status == 200 and len(page["tickets"]) == 200)
number = page["tickets"][0]["ticket"]
status, entries, _ = office.ask("GET", office.here + "/tickets/%s/entries" % number, who=office.ana)
office.check("and its tickets can be read", status == 200 and entries["entries"])

# One's own CSV: first a dry run, then it is stored, and again adds nothing.
body = {"format": "csv", "file": "sheet.csv", "map": open(examples + "/imports/sheet.toml").read(),
        "content": open(examples + "/imports/sheet.csv").read(), "dry_run": True}


def imported(**more):
    return office.ask("POST", office.here + "/imports", dict(body, **more), office.ana)


status, dry, _ = imported()
office.check("dry run: %s" % dry, status == 200 and dry["fresh"] > 0 and not dry["stored"])
status, again, _ = imported()
office.check("nothing was stored by it: %s" % again, again == dry)
status, stored, _ = imported(dry_run=False)
office.check("begun: %s" % stored, status == 202 and stored == dict(dry, id=stored["id"]))
for _ in range(300):
    status, under_way, _ = office.ask("GET", office.here + "/imports", who=office.ana)
    if under_way["imports"][0]["state"] != "running":
        break
    time.sleep(0.1)
last = under_way["imports"][0]
office.check("stored: %s" % last, last["id"] == stored["id"] and last["state"] == "done" and
             last["stored"] == last["rows"] == dry["fresh"])
status, twice, _ = imported(dry_run=False)
office.check("twice adds nothing: %s" % twice, twice["fresh"] == 0 and twice["already"] == dry["fresh"])
by_command = json.loads(office.run("import", "csv", examples + "/imports/sheet.csv", "--org", "Sample", "--map",
                                   examples + "/imports/sheet.toml", "--json"))
office.check("the command line says the same: %s" % by_command,
             by_command["new"] == 0 and by_command["updates"] == dry["updates"])
first = body["content"].splitlines()[1].split(",")[0]
status, refused, _ = imported(dry_run=False, content=body["content"] + "x,not a time,y\n")
office.check("bad rows: %s" % refused, status == 422 and refused["code"] == "bad-rows" and
             refused["errors"][0]["pointer"] == "/content" and "Line" in refused["errors"][0]["detail"])
status, refused, _ = imported(map="not a map")
office.check("a bad map: %s" % refused, status == 422 and refused["errors"][0]["pointer"] == "/map")
status, refused, _ = imported(content=b"PK\x03\x04".decode() + "x")
office.check("no table: %s" % refused, status == 422)
office.stop()
print("ok")
