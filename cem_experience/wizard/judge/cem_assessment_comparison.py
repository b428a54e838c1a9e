from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.figures import intervals


class CemAssessmentComparison(models.TransientModel):
    """Two or more assessments beside each other, each against one of them."""

    _name = "cem.assessment.comparison"
    _description = "Assessments Compared"

    reference_id = fields.Many2one(
        "cem.assessment",
        string="Compared With",
        required=True,
        ondelete="cascade",
        domain="[('id', 'in', assessment_ids)]",
    )
    assessment_ids = fields.Many2many(
        "cem.assessment", "cem_assessment_comparison_rel", string="Assessments"
    )
    line_ids = fields.One2many("cem.assessment.comparison.line", "comparison_id")

    @api.depends_context("lang")
    def _compute_display_name(self):
        for page in self:
            page.display_name = self.env._("Assessments Compared")

    @api.model
    def _of(self, assessments):
        """A new comparison with the oldest of the assessments.

        :raise UserError: fewer than two of them
        """
        if len(assessments) < 2:
            raise UserError(self.env._("Choose two assessments or more to compare."))
        assessments = assessments.sorted(lambda one: (one.date_to, one.id))
        page = self.create(
            {
                "reference_id": assessments[0].id,
                "assessment_ids": [fields.Command.set(assessments.ids)],
            }
        )
        page.line_ids = [fields.Command.create(vals) for vals in page._row_values()]
        return page

    @api.onchange("reference_id", "assessment_ids")
    def _onchange_assessments(self):
        self.line_ids = [(5, 0, 0), *((0, 0, vals) for vals in self._row_values())]

    def _row_values(self):
        self.ensure_one()
        reference = self.reference_id._origin or self.reference_id
        before = {line.dimension_id: line for line in reference.line_ids}
        assessments = self.assessment_ids._origin or self.assessment_ids
        lines = assessments.line_ids.sorted(
            lambda line: (
                line.dimension_id.sequence,
                line.dimension_id.id,
                line.assessment_id.date_to,
                line.assessment_id.id,
            )
        )
        return [
            self._line_values(line, before.get(line.dimension_id)) for line in lines
        ]

    @api.model
    def _line_values(self, line, before):
        vals = {"line_id": line.id}
        if not before or before == line:
            return vals
        changes = {
            "experience": intervals.mean_difference(
                before._source("experience"), line._source("experience")
            ),
            "satisfaction": intervals.satisfaction_difference(
                *(
                    (one._source("experience"), one._source("expectation"))
                    for one in (before, line)
                )
            ),
        }
        for name, change in changes.items():
            known, sure = change.value is not None, change.low is not None
            vals |= {
                f"has_{name}_change": known,
                f"{name}_change": change.value or 0.0,
                f"has_{name}_change_interval": sure,
                f"{name}_change_low": change.low or 0.0,
                f"{name}_change_high": change.high or 0.0,
                f"{name}_is_sure": sure
                and change.p_value is not None
                and change.p_value < 0.05,
            }
        return vals

    def action_pivot(self):
        """The same figures as a table to turn round, to draw and to export."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cem_experience.cem_assessment_line_action"
        )
        action["domain"] = [("assessment_id", "in", self.assessment_ids.ids)]
        action["context"] = {
            "pivot_row_groupby": ["dimension_id"],
            "pivot_column_groupby": ["assessment_id"],
            "pivot_measures": ["satisfaction", "weighted_gap"],
        }
        return action


class CemAssessmentComparisonLine(models.TransientModel):
    _name = "cem.assessment.comparison.line"
    _description = "Dimension Compared"
    _order = "id"

    comparison_id = fields.Many2one(
        "cem.assessment.comparison", required=True, index=True, ondelete="cascade"
    )
    line_id = fields.Many2one("cem.assessment.line", required=True, ondelete="cascade")
    dimension_id = fields.Many2one(related="line_id.dimension_id")
    assessment_id = fields.Many2one(related="line_id.assessment_id")
    population_id = fields.Many2one(related="line_id.assessment_id.population_id")
    is_key = fields.Boolean(related="line_id.is_key")
    has_experience = fields.Boolean(related="line_id.has_experience")
    experience = fields.Float(related="line_id.experience", aggregator=None)
    has_satisfaction = fields.Boolean(related="line_id.has_satisfaction")
    satisfaction = fields.Float(related="line_id.satisfaction", aggregator=None)
    has_weighted_satisfaction = fields.Boolean(
        related="line_id.has_weighted_satisfaction"
    )
    weighted_satisfaction = fields.Float(
        related="line_id.weighted_satisfaction", aggregator=None
    )
    has_weighted_gap = fields.Boolean(related="line_id.has_weighted_gap")
    weighted_gap = fields.Float(related="line_id.weighted_gap", aggregator=None)
    has_experience_change = fields.Boolean()
    experience_change = fields.Float(string="Change of Experience", aggregator=None)
    has_experience_change_interval = fields.Boolean()
    experience_change_low = fields.Float(aggregator=None)
    experience_change_high = fields.Float(aggregator=None)
    experience_is_sure = fields.Boolean()
    has_satisfaction_change = fields.Boolean()
    satisfaction_change = fields.Float(string="Change of Satisfaction", aggregator=None)
    has_satisfaction_change_interval = fields.Boolean()
    satisfaction_change_low = fields.Float(aggregator=None)
    satisfaction_change_high = fields.Float(aggregator=None)
    satisfaction_is_sure = fields.Boolean(
        string="Sure", help="The change is more than chance (p below 0.05)."
    )
