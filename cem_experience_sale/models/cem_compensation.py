from odoo import api, models


class CemCompensation(models.Model):
    _inherit = "cem.compensation"

    @api.model
    def _document_models(self):
        return [*super()._document_models(), "sale.order"]
