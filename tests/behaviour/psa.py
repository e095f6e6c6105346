# SPDX-License-Identifier: Apache-2.0
# A provider's own ticket system beside Concordat: psa.py PROGRAM PAGE. An offer makes a ticket here; accept, comment, return and
# resolve go back through the API; a replay does nothing. PAGE is docs/webhooks.md, whose receiver is used as it stands. Ends with
# a line "ok", or with what was not as it should be.
import base64, hashlib, hmac, http.server, http.client, json, os, re, signal, struct, subprocess, sys, tempfile, threading, time

program, page = sys.argv[1:3]
receiver = {}
exec(re.search(r"```python\n(.*?)```", open(page).read(), re.S).group(1), receiver)
folder = tempfile.mkdtemp()
data = os.path.join(folder, "data")
PASSWORD = "correct horse battery"
AGREEMENT = """
format = 1
organisation = "harbour"
zone = "UTC"
effective = 2024-01-01
[party.hq]
kind = "internal"
[party.northwind]
kind = "provider"
contract = { from = 2024-01-01, through = 2038-12-31 }
[calendar.always]
open = { mon-sun = ["00:00-24:00"] }
[role.it-lead]
party = "hq"
person = "ana"
[role.nw-manager]
party = "northwind"
person = "nora"
[team.hq-desk]
party = "hq"
duty = "always"
members = ["ana"]
[team.nw-noc]
party = "northwind"
duty = "always"
members = ["nora"]
[function.service-desk]
model = "shared responsibility"
takes = ["*"]
accountable = "it-lead"
owner = "hq-desk"
does.triage = ["hq-desk"]
does.resolve = ["hq-desk", "nw-noc"]
does.fulfil = ["hq-desk", "nw-noc"]
does.approve = ["it-lead"]
does.change = ["nw-noc"]
"""


def check(what, good):
    if not good:
        log = open(data + ".log").read()[-3000:] if os.path.exists(data + ".log") else ""
        sys.exit("not so: " + what + "\n" + log)


def until(what, condition, most_s=20):
    end = time.time() + most_s
    while time.time() < end:
        if condition():
            return
        time.sleep(0.05)
    check(what, False)


class Psa:
    """Tickets by Concordat's name for them, and the messages that were taken in."""

    def __init__(self):
        self.tickets, self.seen, self.messages, self.secret = {}, set(), 0, ""
        psa = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                message = receiver["message"](self.headers, body, psa.secret)
                if message:
                    psa.take(self.headers["webhook-id"], message)
                self.send_response(204 if message else 401)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = "http://127.0.0.1:%d/concordat" % self.server.server_port

    def take(self, identity, message):
        self.messages += 1
        if identity in self.seen:
            return
        self.seen.add(identity)
        ticket = message["data"]["ticket"]
        offer = ticket.get("offer")
        if message["type"] == "ticket.offered" and offer and offer["to_party"] == "northwind":
            number = len(self.tickets) + 1
            texts = message["data"]["entry"]["texts"]
            self.tickets[ticket["ticket"]] = {"number": number, "subject": ticket["subject"], "what": texts["what"]}

    # What an engineer does here is done there, under a key of our own ticket and step.
    def tell(self, ticket, step, path, body):
        key = "psa-%d-%s" % (self.tickets[ticket]["number"], step)
        return ask("POST", here + "/tickets/%s/%s" % (ticket, path), body, token=token, headers={"Idempotency-Key": key})


def ask(method, path, body=None, cookie=None, token=None, headers=None):
    connection = http.client.HTTPConnection(address.split("//")[1], timeout=20)
    fields = dict(headers or {})
    if body is not None:
        fields["Content-Type"] = "application/json"
    if cookie:
        fields["Cookie"] = cookie
    if token:
        fields["Authorization"] = "Bearer " + token
    connection.request(method, path, None if body is None else json.dumps(body), fields)
    answer = connection.getresponse()
    text = answer.read().decode()
    return answer.status, json.loads(text) if text.startswith("{") else text, answer.headers


def code_of(secret):  # RFC 6238
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    at = digest[-1] & 15
    return "%06d" % ((struct.unpack(">I", digest[at:at + 4])[0] & 0x7FFFFFFF) % 1000000)


def kinds(ticket):
    return [one["kind"] for one in ask("GET", here + "/tickets/%s/entries" % ticket, cookie=ana)[1]["entries"]]


server = subprocess.Popen([program, "serve", "--data", data, "--listen", "127.0.0.1:0", "--json", "--allow-outbound",
                           "127.0.0.1"], stdout=subprocess.PIPE, stderr=open(data + ".log", "a"))
said = json.loads(server.stdout.readline())
address = said["address"]
try:
    # An organisation, its owner, an agreement; and Nora, who administers Northwind's people.
    status, me, fields = ask("POST", "/api/v1/setup", {"token": said["setup_token"], "organisation": "Harbour", "name": "Ana",
                                                       "email": "ana@harbour.example", "password": PASSWORD, "person": "ana"})
    check("set-up: %s" % me, status == 201)
    ana = fields["Set-Cookie"].split(";")[0]
    here = "/api/v1/organisations/" + me["organisations"][0]["id"]
    open(os.path.join(folder, "harbour.toml"), "w").write(AGREEMENT)
    applied = subprocess.run([program, "agreement", "apply", os.path.join(folder, "harbour.toml"), "--org", "Harbour",
                              "--data", data, "--despite-errors"], capture_output=True, text=True)
    check("an agreement: " + applied.stderr, applied.returncode == 0)
    status, invited, _ = ask("POST", here + "/invitations", {"email": "psa@nw.example", "party": "northwind", "person": "nora",
                                                             "administrator": True}, ana)
    check("invite: %s" % invited, status == 201)
    status, joined, fields = ask("POST", "/api/v1/invitations/accept", {"token": invited["token"], "name": "Northwind PSA",
                                                                        "password": PASSWORD})
    nora = fields["Set-Cookie"].split(";")[0]
    offer = ask("POST", "/api/v1/me/second-factor", {}, nora)[1]
    status, codes, fields = ask("POST", "/api/v1/me/second-factor/confirm", {"pending": offer["pending"],
                                                                        "code": code_of(offer["secret"])}, nora)
    check("second factor: %s" % codes, status == 200)
    nora = fields["Set-Cookie"].split(";")[0] if fields["Set-Cookie"] else nora
    status, made, _ = ask("POST", "/api/v1/me/tokens", {"name": "PSA", "scopes": ["read", "desk", "webhooks"]}, nora)
    check("a token: %s" % made, status == 201)
    token = made["token"]

    psa = Psa()
    status, webhook, _ = ask("POST", here + "/webhooks", {"url": psa.url, "kinds": ["ticket.offered"]}, token=token)
    check("a webhook: %s" % webhook, status == 201 and webhook["secret"].startswith("whsec_"))
    psa.secret = webhook["secret"]

    # Two offers make two tickets there.
    for subject in ("The printer is on fire", "The router hums"):
        ask("POST", here + "/tickets", {"subject": subject}, ana)
    for ticket in ("T1", "T2"):
        status, offered, _ = ask("POST", here + "/tickets/%s/offer" % ticket, {
            "team": "nw-noc", "what": "What " + ticket, "tried": "Water", "next_step": "Look at it"}, ana)
        check("an offer: %s" % offered, status == 200)
    until("an offer creates a ticket in the PSA", lambda: len(psa.tickets) == 2)
    check("with what it is about", psa.tickets["T1"] == {"number": 1, "subject": "The printer is on fire", "what": "What T1"})

    # One is taken, talked about and solved; the other given back.
    for step, path, body in (("accept", "accept", {}), ("comment-1", "comments", {"text": "It is out", "audience": "shared"}),
                             ("resolve", "resolve", {"solution": "Water helped"})):
        status, answer, _ = psa.tell("T1", step, path, body)
        check("%s comes back: %s" % (path, answer), status == 200)
    status, answer, _ = psa.tell("T2", "return", "return", {"reason": "Routers are yours"})
    check("return comes back: %s" % answer, status == 200)
    status, solved, _ = ask("GET", here + "/tickets/T1", cookie=ana)
    check("it is solved: %s" % solved, solved["state"] == "resolved" and "offer" not in {k for k, v in solved.items() if v})
    check("the record has it: %s" % kinds("T1"), kinds("T1")[-4:] == ["ticket.offered", "ticket.accepted", "ticket.commented",
                                                                     "ticket.resolved"])
    status, back, _ = ask("GET", here + "/tickets/T2", cookie=ana)
    check("the other is back: %s" % back, not back.get("offer") and kinds("T2").count("ticket.returned") == 1)

    # A replay does nothing, in either direction.
    before, tickets, one = psa.messages, dict(psa.tickets), kinds("T1")
    status, listed, _ = ask("GET", here + "/webhooks/%s/deliveries" % webhook["id"], token=token)
    check("deliveries: %s" % listed, [one["state"] for one in listed["deliveries"]] == ["delivered", "delivered"])
    for delivery in listed["deliveries"]:
        status, replayed, _ = ask("POST", here + "/webhooks/%s/replay" % webhook["id"], {"delivery": delivery["id"]}, token=token)
        check("replay: %s" % replayed, status == 200 and replayed["deliveries"] == 1)
    until("a replay arrives", lambda: psa.messages == before + 2)
    check("and makes no ticket", psa.tickets == tickets)
    for step, path, body in (("accept", "accept", {}), ("comment-1", "comments", {"text": "It is out", "audience": "shared"}),
                             ("resolve", "resolve", {"solution": "Water helped"})):
        status, answer, _ = psa.tell("T1", step, path, body)
        check("a command sent again is answered as before: %s" % answer, status == 200)
    status, answer, _ = psa.tell("T2", "return", "return", {"reason": "Routers are yours"})
    check("also what was given back", status == 200 and kinds("T2").count("ticket.returned") == 1)
    check("and done once", kinds("T1") == one)

    # Nobody else's word counts.
    forged = http.client.HTTPConnection("127.0.0.1", psa.server.server_port)
    forged.request("POST", "/concordat", b"{}", {"webhook-id": "n_1", "webhook-timestamp": str(int(time.time())),
                                                 "webhook-signature": "v1,AAAA"})
    check("a message that is not signed is refused", forged.getresponse().status == 401)
    log = open(data + ".log").read()
    check("the log tells of attempts and no secret", "webhook-attempt" in log and psa.secret[6:] not in log and
          "on fire" not in log and psa.url not in log)
    server.send_signal(signal.SIGTERM)
    check("it ends when it is told to", server.wait(timeout=20) == 0)
finally:
    server.kill()
print("ok")
