# SPDX-License-Identifier: Apache-2.0
# A version that both sides approve with keys the service never has, and a key that is lost: approval.py PROGRAM AGREEMENT.
# Ends with a line "ok".
import json, os, subprocess, sys
from client import Office

office = Office(*sys.argv[1:3])
nora = office.bring_in("nora@northwind.example", "northwind", "nora")
versions = office.here + "/agreement/versions"


def file_of(name, content=None):
    path = os.path.join(office.folder, name)
    if content is not None:
        open(path, "w").write(content if isinstance(content, str) else json.dumps(content))
    return path


def new_key(name):
    subprocess.run([office.program, "key", "new", "--key", file_of(name), "--name", "northwind.example/" + name],
                   check=True, capture_output=True)
    shown = subprocess.run([office.program, "key", "show", "--key", file_of(name)], check=True, capture_output=True,
                           text=True).stdout
    said = {line[:15].strip(): line[15:].strip() for line in shown.splitlines()}
    return said["public key"], said["fingerprint"]


# Without the service, the record or its data: --data names a folder that is not there.
def sign(shown, party, key):
    done = subprocess.run([office.program, "agreement", "sign", file_of("shown.json", shown), "--as", party, "--key",
                           file_of(key), "--data", file_of("nowhere")], capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


def propose(within):
    text = open(sys.argv[2]).read().replace('within = "4h"', 'within = "%s"' % within, 1)
    body = {"texts": [{"file": "harbour.toml", "text": text}], "despite_errors": True}
    status, made, _ = office.ask("POST", versions, body, office.ana)
    office.check("propose: %s" % made, status == 201 and set(made["not_agreed_by"]) == {"hq", "northwind"})
    status, shown, _ = office.ask("GET", versions + "/" + made["version"], who=nora)
    office.check("what northwind is shown: %s" % shown, status == 200 and len(shown["texts"]) == 1)
    return made["version"], shown


def approve(version, who, party, key, shown):
    code, approval, said = sign(shown, party, key)
    office.check("sign: " + said, code == 0)
    return office.ask("POST", "%s/%s/approve" % (versions, version), approval, who)


keys = {name: new_key(name) for name in ("ana", "nora", "found")}
first, shown = propose("5h")
# One text shown, another to be approved; and a version that is not made of what it says.
other = json.loads(json.dumps(shown))
other["texts"][0]["text"] = other["texts"][0]["text"].replace('"5h"', '"6h"')
office.check("another text is not signed", sign(other, "northwind", "nora")[:2] == (2, ""))
other = json.loads(json.dumps(shown))
other["statement"]["effective_s"] += 1
office.check("another day is not signed", sign(other, "northwind", "nora")[:2] == (2, ""))

status, half, _ = approve(first, office.ana, "hq", "ana", shown)
office.check("the organisation approves: %s" % half, status == 200 and half["not_agreed_by"] == ["northwind"])
status, said, _ = approve(first, office.ana, "northwind", "ana", shown)
office.check("nobody approves for another party: %s" % said, status in (403, 409, 422))
status, whole, _ = approve(first, nora, "northwind", "nora", shown)
office.check("both have approved: %s" % whole, status == 200 and whole["agreed"] and not whole["not_agreed_by"])

# Whoever finds the door has not the key; and a key is replaced by the one before it, or loudly.
second, shown = propose("6h")
status, said, _ = approve(second, nora, "northwind", "found", shown)
office.check("another key does not speak for it: %s" % said, status >= 400 and said["code"] == "other-key")
vkey, fingerprint = keys["found"]
pair = ["key", "pair", "northwind", "--vkey", vkey, "--org", "Harbour"]
office.run(*pair, code=2)
office.run(*pair, "--anew", "--fingerprint", keys["nora"][1], "--why", "lost", code=2)
office.run(*pair, "--anew", "--fingerprint", fingerprint, "--why", "lost")
status, said, _ = approve(second, nora, "northwind", "found", shown)
office.check("now it does: %s" % said, status == 200 and said["not_agreed_by"] == ["hq"])
status, _, _ = approve(second, nora, "northwind", "nora", shown)
office.check("and the lost one no more", status >= 400)

office.run("export", "--org", "Harbour", "--as", "northwind", file_of("a.bundle"))
verified = subprocess.run([office.program, "verify", file_of("a.bundle")], capture_output=True, text=True)
office.check("verify says so: " + verified.stdout,
             verified.returncode == 0 and "PAIRED ANEW  northwind" in verified.stdout)
office.stop()
print("ok")
