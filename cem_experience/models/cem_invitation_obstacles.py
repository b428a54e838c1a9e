from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models

# The customer has been, or is just being, written to.
ASKED_STATES = ("sending", "sent", "opened", "answered", "expired")


class CemInvitation(models.Model):
    """Who is not asked, and why."""

    # Three files by what changes together, each short enough to hold in the head.
    _inherit = "cem.invitation"

    def _note_obstacles(self):
        """Set apart those that cannot be sent as things stand now."""
        by_reason = defaultdict(self.browse)
        for invitation, reason in self._obstacles().items():
            by_reason[reason] |= invitation
        for reason, invitations in by_reason.items():
            invitations._not_sent(reason)

    def _not_sent(self, reason, note=None):
        vals = {"state": "not_sent", "reason": reason, "next_reminder_date": False}
        if note:
            vals["note"] = note
        self.write(vals)

    def _obstacles(self):
        """The first reason against sending each invitation: dict by invitation.

        Looked up for all at once. Invitations without an obstacle are left out.
        """
        asked_lately = self._asked_lately()
        asked_already = self._asked_already()
        unwilling = self._unwilling()
        blacklisted = set(
            self.env["mail.blacklist"]
            .search([("email", "in", self._addresses())])
            .mapped("email")
        )
        obstacles = {}
        for invitation in self:
            if not invitation.partner_id:
                reason = "no_customer"
            elif not invitation._can_be_answered():
                reason = "no_survey"
            elif not invitation.email_normalized:
                reason = "no_address"
            elif invitation in unwilling:
                reason = "opted_out"
            elif invitation.email_normalized in blacklisted:
                reason = "blacklisted"
            elif not invitation._record().exists():
                reason = "record_gone"
            elif invitation in asked_already:
                reason = "duplicate"
            elif (applies := invitation._condition_holds()) is None:
                reason = "condition_wrong"
            elif not applies:
                reason = "condition_false"
            elif invitation in asked_lately:
                reason = "contacted_lately"
            else:
                continue
            obstacles[invitation] = reason
        return obstacles

    def _addresses(self):
        return [address for address in set(self.mapped("email_normalized")) if address]

    def _can_be_answered(self):
        survey = self.survey_id
        return survey and survey.active and survey.question_ids

    def _record(self):
        return self.env[self.res_model].browse(self.res_id)

    def _condition_holds(self):
        return self.touchpoint_id._ask_applies(self._record())

    def _unwilling(self):
        """Invitations to somebody who opted out, under whatever contact."""
        partners = (
            self.env["res.partner"]
            .with_context(active_test=False)
            .search(
                [
                    ("cem_no_survey", "=", True),
                    "|",
                    ("id", "in", self.partner_id.ids),
                    ("email_normalized", "in", self._addresses()),
                ]
            )
        )
        addresses = set(partners.mapped("email_normalized"))
        return self.filtered(
            lambda invitation: (
                invitation.partner_id in partners
                or (
                    invitation.email_normalized
                    and invitation.email_normalized in addresses
                )
            )
        )

    def _asked_lately(self):
        """Invitations to somebody who was asked anything within the quiet time."""
        days = self._number_setting("fatigue_days", 30)
        now = fields.Datetime.now()
        # What is to be sent later is looked at later.
        mine = self.filtered(
            lambda i: not i.touchpoint_id.ask_ignore_fatigue and i.scheduled_date <= now
        )
        if not mine or days <= 0:
            return self.browse()
        others = self.search(
            [
                ("sent_date", ">", now - timedelta(days=days)),
                "|",
                ("partner_id", "in", mine.partner_id.ids),
                ("email_normalized", "in", mine._addresses()),
            ]
        )
        lately = self.browse()
        for invitation in mine:
            address = invitation.email_normalized
            if any(
                other.partner_id == invitation.partner_id
                or (address and other.email_normalized == address)
                for other in others - invitation
            ):
                lately |= invitation
        return lately

    def _asked_already(self):
        """Invitations about a record that another one asks about, or has asked about.

        Of several that wait for the same record, the first goes.
        """
        others = self.search(
            [
                ("touchpoint_id", "in", self.touchpoint_id.ids),
                ("res_model", "in", list(set(self.mapped("res_model")))),
                ("res_id", "in", self.mapped("res_id")),
                ("state", "in", ("waiting", *ASKED_STATES)),
            ]
        )
        by_record = defaultdict(self.browse)
        for other in others:
            by_record[other.touchpoint_id, other.res_model, other.res_id] |= other
        already = self.browse()
        for invitation in self:
            touchpoint = invitation.touchpoint_id
            # A customer is no event: the same one may be asked again later, and
            # the quiet time sees to it that this is not too soon.
            once = touchpoint.ask_once and invitation.res_model != "res.partner"
            key = touchpoint, invitation.res_model, invitation.res_id
            if any(
                (other.state == "waiting" and other.id < invitation.id)
                or other.state == "sending"
                or (once and other.state in ASKED_STATES)
                for other in by_record[key] - invitation
            ):
                already |= invitation
        return already

    @api.model
    def _number_setting(self, name, default):
        # Settings are readable by administrators only; these numbers are no secret.
        params = self.env["ir.config_parameter"].sudo()
        try:
            return int(params.get_param(f"cem_experience.{name}", default))
        except ValueError:
            return default
