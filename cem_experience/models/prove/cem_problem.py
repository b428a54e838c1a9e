from odoo import api, fields, models

from ..base.local_html import LocalHtml
from ..score.cem_score import MEASURES

HANDBOOK = "https://www.itl.nist.gov/div898/handbook/pmc/section3/"
SOURCES = {
    "p": f"{HANDBOOK}pmc332.htm",
    "u": f"{HANDBOOK}pmc331.htm",
    "ewma": f"{HANDBOOK}pmc324.htm",
}
OPEN_STATES = ("proposed", "confirmed")


class CemProblem(models.Model):
    """A systemic problem: not one customer's case, but a cause behind many.

    Proposed by the early warning (``cem_problem_warning.py``), or entered by hand.
    """

    _name = "cem.problem"
    _description = "Systemic Problem"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _check_company_auto = True
    _order = "date_first desc, id desc"

    name = fields.Char(required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        index="btree_not_null",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        tracking=True,
    )
    state = fields.Selection(
        [
            ("proposed", "Proposed"),
            ("confirmed", "Confirmed"),
            ("solved", "Solved"),
            ("dismissed", "No problem"),
        ],
        required=True,
        default="confirmed",
        index=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    cause_id = fields.Many2one("cem.cause", index="btree_not_null", ondelete="restrict")
    touchpoint_id = fields.Many2one(
        "cem.touchpoint", index="btree_not_null", ondelete="restrict"
    )
    description = LocalHtml()
    date_first = fields.Date(
        string="Since",
        required=True,
        default=fields.Date.context_today,
        help="The first week in which it was seen.",
    )
    date_last = fields.Date(
        string="Last Seen", readonly=True, copy=False, help="The last week with a sign."
    )
    week_count = fields.Integer(
        string="Weeks with a Signal", readonly=True, copy=False, aggregator=None
    )

    # What the early warning saw
    chart = fields.Selection(
        [
            ("u", "Cases of this cause per answer (u chart, exact limits)"),
            ("p", "Share of unhappy answers (p chart, exact limits)"),
            ("ewma", "Mean of the answers (EWMA chart)"),
        ],
        string="Rule",
        readonly=True,
        copy=False,
    )
    measure = fields.Selection(MEASURES, readonly=True, copy=False)
    source_url = fields.Char(string="About the Rule", compute="_compute_source_url")
    value = fields.Float(string="Seen", readonly=True, copy=False, aggregator=None)
    usual = fields.Float(readonly=True, copy=False, aggregator=None)
    limit = fields.Float(readonly=True, copy=False, aggregator=None)
    explanation = fields.Char(compute="_compute_explanation")
    chart_data = fields.Json(readonly=True, copy=False)
    alarm_key = fields.Char(readonly=True, copy=False, export_string_translation=False)
    followup_count = fields.Integer(
        string="Follow-ups", compute="_compute_followup_count"
    )
    requirement_ids = fields.One2many("cem.requirement", "problem_id")
    requirement_count = fields.Integer(compute="_compute_requirement_count")

    # One alarm per shift, however many processes look.
    _alarm_uniq = models.UniqueIndex(
        "(company_id, alarm_key) WHERE alarm_key IS NOT NULL",
        "This problem has been reported already.",
    )

    @api.depends("chart")
    def _compute_source_url(self):
        for problem in self:
            problem.source_url = SOURCES.get(problem.chart)

    @api.depends("chart", "value", "usual", "limit")
    @api.depends_context("lang")
    def _compute_explanation(self):
        for problem in self:
            if problem.chart in ("p", "u"):
                problem.explanation = self.env._(
                    "%(value)s %% of the answers, usually %(usual)s %%; chance alone "
                    "goes up to %(limit)s %%.",
                    value=f"{100 * problem.value:.1f}",
                    usual=f"{100 * problem.usual:.1f}",
                    limit=f"{100 * problem.limit:.1f}",
                )
            elif problem.chart:
                problem.explanation = self.env._(
                    "Moving average %(value)s of 10, usually %(usual)s; chance alone "
                    "goes down to %(limit)s.",
                    value=f"{problem.value:.2f}",
                    usual=f"{problem.usual:.2f}",
                    limit=f"{problem.limit:.2f}",
                )
            else:
                problem.explanation = False

    def _followup_domain(self):
        """Cases of the cause or touchpoint, open or opened since it was first seen."""
        self.ensure_one()
        domain = [
            ("company_id", "=", self.company_id.id),
            "|",
            ("date_closed", "=", False),
            ("date_open", ">=", self.date_first),
        ]
        if self.cause_id:
            domain.append(("cause_ids", "child_of", self.cause_id.id))
        if self.touchpoint_id:
            domain.append(("touchpoint_id", "child_of", self.touchpoint_id.id))
        if not self.cause_id and not self.touchpoint_id:
            domain.append(("id", "=", 0))
        return domain

    @api.depends("cause_id", "touchpoint_id", "date_first", "company_id")
    def _compute_followup_count(self):
        for problem in self:
            problem.followup_count = self.env["cem.followup"].search_count(
                problem._followup_domain()
            )

    @api.depends("requirement_ids")
    def _compute_requirement_count(self):
        for problem in self:
            problem.requirement_count = len(problem.requirement_ids)

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def action_confirm(self):
        self.write({"state": "confirmed"})

    def action_solve(self):
        self.write({"state": "solved"})
        self._forget_warning()

    def action_dismiss(self):
        self.write({"state": "dismissed"})
        self._forget_warning()

    def action_reopen(self):
        self.write({"state": "confirmed"})

    def _forget_warning(self):
        # The activity may be another person's: nothing is left to be done.
        self.sudo().activity_unlink(["cem_experience.mail_activity_type_problem"])

    def action_followups(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cem_experience.cem_followup_action"
        )
        action["domain"] = self._followup_domain()
        action["context"] = {}
        return action

    def action_requirement(self):
        """Write the requirement that removes the cause, with its cases linked."""
        self.ensure_one()
        if self.requirement_ids:
            requirement = self.requirement_ids[:1]
        else:
            cases = self.env["cem.followup"].search(self._followup_domain())
            requirement = self.env["cem.requirement"].create(
                {
                    "name": self.env._("Remove the cause: %s", self.name),
                    "problem_id": self.id,
                    "company_id": self.company_id.id,
                    "user_id": self.user_id.id,
                    "followup_ids": [fields.Command.set(cases.ids)],
                }
            )
            if self.state == "proposed":
                self.action_confirm()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Requirement"),
            "res_model": "cem.requirement",
            "res_id": requirement.id,
            "view_mode": "form",
        }
