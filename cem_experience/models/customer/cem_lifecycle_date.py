from odoo import fields, models


class CemLifecycleDate(models.Model):
    """When an event of the lifecycle happened to a customer."""

    _name = "cem.lifecycle.date"
    _description = "Lifecycle Date"
    _order = "partner_id, date desc, id desc"
    _rec_name = "event_id"

    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, ondelete="cascade"
    )
    event_id = fields.Many2one(
        "cem.lifecycle.event",
        required=True,
        index=True,
        ondelete="restrict",
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    note = fields.Char()
    company_id = fields.Many2one(related="partner_id.company_id", store=True)
