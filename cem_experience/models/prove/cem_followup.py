from odoo import models


class CemFollowup(models.Model):
    _inherit = "cem.followup"

    def _is_worked_on(self):
        """A case that led to a requirement has been worked on."""
        return super()._is_worked_on() or bool(
            self.env["cem.requirement"].search_count(
                [("followup_ids", "in", self.ids)], limit=1
            )
        )
