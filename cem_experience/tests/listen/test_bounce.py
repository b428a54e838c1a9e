"""E-mails that come back, through Odoo's own mail gateway."""

from email import message_from_bytes, policy
from unittest import TestCase

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ...tools.listen import delivery_status
from .common_listen import ListenCommon
from .mail_catcher import catch_mail

REPORT = """\
From: MAILER-DAEMON@mx.example
To: bounce@company.example
Subject: Undelivered Mail Returned to Sender
Message-Id: <report{number}@mx.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.example.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {text}

--b
Content-Type: {kind}

{quoted}
--b--
"""


class BounceCommon(HttpCase, ListenCommon):
    def _send_all(self, cron):
        with catch_mail(self.env) as catcher:
            self.env.flush_all()
            cron.method_direct_trigger()
            self.env.invalidate_all()
        return catcher

    def _report(
        self,
        raw=b"",
        status="5.1.1",
        action="failed",
        address="li@customer.example",
        kind="text/rfc822-headers",
    ):
        """What the mail server of the customer sends back."""
        self.number = getattr(self, "number", 0) + 1
        quoted = raw.decode().replace("\r\n", "\n")
        if kind == "text/rfc822-headers":
            quoted = quoted.split("\n\n", 1)[0]
        text = REPORT.format(
            number=self.number,
            address=address,
            action=action,
            status=status,
            text="550 No such mailbox",
            kind=kind,
            quoted=quoted,
        )
        with mute_logger("odoo.addons.mail.models.mail_thread"):
            self.env["mail.thread"].message_process(False, text.encode())
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestBounce(BounceCommon):
    def setUp(self):
        super().setUp()
        self.invitation = self.touchpoint._invite(self._lead())
        self.raw = self._send_all(self.sender).raw[0]
        self.assertEqual(self.invitation.state, "sent")

    def _rate(self):
        figure = self.env["cem.figure"]
        return figure._response_rate(
            [("touchpoint_id", "=", self.touchpoint.id)], None, None
        )

    def test_an_address_that_is_none(self):
        self.assertEqual(self._rate(), (0, 1))
        for kind in ("text/rfc822-headers", "message/rfc822"):
            with self.subTest(kind=kind):
                self.invitation.write(
                    {"state": "sent", "sent_date": fields.Datetime.now()}
                )
                self._report(self.raw, kind=kind)
                self.assertEqual(self.invitation.state, "bounced")
                self.assertIn("No such mailbox", self.invitation.note)
                self.assertIn("came back", self.invitation.explanation)
                self.assertEqual(self._rate(), (0, 0), "nobody was asked")
                self.assertFalse(
                    self.env["cem.invitation"]._may_be_asked_from(self.customer)
                )
        self.assertEqual(self.customer.message_bounce, 2, "as Odoo counts them")

    def test_sent_again_to_the_mended_address(self):
        self._report(self.raw)
        self.customer.email = "li.new@customer.example"
        self.invitation.with_user(self.staff).action_send_again()
        catcher = self._send_all(self.sender)
        self.assertEqual(catcher.to(), ["li.new@customer.example"])
        self.assertEqual(self.invitation.state, "sent")

    def test_a_full_mailbox_waits_but_not_for_ever(self):
        for count in (1, 2, 3):
            self._report(self.raw, "4.2.2")
            self.assertEqual(self.invitation.state, "waiting")
            self.assertEqual(self.invitation.bounce_count, count)
            self.assertGreater(self.invitation.scheduled_date, fields.Datetime.now())
            self.assertFalse(self.invitation.sent_date)
            self.assertFalse(self._send_all(self.sender).messages, "not yet")
            self.invitation.scheduled_date = fields.Datetime.now()
            self.raw = self._send_all(self.sender).raw[0]
            self.assertEqual(self.invitation.state, "sent")
        self._report(self.raw, "4.2.2")
        self.assertEqual(self.invitation.state, "bounced")

    def test_the_server_still_tries(self):
        self._report(self.raw, "4.4.1", action="delayed")
        self.assertEqual(self.invitation.state, "sent")
        self.assertEqual(self._rate(), (0, 1))

    def test_a_reminder_that_comes_back(self):
        self.touchpoint.write({"ask_reminder_max": 2, "ask_reminder_days": 1})
        self.invitation.next_reminder_date = self._days_ago(1)
        raw = self._send_all(self.reminder).raw[0]
        self._report(raw)
        self.assertEqual(self.invitation.state, "sent", "the first one did arrive")
        self.assertFalse(self.invitation.next_reminder_date)

    def test_an_answer_settles_everything(self):
        self.invitation._note_answered()
        self._report(self.raw)
        self.assertEqual(self.invitation.state, "answered")

    def test_whoever_got_it_may_answer(self):
        self._report(self.raw)
        page = self.url_open(f"/cem/a/{self.invitation.access_token}")
        self.assertIn("Would you recommend us?", page.text)
        self.invitation._note_opened()
        self.assertEqual((self.invitation.state, self._rate()), ("opened", (0, 1)))

    def test_ids_cannot_be_guessed(self):
        message_id = self.invitation._message_id("invitation", "a@b.example")
        other = message_id.replace(message_id[1:9], "00000000")
        for guess in (other, "<1-openerp-1-cem.invitation@x>", "<x>"):
            self._report(f"Message-Id: {guess}\r\n\r\n".encode())
            self.assertEqual(self.invitation.state, "sent", guess)

    def test_a_report_that_quotes_nothing(self):
        self._report(address="somebody@else.example")
        self.assertEqual(self.invitation.state, "sent")
        self._report()
        self.assertEqual(self.invitation.state, "bounced")


class TestDeliveryStatus(TestCase):
    def _read(self, text):
        return delivery_status.read(
            message_from_bytes(text.encode(), policy=policy.default)
        )

    def test_kinds(self):
        for status, action, hard, ended in (
            ("5.1.1", "failed", True, True),
            ("5.0.0 (permanent failure)", "Failed", True, True),
            ("4.2.2", "failed", False, True),
            ("4.4.7", "delayed", False, False),
        ):
            text = REPORT.format(
                number=1,
                address="a@b.example",
                action=action,
                status=status,
                text="said",
                kind="text/rfc822-headers",
                quoted="Subject: x\nMessage-ID: <id@host>",
            )
            found = self._read(text)
            self.assertEqual((found.hard, found.ended), (hard, ended), status)
            self.assertEqual(found.message_ids, ("<id@host>",))
            self.assertEqual(found.text, "smtp; said")

    def test_no_bounce(self):
        delivered = REPORT.format(
            number=1,
            address="a@b.example",
            action="delivered",
            status="2.0.0",
            text="ok",
            kind="text/rfc822-headers",
            quoted="",
        )
        for text in (delivered, "Subject: I am away\n\nuntil 5.1.2027", "", "\n\n5.1"):
            self.assertIsNone(self._read(text))

    def test_plain_words(self):
        found = self._read("Subject: failed\n\n550 5.1.1 <a@b>: no such user")
        self.assertTrue(found.hard)
