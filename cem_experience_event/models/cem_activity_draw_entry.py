from odoo import fields, models


class CemActivityDrawEntry(models.Model):
    """A line of the frozen list; written once and by no person."""

    _name = "cem.activity.draw.entry"
    _description = "Participant in a Draw"
    _order = "draw_id, number"

    draw_id = fields.Many2one(
        "cem.activity.draw", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="draw_id.company_id", store=True, precompute=True, index=True
    )
    number = fields.Integer(required=True, aggregator=None)
    registration_id = fields.Many2one(
        "event.registration", index="btree_not_null", ondelete="restrict"
    )
    name = fields.Char()
    code = fields.Char(help="Number on the ticket.")

    _number_uniq = models.UniqueIndex("(draw_id, number)")
