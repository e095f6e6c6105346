# SPDX-License-Identifier: Apache-2.0
# Another party watches over a running service: witness.py PROGRAM AGREEMENT. Ends with a line "ok".
import json, os, shutil, socket, subprocess, sys, threading
from client import Office

office = Office(*sys.argv[1:3])
nora = office.bring_in("nora@northwind.example", "northwind", "nora")
mirror = os.path.join(office.folder, "mirror")


def ticket():
    office.check("create", office.ask("POST", office.here + "/tickets", {"subject": "x"}, office.ana)[0] == 201)


status, made, _ = office.ask("POST", "/api/v1/me/tokens", {"name": "witness", "scopes": ["record"]}, nora)
office.check("token: %s" % made, status == 201)
token = os.path.join(office.folder, "token")
with open(os.open(token, os.O_CREAT | os.O_WRONLY, 0o600), "w") as out:
    out.write(made["token"] + "\n")


def witness(code, server=None, *more):
    done = subprocess.run([sys.argv[1], "witness", "--server", server or office.said["address"], "--token-file", token,
                           "--mirror", mirror, "--json", *more], capture_output=True, text=True)
    office.check("witness: %s %s" % (done.stdout, done.stderr), done.returncode == code)
    return json.loads(done.stdout) if done.stdout.startswith("{") else {}, done.stderr


def files():
    return {name: open(os.path.join(mirror, name), "rb").read() for name in sorted(os.listdir(mirror))}


# Pairing: both sides see both fingerprints.
ticket()
refused, said = witness(2)
office.check("not paired yet: %s" % said, refused["error"]["code"] == "not-paired")
hint = refused["error"]["hint"]
vkey = [line.strip() for line in hint.splitlines() if line.strip().startswith("witness.local/")][0]
print_of_witness = hint.splitlines()[-1].strip()
print_of_host = office.ask("GET", office.here + "/pairings", who=office.ana)[1]["host"]["fingerprint"]
office.check("the witness shows the host's fingerprint: " + said, print_of_host in said)
status, paired, _ = office.ask("POST", office.here + "/pairings", {"party": "northwind", "vkey": vkey}, office.ana)
office.check("pair: %s" % paired, status == 201 and paired["fingerprint"] == print_of_witness)

seen, _ = witness(0)
latest = office.ask("GET", office.here + "/checkpoints/latest", who=office.ana)[1]
office.check("cosigned: %s" % latest, len(latest["signers"]) == 2 and latest["size"] == seen["size"])
shutil.copytree(office.data, office.data + "-before")
ticket()
grown, _ = witness(0)
office.check("it grew", grown["new_entries"] > 0 and grown["size"] > seen["size"])

# A later visit asks for what is new alone, and what it then has is what the whole would have been, but for its figures.
whole = office.ask("GET", office.here + "/bundle", who=nora)[1].splitlines()
mirrored = files()["mirror.bundle"].splitlines()
shown = lambda lines: [line for line in lines[1:] if line.startswith((b'{"actor"', b'{"leaf"', b'{"salt"', b'{"first"'))]
office.check("the mirror is whole: %s" % mirrored[-1], shown(mirrored) == shown(whole))
office.check("it proves itself", subprocess.run([sys.argv[1], "verify", os.path.join(mirror, "mirror.bundle")],
                                                capture_output=True).returncode == 0)

# What is erased is gone from the mirror at the next visit.
raised = office.ask("POST", office.here + "/tickets", {"subject": "x"}, office.ana)[1]["ticket"]
status, held, _ = office.ask("POST", office.here + "/tickets/" + raised + "/attachments?name=of-emma.txt", b"private",
                             office.ana, {"Content-Type": "application/octet-stream"})
office.check("attach: %s" % held, status == 200)
witness(0)
office.check("its name is mirrored", b"of-emma.txt" in files()["mirror.bundle"])
erasing = "/tickets/%s/attachments/%d/erase" % (raised, held["attachments"][0]["attachment"])
status, said, _ = office.ask("POST", office.here + erasing, {"reason": "private"}, office.ana)
office.check("erase: %s" % said, status == 200)
grown, _ = witness(0)
office.check("and gone", b"of-emma.txt" not in files()["mirror.bundle"])

# What is lost on the way is lost whole, and the next visit goes on.
before = files()


heads = []


def cut_after(count):
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            upstream = socket.create_connection(("127.0.0.1", int(office.port)))
            head = client.recv(65536)
            heads.append(head.split(b"\r\n")[0])
            # One answer a connection: else it stays open until the server's patience with silence ends.
            upstream.sendall(head.replace(b"\r\n", b"\r\nConnection: close\r\n", 1))
            left = count if b"/bundle" in head else 1 << 30
            while left > 0:
                got = upstream.recv(min(4096, left))
                if not got:
                    break
                client.sendall(got)
                left -= len(got)
            client.close()
            upstream.close()

    threading.Thread(target=serve, daemon=True).start()
    return listener


ticket()
for count in (0, 100, 700, 1500):
    listener = cut_after(count)
    refused, said = witness(2, "http://127.0.0.1:%d" % listener.getsockname()[1])
    listener.close()
    office.check("half an answer of %d: %s" % (count, refused), refused["error"]["code"] == "broken-off")
    office.check("nothing half done", files() == before)
bundles = [head for head in heads if b"/bundle" in head]
office.check("only what is new is asked for: %s" % bundles,
             bundles and all(b"/bundle?since=%d " % grown["size"] in head for head in bundles))
refused, _ = witness(2, "http://127.0.0.1:1")
office.check("nobody there: %s" % refused, refused["error"]["code"] == "no-connection" and files() == before)
refused, _ = witness(2, "http://192.0.2.1:8420")
office.check("no token goes over a line without TLS: %s" % refused, refused["error"]["code"] in ("bad-url", "address-refused"))
witness(0)

# Shrunken and forked, as from a folder: refused with exit code 1, and nothing signed.
before = files()
office.stop()
now = office.data + "-now"
os.rename(office.data, now)
shutil.copytree(office.data + "-before", office.data)
shutil.copy(os.path.join(now, "concordat.db"), os.path.join(office.folder, "kept.db"))
office.start()
refused, _ = witness(1)
office.check("a log that shrank: %s" % refused, refused["error"]["code"] == "shrunken-log")
while office.ask("GET", office.here + "/bundle", who=nora)[1].count(b"\n") < before["mirror.bundle"].count(b"\n") + 20:
    ticket()
refused, _ = witness(1)
office.check("a fork: %s" % refused, refused["error"]["code"] == "fork")
shown_last = ("fetched.bundle", "fetched.continuation")  # what was refused is kept, to be looked at
office.check("the mirror is as it was", {k: v for k, v in files().items() if k not in shown_last} == before)
office.stop()
shutil.rmtree(office.data)
os.rename(now, office.data)

# TLS: a certificate that nobody vouches for is refused, and one that is trusted by name is taken.
pem, key = os.path.join(office.folder, "cert.pem"), os.path.join(office.folder, "tls.key")
subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", pem, "-days", "2",
                "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"], check=True,
               capture_output=True)
office.options += ["--tls-certificate", pem, "--tls-key", key]
office.start()
refused, _ = witness(2)
office.check("bad TLS: %s" % refused, refused["error"]["code"] == "bad-certificate")
witness(0, None, "--tls-ca", pem)
open(token, "w").write("ct_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
refused, _ = witness(2, None, "--tls-ca", pem)
office.check("a token that is no good: %s" % refused, refused["error"]["code"] == "not-signed-in")
office.stop()
print("ok")
