"""A server of git repositories that does what a server should not, by the first part of the path.

python3 lying_server.py ROOT PORTS LOG

PORTS gets its ports for http and for git's own protocol. What it serves comes from git's own programs. As an http proxy it
serves the path of any whole address. LOG gets a line for each request. It ends after three minutes, whatever happens.
"""
import base64
import http.server
import os
import re
import socket
import socketserver
import subprocess
import sys
import threading
import time

ROOT, PORTS, LOG = sys.argv[1:]
LIFETIME = 180
SILENCE = 20  # longer than any client of a test waits
PASSWORD = base64.b64encode(b"bob:TOPSECRET").decode()
PAGE = b"<html><body>Please sign in</body></html>"
REFS = "application/x-git-upload-pack-advertisement"
MEGABYTE = 1 << 20


def note(line):
    with open(LOG, "a") as file:
        file.write(line + "\n")


def packet(data):
    return b"%04x" % (len(data) + 4) + data


def noise(size):
    return bytes((at * 7 + at // 251 + 13) & 255 for at in range(size))


MANY_REFS = b"".join(packet(b"1" * 40 + b" refs/heads/%090d\n" % number) for number in range(4000))


def endless(first, again):
    """The pieces of a body without end."""
    yield first
    piece = again * (MEGABYTE // len(again) + 1)
    while True:
        yield piece


def many_refs(first):
    head = packet(b"1" * 40 + b" HEAD\0side-band-64k ofs-delta symref=HEAD:refs/heads/main agent=x\n")
    return endless(first + head, MANY_REFS)


def stage_of(method, body):
    if b"PACK" in body:
        return "pack"
    return "refs" if method == "GET" else "list"


def spoiled(mode, stage, body):
    """The pieces of an answer of git's, as this mode sends them. A number is a pause."""
    what, _, rest = mode.partition("-")
    where, _, tenth = rest.partition("-")
    if where != stage:
        return [body]
    if what in ("cut", "end"):
        return [body[: len(body) * int(tenth) // 10]]
    if what == "stall":
        return [body[: len(body) // 2], SILENCE]
    if what == "drip":
        pieces = []
        size = max(len(body) // 16, 1)
        for at in range(0, len(body), size):
            pieces += [body[at : at + size], 0.25]
        return pieces
    start = max(body.find(b"PACK"), 0)
    if what == "garbage":
        return [body[:start], noise(len(body) - start)]
    head = body[: start - 5] if start else b""
    if what == "chatter":
        return endless(head, packet(b"\x02" + b"still counting " * 60 + b"\n"))
    if what == "alive":
        return endless(head, b"0005\x01")
    if what == "endless":
        return endless(b"", MANY_REFS)
    return [body]


class Web(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def answer(self, status, headers, pieces, length=None):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.end_headers()
        self.close_connection = True
        sent = 0
        try:
            for piece in pieces:
                if isinstance(piece, bytes):
                    self.wfile.write(piece)
                    sent += len(piece)
                else:
                    time.sleep(piece)
        finally:
            note("sent %d" % sent)

    def serve(self):
        whole = re.match("http://[^/]*", self.path)
        note(("proxy " if whole else "direct ") + self.command + " " + self.path)
        path, _, query = (self.path[whole.end() :] if whole else self.path).partition("?")
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.headers.get("Transfer-Encoding") == "chunked":
            while (size := int(self.rfile.readline(), 16)) > 0:
                body += self.rfile.read(size)
                self.rfile.readline()
        _, mode, rest = path.split("/", 2)
        if not self.is_answered(mode, rest):
            self.answer_as_git(mode, rest, query, body)

    def is_answered(self, mode, rest):
        """Whether the mode needs no git."""
        if mode == "silent":
            time.sleep(SILENCE)
            return True
        here = "http://127.0.0.1:%d" % self.server.server_port
        question = "?service=git-upload-pack"
        targets = {
            "to-good": here + "/good/" + rest + question,
            "to-path": "/good/" + rest + question,
            "to-bare": here + "/good/" + rest,
            "to-other": "http://localhost:%d/good/%s%s" % (self.server.server_port, rest, question),
            "to-itself": here + self.path,
            "to-file": "file://" + ROOT + "/up/.git/info/refs" + question,
            "to-git": "git://127.0.0.1:%d/good/up/info/refs%s" % (git.server_address[1], question),
        }
        secret = self.headers.get("Authorization") == "Basic " + PASSWORD
        challenge = {"WWW-Authenticate": 'Basic realm="test"'}
        if mode in targets and self.command == "GET":
            self.answer(302, {"Location": targets[mode]}, [], 0)
        elif mode == "denied" or (mode in ("password", "repeats") and not secret):
            self.answer(401, challenge, [], 0)
        elif mode == "repeats":
            service = packet(b"# service=git-upload-pack\n") + b"0000"
            self.answer(200, {"Content-Type": REFS}, [service + packet(b"ERR nothing here for bob and TOPSECRET")])
        elif mode == "endless401":
            self.answer(401, challenge, endless(b"", PAGE))
        elif mode.startswith("status"):
            self.answer(int(mode[6:]), {}, [PAGE], len(PAGE))
        elif mode == "html":
            self.answer(200, {"Content-Type": "text/html"}, [PAGE], len(PAGE))
        elif mode == "page":
            self.answer(200, {"Content-Type": REFS}, [PAGE], len(PAGE))
        elif mode == "empty":
            self.answer(200, {"Content-Type": REFS}, [], 0)
        elif mode == "noise":
            self.answer(200, {"Content-Type": REFS}, [noise(5000)], 5000)
        elif mode == "manyrefs":
            self.answer(200, {"Content-Type": REFS}, many_refs(packet(b"# service=git-upload-pack\n") + b"0000"))
        elif mode == "text":
            self.answer(200, {"Content-Type": REFS}, endless(b"", b"sign in "))
        elif mode == "head":
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            for piece in endless(b"", b"X-More: yes, and there is more\r\n"):
                self.wfile.write(piece)
        else:
            return False
        return True

    def answer_as_git(self, mode, rest, query, body):
        environment = dict(
            os.environ,
            GIT_PROJECT_ROOT=ROOT,
            GIT_HTTP_EXPORT_ALL="1",
            PATH_INFO="/" + rest,
            QUERY_STRING=query,
            REQUEST_METHOD=self.command,
            CONTENT_TYPE=self.headers.get("Content-Type") or "",
            CONTENT_LENGTH=str(len(body)),
            REMOTE_ADDR="127.0.0.1",
            HTTP_CONTENT_ENCODING=self.headers.get("Content-Encoding") or "",
            GIT_PROTOCOL=self.headers.get("Git-Protocol") or "",
        )
        out = subprocess.run(["git", "http-backend"], input=body, env=environment, capture_output=True).stdout
        head, _, content = out.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if line)
        status = int(headers.pop("Status", "200").split()[0])
        pieces = spoiled(mode, stage_of(self.command, content), content)
        # "cut" says how much should come, "end" does not.
        says = mode.startswith("cut") or pieces == [content]
        self.answer(status, headers, pieces, len(content) if says else None)

    def handle(self):
        try:
            super().handle()
        except OSError:
            pass

    do_GET = do_POST = serve

    def do_CONNECT(self):
        note("proxy CONNECT " + self.path)
        self.answer(502, {}, [PAGE], len(PAGE))


class Git(socketserver.BaseRequestHandler):
    def handle(self):
        try:
            self.talk()
        except OSError:
            pass

    def talk(self):
        request = b""
        while len(request) < 4 or len(request) < int(request[:4], 16):
            piece = self.request.recv(4096)
            if not piece:
                return
            request += piece
        mode = re.match(b"....git-upload-pack /([^/]*)/", request).group(1).decode()
        note("git " + mode)
        if mode == "silent":
            time.sleep(SILENCE)
        elif mode == "html":
            self.request.sendall(b"HTTP/1.0 200 OK\r\n\r\n" + PAGE)
        elif mode == "manyrefs":
            for piece in many_refs(b""):
                self.request.sendall(piece)
        else:
            length = int(request[:4], 16)
            command = request[4:length].replace(b"/" + mode.encode() + b"/", b"/", 1)
            self.relay(mode, packet(command) + request[length:])

    def relay(self, mode, request):
        """git daemon's answers: the bytes before the pack as they are, the rest spoiled."""
        daemon = ["git", "daemon", "--inetd", "--export-all", "--base-path=" + ROOT, ROOT]
        child = subprocess.Popen(
            daemon, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0
        )

        def hear():
            try:
                child.stdin.write(request)
                while piece := self.request.recv(65536):
                    child.stdin.write(piece)
                child.stdin.close()
            except OSError:
                pass

        threading.Thread(target=hear, daemon=True).start()
        stage = "refs"
        try:
            while piece := child.stdout.read(65536):
                if b"PACK" in piece:
                    stage = "pack"
                    while not piece.endswith(b"0000") and (more := child.stdout.read(65536)):
                        piece += more
                pieces = spoiled(mode, stage, piece)
                for part in pieces:
                    if isinstance(part, bytes):
                        self.request.sendall(part)
                    else:
                        time.sleep(part)
                if pieces != [piece]:
                    return
                stage = "list"
        finally:
            child.kill()
            child.wait()
            self.request.shutdown(socket.SHUT_RDWR)


class GitServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True


timer = threading.Timer(LIFETIME, lambda: os._exit(0))
timer.daemon = True
timer.start()
git = GitServer(("127.0.0.1", 0), Git)
threading.Thread(target=git.serve_forever, daemon=True).start()
web = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Web)
web.daemon_threads = True
with open(PORTS + ".new", "w") as ports:
    print(web.server_port, git.server_address[1], file=ports)
os.rename(PORTS + ".new", PORTS)
web.serve_forever()
