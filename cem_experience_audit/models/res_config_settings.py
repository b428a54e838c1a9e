from odoo import fields, models

from odoo.addons.cem_experience.models.base.ir_config_parameter import PREFIX


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cem_keep_photos_months = fields.Integer(
        string="Keep Photos (months)",
        config_parameter=f"{PREFIX}keep_photos_months",
    )
