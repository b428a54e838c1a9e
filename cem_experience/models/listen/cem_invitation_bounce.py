import hmac
import re
from datetime import timedelta
from hashlib import sha256

from odoo import api, fields, models
from odoo.tools import email_normalize
from odoo.tools.mail import email_domain_extract

from ...tools.listen import delivery_status

# A mailbox that is full today may be emptied: after so many days each, so many times.
SOFT_PAUSE = timedelta(days=1)
SOFT_BOUNCES = 3
# A report that quotes nothing is about the last invitation of these days.
REPORTED_WITHIN = timedelta(days=7)
KINDS = {"invitation": "i", "reminder": "r", "thanks": "t"}
OUR_ID = re.compile(r"<([0-9a-f]{32})\.([irt])(\d{1,18})\.cem-invitation@")
# What it may have been, before the report came
ON_THE_WAY = ("sending", "sent", "expired")


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        """Tell the invitation, too, that its mail has come back."""
        result = super()._routing_handle_bounce(email_message, message_dict)
        # Mail servers send reports; the gateway has no rights of its own.
        self.env["cem.invitation"].sudo()._note_report(email_message, message_dict)
        return result


class CemInvitation(models.Model):
    """A mail that comes back: the customer was not asked, and is not silent.

    The id of each mail holds a digest that only its invitation can give, so that nobody
    has an invitation bounce by guessing numbers.
    """

    _inherit = "cem.invitation"

    bounce_count = fields.Integer(
        string="Bounces",
        readonly=True,
        aggregator=None,
        help="How many times its e-mail came back for the time being.",
    )

    def _digest(self, kind):
        # the customer's: only a digest of it leaves
        key = self.sudo().access_token
        return hmac.new(key.encode(), f"{kind}{self.id}".encode(), sha256).hexdigest()[
            :32
        ]

    def _message_id(self, kind, sender):
        """Id of an e-mail about this invitation.

        :param kind: "invitation", "reminder" or "thanks"
        :param sender: address whose domain stands in it
        """
        self.ensure_one()
        kind = KINDS[kind]
        domain = email_domain_extract(email_normalize(sender or "") or "")
        return (
            f"<{self._digest(kind)}.{kind}{self.id}.cem-invitation"
            f"@{domain or 'localhost'}>"
        )

    @api.model
    def _of_message_id(self, message_id):
        """The invitation and kind of an e-mail of ours; none if the id is not ours."""
        found = OUR_ID.match(message_id)
        if found:
            digest, kind, number = found.groups()
            invitation = self.browse(int(number)).exists()
            if invitation and hmac.compare_digest(invitation._digest(kind), digest):
                return invitation, kind
        return self.browse(), None

    @api.model
    def _note_report(self, email_message, message_dict):
        """Find the invitation that a report of a mail server is about, and note it."""
        bounce = delivery_status.read(email_message)
        if not bounce:
            return
        for message_id in bounce.message_ids:
            invitation, kind = self._of_message_id(message_id)
            if invitation:
                invitation._note_bounce(bounce, kind)
                return
        if not bounce.message_ids and message_dict.get("bounced_email"):
            self._last_to(message_dict["bounced_email"])._note_bounce(bounce, "i")

    @api.model
    def _last_to(self, address):
        return self.search(
            [
                ("email_normalized", "=", address),
                ("channel", "=", "mail"),
                ("state", "in", ON_THE_WAY),
                ("sent_date", ">", fields.Datetime.now() - REPORTED_WITHIN),
            ],
            order="sent_date desc",
            limit=1,
        )

    def _note_bounce(self, bounce, kind):
        """What a report changes: for good, for now, or nothing but a note.

        :param bounce: :class:`~...tools.listen.delivery_status.Bounce`
        :param kind: letter of :data:`KINDS`
        """
        for invitation in self:
            vals = {"note": bounce.text}
            is_first = kind == "i" and not invitation.reminder_count
            if kind != "i" and bounce.hard:
                # the first e-mail did arrive, and no other one will
                vals["next_reminder_date"] = False
            elif is_first and bounce.ended and invitation.state in ON_THE_WAY:
                count = invitation.bounce_count + 1
                for_good = bounce.hard or count > SOFT_BOUNCES
                # nobody was disturbed, and no quota used
                vals |= {"bounce_count": count, "sent_date": False, "claim": False}
                vals |= {"next_reminder_date": False, "reason": False}
                vals["state"] = "bounced" if for_good else "waiting"
                if not for_good:
                    again = fields.Datetime.now() + SOFT_PAUSE * count
                    vals["scheduled_date"] = again
                    invitation._wake_sender(again)
            invitation.write(vals)
