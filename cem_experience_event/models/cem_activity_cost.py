from odoo import api, fields, models


class CemActivityCost(models.Model):
    """A line of the budget: what was planned, what it came to."""

    _name = "cem.activity.cost"
    _description = "Budget Line"
    _inherit = ["cem.activity.part"]

    name = fields.Char(required=True, translate=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    planned = fields.Monetary(aggregator="sum")
    actual = fields.Monetary(aggregator="sum", copy=False)
    difference = fields.Monetary(
        string="Over Budget",
        compute="_compute_difference",
        store=True,
        aggregator="sum",
        help="Actual less planned: above zero, it cost more.",
    )
    note = fields.Char()

    @api.depends("planned", "actual")
    def _compute_difference(self):
        for cost in self:
            cost.difference = cost.actual - cost.planned
