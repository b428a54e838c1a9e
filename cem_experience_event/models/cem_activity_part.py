from odoo import fields, models

# The five strategic modules of an experience
MODULES = [
    ("sense", "Sense"),
    ("feel", "Feel"),
    ("think", "Think"),
    ("act", "Act"),
    ("relate", "Relate"),
]


class CemActivityPart(models.AbstractModel):
    """What every part of an activity's plan has."""

    _name = "cem.activity.part"
    _description = "Part of an Experience Activity"
    _order = "activity_id, sequence, id"
    _check_company_auto = True

    activity_id = fields.Many2one(
        "cem.activity", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="activity_id.company_id", store=True, precompute=True, index=True
    )
    sequence = fields.Integer(default=10)
