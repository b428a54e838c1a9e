from odoo import fields, models


class CemValueReport(models.Model):
    _inherit = "cem.value.report"

    case_count = fields.Integer(help="Follow-ups and tickets that were opened.")
