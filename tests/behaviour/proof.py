# SPDX-License-Identifier: Apache-2.0
# Bundles of a running service beside those of the command line: proof.py PROGRAM AGREEMENT. Ends with a line "ok".
import os, subprocess, sys
from client import Office

office = Office(*sys.argv[1:3])
nora = office.bring_in("nora@northwind.example", "northwind", "nora")
for n in range(20):
    status, made, _ = office.ask("POST", office.here + "/tickets", {"subject": "Ticket %d" % n}, office.ana)
    office.check("create", status == 201)
    office.ask("POST", office.here + "/tickets/%s/comments" % made["ticket"], {"text": "between us", "audience": "own"},
               office.ana)


def bundle(who, query=""):
    status, got, headers = office.ask("GET", office.here + "/bundle" + query, who=who)
    office.check("bundle: %s" % got[:300], status == 200 and int(headers["Content-Length"]) == len(got))
    return got


def exported(party):
    file = os.path.join(office.folder, party + ".bundle")
    office.run("export", "--org", "Harbour", "--as", party, file)
    return open(file, "rb").read()


# Byte for byte, whoever signs first: the service or the command line. Rules may add an entry in between.
for party, who in (("northwind", nora), ("hq", office.ana)):
    for _ in range(20):
        over_http, by_command, again = bundle(who), exported(party), bundle(who)
        if over_http == again:
            break
    office.check("the same bytes for " + party, over_http == by_command and len(over_http) > 20000)
office.check("not for others", b"between us" not in bundle(nora) and b"between us" in bundle(office.ana))
file = os.path.join(office.folder, "http.bundle")
open(file, "wb").write(bundle(nora))
vkey = [line.split()[-1] for line in office.run("key", "show").splitlines() if "public key" in line][0]
verified = subprocess.run([sys.argv[1], "verify", file, "--trust", vkey, "--json"], capture_output=True, text=True)
office.check("it verifies: " + verified.stdout + verified.stderr, verified.returncode == 0)
office.check("another party's is not there", office.ask("GET", office.here + "/bundle?as=aegis", who=nora)[0] == 404)
office.check("nothing is left behind", not [one for one in os.listdir(office.data) if "bundle" in one])
office.stop()
print("ok")
