"""A real HTTP server on this machine whose answers a test decides.

Usage, in any test case::

    with http_catcher(self.env) as server:
        server.answers = [(503, {"Retry-After": "7"}, b""), (200, {}, b"{}")]
        ...                       # whatever asks server.url
    self.assertEqual(server.requests[0].json()["event"], "answer")

An answer is a tuple of status, headers and body, or a callable that is given the
request and returns one; the last one is repeated. ``CUT`` as a header promises more of
the body than comes; ``SILENT`` closes the connection without a word.
"""

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

CUT = "X-Cut"
SILENT = (0, {}, b"")


@dataclass
class Request:
    method: str
    path: str
    headers: dict
    body: bytes

    @property
    def query(self):
        found = parse_qs(urlsplit(self.path).query, keep_blank_values=True)
        return {name: values[-1] for name, values in found.items()}

    def json(self):
        return json.loads(self.body)


class Catcher(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        self.requests = []
        self.answers = [(200, {}, b"{}")]
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/hook?key=TOP-SECRET"

    def handle_error(self, request, client_address):
        """A client that went away is part of the tests."""


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        length = int(self.headers.get("Content-Length") or 0)
        request = Request(
            self.command, self.path, dict(self.headers), self.rfile.read(length)
        )
        server = self.server
        server.requests.append(request)
        answer = server.answers.pop(0) if server.answers[1:] else server.answers[0]
        status, headers, body = answer(request) if callable(answer) else answer
        if not status:
            self.close_connection = True
            return
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if "Content-Length" not in headers:
            more = 100 if CUT in headers else 0
            self.send_header("Content-Length", str(len(body) + more))
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    do_GET = do_POST

    def log_message(self, *args):
        """Tests print nothing."""


@contextmanager
def http_catcher(env, allow=True):
    """Serve until the end of the ``with``; by default Odoo may reach it."""
    server = Catcher()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    if allow:
        env["ir.config_parameter"].set_param(
            "cem_experience.private_hosts", "127.0.0.1"
        )
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
