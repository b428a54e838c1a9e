from odoo import fields, models


class CemValueTier(models.Model):
    """A class of customers by their value to the company."""

    _name = "cem.value.tier"
    _description = "Customer Value Tier"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10, help="The most valuable tier comes first.")
    color = fields.Integer()
    active = fields.Boolean(default=True)
    description = fields.Text(translate=True)
    ask_months = fields.Integer(
        string="Ask Every (months)",
        help="Months between two relationship surveys of customers of this tier. 0: as "
        "the touchpoint says.",
    )

    _ask_months = models.Constraint(
        "CHECK (COALESCE(ask_months, 0) >= 0)", "The number of months is negative."
    )
