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
    is_valuable = fields.Boolean(
        string="Valuable",
        help="Unhappy customers of this tier are the first to be looked after.",
    )
    minimum_amount = fields.Float(
        string="From Amount",
        company_dependent=True,
        help="With tiers by amount: customers who brought at least so much in the period "
        "belong here, in the currency of your company. The first tier that fits counts.",
    )
    minimum_rfm = fields.Integer(
        string="From Points (RFM)",
        help="With tiers by RFM: customers with at least so many of 3 to 15 points belong "
        "here. The first tier that fits counts.",
    )

    _ask_months = models.Constraint(
        "CHECK (COALESCE(ask_months, 0) >= 0)", "The number of months is negative."
    )
    _minimum_rfm = models.Constraint(
        "CHECK (COALESCE(minimum_rfm, 0) BETWEEN 0 AND 15)",
        "Points of recency, frequency and amount go from 3 to 15 together.",
    )
