"""A real mail server on this machine that keeps what it is given.

Usage, in any test case::

    with catch_mail(self.env) as catcher:
        ...                       # whatever sends e-mail
    self.assertEqual(catcher.to(), ["li@customer.example"])
    link = catcher.links(0)[0]
"""

import email
import email.policy
import re
import socket
from contextlib import contextmanager
from html import unescape
from unittest.mock import patch

from odoo.addons.base.models.ir_mail_server import IrMail_Server

try:
    from aiosmtpd.controller import Controller
except ImportError:  # pragma: no cover
    Controller = None


class MailCatcher:
    """Messages in order of arrival, as ``email.message.EmailMessage``."""

    def __init__(self):
        self.messages = []
        self.recipients = []
        # as they came over the wire
        self.raw = []
        # Addresses that the server refuses, as a full mailbox would be.
        self.refused = set()

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if address in self.refused:
            return "550 No such mailbox here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.messages.append(
            email.message_from_bytes(envelope.content, policy=email.policy.default)
        )
        self.recipients.append(list(envelope.rcpt_tos))
        self.raw.append(envelope.content)
        return "250 Message accepted for delivery"

    def to(self):
        """Every address that got a message, once for each message."""
        return [address for addresses in self.recipients for address in addresses]

    def html(self, index=-1):
        return self.messages[index].get_body(("html",)).get_content()

    def links(self, index=-1):
        """Addresses that a reader, or a scanner, can follow in a message."""
        return [
            unescape(url) for url in re.findall(r'href="([^"]+)"', self.html(index))
        ]


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def catch_mail(env):
    """Let Odoo really send, to a catcher that listens on a free local port."""
    if Controller is None:
        raise AssertionError(
            "This test sends real e-mail to a catcher on this machine and needs the "
            "Python package aiosmtpd: pip install aiosmtpd"
        )
    catcher = MailCatcher()
    controller = Controller(catcher, hostname="127.0.0.1", port=_free_port())
    controller.start()
    server = env["ir.mail_server"].create(
        {
            "name": "Mail catcher",
            "smtp_host": "127.0.0.1",
            "smtp_port": controller.port,
            "smtp_encryption": "none",
            "sequence": -1,
        }
    )
    try:
        # Odoo sends nothing while a test runs; that, and only that, is lifted.
        with patch.object(
            IrMail_Server, "_disable_send", classmethod(lambda cls: False)
        ):
            yield catcher
    finally:
        controller.stop()
        server.active = False
