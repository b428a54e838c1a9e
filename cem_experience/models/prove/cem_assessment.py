from odoo import api, fields, models


class CemAssessment(models.Model):
    """Steps 5 to 7: requirements, alignment, feedback."""

    _inherit = "cem.assessment"

    requirement_ids = fields.One2many(
        "cem.requirement", "assessment_id", string="Requirements"
    )
    result_ids = fields.One2many("cem.result", "assessment_id", string="Results")
    requirement_count = fields.Integer(compute="_compute_requirement_count")

    @api.depends("requirement_ids")
    def _compute_requirement_count(self):
        counts = dict(
            self.env["cem.requirement"]._read_group(
                [("assessment_id", "in", self.ids)], ["assessment_id"], ["__count"]
            )
        )
        for assessment in self:
            assessment.requirement_count = counts.get(assessment, 0)

    def action_propose_requirements(self):
        """Step 5: one requirement for each weighted gap that none covers yet."""
        lines = self.line_ids.filtered(
            lambda line: (
                line.has_weighted_gap
                and line.weighted_gap < 0
                and not line.requirement_ids
            )
        )
        self.env["cem.requirement"].create(
            [
                {
                    "name": self.env._(
                        "Close the gap in %s", line.dimension_id.display_name
                    ),
                    "assessment_id": line.assessment_id.id,
                    "line_id": line.id,
                    "user_id": line.assessment_id.user_id.id,
                }
                for line in lines
            ]
        )

    def action_requirements(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cem_experience.cem_requirement_action"
        )
        action["domain"] = [("assessment_id", "=", self.id)]
        action["context"] = {"default_assessment_id": self.id}
        return action

    def _carry_over(self, following):
        self.requirement_ids._carry_to(following)
        return super()._carry_over(following)

    def _sheets(self):
        return [*super()._sheets(), self._sheet_requirements(), self._sheet_results()]

    def _sheet_requirements(self):
        requirements = self.requirement_ids
        names = (
            "assessment_id",
            "name",
            "weighted_gap",
            "alignment",
            "user_id",
            "date_due",
            "state",
        )
        return self._sheet_of(self.env._("Requirements"), requirements, names)

    def _sheet_results(self):
        results = self.result_ids
        names = ("assessment_id", "name", "date", "before", "after", "verdict")
        return self._sheet_of(self.env._("Results"), results, names)


class CemAssessmentLine(models.Model):
    _inherit = "cem.assessment.line"

    requirement_ids = fields.One2many("cem.requirement", "line_id")
