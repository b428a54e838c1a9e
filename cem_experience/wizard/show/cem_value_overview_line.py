from odoo import fields, models

EFFECTIVE_COUNT = "Effective number of weighted answers, which the interval follows."


class CemValueOverviewLine(models.TransientModel):
    """One value tier: how many customers, what they bring, and how they feel."""

    _name = "cem.value.overview.line"
    _description = "Value Tier Compared"
    _order = "id"

    overview_id = fields.Many2one(
        "cem.value.overview", required=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="overview_id.currency_id")
    tier_id = fields.Many2one("cem.value.tier", ondelete="cascade")
    name = fields.Char(string="Value Tier")
    customer_count = fields.Integer(string="Customers")
    amount = fields.Monetary()

    has_experience = fields.Boolean()
    experience = fields.Float(aggregator=None, help="Mean of the marks (0-10).")
    experience_count = fields.Integer()
    experience_effective_count = fields.Integer(help=EFFECTIVE_COUNT)
    has_experience_interval = fields.Boolean()
    experience_low = fields.Float(aggregator=None)
    experience_high = fields.Float(aggregator=None)

    has_satisfaction = fields.Boolean()
    satisfaction = fields.Float(
        aggregator=None, help="Experience less expectation (-10 to 10)."
    )
    satisfaction_count = fields.Integer()
    satisfaction_effective_count = fields.Integer(help=EFFECTIVE_COUNT)
    has_satisfaction_interval = fields.Boolean()
    satisfaction_low = fields.Float(aggregator=None)
    satisfaction_high = fields.Float(aggregator=None)

    has_nps = fields.Boolean()
    nps = fields.Float(
        string="Loyalty (NPS)",
        aggregator=None,
        help="Share of promoters less share of detractors, in points.",
    )
    nps_count = fields.Integer()
    nps_effective_count = fields.Integer(help=EFFECTIVE_COUNT)
    has_nps_interval = fields.Boolean()
    nps_low = fields.Float(aggregator=None)
    nps_high = fields.Float(aggregator=None)

    has_retention = fields.Boolean()
    retention = fields.Float(
        string="Retention (%)",
        aggregator=None,
        help="Of the customers who bought in the period before, by their tier then, "
        "those who bought again.",
    )
    retention_count = fields.Integer()
    has_retention_interval = fields.Boolean()
    retention_low = fields.Float(aggregator=None)
    retention_high = fields.Float(aggregator=None)

    def action_customers(self):
        """The customers of the tier."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cem_experience.cem_value_report_action"
        )
        action["domain"] = [
            ("tier_id", "=", self.tier_id.id),
            ("company_id", "=", self.overview_id.company_id.id),
        ]
        action["context"] = {}
        return action
