"""Odoo's SMS service, on this machine: a real HTTP server that keeps what it gets.

Usage, in any test case::

    with catch_sms(self.env) as service:
        ...                       # whatever sends SMS
    self.assertEqual(service.numbers(), ["+85251234567"])
"""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from unittest.mock import patch

from odoo.addons.iap.tools import iap_tools


class SmsService(ThreadingHTTPServer):
    """``state`` is what it answers; "hang up" ends the connection half way."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.messages = []
        self.state = "success"

    def numbers(self):
        return [number for number, _text in self.messages]


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        results = []
        for message in body["params"]["messages"]:
            for number in message["numbers"]:
                self.server.messages.append((number["number"], message["content"]))
                results.append({"uuid": number["uuid"], "state": self.server.state})
        if self.server.state == "hang up":
            self.connection.close()
            return
        answer = json.dumps({"jsonrpc": "2.0", "id": None, "result": results}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *args):
        """Say nothing on the tests' screen."""


@contextmanager
def catch_sms(env, there=True):
    """Let Odoo really send, to a service that listens on a free local port.

    :param there: False if nobody is to listen on that port
    """
    service = SmsService()
    thread = threading.Thread(target=service.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    if not there:
        service.shutdown()
        service.server_close()
    port = service.server_address[1]
    env["ir.config_parameter"].sudo().set_param(
        "sms.endpoint", f"http://127.0.0.1:{port}"
    )
    # Odoo reaches no service at all while it is tested. This one is ours.
    no_test = SimpleNamespace(module=SimpleNamespace(current_test=None))
    try:
        with patch.object(iap_tools, "modules", no_test):
            yield service
    finally:
        if there:
            service.shutdown()
            service.server_close()
        thread.join(timeout=5)
