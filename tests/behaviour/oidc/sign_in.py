# SPDX-License-Identifier: Apache-2.0
# A browser signs in with the certified oidc-provider: sign_in.py PROGRAM NODE_FOLDER. Ends with a line "ok", or with what was not
# as it should be.
import http.cookiejar, json, os, re, subprocess, sys, tempfile, urllib.error, urllib.parse, urllib.request

program, node_folder = sys.argv[1:3]
data = os.path.join(tempfile.mkdtemp(), "data")
PASSWORD = "correct horse battery"


def check(what, good):
    if not good:
        sys.exit("not so: " + what + "\n" + open(data + ".log").read()[-3000:])


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


class Browser:
    def __init__(self):
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(Stay, urllib.request.HTTPCookieProcessor(self.jar))

    def ask(self, url, body=None, kind="application/json"):
        fields = {"Content-Type": kind} if body is not None else {}
        if body is not None:
            body = (json.dumps(body) if kind == "application/json" else urllib.parse.urlencode(body)).encode()
        try:
            answer = self.opener.open(urllib.request.Request(url, body, fields), timeout=20)
        except urllib.error.HTTPError as error:
            answer = error
        return answer.status, answer.read().decode(), answer.headers

    # Follows whatever leads on and fills in the forms of the provider, until it is led to `stop`.
    def walk(self, url, stop, login):
        for _ in range(20):
            status, page, fields = self.ask(url)
            form = re.search(r'<form[^>]*action="([^"]+)"', page) if status == 200 else None
            if form:
                prompt = re.search(r'name="prompt" value="(\w+)"', page).group(1)
                url = urllib.parse.urljoin(url, form.group(1))
                status, page, fields = self.ask(url, {"prompt": prompt, "login": login, "password": "any"},
                                                "application/x-www-form-urlencoded")
            check("the way leads on: %d %s %s" % (status, url, page[:500]), fields["Location"])
            url = urllib.parse.urljoin(url, fields["Location"])
            if url.startswith(stop):
                return url
        check("the way has an end", False)


server = subprocess.Popen([program, "serve", "--data", data, "--listen", "127.0.0.1:0", "--json", "--allow-outbound",
                           "127.0.0.1"], stdout=subprocess.PIPE, stderr=open(data + ".log", "a"))
said = json.loads(server.stdout.readline())
address = said["address"]
callback = address + "/api/v1/identity/callback"
node = subprocess.Popen(["node", "provider.mjs", callback], cwd=node_folder, stdout=subprocess.PIPE,
                        stderr=subprocess.DEVNULL, text=True)
try:
    issuer = node.stdout.readline().strip()
    ana = Browser()
    status, page, _ = ana.ask(address + "/api/v1/setup", {"token": said["setup_token"], "organisation": "Harbour",
                                                          "name": "Ana", "email": "ana@harbour.example", "password": PASSWORD})
    check("set-up: " + page, status == 201)
    organisation = json.loads(page)["organisations"][0]["id"]
    here = address + "/api/v1/organisations/" + organisation
    accounts = set()
    for client in ("one", "two"):
        status, page, _ = ana.ask(here + "/identity-providers", {
            "name": client, "issuer": issuer, "client_id": client, "client_secret": "secret of " + client,
            "redirect_uri": callback, "joins": client == "one"})
        check("a provider of identity: " + page, status == 201)
        start = address + json.loads(page)["start"]
        if client == "two":
            status, page, _ = ana.ask(here + "/invitations", {"email": "ben@harbour.example"})
            check("an invitation: " + page, status == 201)
        ben = Browser()
        back = ben.walk(start, callback, "ben")
        status, page, fields = ben.ask(back)
        check("he is signed in: %d %s" % (status, page), status == 303 and fields["Location"] == "/")
        status, page, _ = ben.ask(address + "/api/v1/me")
        me = json.loads(page)
        check("as himself: " + page, status == 200 and me["name"] == "ben" and me["organisations"][0]["id"] == organisation)
        accounts.add(me["account"])
        check("a code is good once", ben.ask(back)[0] == 401)
    check("what one provider says is no other's", len(accounts) == 2)
    eve = Browser()
    status, page, _ = eve.ask(eve.walk(start, callback, "eve"))
    check("whoever nobody invited stays outside: " + page, status == 403)
finally:
    node.kill()
    server.kill()
print("ok")
