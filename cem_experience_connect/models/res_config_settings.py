from odoo import fields, models

from odoo.addons.cem_experience.models.base.ir_config_parameter import PREFIX


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cem_private_hosts = fields.Char(
        string="Private Addresses Allowed",
        config_parameter=f"{PREFIX}private_hosts",
        help="Webhooks and sources of answers reach only addresses on the Internet. "
        "Names or networks of your own that they may reach too, such as "
        "surveys.intranet, 10.0.5.0/24.",
    )
    cem_keep_deliveries_months = fields.Integer(
        string="Keep Messages to Other Systems (months)",
        config_parameter=f"{PREFIX}keep_deliveries_months",
    )
