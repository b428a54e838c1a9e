from odoo import fields, models
from odoo.tools import SQL

from .survey_user_input import CHANNELS

BLACKLISTED = SQL(
    """
    EXISTS (
        SELECT FROM mail_blacklist b
         WHERE b.email = i.email_normalized AND b.active IS TRUE
    )
    """
)
PHONE_BLACKLISTED = SQL(
    """
    EXISTS (SELECT FROM phone_blacklist b WHERE b.number = i.phone AND b.active IS TRUE)
    """
)


class CemInvitation(models.Model):
    """Through which channel an invitation goes out, and what differs by it.

    Whatever the methods of sending do, they ask here for what depends on the channel:
    another channel is another case of each method below.
    """

    _inherit = "cem.invitation"

    channel = fields.Selection(
        CHANNELS,
        required=True,
        default="mail",
        readonly=True,
        help="How the customer is asked.",
    )

    def _choose_channel(self):
        """Settle on e-mail or SMS, by the touchpoint and the customer's addresses."""
        # Most touchpoints send e-mails only, and most batches have none of the others.
        open_choice = self.search(
            [
                ("id", "in", self.ids),
                ("channel", "in", ("mail", "sms")),
                "|",
                ("touchpoint_id.ask_channel", "!=", "mail"),
                ("channel", "=", "sms"),
            ]
        )
        for invitation in open_choice:
            wish = invitation.touchpoint_id.ask_channel
            by_sms = wish == "sms" or (
                wish == "mail_sms" and not invitation.email_normalized
            )
            phone = by_sms and invitation._phone_number()
            if wish == "mail_sms" and not phone:
                by_sms = False
            vals = {"channel": "sms" if by_sms else "mail", "phone": phone}
            if any(invitation[name] != value for name, value in vals.items()):
                invitation.write(vals)

    def _address_rules(self):
        """Obstacles of invitations without an address: as ``_obstacle_rules()``."""
        by_sms = SQL("i.channel = 'sms'")
        return [
            ("no_address", SQL("NOT %s AND i.email_normalized IS NULL", by_sms)),
            ("no_phone", SQL("%s AND i.phone IS NULL", by_sms)),
        ]

    def _blacklist_rules(self):
        """Obstacles of invitations to an address that Odoo is not to write to."""
        return [
            ("blacklisted", BLACKLISTED),
            ("phone_blacklisted", SQL("i.channel = 'sms' AND %s", PHONE_BLACKLISTED)),
        ]

    def _write_messages(self, kind):
        """What is to be sent to each customer, and over which way.

        :param kind: "invitation", "reminder" or "thanks"
        :return: list of :class:`Message`
        """
        by_sms = self.filtered(lambda invitation: invitation.channel == "sms")
        return (self - by_sms)._write_mails(kind) + by_sms._write_sms()

    def _failure_reason(self):
        return "sms_error" if self.channel == "sms" else "mail_error"


class CemTouchpoint(models.Model):
    _inherit = "cem.touchpoint"

    ask_channel = fields.Selection(
        [
            ("mail", "E-mail"),
            ("sms", "SMS"),
            ("mail_sms", "E-mail, or SMS Without an Address"),
        ],
        string="Ask By",
        required=True,
        default="mail",
    )
