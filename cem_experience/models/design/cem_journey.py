from odoo import api, fields, models

from ..base.local_html import LocalHtml


class CemJourney(models.Model):
    """The customer's whole way with the company, walked from the customer's side."""

    _name = "cem.journey"
    _description = "Customer Journey"
    _inherit = ["mail.thread"]
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True, tracking=True)
    description = LocalHtml(translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        default=lambda self: self.env.company,
        help="Leave empty to share the journey between all companies.",
    )
    user_id = fields.Many2one(
        "res.users", string="Owner", default=lambda self: self.env.user, tracking=True
    )
    stage_ids = fields.One2many("cem.journey.stage", "journey_id", copy=True)
    touchpoint_ids = fields.One2many("cem.touchpoint", "journey_id")
    touchpoint_count = fields.Integer(compute="_compute_touchpoint_count")

    @api.depends("touchpoint_ids")
    def _compute_touchpoint_count(self):
        counts = dict(
            self.env["cem.touchpoint"]._read_group(
                [("journey_id", "in", self.ids)], ["journey_id"], ["__count"]
            )
        )
        for journey in self:
            journey.touchpoint_count = counts.get(journey, 0)
