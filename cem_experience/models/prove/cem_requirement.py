from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..base.local_html import LocalHtml

ALIGNMENT = [("yes", "Fits"), ("partly", "Fits in part"), ("no", "Does not fit")]
OPEN_STATES = ("proposed", "approved", "doing")


class CemRequirement(models.Model):
    """Steps 5 and 6: what closes a gap, and whether strategy and capability allow it.

    Sorted by weighted gap, the most negative first.
    """

    _name = "cem.requirement"
    _description = "Requirement"
    _inherit = ["mail.thread", "mail.activity.mixin", "cem.brand.judged"]
    _order = "weighted_gap, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    assessment_id = fields.Many2one(
        "cem.assessment",
        index=True,
        ondelete="cascade",
        check_company=True,
        help="The assessment whose gap it closes. Empty where it comes from a systemic "
        "problem, a broken standard or somebody's own idea.",
    )
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        index=True,
    )
    line_id = fields.Many2one(
        "cem.assessment.line",
        string="Gap",
        index="btree_not_null",
        ondelete="set null",
        domain="[('assessment_id', '=', assessment_id)]",
        help="The dimension whose gap this requirement closes.",
    )
    dimension_id = fields.Many2one(related="line_id.dimension_id", store=True)
    weighted_gap = fields.Float(
        related="line_id.weighted_gap",
        store=True,
        aggregator=None,
        help="Importance times gap: the most negative comes first.",
    )
    has_weighted_gap = fields.Boolean(related="line_id.has_weighted_gap")
    touchpoint_id = fields.Many2one(
        "cem.touchpoint",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        help="Where the customers will notice it.",
    )
    standard_id = fields.Many2one(
        "cem.standard",
        string="Broken Standard",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
        copy=False,
        help="The standard that was found broken.",
    )
    brand_check_ids = fields.One2many(
        "cem.brand.check", "requirement_id", string="Brand Checks"
    )
    description = LocalHtml()
    state = fields.Selection(
        [
            ("proposed", "Proposed"),
            ("approved", "Approved"),
            ("doing", "In Progress"),
            ("done", "Done"),
            ("dropped", "Dropped"),
        ],
        required=True,
        default="proposed",
        index=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    user_id = fields.Many2one(
        "res.users", string="Responsible", index="btree_not_null", tracking=True
    )
    date_due = fields.Date(string="Due Date", tracking=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    cost = fields.Monetary(aggregator="sum")
    effort = fields.Float(string="Effort (Person-Days)", aggregator="sum")

    strategy = fields.Text(
        help="What the strategy says about it, such as the channel strategy: which "
        "channels are opened, which are closed."
    )
    strategy_aligned = fields.Selection(ALIGNMENT, string="Strategy Fit", tracking=True)
    people = fields.Text(help="Who does it: staff, skills, training.")
    people_aligned = fields.Selection(ALIGNMENT, string="People Fit")
    process = fields.Text(help="What changes in the way of working.")
    process_aligned = fields.Selection(ALIGNMENT, string="Process Fit")
    technology = fields.Text(help="Systems, premises and equipment.")
    technology_aligned = fields.Selection(ALIGNMENT, string="Technology Fit")
    alignment = fields.Selection(
        ALIGNMENT,
        compute="_compute_alignment",
        store=True,
        help="The weakest of strategy, people, process and technology; empty until all "
        "four have been judged.",
    )

    result_ids = fields.One2many("cem.result", "requirement_id", string="Results")
    previous_id = fields.Many2one(
        "cem.requirement",
        string="Carried From",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    next_ids = fields.One2many(
        "cem.requirement",
        "previous_id",
        string="Carried To",
        help="Set where the work goes on in the next cycle.",
    )
    is_overdue = fields.Boolean(
        compute="_compute_is_overdue", search="_search_is_overdue"
    )

    @api.depends("assessment_id.company_id")
    def _compute_company_id(self):
        for requirement in self:
            requirement.company_id = (
                requirement.assessment_id.company_id
                or requirement.company_id
                or self.env.company
            )

    @api.depends(
        "strategy_aligned", "people_aligned", "process_aligned", "technology_aligned"
    )
    def _compute_alignment(self):
        for requirement in self:
            judged = {
                requirement.strategy_aligned,
                requirement.people_aligned,
                requirement.process_aligned,
                requirement.technology_aligned,
            }
            if "no" in judged:
                requirement.alignment = "no"
            elif False in judged:
                requirement.alignment = False
            else:
                requirement.alignment = "partly" if "partly" in judged else "yes"

    @api.depends("date_due", "state", "next_ids")
    def _compute_is_overdue(self):
        today = fields.Date.context_today(self)
        for requirement in self:
            requirement.is_overdue = bool(
                requirement.state in OPEN_STATES
                and not requirement.next_ids
                and requirement.date_due
                and requirement.date_due < today
            )

    @api.model
    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [
            ("state", "in", OPEN_STATES),
            ("next_ids", "=", False),
            ("date_due", "<", fields.Date.context_today(self)),
        ]

    @api.onchange("assessment_id")
    def _onchange_assessment_id(self):
        if self.line_id.assessment_id != self.assessment_id:
            self.line_id = False

    @api.constrains("assessment_id", "line_id")
    def _check_line_id(self):
        for requirement in self:
            line = requirement.line_id
            if line and line.assessment_id != requirement.assessment_id:
                raise ValidationError(
                    self.env._(
                        "“%s” closes a gap of another assessment. Choose one of its "
                        "own.",
                        requirement.name,
                    )
                )

    def _carry_to(self, assessment):
        """Let the open ones go on in the next cycle, each linked to its origin."""
        lines = {line.dimension_id: line for line in assessment.line_ids}
        for requirement in self.sorted():
            if requirement.state in OPEN_STATES:
                requirement._cem_as_server().copy(
                    {
                        "assessment_id": assessment.id,
                        "line_id": lines.get(
                            requirement.dimension_id, self.line_id[:0]
                        ).id,
                        "previous_id": requirement.id,
                        "state": requirement.state,
                        "name": requirement.name,
                        "standard_id": requirement.standard_id.id,
                    }
                )

    def action_approve(self):
        self.write({"state": "approved"})

    def action_start(self):
        self.write({"state": "doing"})

    def action_done(self):
        self.write({"state": "done"})

    def action_drop(self):
        self.write({"state": "dropped"})
