from odoo import api, models
from odoo.tools import format_amount


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _cem_timeline_kinds(self):
        kinds = super()._cem_timeline_kinds()
        return {**kinds, "order": ("sale.order", self.env._("Orders"))}

    def _cem_timeline_order(self, offset, limit):
        orders = self._cem_timeline_search(
            "sale.order",
            [("state", "=", "sale")],
            "date_order desc, id desc",
            offset,
            limit,
        )
        return [
            self._cem_timeline_row(
                order,
                order.date_order,
                self.env._("Ordered: %(order)s", order=order.name),
                format_amount(self.env, order.amount_total, order.currency_id),
            )
            for order in orders
        ]
