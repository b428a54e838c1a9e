from odoo import api, fields, models


class CemFollowup(models.Model):
    _inherit = "cem.followup"

    assessment_id = fields.Many2one(
        "cem.assessment",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        tracking=True,
        groups="cem_experience.group_cem_manager",
        help="The assessment whose gap this customer's case is an example of.",
    )


class CemAssessment(models.Model):
    """Customers' cases that show what a gap means."""

    _inherit = "cem.assessment"

    followup_ids = fields.One2many(
        "cem.followup",
        "assessment_id",
        string="Follow-ups",
        help="Customers' cases that are examples of the gaps found.",
    )
    followup_count = fields.Integer(compute="_compute_followup_count")

    @api.depends("followup_ids")
    def _compute_followup_count(self):
        counts = dict(
            self.env["cem.followup"]._read_group(
                [("assessment_id", "in", self.ids)], ["assessment_id"], ["__count"]
            )
        )
        for assessment in self:
            assessment.followup_count = counts.get(assessment, 0)

    def action_followups(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cem_experience.cem_followup_action"
        )
        action["domain"] = [("assessment_id", "=", self.id)]
        action["context"] = {}
        return action
