# SPDX-License-Identifier: Apache-2.0
# Uses the service as a client would: serve.py PROGRAM AGREEMENT. Ends with a line "ok", or with what was not as it should be.
import http.client, json, os, re, signal, subprocess, sys, tempfile, time

program, agreement = sys.argv[1:3]
data = os.path.join(tempfile.mkdtemp(), "data")
PASSWORD = "correct horse battery"


def start():
    server = subprocess.Popen([program, "serve", "--data", data, "--listen", "127.0.0.1:0", "--json"],
                              stdout=subprocess.PIPE, stderr=open(data + ".log", "a"))
    said = json.loads(server.stdout.readline())
    return server, said


def ask(said, method, path, body=None, token=None, headers=None):
    connection = http.client.HTTPConnection(said["address"].split("//")[1], timeout=20)
    fields = dict(headers or {})
    if body is not None:
        fields["Content-Type"] = "application/json"
    if token:
        fields["Cookie"] = token
    connection.request(method, path, None if body is None else json.dumps(body), fields)
    answer = connection.getresponse()
    text = answer.read().decode()
    return answer.status, json.loads(text) if text.startswith("{") else text, answer.headers


def check(what, good):
    if not good:
        sys.exit("not so: " + what + "\n" + open(data + ".log").read()[-2000:])


def stop(server):
    server.send_signal(signal.SIGTERM)
    check("it ends when it is told to", server.wait(timeout=20) == 0)


server, said = start()
check("a set-up token is printed", said["setup_token"].startswith("setup_"))
check("and a link to the page that takes it", said["setup_link"] == said["address"] + "/setup#" + said["setup_token"])
made = subprocess.run([program, "setup", "--data", data, "--token", said["setup_token"], "--org", "Harbour", "--name",
                       "Ana Silva", "--email", "ana@harbour.example", "--person", "ana"],
                      input=PASSWORD + "\n", capture_output=True, text=True)
check("setup makes the owner: " + made.stderr, made.returncode == 0)
applied = subprocess.run([program, "agreement", "apply", agreement, "--org", "Harbour", "--data", data,
                          "--despite-errors"], capture_output=True, text=True)
check("an agreement can be applied while the server runs: " + applied.stderr, applied.returncode == 0)

status, me, headers = ask(said, "POST", "/api/v1/sessions", {"email": "ana@harbour.example", "password": PASSWORD})
check("sign in", status == 201)
cookie = headers["Set-Cookie"].split(";")[0]
here = "/api/v1/organisations/" + me["organisations"][0]["id"]
status, ticket, headers = ask(said, "POST", here + "/tickets", {"subject": "Printer"}, cookie, {"Idempotency-Key": "a"})
check("create: %s" % ticket, status == 201 and ticket["ticket"] == "T1" and headers["ETag"])
deadline = time.time() + 20
while time.time() < deadline:
    status, ticket, _ = ask(said, "GET", here + "/tickets/T1", token=cookie)
    if ticket["with"]["team"]:
        break
    time.sleep(0.2)
check("the rules give it to a team: %s" % ticket, ticket["with"]["team"] in ("hq-desk", "nw-noc"))  # by the hour
check("health", ask(said, "GET", "/healthz")[0] == 200 and ask(said, "GET", "/readyz")[0] == 200)
status, metrics, _ = ask(said, "GET", "/metrics")
check("metrics", status == 200 and re.search(r'concordat_http_requests_total\{[^}]*createTicket|tickets', metrics))
stop(server)

server, again = start()
check("no second set-up token", "setup_token" not in again)
status, ticket, _ = ask(again, "GET", here + "/tickets/T1", token=cookie)
check("what was said is stored, and the session goes on", status == 200 and ticket["subject"] == "Printer")
status, once, _ = ask(again, "POST", here + "/tickets", {"subject": "Printer"}, cookie, {"Idempotency-Key": "a"})
check("a command sent again after a restart is done once", status == 201 and once["ticket"] == "T1")
server.kill()
server.wait()

server, killed = start()
status, ticket, _ = ask(killed, "GET", here + "/tickets/T1", token=cookie)
check("a kill loses nothing", status == 200)
stop(server)
log = open(data + ".log").read()
check("the log is JSON", all(json.loads(line)["event"] for line in log.splitlines()))
check("no secret is in the log", PASSWORD not in log and cookie.split("=")[1] not in log and said["setup_token"] not in log)
check("the database holds no secret", PASSWORD.encode() not in open(data + "/concordat.db", "rb").read()
      and cookie.split("=")[1].encode() not in open(data + "/concordat.db", "rb").read())
print("ok")
