# SPDX-License-Identifier: Apache-2.0
# The key that seals the service's secrets is replaced: cabinet.py PROGRAM AGREEMENT. Ends with a line "ok".
import json, os, sqlite3, subprocess, sys, time
from client import Office, totp

office = Office(*sys.argv[1:3])
key, database = office.data + "/cabinet.key", office.data + "/concordat.db"
check = office.check

# --- one of each kind of secret
_, offer, _ = office.ask("POST", "/api/v1/me/second-factor", {}, office.ana)
status, codes, headers = office.ask("POST", "/api/v1/me/second-factor/confirm",
                                    {"pending": offer["pending"], "code": totp(offer["secret"], time.time() - 30)}, office.ana)
check("second factor: %s" % codes, status == 200)
ana = office.cookie(headers)
status, hook, _ = office.ask("POST", office.here + "/webhooks", {"url": "https://hooks.example/secret-path", "kinds": []}, ana)
check("webhook: %s" % hook, status == 201)
status, _, _ = office.ask("POST", office.here + "/webhooks/%s/secret" % hook["id"], {}, ana)
check("the webhook's secret is changed, the old one is kept for a day", status in (200, 201))
status, provider, _ = office.ask("POST", office.here + "/identity-providers",
                                 {"name": "Entra", "issuer": "https://login.example", "client_id": "c", "client_secret": "s:ecret",
                                  "redirect_uri": "https://desk.harbour.example/api/v1/identity/callback"}, ana)
check("provider: %s" % provider, status == 201)
office.stop()


# Every cell of the database, but for the index of words, which is made from the rest.
def cells():
    connection = sqlite3.connect(database)
    tables = connection.execute("select name from sqlite_master where type = 'table' and name not like 'search%'").fetchall()
    found = {(table, number, i): cell for (table,) in tables
             for number, row in enumerate(connection.execute("select * from %s" % table)) for i, cell in enumerate(row)}
    connection.close()
    return found


before, old_key = cells(), open(key).read()

# --- interrupted after the next key was written: the service says so, and doing it again goes on with that key
next_key = "ab" * 32 + "\n"
with open(key + ".new", "w") as file:
    file.write(next_key)
os.chmod(key + ".new", 0o600)
done = subprocess.run([office.program, "serve", "--data", office.data, "--listen", "127.0.0.1:0", "--json"],
                      capture_output=True, text=True, timeout=60)
check("it does not start half rotated: " + done.stdout, done.returncode == 2 and "rotation-interrupted" in done.stdout)
said = json.loads(office.run("key", "rotate", "--cabinet", "--json"))
check("a second factor, an address, two secrets and a client's: %s" % said, said["sealed"] == 5 and said["lost"] == [])
check("the next key is in place", open(key).read() == next_key and not os.path.exists(key + ".new"))
check("the old one is kept", open(said["kept"]).read() == old_key)
after = cells()
changed = sorted(one[0] for one in before if after.get(one) != before[one])
check("five secrets are sealed anew, and nothing else is touched: %s" % changed, before.keys() == after.keys() and
      changed == ["account", "identity_provider", "webhook", "webhook", "webhook"])

# --- interrupted after all was sealed, before the key took its place
os.rename(key, key + ".new")
with open(key, "w") as file:
    file.write(old_key)
os.chmod(key, 0o600)
os.remove(said["kept"])
again = json.loads(office.run("key", "rotate", "--cabinet", "--json"))
check("there was nothing left to do: %s" % again, again["sealed"] == 5 and again["lost"] == [] and cells() == after)

# --- and once more, whole; then the service has all of it
office.run("key", "rotate", "--cabinet")
check("another key", open(key).read() not in (old_key, next_key))
office.start()
ana = office.sign_in("ana@harbour.example", totp(offer["secret"]))
_, shown, _ = office.ask("GET", office.here + "/webhooks/" + hook["id"], who=ana)
check("the webhook's address is read: %s" % shown, shown["url"] == "https://hooks.example/secret-path")
office.stop()

# --- a key that is lost: what it sealed is named, and left alone
for name in os.listdir(office.data):
    if name.startswith("cabinet.key.old-"):
        os.remove(office.data + "/" + name)
with open(key, "w") as file:
    file.write("cd" * 32 + "\n")
lost = json.loads(office.run("key", "rotate", "--cabinet", "--json"))
check("what no key opens is named: %s" % lost, lost["sealed"] == 0 and len(lost["lost"]) == 5 and
      any("ana@harbour.example" in one for one in lost["lost"]))
print("ok")
