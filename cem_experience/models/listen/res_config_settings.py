from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cem_recovery_touchpoint_id = fields.Many2one(
        related="company_id.cem_recovery_touchpoint_id", readonly=False
    )
    cem_recovery_days = fields.Integer(
        related="company_id.cem_recovery_days", readonly=False
    )
    cem_link_unusual = fields.Integer(
        string="Unusual Pace",
        config_parameter="cem_experience.link_unusual",
        default=20,
        help="More answers than this from one address through one open link within ten "
        "minutes are marked, and a manager is told. 0: none are.",
    )
    cem_link_most = fields.Integer(
        string="Most Answers",
        config_parameter="cem_experience.link_most",
        default=100,
        help="More answers than this from one address through one open link within ten "
        "minutes are not taken. 0: all are.",
    )
