import re
from datetime import timedelta
from functools import partial

import psycopg2
import urllib3

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL
from odoo.tools.misc import hmac

from ...tools.base import tokens
from ...tools.listen.smtp_route import DeliveryInDoubt, NotReached, Refused
from .cem_invitation_mail import Message
from .survey_user_input import CHANNELS

# An invitation in one of these states can still be answered; an interrupted one too,
# for its message may have arrived, and so may one of which a server says otherwise.
ANSWERABLE = ("waiting", "sending", "sent", "opened", "bounced")
# A number as E.164 has it
INTERNATIONAL = re.compile(r"\+[1-9]\d{6,14}")
PHONE_BLACKLISTED = SQL(
    """
    EXISTS (SELECT FROM phone_blacklist b WHERE b.number = i.phone AND b.active IS TRUE)
    """
)


class SmsRoute:
    """The way to the SMS service, which is asked anew for each message."""

    def open(self):
        pass

    def close(self):
        pass


class CemInvitation(models.Model):
    """Through which channel an invitation goes out, and to where it leads."""

    _inherit = "cem.invitation"

    channel = fields.Selection(
        CHANNELS,
        required=True,
        default="mail",
        readonly=True,
        help="How the customer is asked.",
    )
    phone = fields.Char(
        readonly=True, help="Number of the SMS, in international format."
    )

    # ------------------------------------------------------------------
    # To where
    # ------------------------------------------------------------------

    def _for_customer(self):
        """These invitations, to write what their customers alone will read."""
        return self.with_context(**tokens.FOR_CUSTOMER)

    def _customer_key(self):
        """The key of the customer's pages, where a message to the customer is written.

        Anybody else who renders the same message (a preview, a composer) is shown a
        key that opens nothing.
        """
        self.ensure_one()
        if not tokens.is_for_customer(self.env):
            return tokens.NOBODYS
        # nobody may read it; it goes where the context says
        return self.sudo().access_token

    def _answer_path(self, short=False):
        token = self._customer_key()
        return f"/cem/a/{tokens.short(token) if short else token}"

    def _answer_url(self, short=False):
        """Address of the page on which this customer answers."""
        return f"{self.get_base_url()}{self._answer_path(short)}"

    def _mark_links(self):
        """One link per possible mark, for the scale in the message.

        They open the page with that mark chosen, and store nothing.

        :return: dict with ``question``, ``low``, ``high`` and ``marks`` (a list of
            dicts with ``label``, ``url``); None if there is nothing to choose from
        """
        self.ensure_one()
        lang = self.partner_id.lang or self.env.lang or "en_US"
        page = self.survey_id and self.survey_id._cem_page(lang)
        if not page:
            return None
        url = self._answer_url()
        return {
            "question": page["question"],
            "low": page["low"],
            "high": page["high"],
            "words": page["question_type"] == "simple_choice",
            "marks": [
                {"label": label, "url": f"{url}?m={value}"}
                for value, label in page["options"]
            ],
        }

    # ------------------------------------------------------------------
    # Which channel
    # ------------------------------------------------------------------

    @api.model
    def _planned_columns(self, touchpoint, records):
        query, columns = super()._planned_columns(touchpoint, records)
        return query, {**columns, "channel": SQL("'mail'")}

    def _note_obstacles(self, planned=False):
        self._choose_channel()
        return super()._note_obstacles(planned=planned)

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

    def _obstacle_rules(self, records, planned, ranked):
        by_sms = SQL("i.channel = 'sms'")
        rules = []
        for reason, condition in super()._obstacle_rules(records, planned, ranked):
            if reason == "no_address":
                rules += [
                    (reason, SQL("NOT %s AND (%s)", by_sms, condition)),
                    ("no_phone", SQL("%s AND i.phone IS NULL", by_sms)),
                ]
                continue
            rules.append((reason, condition))
            if reason == "blacklisted":
                rules.append(
                    ("phone_blacklisted", SQL("%s AND %s", by_sms, PHONE_BLACKLISTED))
                )
        return rules

    # ------------------------------------------------------------------
    # SMS
    # ------------------------------------------------------------------

    def _write_messages(self, kind):
        by_sms = self.filtered(lambda i: i.channel == "sms")
        messages = super(CemInvitation, self - by_sms)._write_messages(kind)
        return messages + by_sms._write_sms()

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

    def _failure_reason(self):
        return "sms_error" if self.channel == "sms" else super()._failure_reason()

    # ------------------------------------------------------------------
    # The answer
    # ------------------------------------------------------------------

    def _may_answer(self):
        """Whether the page may still ask: it has not expired or been called off."""
        self.ensure_one()
        return bool(
            (self.state in ANSWERABLE or self.reason == "interrupted")
            and (not self.deadline or self.deadline > fields.Datetime.now())
            and self.survey_id
            and self.survey_id._cem_open()
        )

    def _anonymous_sheet_values(self):
        """What an anonymous answer keeps of its invitation: nothing that tells of it.

        Not the channel either: among many who answer by e-mail, one by SMS is known.
        """
        self.ensure_one()
        return {
            "cem_touchpoint_id": self.touchpoint_id.id,
            "cem_pool": f"{self.company_id.id}:invited",
            "cem_person": self._person_mark(),
        }

    def _person_mark(self):
        """A text that is the same for all invitations of one person.

        It cannot be turned into the person, nor be made, without the secret of the
        database. Contacts who share an address are one person, whatever stands behind a
        plus sign in it; so are all colleagues together: they fill up no group.
        """
        self.ensure_one()
        partner = self.partner_id
        if any(
            not user.share for user in partner.with_context(active_test=False).user_ids
        ):
            person = "colleague"
        else:
            address = self.email_normalized or partner.email_normalized or ""
            person = re.sub(r"\+[^@]*@", "@", address)
            person = person or self.phone or partner.phone or f"contact {partner.id}"
        # the secret of the database is not readable by the respondent
        return hmac(self.env(su=True), "cem_experience.person", person)

    def _blur(self):
        """Forget when an anonymous invitation was answered: only that it was."""
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                """
                UPDATE cem_invitation
                   SET write_uid = NULL, write_date = create_date
                 WHERE id = ANY(%s)
                """,
                self.ids,
            )
        )
        self.invalidate_recordset(["write_uid", "write_date"])

    @api.model
    def _invite_by_link(self, touchpoint, record):
        """An invitation that is not sent: its address is printed or shown elsewhere.

        For a QR code on an invoice, say, that belongs to one customer.

        :return: ``cem.invitation``, whose :meth:`_answer_url` is the address: for the
            customer's eyes only
        """
        # Only rules of the company make invitations; nobody has a right to write them.
        touchpoint, record = touchpoint.sudo(), record.sudo()
        now = fields.Datetime.now()
        days = touchpoint.ask_expiry_days or self.env[
            "ir.config_parameter"
        ]._cem_number("expiry_days", 14)
        invitation = self.sudo()._insert_planned(touchpoint, record, now, True)
        invitation.write(
            {
                "channel": "link",
                "state": "sent",
                "deadline": now + timedelta(days=days),
            }
        )
        return invitation._for_customer()


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
