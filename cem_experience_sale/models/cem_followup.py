from odoo import api, models


class CemFollowup(models.Model):
    _inherit = "cem.followup"

    @api.model
    def _desk_open_records(self):
        return {
            "sale.order": [("state", "in", ("sent", "sale"))],
            **super()._desk_open_records(),
        }
