from odoo import api, fields, models


class CemTouchpointBranch(models.TransientModel):
    """Which scores stay, or come along, when touchpoints are copied or moved."""

    _inherit = "cem.touchpoint.branch"

    score_count = fields.Integer(string="Scores", compute="_compute_score_count")

    @api.depends("touchpoint_ids")
    def _compute_score_count(self):
        for wizard in self:
            branch = wizard.touchpoint_ids._origin._active_branch()
            wizard.score_count = self.env["cem.score"].search_count(
                [("touchpoint_id", "in", branch.ids)]
            )
