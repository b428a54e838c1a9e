import re
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import hmac

from ...tools.base import tokens

# An invitation in one of these states can still be answered; an interrupted one too,
# for its message may have arrived, and so may one of which a server says otherwise.
ANSWERABLE = ("waiting", "sending", "sent", "opened", "bounced")


class CemInvitation(models.Model):
    """The way to the answer page, and what an answer keeps of its invitation."""

    _inherit = "cem.invitation"

    # ------------------------------------------------------------------
    # The address
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
        # the mark is one on the scale of this message, whatever is asked later
        shown = page["shown"]
        return {
            "question": page["question"],
            "low": page["low"],
            "high": page["high"],
            "words": page["question_type"] == "simple_choice",
            "marks": [
                {"label": label, "url": f"{url}?m={value}&v={shown}"}
                for value, label in page["options"]
            ],
        }

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

    def _anonymise(self):
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
