import smtplib
import socket
from email.message import EmailMessage
from unittest import TestCase

from aiosmtpd.controller import Controller

from ...tools.listen.smtp_route import (
    DeliveryInDoubt,
    NotReached,
    Refused,
    SmtpRoute,
)


class Server:
    """A mail server that answers as it is told to, one word for each message."""

    def __init__(self, *words):
        self.words = list(words)
        self.taken = []

    async def handle_MAIL(self, server, session, envelope, address, options):
        word = self.words[0] if self.words else "ok"
        if word == "closing":
            # RFC 5321: 421, and the connection ends; one for each such word
            self.words.pop(0)
            await server.push("421 Too many messages over this connection")
            server.transport.close()
            return "421 closing"
        if word == "gone":
            self.words.pop(0)
            server.transport.abort()
            return "250 nobody hears this"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        word = self.words[0] if self.words else "ok"
        if word in ("450", "550"):
            self.words.pop(0)
            return f"{word} not here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        word = self.words.pop(0) if self.words else "ok"
        if word == "spam":
            return "554 This looks like spam"
        self.taken.append(envelope.rcpt_tos[0])
        if word == "hang up":
            server.transport.abort()
        return "250 OK"


class TestSmtpRoute(TestCase):
    """What became of each message, by a real server that misbehaves."""

    def _route(self, *words):
        server = Server(*words)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        controller = Controller(server, hostname="127.0.0.1", port=port)
        controller.start()
        self.addCleanup(controller.stop)
        self.connections = []

        def connect():
            self.connections.append(1)
            return smtplib.SMTP("127.0.0.1", port, timeout=5)

        route = SmtpRoute(connect)
        self.addCleanup(route.close)
        return server, route

    def _send(self, route, address):
        message = EmailMessage()
        message["From"], message["To"] = "shop@company.example", address
        message.set_content("How was it?")
        route.send(lambda session: session.send_message(message))

    def test_many_over_one_connection(self):
        server, route = self._route()
        for number in range(5):
            self._send(route, f"c{number}@customer.example")
        self.assertEqual(len(server.taken), 5)
        self.assertEqual(len(self.connections), 1)

    def test_refused_ones_do_not_stop_the_others(self):
        server, route = self._route("ok", "550", "spam", "450", "ok")
        self._send(route, "a@customer.example")
        for later in (False, False, True):
            with self.assertRaises(Refused) as caught:
                self._send(route, "b@customer.example")
            self.assertEqual(caught.exception.later, later)
        self._send(route, "c@customer.example")
        self.assertEqual(server.taken, ["a@customer.example", "c@customer.example"])

    def test_another_connection_when_the_server_has_had_enough(self):
        for word in ("closing", "gone"):
            server, route = self._route("ok", word, "ok")
            self._send(route, "a@customer.example")
            self._send(route, "b@customer.example")
            self.assertEqual(len(server.taken), 2, word)
            self.assertEqual(len(self.connections), 2, word)

    def test_turned_away_at_once(self):
        server, route = self._route("gone")
        with self.assertRaises(NotReached):
            self._send(route, "a@customer.example")
        self.assertFalse(server.taken)
        self._send(route, "a@customer.example")
        self.assertEqual(len(server.taken), 1)

    def test_nobody_there(self):
        def connect():
            return smtplib.SMTP("127.0.0.1", 1, timeout=5)

        with self.assertRaises(NotReached):
            SmtpRoute(connect).send(self.fail)

    def test_in_doubt_is_the_one_message_only(self):
        server, route = self._route("ok", "hang up", "ok")
        self._send(route, "a@customer.example")
        with self.assertRaises(DeliveryInDoubt):
            self._send(route, "b@customer.example")
        self._send(route, "c@customer.example")
        self.assertEqual(len(server.taken), 3, "this server had taken it")
        self.assertEqual(len(self.connections), 2)
