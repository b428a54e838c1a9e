from odoo import fields, models


class CemJourneyStage(models.Model):
    """The customer's side of a stage, for those who design before they divide."""

    _name = "cem.journey.stage"
    _inherit = ["cem.journey.stage", "cem.journey.side"]

    user_id = fields.Many2one("res.users", string="Owner")
    channel_id = fields.Many2one(
        "cem.channel",
        string="Main Channel",
        ondelete="restrict",
        help="Where most of this stage takes place. Each touchpoint has its own.",
    )
