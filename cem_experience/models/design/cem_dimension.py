from odoo import fields, models


class CemDimension(models.Model):
    """An experience dimension: a reason why customers come, or stay away.

    The six of the method ship as data. They, and their weights, differ by
    industry, so they are records and not a selection.
    """

    _name = "cem.dimension"
    _inherit = "cem.coded.mixin"
    _description = "Experience Dimension"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True,
        help="Short technical name, used to recognise the dimension in imports.",
    )
    kind = fields.Selection(
        [("driver", "Reason to come"), ("outcome", "Overall result")],
        required=True,
        default="driver",
        help="Reasons to come (product, service, price...) are judged in an "
        "assessment. Overall results, such as loyalty, are what the reasons lead to.",
    )
    description = fields.Text(translate=True)
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint(
        "UNIQUE (code)", "There is already a dimension with this code."
    )
