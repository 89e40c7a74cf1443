#!/usr/bin/python3
"""The practice console: after a login, shows the cluster's data in etcd. usage: console.py PORT"""
import hmac
import html
import http.server
import json
import os
import secrets
import subprocess
import sys
import urllib.parse

ACCOUNT_FILE = "/etc/kubesphere/account.json"
ENVIRONMENT_FILE = "/etc/kubernetes/node-agent.env"
SESSIONS = set()

STYLE = """
:root { color-scheme: light dark; --line: #d8dee6; --muted: #5b6775; --good: #00704a; --bad: #b3261e; --page: #f4f6f9;
  --card: #fff; --ink: #1b2430; --accent: #00704a }
@media (prefers-color-scheme: dark) { :root { --line: #2e3947; --muted: #9aa7b6; --good: #4cc79a; --bad: #ff8a80;
  --page: #12171e; --card: #1a212b; --ink: #e8edf3; --accent: #007a51 } }
* { box-sizing: border-box }
body { margin: 0; font: 15px/1.5 system-ui, sans-serif; background: var(--page); color: var(--ink) }
header { background: #1b2430; color: #fff; padding: 14px 24px; display: flex; gap: 12px; align-items: baseline }
header span { color: #b9c4d0 } header form { margin-left: auto }
main { max-width: 960px; margin: 24px auto; padding: 0 16px; display: grid; gap: 16px }
section, .login { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 16px 20px }
h1 { font-size: 17px; margin: 0 } h2 { font-size: 15px; margin: 0 0 8px }
table { width: 100%; border-collapse: collapse } th { text-align: left; color: var(--muted); font-weight: 500 }
th, td { padding: 6px 8px 6px 0; border-top: 1px solid var(--line); font-variant-numeric: tabular-nums }
.good { color: var(--good) } .bad { color: var(--bad) }
.login { max-width: 340px; margin: 12vh auto; display: grid; gap: 12px }
label { display: grid; gap: 4px } input { font: inherit; padding: 8px 10px; border: 1px solid var(--muted); border-radius: 6px }
button { font: inherit; padding: 8px 14px; border: 0; border-radius: 6px; background: var(--accent); color: #fff; cursor: pointer }
header button { background: #33404f }
p { margin: 0 }
"""


def environment(**extra):
    with open(ENVIRONMENT_FILE) as lines:
        read = dict(line.strip().split("=", 1) for line in lines if "=" in line)
    return {**os.environ, "PATH": "/usr/local/bin:/usr/bin:/bin", **read, **extra}


def etcdctl(*args, **extra):
    """Returns etcdctl's output. The exit status is ignored: it is not 0 if any one of several members is down."""
    done = subprocess.run(["etcdctl", *args], env=environment(**extra), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          universal_newlines=True, timeout=40)
    return done.stdout


def keys(prefix):
    lines = etcdctl("get", "--prefix", prefix).split("\n")
    return {lines[i][len(prefix):]: lines[i + 1] for i in range(0, len(lines) - 1, 2)}


def members():
    listed = json.loads(etcdctl("member", "list", "-w", "json") or '{"members": []}')["members"]
    found = []
    for member in listed:
        urls = member.get("clientURLs") or [""]
        health = json.loads(etcdctl("--command-timeout", "3s", "endpoint", "health", "-w", "json",
                                    ETCDCTL_ENDPOINTS=urls[0]) or "[]")
        found.append({"name": member.get("name", ""), "address": urls[0], "healthy": bool(health and health[0].get("health"))})
    return found


def state():
    ready, pods = keys("/practice/ready/"), keys("/practice/pods/")
    nodes = []
    for name, value in keys("/practice/nodes/").items():
        address, _, roles = value.partition(" ")
        nodes.append({"name": name, "address": address, "roles": roles, "pods": pods.get(name, ""), "ready": name in ready})
    return {"cluster": keys("/practice/cluster/"), "members": members(), "nodes": nodes}


def page(title, body):
    return ('<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
            "<title>%s</title><style>%s</style></head><body>%s</body></html>" % (html.escape(title), STYLE, body))


def login_page(message=""):
    note = '<p class="bad" role="alert">%s</p>' % html.escape(message) if message else ""
    return page("KubeSphere (practice): log in", """<main><form class="login" method="post" action="/login">
<h1>Welcome to KubeSphere</h1><p>A practice cluster.</p>%s
<label>Account <input name="account" autocomplete="username" required autofocus></label>
<label>Password <input name="password" type="password" autocomplete="current-password" required></label>
<button>Log in</button></form></main>""" % note)


def table(columns, rows):
    def cell(value):
        if isinstance(value, bool):
            return '<td class="%s">%s</td>' % (("good", "✓ healthy") if value else ("bad", "✗ down"))
        return "<td>%s</td>" % html.escape(str(value))
    head = "".join("<th>%s</th>" % html.escape(column) for column in columns)
    body = "".join("<tr>%s</tr>" % "".join(cell(value) for value in row) for row in rows)
    return "<table><thead><tr>%s</tr></thead><tbody>%s</tbody></table>" % (head, body)


def home_page():
    now = state()
    cluster = now["cluster"]
    settings = [("Service network", cluster.get("services", "")), ("Pod network", cluster.get("pods", "")),
                ("Network plugin", cluster.get("plugin", "")), ("Storage class", cluster.get("storage", "")),
                ("Kubernetes version asked for", cluster.get("version", ""))]
    if "harbor" in cluster:
        settings.append(("Harbor", cluster["harbor"]))
    return page("KubeSphere (practice)", """<header><h1>KubeSphere</h1><span>practice cluster</span>
<form method="post" action="/logout"><button>Log out</button></form></header><main>
<section><h2>etcd members</h2>%s</section><section><h2>Nodes</h2>%s</section><section><h2>Cluster</h2>%s</section></main>""" % (
        table(["Member", "Address", "Health"], [(m["name"], m["address"], m["healthy"]) for m in now["members"]]),
        table(["Node", "Roles", "Address", "Pods", "State"],
              [(n["name"], n["roles"], n["address"], n["pods"], n["ready"]) for n in now["nodes"]]),
        table(["Setting", "Value"], settings)))


class Console(http.server.BaseHTTPRequestHandler):
    def reply(self, status, body="", kind="text/html; charset=utf-8", **headers):
        data = body.encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def session(self):
        cookies = self.headers.get("Cookie", "")
        return next((part.strip()[8:] for part in cookies.split(";") if part.strip().startswith("session=")), "")

    def do_GET(self):
        if self.path == "/login":
            return self.reply(200, login_page())
        if self.session() not in SESSIONS:
            return self.reply(303, Location="/login")
        if self.path == "/":
            return self.reply(200, home_page())
        if self.path == "/state.json":
            return self.reply(200, json.dumps(state()), "application/json")
        return self.reply(404, page("Not found", "<main><section>There is no such page.</section></main>"))

    do_HEAD = do_GET

    def do_POST(self):
        size = min(int(self.headers.get("Content-Length") or 0), 65536)
        form = dict(urllib.parse.parse_qsl(self.rfile.read(size).decode("utf-8", "replace")))
        if self.path == "/logout":
            SESSIONS.discard(self.session())
            return self.reply(303, Location="/login")
        if self.path != "/login":
            return self.reply(404)
        with open(ACCOUNT_FILE) as file:
            wanted = json.load(file)
        if all([hmac.compare_digest(form.get(key, "").encode(), wanted[key].encode()) for key in ("account", "password")]):
            token = secrets.token_urlsafe(24)
            SESSIONS.add(token)
            return self.reply(303, Location="/", Set_Cookie="session=%s; HttpOnly; SameSite=Lax; Path=/" % token)
        return self.reply(403, login_page("The account or the password is wrong."))

    def log_message(self, text, *args):
        sys.stderr.write("%s %s\n" % (self.address_string(), text % args))


http.server.ThreadingHTTPServer(("0.0.0.0", int(sys.argv[1])), Console).serve_forever()
