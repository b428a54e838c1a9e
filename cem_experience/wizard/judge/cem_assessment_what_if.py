from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.judge import gaps


class CemAssessmentWhatIf(models.TransientModel):
    """What would be left of the gaps if ideals and resources were moved?

    A sheet of its own: the assessment changes only when the ideals are taken over.
    """

    _name = "cem.assessment.what.if"
    _description = "What If"

    assessment_id = fields.Many2one(
        "cem.assessment", required=True, readonly=True, ondelete="cascade"
    )
    state = fields.Selection(related="assessment_id.state")
    line_ids = fields.One2many("cem.assessment.what.if.line", "sheet_id")
    budget = fields.Float(
        help="What you can spend: money, days of work, or any other measure of effort."
    )
    cost = fields.Float(string="Spent", compute="_compute_totals")
    is_over_budget = fields.Boolean(compute="_compute_totals")
    gap_now = fields.Float(
        string="Weighted Gaps Now",
        compute="_compute_totals",
        help="Sum of the weighted gaps to the ideals on this sheet.",
    )
    gap_then = fields.Float(
        string="Weighted Gaps Then",
        compute="_compute_totals",
        help="What is left of them after the improvements.",
    )

    @api.depends_context("lang")
    def _compute_display_name(self):
        for sheet in self:
            sheet.display_name = self.env._("What If")

    @api.depends("budget", "line_ids.cost", "line_ids.gap_now", "line_ids.gap_then")
    def _compute_totals(self):
        for sheet in self:
            sheet.cost = sum(sheet.line_ids.mapped("cost"))
            sheet.gap_now = sum(sheet.line_ids.mapped("gap_now"))
            sheet.gap_then = sum(sheet.line_ids.mapped("gap_then"))
            sheet.is_over_budget = bool(sheet.budget) and sheet.cost > sheet.budget

    @api.model
    def _of(self, assessment):
        """A new sheet with the figures of an assessment."""
        return self.create(
            {
                "assessment_id": assessment.id,
                "line_ids": [
                    fields.Command.create(
                        {
                            "assessment_line_id": line.id,
                            "ideal": line.ideal,
                            "effort": 1.0,
                        }
                    )
                    for line in assessment.line_ids
                    if line.has_experience
                ],
            }
        )

    def action_spend(self):
        """Spend the budget where a unit of it closes most of the weighted gaps.

        Points are bought in the order of importance per effort, up to the ideals: the
        best that a budget can do, for a gap closes in proportion to what is spent.
        """
        self.ensure_one()
        if self.budget <= 0:
            raise UserError(self.env._("Type first what you can spend."))
        left = self.budget
        self.line_ids.improvement = 0.0
        lines = self.line_ids.filtered(lambda line: line.effort > 0)
        for line in lines.sorted(
            lambda line: (-line.importance / line.effort, line.id)
        ):
            wanted = max(line.ideal - line.experience, 0.0)
            if not line.importance or left <= 0:
                continue
            line.improvement = min(wanted, left / line.effort)
            left -= line.improvement * line.effort
        return self._reopen()

    def action_use_ideals(self):
        """Take the ideals of this sheet over, as far as they differ."""
        self.ensure_one()
        for line in self.line_ids:
            target = line.assessment_line_id
            if abs(target.ideal - line.ideal) > gaps.TOLERANCE or not target.has_ideal:
                target.write(
                    {"ideal": line.ideal, "ideal_reason": self.env._("What-if sheet")}
                )
        return self.assessment_id._action_open()

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What If"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [[False, "form"]],
        }


class CemAssessmentWhatIfLine(models.TransientModel):
    _name = "cem.assessment.what.if.line"
    _description = "What If: Dimension"
    _order = "id"

    sheet_id = fields.Many2one(
        "cem.assessment.what.if", required=True, index=True, ondelete="cascade"
    )
    assessment_line_id = fields.Many2one(
        "cem.assessment.line", required=True, readonly=True, ondelete="cascade"
    )
    dimension_id = fields.Many2one(related="assessment_line_id.dimension_id")
    is_key = fields.Boolean(related="assessment_line_id.is_key")
    experience = fields.Float(related="assessment_line_id.experience")
    importance = fields.Float(related="assessment_line_id.importance")
    ideal = fields.Float(help="Where the experience should be (0-10).")
    effort = fields.Float(
        string="Effort per Point",
        help="What it takes to raise the experience by one point, in the measure of the "
        "budget.",
    )
    improvement = fields.Float(
        string="Points Raised", help="By how much the experience is raised."
    )
    planned = fields.Float(string="Experience Then", compute="_compute_figures")
    gap_now = fields.Float(string="Weighted Gap Now", compute="_compute_figures")
    gap_then = fields.Float(string="Weighted Gap Then", compute="_compute_figures")
    cost = fields.Float(compute="_compute_figures")

    _ideal_range = models.Constraint(
        "CHECK (ideal BETWEEN 0 AND 10)", "An ideal lies between 0 and 10."
    )
    _effort_positive = models.Constraint(
        "CHECK (effort >= 0 AND improvement >= 0)",
        "Effort and points raised are not below nought.",
    )

    @api.depends("experience", "importance", "ideal", "effort", "improvement")
    def _compute_figures(self):
        for line in self:
            line.planned = min(line.experience + line.improvement, gaps.DELIGHT)
            line.cost = (line.planned - line.experience) * line.effort
            for name, experience in (
                ("gap_now", line.experience),
                ("gap_then", line.planned),
            ):
                # more than the ideal is no credit elsewhere
                gap = min(gaps.gap(experience, line.ideal), 0.0)
                line[name] = gaps.weighted(line.importance, gap) or 0.0
