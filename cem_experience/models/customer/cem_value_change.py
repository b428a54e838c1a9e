from odoo import fields, models


class CemValueChange(models.Model):
    """A customer came into another tier: when, from which, to which, and why."""

    _name = "cem.value.change"
    _description = "Change of Value Tier"
    _order = "date desc, id desc"
    _rec_name = "partner_id"
    _log_access = False

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        readonly=True,
        index=True,
        # customers who came into a tier are counted, also when their contact is gone
        ondelete="set null",
    )
    company_id = fields.Many2one(
        "res.company", readonly=True, help="Whose records said so."
    )
    date = fields.Date(readonly=True, required=True)
    tier_from_id = fields.Many2one(
        "cem.value.tier", string="From Tier", readonly=True, ondelete="set null"
    )
    tier_to_id = fields.Many2one(
        "cem.value.tier", string="To Tier", readonly=True, ondelete="set null"
    )
    direction = fields.Selection(
        [("up", "Up"), ("down", "Down"), ("new", "New")],
        readonly=True,
        help="Up is towards the most valuable tier.",
    )
    reason = fields.Selection(
        [("computed", "Computed"), ("person", "Set by a person")],
        readonly=True,
        required=True,
    )
    user_id = fields.Many2one(
        "res.users", string="By", readonly=True, ondelete="set null"
    )
    date_from = fields.Date(
        string="Period From", readonly=True, help="First day that was looked at."
    )
    date_to = fields.Date(string="Period To", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(
        readonly=True, help="What the customer brought in the period."
    )
