from odoo import fields, models


class CemSense(models.Model):
    """One of the senses that a touchpoint works on."""

    _name = "cem.sense"
    _inherit = "cem.coded.mixin"
    _description = "Sense"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True, help="Short technical name, used by templates and files."
    )
    icon = fields.Char(
        default="fa-circle-o", help="Name of a Font Awesome 4.7 icon, such as fa-eye."
    )
    description = fields.Char(translate=True)
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint(
        "UNIQUE (code)", "There is already a sense with this code."
    )
