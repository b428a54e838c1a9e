from datetime import datetime, time

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import date_utils


class CemTouchpoint(models.Model):
    """When a touchpoint asks for an opinion, whom, with which questions."""

    _inherit = "cem.touchpoint"

    survey_id = fields.Many2one(
        "survey.survey",
        string="Questions",
        domain="[('survey_type', '=', 'cem')]",
        ondelete="restrict",
        index="btree_not_null",
        help="The survey that customers are invited to after this contact.",
    )
    ask_model_id = fields.Many2one(
        "ir.model",
        string="About",
        ondelete="set null",
        domain="[('transient', '=', False), ('abstract', '=', False)]",
        help="Kind of record that the customer is asked about, such as an "
        "opportunity. Leave empty if records of several kinds lead here.",
    )
    ask_model = fields.Char(related="ask_model_id.model", string="Model Name")
    ask_domain = fields.Char(
        string="Only If",
        default="[]",
        help="The record must meet this condition when the invitation is made, and "
        "still when it is sent.",
    )
    ask_partner_path = fields.Char(
        string="Customer",
        default="partner_id",
        required=True,
        help="Path from the record to the contact who is asked.",
    )
    ask_user_path = fields.Char(
        string="Responsible",
        default="user_id",
        help="Path from the record to the user who is held responsible. It is kept "
        "as it is when the invitation is made.",
    )
    ask_team_path = fields.Char(
        string="Team",
        default="team_id",
        help="Path from the record to the team, whose name is kept as it is when the "
        "invitation is made.",
    )
    ask_delay = fields.Float(
        string="Wait (hours)", help="Time between the event and the invitation."
    )
    ask_share = fields.Float(
        string="Ask (%)",
        default=100.0,
        help="Share of the records that are asked about. Which ones follows from the "
        "touchpoint and the record alone: the same record is always in, or always "
        "out.",
    )
    ask_once = fields.Boolean(
        string="Once per Record",
        default=True,
        help="A record that is closed again is not asked about again.",
    )
    ask_min_days = fields.Integer(
        string="At Least Between (days)",
        help="If a record may be asked about several times: days that must lie "
        "between two questions about it.",
    )
    ask_priority = fields.Selection(
        [("0", "Low"), ("1", "Normal"), ("2", "High"), ("3", "Very high")],
        default="1",
        required=True,
        string="Importance",
        help="If two questions to the same person fall together, the more important "
        "one is asked, and the other is not.",
    )
    ask_quota = fields.Integer(
        string="At Most",
        help="Invitations sent in a day, week or month. 0: as many as there are.",
    )
    ask_quota_period = fields.Selection(
        [("day", "a day"), ("week", "a week"), ("month", "a month")],
        default="week",
        required=True,
        string="Quota Period",
    )
    ask_ignore_fatigue = fields.Boolean(
        string="Ask at Any Time",
        help="Ask even customers who were asked about something else lately. For "
        "questions that cannot wait, such as whether a complaint was settled.",
    )
    ask_expiry_days = fields.Integer(
        string="Days to Answer",
        help="The invitation expires after this time. 0: as in the settings.",
    )
    ask_reminder_days = fields.Integer(
        string="Remind After (days)",
        default=3,
        help="Days without an answer after which a reminder is sent.",
    )
    ask_reminder_max = fields.Integer(
        string="Reminders", help="How many reminders at most. 0: none."
    )
    ask_template_id = fields.Many2one(
        "mail.template",
        string="E-mail",
        domain="[('model', '=', 'cem.invitation')]",
        ondelete="set null",
        help="Leave empty to use the standard invitation.",
    )
    ask_thank_template_id = fields.Many2one(
        "mail.template",
        string="Thank-you E-mail",
        domain="[('model', '=', 'cem.invitation')]",
        ondelete="set null",
        help="Sent once, when the customer has answered. Leave empty to send none.",
    )
    invitation_count = fields.Integer(compute="_compute_invitation_count")

    _ask_numbers = models.Constraint(
        "CHECK (COALESCE(ask_delay, 0) >= 0 AND COALESCE(ask_expiry_days, 0) >= 0 AND "
        "COALESCE(ask_reminder_days, 0) >= 0 AND COALESCE(ask_reminder_max, 0) >= 0 "
        "AND COALESCE(ask_min_days, 0) >= 0 AND COALESCE(ask_quota, 0) >= 0)",
        "Delay, time to answer, reminders and quota cannot be negative.",
    )
    _ask_share_range = models.Constraint(
        "CHECK (COALESCE(ask_share, 100) BETWEEN 0 AND 100)",
        "The share of records to ask about must be between 0 and 100 %.",
    )

    @api.depends_context("uid")
    def _compute_invitation_count(self):
        counts = dict(
            self.env["cem.invitation"]._read_group(
                [("touchpoint_id", "in", self.ids)], ["touchpoint_id"], ["__count"]
            )
        )
        for touchpoint in self:
            touchpoint.invitation_count = counts.get(touchpoint, 0)

    @api.constrains("survey_id")
    def _check_survey_id(self):
        for touchpoint in self:
            # A survey of another kind writes no score, so that the answer is lost.
            if touchpoint.survey_id and touchpoint.survey_id.survey_type != "cem":
                raise ValidationError(
                    self.env._(
                        "“%s” is no customer-experience survey. Choose one of that "
                        "type.",
                        touchpoint.survey_id.title,
                    )
                )

    @api.constrains("ask_template_id", "ask_thank_template_id")
    def _check_templates(self):
        """A text about other records would tell the customer of those."""
        for touchpoint in self:
            # which model a template is about is no secret
            templates = touchpoint.sudo()._ask_templates()
            wrong = templates.filtered(lambda one: one.model != "cem.invitation")
            if wrong:
                raise ValidationError(
                    self.env._(
                        "“%s” is no text of an invitation.", wrong[:1].display_name
                    )
                )

    def _ask_templates(self):
        return self.ask_template_id | self.ask_thank_template_id

    def _invite(self, records):
        """Plan to ask the customers of ``records`` about this touchpoint.

        :param records: records of any model
        :return: ``cem.invitation``, one per record that meets the condition, those
            that will not be sent included (with their reason)
        """
        self.ensure_one()
        return self.env["cem.invitation"]._plan(self, records)

    def _quota_period_start(self, now):
        """When the current day, week or month began, by the company's clock (UTC)."""
        self.ensure_one()
        zone = pytz.timezone(self.company_id.partner_id.tz or "UTC")
        local = pytz.utc.localize(now).astimezone(zone).replace(tzinfo=None)
        start = date_utils.start_of(local, self.ask_quota_period or "week")
        start = datetime.combine(start.date(), time())
        return zone.localize(start).astimezone(pytz.utc).replace(tzinfo=None)

    def action_cem_invitations(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cem_experience.cem_invitation_action"
        )
        action["domain"] = [("touchpoint_id", "=", self.id)]
        action["context"] = {}
        return action

    def _has_been_asked_about(self):
        """Whether there are opinions, or wishes to hear them, about any of these."""
        about = [("touchpoint_id", "in", self.ids)]
        # what other companies asked keeps a touchpoint from going, too
        scores = self.env["cem.score"].sudo().with_context(active_test=False)
        invitations = self.env["cem.invitation"].sudo()
        return bool(
            scores.search_count(about, limit=1)
            or invitations.search_count(about, limit=1)
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_asked(self):
        # An invitation of another company is reason enough to keep the touchpoint,
        # although the user does not see it.
        invitations = self.env["cem.invitation"].sudo()
        if invitations.search_count([("touchpoint_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._(
                    "Customers have been asked about this touchpoint. Archive it "
                    "instead of deleting it."
                )
            )
