from odoo import fields, models


class CemActivityZone(models.Model):
    """A part of the venue made for certain customers."""

    _name = "cem.activity.zone"
    _description = "Venue Zone"
    _inherit = ["cem.activity.part"]

    name = fields.Char(required=True, translate=True)
    segment_ids = fields.Many2many("res.partner.category", string="For Segments")
    look = fields.Text(
        translate=True,
        help="Light, colours, music, furniture, products: a zone for the young and a "
        "zone for the mature look different.",
    )
    user_id = fields.Many2one("res.users", string="Host", index="btree_not_null")
    capacity = fields.Integer()
    color = fields.Integer()
