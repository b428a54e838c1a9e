from odoo import fields, models


class CemActivityPurchase(models.Model):
    """What a participant bought at the activity, noted with one tap."""

    _name = "cem.activity.purchase"
    _description = "Purchase at an Activity"
    _order = "date desc, id desc"

    activity_id = fields.Many2one(
        "cem.activity", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="activity_id.company_id", store=True, precompute=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    registration_id = fields.Many2one(
        "event.registration",
        string="Participant",
        required=True,
        index=True,
        ondelete="cascade",
    )
    partner_id = fields.Many2one(
        "res.partner", string="Customer", index="btree_not_null", ondelete="set null"
    )
    name = fields.Char(string="What")
    amount = fields.Monetary(aggregator="sum")
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    user_id = fields.Many2one("res.users", string="Noted By")
    key = fields.Char(readonly=True, export_string_translation=False)

    _key_uniq = models.UniqueIndex("(key) WHERE key IS NOT NULL")
    _amount = models.Constraint("CHECK (amount >= 0)", "An amount cannot be negative.")
