# SPDX-License-Identifier: Apache-2.0
# Listens while others write, over connections that break: events.py PROGRAM AGREEMENT. Ends with a line "ok".
import http.client, json, random, socket, sys, threading, time
from client import Office

office = Office(*sys.argv[1:3])
nora = office.bring_in("nora@northwind.example", "northwind", "nora")
random.seed(5)


# As a browser does it: fields by line, an event at each empty line, and back again with the last id.
class Reader:
    def __init__(self, who, breaks):
        self.who, self.breaks = who, breaks
        self.last, self.heard, self.lost, self.status = None, [], 0, None
        self.stopped = False
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        while not self.stopped:
            try:
                self.listen()
            except OSError:
                pass
            self.lost += 1
            if self.status != 200:
                return
            time.sleep(0.01)

    def listen(self):
        connection = http.client.HTTPConnection(office.address, timeout=20)
        headers = {"Cookie": self.who}
        if self.last:
            headers["Last-Event-ID"] = self.last
        connection.request("GET", "/api/v1/events", headers=headers)
        answer = connection.getresponse()
        self.status = answer.status
        if answer.status != 200:
            return
        left = random.randrange(1, 4000) if self.breaks else 1 << 60
        data, ident = b"", self.last
        while not self.stopped:
            line = answer.fp.readline(left)
            if not line.endswith(b"\n"):
                if not line or self.breaks:  # the end, or the line is lost here: in the middle of whatever it was
                    if connection.sock:
                        connection.sock.close()
                    return
            left -= len(line)
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
            if left <= 0:
                return


whole, broken, of_nora = Reader(office.ana, False), Reader(office.ana, True), Reader(nora, False)
while not (whole.last and broken.last and of_nora.last):
    time.sleep(0.05)


def write(name):
    connection = http.client.HTTPConnection(office.address, timeout=30)
    for i in range(40):
        status, made, _ = office.ask("POST", office.here + "/tickets", {"subject": "%s %d" % (name, i)}, office.ana,
                                     connection=connection)
        office.check("create: %s" % made, status == 201)
        office.ask("POST", office.here + "/tickets/%s/comments" % made["ticket"],
                   {"text": "x", "audience": "own" if i % 2 else "shared"}, office.ana, connection=connection)


writers = [threading.Thread(target=write, args=(str(n),)) for n in range(4)]
for one in writers:
    one.start()
for one in writers:
    one.join()

# What there is to hear: every entry of every ticket, as the tickets' pages have it.
def readable(who):
    expected = set()
    for n in range(1, 161):
        status, page, _ = office.ask("GET", office.here + "/tickets/T%d/entries" % n, who=who)
        if status == 200:
            expected |= {one["sequence"] for one in page["entries"]}
    return expected


def sequences(reader):
    return [one["sequence"] for one in reader.heard if one.get("ticket")]


time.sleep(1.5)  # rules give each ticket to a team
office.check("nobody asks too often", office.ask("GET", "/api/v1/me", who=office.ana)[0] == 200)
for reader, who in ((whole, office.ana), (broken, office.ana), (of_nora, nora)):
    expected = readable(who)
    deadline = time.time() + 20
    while time.time() < deadline and len(sequences(reader)) < len(expected):
        time.sleep(0.1)
    got = sequences(reader)
    office.check("everything once and in order: %d of %d, %d lost lines" % (len(got), len(expected), reader.lost),
                 got == sorted(expected))
office.check("lines were lost: %d" % broken.lost, broken.lost > 20)
office.check("not all is for everybody", len(of_nora.heard) < len(whole.heard))

# It ends within a second or so of the contract, and of the session; and does not begin again.
office.run("agreement", "dismiss", "northwind", "--org", "Harbour", "--why", "enough")
began = time.time()
of_nora.thread.join(10)
office.check("a dismissed party hears no more: %.1f s" % (time.time() - began), time.time() - began < 2)
office.check("nor again: %s" % of_nora.status, of_nora.status == 404)
other = office.sign_in("ana@harbour.example")
ended = Reader(other, False)
while not ended.last:
    time.sleep(0.05)
office.check("sign out", office.ask("DELETE", "/api/v1/sessions/current", who=other)[0] == 204)
began = time.time()
ended.thread.join(10)
office.check("who has signed out hears no more: %.1f s" % (time.time() - began), time.time() - began < 2)
office.check("nor again: %s" % ended.status, ended.status == 401)
office.stop()
print("ok")
