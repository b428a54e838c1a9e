from odoo import fields, models


class CemChannel(models.Model):
    """A way by which customer and company meet: counter, phone, web site..."""

    _name = "cem.channel"
    _description = "Experience Channel"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    active = fields.Boolean(default=True)
