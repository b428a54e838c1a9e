import re
from functools import partial

import psycopg2
import urllib3

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.listen.smtp_route import DeliveryInDoubt, NotReached, Refused
from .cem_invitation_mail import Message

# A number as E.164 has it
INTERNATIONAL = re.compile(r"\+[1-9]\d{6,14}")


class SmsRoute:
    """The way to the SMS service, which is asked anew for each message."""

    def open(self):
        pass

    def close(self):
        pass


class CemInvitation(models.Model):
    """The SMS: where it goes, and how Odoo's SMS service is asked to send it."""

    _inherit = "cem.invitation"

    phone = fields.Char(
        readonly=True, help="Number of the SMS, in international format."
    )

    def _phone_number(self):
        """The customer's number in international format; False if it is none."""
        partner = self.partner_id
        number = partner and partner._phone_format(
            number=partner.phone,
            country=partner.country_id or self.company_id.country_id,
        )
        # Without the library phonenumbers Odoo hands back what somebody typed.
        number = re.sub(r"[\s().-]", "", number or "")
        return number if INTERNATIONAL.fullmatch(number) else False

    def _write_sms(self):
        def template_of(invitation):
            return invitation.touchpoint_id.ask_sms_template_id or self.env.ref(
                "cem_experience.sms_template_invitation"
            )

        route = SmsRoute()
        messages = []
        for template, invitations in self.grouped(template_of).items():
            bodies = template._render_field("body", invitations.ids, compute_lang=True)
            for invitation in invitations:
                values = {
                    "number": invitation.phone,
                    "body": bodies[invitation.id],
                    "partner_id": invitation.partner_id.id,
                }
                send = partial(self.env["cem.invitation"]._send_sms, values)
                messages.append(Message(invitation, route, send))
        return messages

    @api.model
    def _send_sms(self, values):
        """Hand one SMS to Odoo's SMS service, now.

        :raise NotReached, Refused, DeliveryInDoubt: what became of it, if not sent
        """
        sms = self.env["sms.sms"].create(values)
        # It is sent here, or never: two accounts of one message would differ.
        try:
            sms.send(unlink_sent=False, unlink_failed=False, raise_exception=True)
        except psycopg2.OperationalError:
            raise
        except Exception as error:
            sms.unlink()
            if _was_not_reached(error):
                raise NotReached(str(error)) from error
            raise DeliveryInDoubt(str(error)) from error
        state, failure = sms.state, sms.failure_type
        sms.unlink()
        if state == "error":
            labels = dict(sms._fields["failure_type"]._description_selection(self.env))
            raise Refused(labels.get(failure, failure) or "")


def _was_not_reached(error):
    """Whether no connection to the service came about, so that nothing was sent."""
    nothing_sent = (
        urllib3.exceptions.NewConnectionError,
        urllib3.exceptions.ConnectTimeoutError,
    )
    while error is not None:
        causes = (error, *error.args, getattr(error, "reason", None))
        for cause in causes:
            if isinstance(cause, nothing_sent):
                return True
            if isinstance(getattr(cause, "reason", None), nothing_sent):
                return True
        error = error.__cause__ or error.__context__
    return False


class CemTouchpoint(models.Model):
    _inherit = "cem.touchpoint"

    ask_sms_template_id = fields.Many2one(
        "sms.template",
        string="SMS Text",
        domain="[('model', '=', 'cem.invitation')]",
        ondelete="set null",
        help="Leave empty to use the standard text.",
    )

    @api.constrains("ask_sms_template_id")
    def _check_sms_template(self):
        for touchpoint in self:
            # as in _check_templates()
            template = touchpoint.sudo().ask_sms_template_id
            if template and template.model != "cem.invitation":
                raise ValidationError(
                    self.env._(
                        "“%s” is no text of an invitation.", template.display_name
                    )
                )
