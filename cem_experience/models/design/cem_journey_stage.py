from odoo import api, fields, models


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
    active = fields.Boolean(default=True)
    description = fields.Text(
        translate=True, help="What the customer does, asks, fears and feels here."
    )
    touchpoint_ids = fields.One2many("cem.touchpoint", "stage_id")

    @api.model_create_multi
    def create(self, vals_list):
        stages = super().create(vals_list)
        stages.journey_id._count_change()
        return stages

    def write(self, vals):
        result = super().write(vals)
        if "active" in vals and not vals["active"]:
            # A touchpoint without its stage would hang in the air. Restoring the
            # touchpoint restores the stage.
            self.touchpoint_ids.write({"active": False})
        if {"name", "phase", "sequence", "active", "journey_id"} & set(vals):
            self.journey_id._count_change()
        return result

    def unlink(self):
        journeys = self.journey_id
        result = super().unlink()
        journeys._count_change()
        return result
