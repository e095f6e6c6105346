# SPDX-License-Identifier: Apache-2.0
# Two servers on one PostgreSQL database, under load; one is killed, then the database is lost and comes back:
#   servers.py PROGRAM AGREEMENT OWNER_URL SERVER_URL EMPTY_OWNER_URL EMPTY_SERVER_URL ADMIN_URL DATABASE_PID DATABASE_COMMAND
# Ends with a line "ok", or with what was not as it should be.
import http.client, json, os, shutil, signal, subprocess, sys, tempfile, threading, time

(program, agreement, owner_url, plain_url, empty_owner_url, empty_url, admin_url, database_pid,
 database_command) = sys.argv[1:10]
home = tempfile.mkdtemp()
PASSWORD = "correct horse battery"
SECRET = "s3cretOfTheRole"
url = plain_url.replace("@", ":" + SECRET + "@", 1)
said_all = []  # whatever any command has printed


def check(what, good):
    if not good:
        logs = [open(os.path.join(home, name)).read()[-1500:] for name in os.listdir(home) if name.endswith(".log")]
        sys.exit("not so: " + what + "\n" + "\n".join(logs))


def folder(name):
    return os.path.join(home, name)


def run(words, folder_name="a", database=url, stdin=None):
    done = subprocess.run([program] + words + ["--data", folder(folder_name), "--database", database], input=stdin,
                          capture_output=True, text=True, timeout=60)
    said_all.append(done.stdout + done.stderr)
    return done


def must(words, **more):
    done = run(words, **more)
    check(" ".join(words) + ": " + done.stderr, done.returncode == 0)
    return done.stdout


def start(name):
    server = subprocess.Popen([program, "serve", "--data", folder(name), "--database", url, "--listen", "127.0.0.1:0",
                               "--json"], stdout=subprocess.PIPE, stderr=open(folder(name) + ".log", "a"))
    line = server.stdout.readline()
    check(name + " starts", line)
    said = json.loads(line)
    said_all.append(line.decode())
    return server, said, said["address"].split("//")[1]


def ask(address, method, path, body=None, cookie=None, headers=None):
    connection = http.client.HTTPConnection(address, timeout=20)
    fields = dict(headers or {})
    if body is not None:
        fields["Content-Type"] = "application/json"
    if cookie:
        fields["Cookie"] = cookie
    connection.request(method, path, None if body is None else json.dumps(body), fields)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, json.loads(text) if text.startswith("{") else text, answer.headers


def until(what, seconds, question):
    deadline = time.time() + seconds
    while time.time() < deadline:
        if question():
            return
        time.sleep(0.2)
    check(what, False)


# --- the tables, two servers, an organisation
check("a database without tables is refused in words", "concordat migrate" in run(["backup", folder("none")]).stderr)
must(["migrate", "--server-role", "concordat_server"], database=owner_url)
check("the owner's role does not serve", "role-too-strong" in run(["serve", "--json"], database=owner_url).stdout)
first, said, one = start("a")
must(["setup", "--token", said["setup_token"], "--org", "Harbour", "--name", "Ana Silva", "--email", "ana@harbour.example",
      "--person", "ana"], stdin=PASSWORD + "\n")
must(["agreement", "apply", agreement, "--org", "Harbour", "--despite-errors"])
check("a second server needs the first one's key", "no-cabinet-key" in run(["serve", "--json"], folder_name="b").stdout)
os.makedirs(folder("b"), exist_ok=True)
shutil.copy(folder("a") + "/cabinet.key", folder("b"))
second, said, two = start("b")
check("nobody is offered to set it up again", "setup_token" not in said)

cookies = []
for _ in range(8):
    status, me, headers = ask(one, "POST", "/api/v1/sessions", {"email": "ana@harbour.example", "password": PASSWORD})
    check("sign in: %s" % me, status == 201)
    cookies.append(headers["Set-Cookie"].split(";")[0])
here = "/api/v1/organisations/" + me["organisations"][0]["id"]

# --- listeners on both; one of them will have to come back to the other server, from where it was
class Listener:
    def __init__(self, addresses):
        self.addresses, self.last, self.heard, self.stopped = addresses, None, [], False
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        tries = 0
        while not self.stopped:
            try:
                self.listen(self.addresses[tries % len(self.addresses)])
            except (OSError, http.client.HTTPException):
                pass
            tries += 1
            time.sleep(0.05)

    def listen(self, address):
        connection = http.client.HTTPConnection(address, timeout=5)
        fields = {"Cookie": cookies[0]}
        if self.last:
            fields["Last-Event-ID"] = self.last
        connection.request("GET", "/api/v1/events", headers=fields)
        answer = connection.getresponse()
        data, ident = b"", self.last
        while answer.status == 200 and not self.stopped:
            line = answer.fp.readline()
            if not line.endswith(b"\n"):
                return
            line = line.rstrip(b"\n")
            if line.startswith(b"id: "):
                ident = line[4:].decode()
            elif line.startswith(b"data: "):
                data += line[6:]
            elif not line:
                self.last = ident
                if data:
                    self.heard.append(json.loads(data))
                data = b""


stayed, moved = Listener([two]), Listener([one, two])
until("both listen", 20, lambda: stayed.last and moved.last)

# --- load on both; one is killed
acknowledged = {}  # subject: ticket
sent = set()
lock = threading.Lock()
stopped = threading.Event()


def client(number):
    addresses = [one, two] if number % 2 == 0 else [two, one]
    for i in range(100):
        if stopped.is_set():
            return
        subject = "load %d-%d" % (number, i)
        with lock:
            sent.add(subject)
        for attempt in range(200):  # the same key until somebody says that it is done
            try:
                status, ticket, _ = ask(addresses[(i + attempt) % 2], "POST", here + "/tickets", {"subject": subject},
                                        cookies[number], {"Idempotency-Key": subject.replace(" ", "-")})
            except (OSError, http.client.HTTPException):
                time.sleep(0.02)
                continue
            if status == 201:
                with lock:
                    acknowledged[subject] = ticket["ticket"]
                break
            check("only a server that has no time says no: %d %s" % (status, ticket), status in (429, 503))
            time.sleep(0.1)


clients = [threading.Thread(target=client, args=(i,)) for i in range(8)]
for one_client in clients:
    one_client.start()
until("some are done", 30, lambda: len(acknowledged) > 60)
first.kill()
first.wait()
before = len(acknowledged)
until("the other goes on alone", 30, lambda: len(acknowledged) > before + 40)
stopped.set()
for one_client in clients:
    one_client.join()

stored = {}
path = here + "/tickets?tab=all&limit=200"
cursor = None
while True:
    status, page, _ = ask(two, "GET", path + ("&cursor=" + cursor if cursor else ""), cookie=cookies[1])
    check("list: %s" % page, status == 200)
    for ticket in page["tickets"]:
        stored.setdefault(ticket["subject"], []).append(ticket["ticket"])
    cursor = page.get("next")
    if not cursor:
        break
check("no acknowledged command is lost", all(stored.get(s) == [t] for s, t in acknowledged.items()))
check("none is done twice", all(len(tickets) == 1 for tickets in stored.values()))
check("everybody was answered in the end", sent == set(acknowledged))

# Each hears of what either server wrote, once and in the record's order, also over the change from one to the other.
raised = {ticket for tickets in stored.values() for ticket in tickets}


def opened(listener):
    return [event["ticket"] for event in listener.heard if event.get("kind") == "ticket.created"]


for name, listener in (("who stayed", stayed), ("who had to move", moved)):
    until(name + " heard of all tickets", 20, lambda: len(opened(listener)) >= len(raised))
    sequences = [event["sequence"] for event in listener.heard]
    check(name + " heard each once", sorted(opened(listener)) == sorted(raised))
    check(name + " heard them in order", sequences == sorted(set(sequences)))
    listener.stopped = True

# --- timers go on
status, ticket, _ = ask(two, "POST", here + "/tickets", {"subject": "After"}, cookies[1], {"Idempotency-Key": "after"})
check("create", status == 201)
until("the rules give it to a team", 20,
      lambda: ask(two, "GET", here + "/tickets/" + ticket["ticket"], cookie=cookies[1])[1]["with"]["team"])

# --- the database is lost, and comes back
os.kill(int(database_pid), signal.SIGQUIT)
until("not ready", 20, lambda: ask(two, "GET", "/readyz")[0] == 503)
status, refused, headers = ask(two, "POST", here + "/tickets", {"subject": "Lost"}, cookies[1], {"Idempotency-Key": "lost"})
check("503 with Retry-After: %s" % refused, status == 503 and headers["Retry-After"] and refused["code"] == "no-database")
check("the process lives", ask(two, "GET", "/healthz")[0] == 200)
done = run(["rebuild", "--org", "Harbour"], folder_name="b")
check("a command says so: " + done.stderr, done.returncode == 2 and "cannot be reached" in done.stderr)


def as_nobody():
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)


database = subprocess.Popen(database_command.split(" "), preexec_fn=as_nobody, stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL)
try:
    until("ready again", 30, lambda: ask(two, "GET", "/readyz")[0] == 200)
    status, ticket, _ = ask(two, "POST", here + "/tickets", {"subject": "Lost"}, cookies[1], {"Idempotency-Key": "lost"})
    check("it goes on without a restart: %s" % ticket, status == 201)
    check("what was acknowledged is there", ask(two, "GET", here + "/tickets/" + ticket["ticket"], cookie=cookies[1])[0] == 200)

    # --- what else is done with a database
    must(["key", "new", "--name", "harbour.example/log"], folder_name="b")
    must(["checkpoint", "--org", "Harbour"], folder_name="b")
    must(["export", "--org", "Harbour", "--as", "northwind", folder("bundle")], folder_name="b")
    check("a bundle verifies", subprocess.run([program, "verify", folder("bundle")], capture_output=True).returncode == 0)
    must(["rebuild", "--org", "Harbour"], folder_name="b")
    must(["backup", folder("backup")], folder_name="b")
    must(["migrate", "--server-role", "concordat_server"], database=empty_owner_url)
    must(["restore", folder("backup")], folder_name="c", database=empty_url)
    entries = json.loads(must(["rebuild", "--org", "Harbour", "--json"], folder_name="c", database=empty_url))["entries"]
    check("restored with all entries", entries > len(acknowledged))
    check("nothing is restored over something", "not-empty" in run(["restore", folder("backup"), "--json"], database=empty_url).stdout)

    second.send_signal(signal.SIGTERM)
    check("it ends when it is told to", second.wait(timeout=20) == 0)
    subprocess.run(["psql", "-q", admin_url, "-c", "insert into migration (name, checksum) values ('9999-later.sql', '')"],
                   check=True)
    done = run(["serve"], folder_name="b")
    check("a newer schema is refused in words", done.returncode == 2 and "later version" in done.stderr)
    check("no password is printed or logged", all(SECRET not in text for text in said_all) and all(
        SECRET not in open(folder(name) + ".log").read() for name in ("a", "b")))
finally:
    for server in (first, second):
        if server.poll() is None:
            server.kill()
    database.send_signal(signal.SIGQUIT)
    database.wait()
shutil.rmtree(home)
print("ok")
