from odoo import fields, models


class CemJourneyStage(models.Model):
    """A stretch of the journey; its phase tells before, during or after the sale."""

    _name = "cem.journey.stage"
    _description = "Journey Stage"
    _order = "journey_id, sequence, id"

    name = fields.Char(required=True, translate=True)
    journey_id = fields.Many2one(
        "cem.journey", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="journey_id.company_id", store=True)
    phase = fields.Selection(
        [
            ("before", "Before the sale"),
            ("during", "During the sale"),
            ("after", "After the sale"),
        ],
        required=True,
        default="before",
    )
    sequence = fields.Integer(default=10)
    description = fields.Text(
        translate=True, help="What the customer does, asks, fears and feels here."
    )
    touchpoint_ids = fields.One2many("cem.touchpoint", "stage_id")
