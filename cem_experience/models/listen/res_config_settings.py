from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cem_recovery_touchpoint_id = fields.Many2one(
        related="company_id.cem_recovery_touchpoint_id", readonly=False
    )
    cem_recovery_days = fields.Integer(
        related="company_id.cem_recovery_days", readonly=False
    )
