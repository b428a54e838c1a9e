from odoo import fields, models


class CemActivityItem(models.Model):
    """Material or a gift that a programme step needs."""

    _name = "cem.activity.item"
    _description = "Material or Gift"
    _order = "step_id, kind, sequence, id"

    step_id = fields.Many2one(
        "cem.activity.step", required=True, index=True, ondelete="cascade"
    )
    activity_id = fields.Many2one(
        related="step_id.activity_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="step_id.company_id", store=True, precompute=True, index=True
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        [("material", "Material"), ("gift", "Gift")], required=True, default="material"
    )
    quantity = fields.Integer(default=1)
    is_ready = fields.Boolean(string="Ready", copy=False)

    _quantity = models.Constraint(
        "CHECK (quantity >= 0)", "A quantity cannot be negative."
    )
