from odoo import fields, models


class CemTouchpoint(models.Model):
    """The scores of a touchpoint."""

    _inherit = "cem.touchpoint"

    score_count = fields.Integer(compute="_compute_score_count")

    def _compute_score_count(self):
        """Scores of the touchpoint and of all its parts."""
        for touchpoint in self:
            touchpoint.score_count = self.env["cem.score"].search_count(
                [("touchpoint_id", "child_of", touchpoint.ids)]
            )

    def action_cem_scores(self):
        self.ensure_one()
        return self.env["cem.score"]._action_open(
            [("touchpoint_id", "child_of", self.ids)]
        )
