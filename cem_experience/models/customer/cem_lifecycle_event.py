from odoo import fields, models


class CemLifecycleEvent(models.Model):
    """Something that happens once in a customer's life with the company.

    The names are data, because every industry has its own: a contract is signed, a
    home handed over, an account opened.
    """

    _name = "cem.lifecycle.event"
    _inherit = "cem.coded.mixin"
    _description = "Lifecycle Event"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint(
        "UNIQUE (code)", "There is already a lifecycle event with this code."
    )
