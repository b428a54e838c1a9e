from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

MANAGER = "cem_experience.group_cem_manager"
# What begins sooner after the last one is its continuation.
SAME_BURST = timedelta(hours=1)


class CemAnswerBurst(models.Model):
    """Many answers from one address in a short time: a class, a family, or stuffing.

    They are kept and counted, and marked, until a manager leaves them out of all
    figures; and back.
    """

    _name = "cem.answer.burst"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Answers at an Unusual Pace"
    _order = "date_to desc, id desc"

    touchpoint_id = fields.Many2one(
        "cem.touchpoint", index="btree_not_null", readonly=True, ondelete="cascade"
    )
    survey_id = fields.Many2one(
        "survey.survey",
        index="btree_not_null",
        readonly=True,
        ondelete="cascade",
        help="Where they came by Odoo's own link to a survey that is open to anybody.",
    )
    kiosk_id = fields.Many2one(
        "cem.kiosk", index="btree_not_null", readonly=True, ondelete="set null"
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, readonly=True
    )
    address = fields.Char(readonly=True, groups=fields.NO_ACCESS)
    date_from = fields.Datetime(string="From", required=True, readonly=True)
    date_to = fields.Datetime(string="To", required=True, readonly=True)
    answer_count = fields.Integer(string="Answers", readonly=True)
    is_left_out = fields.Boolean(
        string="Not Counted", readonly=True, tracking=True, help="Counts in no figure."
    )
    user_input_ids = fields.One2many(
        "survey.user_input", "cem_burst_id", string="Answer Sheets", readonly=True
    )
    is_marked = fields.Boolean(compute="_compute_is_marked")

    @api.depends("touchpoint_id", "survey_id", "kiosk_id", "date_from")
    def _compute_display_name(self):
        for burst in self:
            # of what was asked is told to whoever sees that it was answered
            known = burst.sudo()
            place = known.kiosk_id.name or known.touchpoint_id.name
            place = place or known.survey_id.title
            day = fields.Datetime.context_timestamp(burst, burst.date_from)
            burst.display_name = f"{place}, {day:%Y-%m-%d %H:%M}"

    @api.depends("user_input_ids")
    def _compute_is_marked(self):
        for burst in self:
            # that there are any, and not which, is told
            burst.is_marked = bool(burst.sudo().user_input_ids)

    @api.model
    def _mark(self, source, address, first, last, count, sheet_ids):
        """Mark answers as a burst, a new one or more of the last one."""
        is_survey = source._name == "survey.survey"
        survey = source if is_survey else self.env["survey.survey"]
        kiosk = source if source._name == "cem.kiosk" else self.env["cem.kiosk"]
        touchpoint = kiosk.touchpoint_id if kiosk or is_survey else source
        sheets = self.env["survey.user_input"].browse(sheet_ids).exists()
        burst = self.search(
            [
                ("touchpoint_id", "=", touchpoint.id),
                ("survey_id", "=", survey.id),
                ("kiosk_id", "=", kiosk.id),
                ("address", "=", address),
                ("date_to", ">=", first - SAME_BURST),
            ],
            limit=1,
        )
        if burst:
            if burst.date_to < last:
                burst.write({"date_to": last, "answer_count": count})
        else:
            company = kiosk.company_id or touchpoint.company_id
            company = company or (survey or touchpoint.survey_id).cem_company_id
            company = company or self.env.company
            burst = self.create(
                {
                    "touchpoint_id": touchpoint.id,
                    "survey_id": survey.id,
                    "kiosk_id": kiosk.id,
                    "company_id": company.id,
                    "address": address,
                    "date_from": first,
                    "date_to": last,
                    "answer_count": count,
                }
            )
            burst._alarm()
        new = sheets - burst.user_input_ids
        if new:
            new.cem_burst_id = burst
            if burst.is_left_out:
                new._cem_sync_scores()

    def _alarm(self):
        """Tell the manager who answers for the touchpoint, else for the company."""
        self.ensure_one()
        user = self.touchpoint_id.user_id
        answers_for_it = (
            user and user.has_group(MANAGER) and self.company_id._cem_is_staff(user)
        )
        if not answers_for_it:
            user = self.company_id._cem_fallback_user()
        if user:
            self.with_context(lang=user.lang).activity_schedule(
                "cem_experience.mail_activity_type_burst", user_id=user.id
            )

    def _decide(self, leave_out):
        self.check_access("read")
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Managers decide which answers count."))
        # The decision is the manager's, the rows and the answers are the system's.
        for burst in self.sudo():
            if not burst.is_marked:
                raise UserError(
                    self.env._(
                        "The survey is anonymous: nobody can tell which answers these "
                        "were. Renew the link to stop it."
                    )
                )
            if burst.is_left_out != leave_out:
                burst.is_left_out = leave_out
                burst.user_input_ids._cem_sync_scores()
            burst.activity_ids.action_feedback()

    def action_leave_out(self):
        """Take these answers out of all figures; the sheets stay."""
        self._decide(True)

    def action_count_again(self):
        self._decide(False)

    def action_scores(self):
        self.ensure_one()
        return self.env["cem.score"]._action_open(
            Domain("user_input_id.cem_burst_id", "=", self.id)
        )


class SurveyUserInput(models.Model):
    _inherit = "survey.user_input"

    cem_burst_id = fields.Many2one(
        "cem.answer.burst",
        string="Unusual Pace",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="cem_experience.group_cem_manager",
    )


class CemScore(models.Model):
    _inherit = "cem.score"

    is_unusual_pace = fields.Boolean(
        string="Unusual Pace",
        compute="_compute_is_unusual_pace",
        search="_search_is_unusual_pace",
        help="Very many answers came from the same address in a short time.",
    )

    @api.depends("user_input_id")
    def _compute_is_unusual_pace(self):
        for score in self:
            # whoever sees a score may know how it came, if not from whom
            score.is_unusual_pace = bool(score.sudo().user_input_id.cem_burst_id)

    @api.model
    def _search_is_unusual_pace(self, operator, value):
        if operator != "in":
            return NotImplemented
        # as above
        sheets = self.env["survey.user_input"].sudo()
        marked = Domain(
            "user_input_id", "in", sheets._search([("cem_burst_id", "!=", False)])
        )
        return marked if True in value else ~marked
