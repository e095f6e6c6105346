# SPDX-License-Identifier: Apache-2.0
# The real service and people who use it, for the scripts beside this one: Office(PROGRAM, AGREEMENT).
import base64, datetime, hashlib, hmac, http.client, json, os, signal, struct, subprocess, sys, tempfile, time

PASSWORD = "correct horse battery"


def program_now():  # by the program's clock, which a test may have set
    fixed = os.environ.get("CONCORDAT_TEST_NOW")
    return datetime.datetime.fromisoformat(fixed.replace("Z", "+00:00")).timestamp() if fixed else time.time()


def totp(secret, now=None):  # RFC 6238
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int((now or program_now()) // 30)), hashlib.sha1).digest()
    at = digest[-1] & 15
    return "%06d" % ((struct.unpack(">I", digest[at:at + 4])[0] & 0x7FFFFFFF) % 1000000)


class Office:
    rotated = {}  # a cookie, and the one that the service gave in its place

    def __init__(self, program, agreement=None, options=()):
        self.program, self.options = program, list(options)
        self.folder = tempfile.mkdtemp()
        self.data = os.path.join(self.folder, "data")
        self.server = None
        self.start()
        self.run("setup", "--token", self.said["setup_token"], "--org", "Harbour", "--name", "Ana Silva", "--email",
                 "ana@harbour.example", "--person", "ana", input=PASSWORD + "\n")
        if agreement:
            self.run("agreement", "apply", agreement, "--org", "Harbour", "--despite-errors")
        self.ana = self.sign_in("ana@harbour.example")
        self.id = self.ask("GET", "/api/v1/me", who=self.ana)[1]["organisations"][0]["id"]
        self.here = "/api/v1/organisations/" + self.id

    def start(self):
        listen = "127.0.0.1:" + (self.port if self.server else "0")
        self.server = subprocess.Popen([self.program, "serve", "--data", self.data, "--listen", listen, "--json"] +
                                       self.options, stdout=subprocess.PIPE, stderr=open(self.data + ".log", "a"))
        self.said = json.loads(self.server.stdout.readline())
        self.address = self.said["address"].split("//")[1]
        self.port = self.address.rsplit(":", 1)[1]

    def stop(self):
        self.server.send_signal(signal.SIGTERM)
        self.check("it ends when it is told to", self.server.wait(timeout=20) == 0)

    def run(self, *words, code=0, **more):
        done = subprocess.run([self.program, *words, "--data", self.data], capture_output=True, text=True, **more)
        self.check(" ".join(words) + ": " + done.stderr, done.returncode == code)
        return done.stdout

    def check(self, what, good):
        if not good:
            log = self.data + ".log"
            sys.exit("not so: %s\n%s" % (what, open(log).read()[-1500:] if os.path.exists(log) else ""))

    def ask(self, method, path, body=None, who=None, headers=None, connection=None):
        connection = connection or http.client.HTTPConnection(self.address, timeout=30)
        fields = dict(headers or {})
        if body is not None:
            fields.setdefault("Content-Type", "application/json")
        while who in self.rotated:
            who = self.rotated[who]
        if who:
            fields["Cookie"] = who
        raw = body if body is None or isinstance(body, (str, bytes)) else json.dumps(body)
        connection.request(method, path, raw, fields)
        answer = connection.getresponse()
        data = answer.read()
        if who and answer.headers.get_all("Set-Cookie") and "/organisations/" in path:
            self.rotated[who] = self.cookie(answer.headers)
        try:
            return answer.status, json.loads(data), answer.headers
        except ValueError:
            return answer.status, data, answer.headers

    def cookie(self, headers):
        return "; ".join(one.split(";")[0] for one in headers.get_all("Set-Cookie") or [])

    def sign_in(self, email, code=None):
        body = {"email": email, "password": PASSWORD}
        if code:
            body["code"] = code
        status, said, headers = self.ask("POST", "/api/v1/sessions", body)
        self.check("sign in: %s" % said, status == 201)
        return self.cookie(headers)

    # Somebody of a party, with a second factor; answers their cookie, and puts the offer with its secret into `kept`.
    def bring_in(self, email, party, person, kept=None):
        status, invited, _ = self.ask("POST", self.here + "/invitations",
                                      {"email": email, "party": party, "person": person}, self.ana)
        self.check("invite: %s" % invited, status == 201)
        status, joined, headers = self.ask("POST", "/api/v1/invitations/accept",
                                           {"token": invited["token"], "name": email, "password": PASSWORD})
        self.check("join: %s" % joined, status == 201)
        cookie = self.cookie(headers)
        _, offer, _ = self.ask("POST", "/api/v1/me/second-factor", {}, cookie)
        if kept is not None:
            kept.update(offer)
        status, done, headers = self.ask("POST", "/api/v1/me/second-factor/confirm",
                                         {"pending": offer["pending"], "code": totp(offer["secret"])}, cookie)
        self.check("second factor: %s" % done, status == 200)
        return self.cookie(headers) or cookie
