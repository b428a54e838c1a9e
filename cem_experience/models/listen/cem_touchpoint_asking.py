from ast import literal_eval
from datetime import datetime, time

import pytz

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import date_utils

from ..base.domains import (
    as_author,
    check_domain,
    check_path,
    is_trusted,
    unsearchable,
)

# What a touchpoint says that nobody has changed anything on
PLAIN = {
    "ask_model_id": [],
    "ask_domain": "[]",
    "ask_partner_path": "partner_id",
    "ask_user_path": "user_id",
    "ask_team_path": "team_id",
    "ask_date_field": False,
}


class CemTouchpoint(models.Model):
    """When a touchpoint asks for an opinion, whom, with which questions."""

    _name = "cem.touchpoint"
    _inherit = ["cem.touchpoint", "cem.authored.mixin"]
    _expression_fields = tuple(PLAIN)

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
        help="Kind of record that the customer is asked about, such as a ticket. "
        "Leave empty if records of several kinds lead here.",
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
        help="A ticket that is closed again is not asked about again.",
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

    @api.constrains("ask_model_id", "ask_domain", "ask_partner_path", "ask_user_path")
    def _check_ask_paths(self):
        for touchpoint in self:
            if not touchpoint.ask_model_id:
                if touchpoint._ask_condition() != Domain.TRUE:
                    raise ValidationError(
                        self.env._(
                            "Say what kind of record the condition of touchpoint %s "
                            "is about.",
                            touchpoint.name,
                        )
                    )
                continue
            model = self.env[touchpoint.ask_model_id.model]
            if model._name != "res.partner":
                touchpoint._check_path(
                    model, touchpoint.ask_partner_path, "res.partner"
                )
            if touchpoint.ask_user_path and touchpoint.ask_user_path != "user_id":
                touchpoint._check_path(model, touchpoint.ask_user_path, "res.users")
            try:
                touchpoint._ask_condition().validate(model)
            except Exception as error:
                raise ValidationError(
                    self.env._(
                        "The condition of touchpoint %(touchpoint)s does not fit "
                        "%(model)s: %(error)s",
                        touchpoint=touchpoint.name,
                        model=touchpoint.ask_model_id.name,
                        error=error,
                    )
                ) from error

    def _check_path(self, model, path, comodel):
        current = model
        for name in path.split("."):
            field = current._fields.get(name)
            if field is None or not field.comodel_name:
                break
            current = self.env[field.comodel_name]
        else:
            if current._name == comodel:
                return
        raise ValidationError(
            self.env._(
                "“%(path)s” does not lead from %(model)s to %(target)s.",
                path=path,
                model=model._description,
                target=self.env[comodel]._description,
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

    # ------------------------------------------------------------------
    # Whose condition it is
    # ------------------------------------------------------------------

    def _expression_problem(self):
        self.ensure_one()
        if not self.ask_model:
            # it is about records of any kind, and checked when there is one
            return
        model = self._as_author(self.ask_model)
        check_domain(model, self._ask_condition(), in_memory=True)
        self._check_ask_access(model)

    def _check_ask_access(self, model):
        """Refuse paths over what the author may not read."""
        for path in (self.ask_user_path, self.ask_date_field, self.ask_partner_path):
            if path != "id":
                check_path(model, path)
        if self.ask_team_path:
            # its name is kept
            check_path(model, f"{self.ask_team_path}.display_name")

    def _take_known_author(self):
        """What is offered ready-made, or stands already, is nobody's new invention."""
        # ready-made ways are there for all; their words are compared, and not shown
        setups = self.env["cem.listen.setup"].sudo().with_context(active_test=False)
        for touchpoint in self:
            words = dict(
                zip(self._expression_fields, touchpoint._expression(), strict=True)
            )
            if words == PLAIN:
                touchpoint._set_author(self.env.ref("base.user_root"))
                continue
            known = setups.search([("model", "=", touchpoint.ask_model)]).filtered(
                lambda setup, words=words: setup._says(words)
            )
            known = known or touchpoint._twins(words)
            trusted = known.filtered(lambda one: is_trusted(one._author()))
            touchpoint._set_author((trusted or known)[:1]._author() or self.env.user)

    def _twins(self, words):
        """Others of the company, visible to the user, that say the same: a copy of one
        tells nothing that it does not."""
        same = [
            (name, "=", value)
            for name, value in words.items()
            if name != "ask_model_id"
        ]
        return self.with_context(active_test=False).search(
            [
                *same,
                ("ask_model_id", "in", words["ask_model_id"]),
                ("company_id", "=", self.company_id.id),
                ("id", "not in", self.ids),
            ]
        )

    def _ask_condition(self):
        """The condition as a domain; raises ValueError or SyntaxError if it is none."""
        self.ensure_one()
        return Domain(literal_eval(self.ask_domain or "[]"))

    def _ask_scope(self, model):
        """The condition, and nobody else's records than the touchpoint's company's."""
        condition = self._ask_condition()
        if self.company_id and "company_id" in model._fields:
            condition &= Domain("company_id", "in", [self.company_id.id, False])
        return condition

    def _ask_filter(self, records):
        """Those of ``records`` that the condition holds for; None if nobody can tell.

        It is None when a field of the condition is gone, say because its addon was
        uninstalled. That must not keep a colleague from closing a ticket.

        Only records that the author of the condition may read are looked at, with the
        author's rights.

        :param records: existing records of one model, as superuser
        """
        self.ensure_one()
        if self.ask_model and self.ask_model != records._name:
            # A customer asked by hand is in no ticket or order to look at.
            return records if records._name == "res.partner" else records.browse()
        try:
            condition = self._ask_scope(records)
            seen = self._ask_seen(records, condition)
            if condition.is_true():
                found = set(seen.ids)
            elif any(
                unsearchable(seen, term.field_expr)
                for term in condition.iter_conditions()
            ):
                found = set(seen.filtered_domain(condition).ids)
            else:
                found = set(
                    seen.with_context(active_test=False)
                    .search(condition & Domain("id", "in", seen.ids), order="id")
                    .ids
                )
        except AccessError:
            # Not even that they were looked at may be noted; the touchpoint says so.
            return records.browse()
        except (KeyError, SyntaxError, TypeError, UserError, ValueError):
            return None
        if len(found) == len(records):
            return records
        return records.browse([i for i in records.ids if i in found])

    def _ask_seen(self, records, condition):
        """Those of ``records`` that the author of the condition may read, as they.

        :raise AccessError: the condition or a path leads over what they may not
        """
        author = self._author()
        if is_trusted(author):
            return records
        seen = as_author(records, author)
        check_domain(seen.browse(), condition, in_memory=True)
        self._check_ask_access(seen.browse())
        return seen._filtered_access("read")

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
