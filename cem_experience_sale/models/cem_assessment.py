from odoo import fields, models
from odoo.fields import Domain


class CemAssessment(models.Model):
    _inherit = "cem.assessment"

    product_ids = fields.Many2many(
        "product.product",
        "cem_assessment_product_rel",
        string="Products",
        help="Only what was said about orders of these products.",
    )

    def _scope_fields(self):
        return (*super()._scope_fields(), "product_ids")

    def _score_scope(self):
        domain = Domain(super()._score_scope())
        # whoever judges may not see every order; only which ones they are counts here
        products = self.sudo().product_ids
        if products:
            # as above
            groups = (
                self.env["sale.order.line"]
                .sudo()
                ._read_group([("product_id", "in", products.ids)], ["order_id"])
            )
            domain &= Domain("res_model", "=", "sale.order")
            domain &= Domain("res_id", "in", [order.id for (order,) in groups])
        return list(domain)
