# SPDX-License-Identifier: Apache-2.0
# What a stranger will try with a running service: hostile.py PROGRAM AGREEMENT. Ends with a line "ok".
import http.client, json, os, resource, socket, sys, threading, time
from client import Office

office = Office(*sys.argv[1:3])
nora = office.bring_in("nora@northwind.example", "northwind", "nora")
host, port = office.address.rsplit(":", 1)
here = office.here


def memory_mb():
    return int(next(line.split()[1] for line in open("/proc/%d/status" % office.server.pid)
                    if line.startswith("VmRSS"))) // 1024


def raw(request, most=10, source=None):
    with socket.create_connection((host, int(port)), timeout=most, source_address=source) as line:
        try:
            line.sendall(request)
        except OSError:
            pass
        answer = b""
        try:
            while True:
                got = line.recv(65536)
                if not got:
                    return answer
                answer += got
        except OSError:
            return answer


def answers(what, most=2.0):
    began = time.time()
    status, _, _ = office.ask("GET", here + "/tickets", who=office.ana)
    office.check("%s: others are answered (%s, %.1f s)" % (what, status, time.time() - began),
                 status == 200 and time.time() - began < most)


status, ticket, _ = office.ask("POST", here + "/tickets", {"subject": "Ours"}, office.ana)
office.check("create", status == 201)
ticket = here + "/tickets/" + ticket["ticket"]

# --- the API as somebody else, and guessed ids
other = "/api/v1/organisations/o_aaaaaaaaaaaaaaaa"
office.check("without a cookie", office.ask("GET", ticket)[0] == 401)
for path in ("", "/tickets", "/tickets/T1", "/people", "/bundle", "/entries", "/checkpoints"):
    there, absent = office.ask("GET", here + path), office.ask("GET", other + path)
    office.check("nobody learns what is there: " + path, there[:2] == absent[:2] and there[0] == 401)
guesses = [office.ask("GET", here + "/tickets/" + one, who=nora) for one in ("T2", "T999", "INC1", "T1'--", "..%2fT1")]
office.check("guessed ids: %s" % [one[0] for one in guesses], {one[0] for one in guesses} <= {404, 400})

# --- a cookie that was stolen, after its session was ended
stolen = office.sign_in("ana@harbour.example")
office.check("while it runs", office.ask("GET", ticket, who=stolen)[0] == 200)
office.check("sign out", office.ask("DELETE", "/api/v1/sessions/current", who=stolen)[0] == 204)
office.check("the stolen cookie is good for nothing", office.ask("GET", ticket, who=stolen)[0] == 401)

# --- the same key with another command
key = {"Idempotency-Key": "stranger-1"}
first = office.ask("POST", here + "/tickets", {"subject": "Once"}, office.ana, key)
again = office.ask("POST", here + "/tickets", {"subject": "Once"}, office.ana, key)
changed = office.ask("POST", here + "/tickets", {"subject": "Twice"}, office.ana, key)
office.check("done once", first[0] == again[0] == 201 and first[1]["ticket"] == again[1]["ticket"])
office.check("another body: %s" % changed[1], changed[0] == 422 and changed[1]["code"] == "key-reused")

# --- two people change one ticket
tag = office.ask("GET", ticket, who=office.ana)[2]["ETag"]
results = []


def classify(category):
    results.append(office.ask("POST", ticket + "/classify", {"category": category}, office.ana, {"If-Match": tag})[0])


both = [threading.Thread(target=classify, args=(one,)) for one in ("printer", "laptop")]
[one.start() for one in both], [one.join() for one in both]
office.check("one of the two has to look again: %s" % results, sorted(results) == [200, 412])

# --- SQL and HTML in every field
evil = ["'; drop table ticket; --", "\" or 1=1 --", "<script>alert(1)</script>", "{{7*7}}", "%00%0d%0aSet-Cookie: a=b",
        "../../etc/passwd", "\u202e\u0000x", "=1+1"]
for text in evil:
    for method, path, body in (
            ("POST", "/tickets", {"subject": text, "description": text, "category": text}),
            ("POST", "/tickets", {"subject": "x", "requester": text}), ("POST", "/tickets", {"subject": "x", "ticket": text}),
            ("POST", "/tickets/T1/comments", {"text": text}), ("POST", "/tickets/T1/comments", {"text": "x", "parties": [text]}),
            ("POST", "/tickets/T1/classify", {"category": text}), ("POST", "/tickets/T1/owner", {"team": text}),
            ("POST", "/tickets/T1/assign", {"team": text, "person": text}), ("POST", "/tickets/T1/link",
                                                                           {"relation": text, "ticket": text}),
            ("POST", "/tickets/T1/split", {"subject": text}), ("POST", "/invitations", {"email": text, "party": text}),
            ("POST", "/pairings", {"party": text, "vkey": text}), ("POST", "/cosignatures", {"note": text}),
            ("POST", "/imports", {"format": "csv", "file": text, "map": text, "content": text})):
        status, said, headers = office.ask(method, here + path, body, office.ana)
        office.check("%s %s %s: %s" % (path, body, status, said), 200 <= status < 500 and status != 429)
        office.check("it is JSON and nothing else", headers.get("X-Content-Type-Options") == "nosniff" and
                     (status == 204 or "json" in headers["Content-Type"]) and "a" not in
                     [one.split("=")[0] for one in headers.get_all("Set-Cookie") or []])
        if status == 201 and path == "/tickets" and body["subject"] == text:
            office.check("as it was written", office.ask("GET", here + "/tickets/" + said["ticket"], who=office.ana)[1]
                         ["subject"] == text)
    for query in ("tab=", "state=", "party=", "cursor=", "sort=", "category="):
        status = office.ask("GET", here + "/tickets?" + query + "".join("%%%02x" % b for b in text.encode()),
                            who=office.ana)[0]
        office.check("a filter %s%s: %s" % (query, text, status), status in (200, 400, 422))
office.check("all is still there", office.ask("GET", ticket, who=office.ana)[1]["subject"] == "Ours")

# --- what is not UTF-8, or not HTTP
cookie = b"Cookie: " + office.ana.encode() + b"\r\n"
for body in (b'{"subject":"\xff\xfe"}', b'{"subject":"\xc0\xaf"}', b'{"subject":"\xed\xa0\x80"}', b'{"subject":"\\ud800"}',
             b'\x00', b'{"subject":', b'[' * 100000, b'{"subject":1e999}', b'{"a":1,"a":2}'):
    answer = raw(b"POST " + here.encode() + b"/tickets HTTP/1.1\r\nHost: x\r\n" + cookie +
                 b"Content-Type: application/json\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    office.check("%r: %r" % (body[:20], answer[:200]), answer[9:12] in (b"400", b"422"))
for path in (b"/api/v1/\xff", b"/api/v1/%ff%fe", b"/api/v1/%00", b"/api/v1/%zz", b"/api/v1//me", b"/api/v1/../me", b"//", b"*"):
    answer = raw(b"GET " + path + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    office.check("%r: %r" % (path, answer[:100]), answer[9:12] in (b"400", b"404"))
for junk in (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"GET\r\n\r\n", b"\x00" * 100, b"A" * 100000):
    answer = raw(junk + b"\r\n\r\n")
    office.check("junk: %r" % answer[:60], answer == b"" or answer[9:12] in (b"400", b"431"))

# --- an upload of 10 GB, said and unsaid
before = memory_mb()
head = b"POST " + here.encode() + b"/tickets HTTP/1.1\r\nHost: x\r\n" + cookie + b"Content-Type: application/json\r\n"
answer = raw(head + b"Content-Length: 10000000000\r\n\r\n" + b"x" * 1000)
office.check("refused before it comes: %r" % answer[:100], answer[9:12] == b"413")
with socket.create_connection((host, int(port)), timeout=20) as line:
    line.sendall(head + b"Transfer-Encoding: chunked\r\n\r\n")
    sent, chunk = 0, b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
    try:
        while sent < 1 << 30:
            line.sendall(chunk)
            sent += len(chunk)
    except OSError:
        pass
office.check("an endless one ends: %d" % sent, sent < 64 << 20)
office.check("and is not held: %d MB" % (memory_mb() - before), memory_mb() - before < 100)
answers("an upload")

# --- 500 clients that send a byte a second, and 10,000 connections that say nothing
resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
room = resource.getrlimit(resource.RLIMIT_NOFILE)[0] - 200
lines = []


def connect(n):
    line = socket.socket()
    line.bind(("127.0.%d.%d" % (1 + n % 40, 2), 0))
    line.settimeout(5)
    line.connect((host, int(port)))
    lines.append(line)
    return line


slow = [connect(n) for n in range(500)]
request = b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "
for at in range(6):
    for line in slow:
        try:
            line.sendall(request[at:at + 1])
        except OSError:
            pass
    answers("500 slow clients")
    time.sleep(0.5)
wanted = min(10000, room)
for n in range(wanted - 500):
    try:
        connect(n)
    except OSError:
        pass
    if n % 1000 == 0:
        answers("%d connections" % len(lines), 5)
office.check("so many were tried: %d of %d" % (len(lines), wanted), len(lines) > wanted * 0.9)
answers("10,000 connections", 5)
office.check("at a price: %d MB" % (memory_mb() - before), memory_mb() - before < 400)
for line in lines:
    line.close()
answers("afterwards")
office.stop()
office.check("nothing failed", '"event":"failed"' not in open(office.data + ".log").read())
print("ok")
