from odoo import fields, models


class CemTouchpointWeight(models.Model):
    """How much a touchpoint affects one dimension (0-10, relative to the others)."""

    _name = "cem.touchpoint.weight"
    _description = "Touchpoint Weight"
    _order = "touchpoint_id, weight desc, id"

    touchpoint_id = fields.Many2one(
        "cem.touchpoint", required=True, index=True, ondelete="cascade"
    )
    dimension_id = fields.Many2one(
        "cem.dimension", required=True, index=True, ondelete="restrict"
    )
    weight = fields.Float(default=1.0, aggregator="avg")
    company_id = fields.Many2one(
        related="touchpoint_id.company_id", store=True, precompute=True
    )

    _dimension_uniq = models.Constraint(
        "UNIQUE (touchpoint_id, dimension_id)",
        "A touchpoint has one weight per dimension.",
    )
    _weight_range = models.Constraint(
        "CHECK (weight >= 0 AND weight <= 10)", "A weight lies between 0 and 10."
    )
