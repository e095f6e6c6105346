# SPDX-License-Identifier: Apache-2.0
# How long pages, counts and searches take one after the other, and how long the server computes for each:
#   pages.py PORT DATA PID [TIMES]
import http.client, os, random, sys, time

port, data, pid = int(sys.argv[1]), sys.argv[2], sys.argv[3]
times = int(sys.argv[4]) if len(sys.argv) > 4 else 50
tokens = [line.strip().split(": ", 1) for line in open(data + "/bench-tokens")]
here = "/api/v1/organisations/" + open(data + "/bench-organisation").read().strip()
words = ["printer", "vpn", "mail", "disk", "laptop", "network", "password", "server"]
random.seed(5)
word = lambda: random.choice(words)
person = lambda: "p_bench%d" % random.randrange(997)
asked = {
    "counts of the tabs": lambda: "/ticket-counts",
    "open, the last updated": lambda: "/tickets?tab=open",
    "open, most urgent": lambda: "/tickets?tab=open&sort=priority",
    "open, oldest": lambda: "/tickets?tab=open&sort=opened&direction=asc",
    "open, next due": lambda: "/tickets?sort=due",
    "with us, a category, most urgent": lambda: "/tickets?tab=with-us&sort=priority&category=" + word(),
    "all, the last updated": lambda: "/tickets?tab=all",
    "all of a category, oldest": lambda: "/tickets?tab=all&sort=opened&direction=asc&category=" + word(),
    "all of a team, closed, by priority": lambda: "/tickets?tab=all&state=closed&team=nw-noc&sort=priority",
    "all of a requester": lambda: "/tickets?tab=all&sort=opened&requester=" + person(),
    "opened in a month, a type": lambda: "/tickets?tab=all&sort=opened&type=request&opened-from=2024-05-01T00:00:00Z"
                                         "&opened-before=2024-06-01T00:00:00Z",
    "resolved in a month, the last updated": lambda: "/tickets?tab=all&resolved-from=2024-05-01T00:00:00Z"
                                                     "&resolved-before=2024-06-01T00:00:00Z",
    "resolved in a month, in that order": lambda: "/tickets?tab=all&sort=resolved&resolved-from=2024-05-01T00:00:00Z"
                                                  "&resolved-before=2024-06-01T00:00:00Z",
    "closed last": lambda: "/tickets?tab=all&sort=closed",
    "all of a function": lambda: "/tickets?tab=all&function=infrastructure",
    "waiting for a provider, of which there is none": lambda: "/tickets?tab=open&waiting-on=provider",
    "watched by me": lambda: "/tickets?tab=all&watcher=me",
    "what there is none of": lambda: "/tickets?tab=all&state=cancelled&category=" + word(),
    "count of all of a category": lambda: "/tickets?tab=all&limit=1&count=true&category=" + word(),
    "count of a requester's": lambda: "/tickets?tab=all&limit=1&count=true&requester=" + person(),
    "count of what was resolved in a month": lambda: "/tickets?tab=all&limit=1&count=true"
                                                     "&resolved-from=2024-05-01T00:00:00Z"
                                                     "&resolved-before=2024-06-01T00:00:00Z",
    "count of a function": lambda: "/tickets?tab=all&limit=1&count=true&function=infrastructure",
    "search: one frequent word": lambda: "/search?q=" + word(),
    "search: two words": lambda: "/search?q=" + word() + "%20" + word(),
    "search: a phrase": lambda: "/search?q=%22" + word() + "%20problem%22",
    "search: a rare word": lambda: "/search?q=%d" % random.randrange(1_000_000),
    "search: a word without another": lambda: "/search?q=" + word() + "%20-" + word(),
    "search: a beginning": lambda: "/search?q=" + word()[:3] + "*",
}


def cpu_s():
    fields = open("/proc/%s/stat" % pid).read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
print("| what | p50 ms | p95 ms | the server computes, ms |")
print("|---|---|---|---|")
for number, (what, path) in enumerate(asked.items()):
    took = []
    name, value = random.choice(tokens)
    before = cpu_s()
    for _ in range(times):
        begun = time.perf_counter()
        connection.request("GET", here + path(), headers={name: value})
        answer = connection.getresponse()
        answer.read()
        took.append((time.perf_counter() - begun) * 1000)
        if answer.status != 200:
            sys.exit("%s: %d" % (what, answer.status))
    took.sort()
    print("| %s | %.1f | %.1f | %.1f |" % (what, took[times // 2], took[times * 95 // 100], (cpu_s() - before) * 1000 / times),
          flush=True)
print("resident: %d MB" % (int(open("/proc/%s/statm" % pid).read().split()[1]) * os.sysconf("SC_PAGE_SIZE") >> 20))
