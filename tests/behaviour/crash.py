# SPDX-License-Identifier: Apache-2.0
# Kills the service while several clients write, again and again: crash.py PROGRAM AGREEMENT. What was acknowledged is
# there, once; so is what was sent again with its key; and the record holds. Ends with a line "ok".
import collections, http.client, json, os, random, subprocess, sys, threading, time
from client import Office

ROUNDS = 100 if os.environ.get("CONCORDAT_LONG") else 5
WRITERS = 4
office = Office(*sys.argv[1:3])
random.seed(9)

tokens = []
for n in range(WRITERS):
    status, made, _ = office.ask("POST", "/api/v1/me/tokens", {"name": "w%d" % n, "scopes": ["desk"]}, office.ana)
    office.check("token: %s" % made, status == 201)
    tokens.append(made["token"])

acknowledged = {}  # subject to the ticket's name
comments = collections.Counter()  # acknowledged, by text
unsure = []  # sent, and no answer came: (path, body, key)


def post(connection, token, path, body, key):
    connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json", "Idempotency-Key": key,
                                                         "Authorization": "Bearer " + token})
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read())


def take(path, body, status, said):
    office.check("%s %s" % (status, said), status in (200, 201))
    if path.endswith("/tickets"):
        office.check("once: %s" % body, acknowledged.get(body["subject"], said["ticket"]) == said["ticket"])
        acknowledged[body["subject"]] = said["ticket"]
    else:
        comments[body["text"]] = 1


def key_of(path, subject):
    return (path.rsplit("/", 1)[1] + " " + subject).replace(" ", "-")


def write(n, number):
    connection = http.client.HTTPConnection(office.address, timeout=20)
    for i in range(10_000):
        subject = "round %d writer %d number %d" % (number, n, i)
        for path, body in ((office.here + "/tickets", {"subject": subject}), (None, {"text": "about " + subject})):
            if path is None:
                path = office.here + "/tickets/%s/comments" % acknowledged[subject]
            key = key_of(path, subject)
            try:
                status, said = post(connection, tokens[n], path, body, key)
            except (OSError, http.client.HTTPException, ValueError):
                unsure.append((n, path, body, key))
                return
            if status in (429, 503):
                time.sleep(0.05)
                unsure.append((n, path, body, key))
                break
            take(path, body, status, said)


again = []
for number in range(ROUNDS):
    writers = [threading.Thread(target=write, args=(n, number)) for n in range(WRITERS)]
    for one in writers:
        one.start()
    time.sleep(random.uniform(0.2, 1.2))
    office.server.kill()
    for one in writers:
        one.join()
    office.server.wait()
    office.start()
    # Sent again with the same key, whether it was done or not; and one of those that were acknowledged.
    connection = http.client.HTTPConnection(office.address, timeout=20)
    for n, path, body, key in unsure:
        status, said = post(connection, tokens[n], path, body, key)
        take(path, body, status, said)
    again += unsure
    unsure.clear()
    subject = "round %d writer 0 number 0" % number
    if subject in acknowledged:
        status, said = post(connection, tokens[0], office.here + "/tickets", {"subject": subject},
                            key_of(office.here + "/tickets", subject))
        take(office.here + "/tickets", {"subject": subject}, status, said)

# Every ticket there is, by its subject; every comment, by its text.
found, cursor = collections.Counter(), ""
names = {}
while True:
    status, page, _ = office.ask("GET", office.here + "/tickets?tab=all&sort=opened&limit=200" + cursor, who=office.ana)
    office.check("list: %s" % page, status == 200)
    for one in page["tickets"]:
        found[one["subject"]] += 1
        names[one["subject"]] = one["ticket"]
    if not page.get("next"):
        break
    cursor = "&cursor=" + page["next"]
office.check("something was written", len(acknowledged) > 10 * ROUNDS and len(again) >= ROUNDS)
office.check("each ticket once", all(count == 1 for count in found.values()))
office.check("each that was acknowledged, and no other", names == acknowledged)
office.stop()

bundle = os.path.join(office.folder, "all.bundle")
office.run("export", "--org", "Harbour", "--as", "hq", bundle)
verified = subprocess.run([sys.argv[1], "verify", bundle, "--json"], capture_output=True, text=True)
office.check("the record holds: " + verified.stdout + verified.stderr, verified.returncode == 0)
texts = collections.Counter(json.loads(line)["value"] for line in open(bundle) if line.startswith('{"salt"'))
office.check("each comment once", {text: count for text, count in texts.items() if text.startswith("about ")} ==
             dict(comments))
office.run("rebuild", "--org", "Harbour")
print("ok")
