"""How long messages to other systems are kept; see ``cem.retention``."""

from odoo import api, models


class CemRetention(models.AbstractModel):
    _inherit = "cem.retention"

    @api.model
    def _kinds(self):
        return (*super()._kinds(), "deliveries")
