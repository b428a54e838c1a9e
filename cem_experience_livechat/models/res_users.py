from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _init_store_data(self, store):
        result = super()._init_store_data(store)
        store.add_global_values(
            has_access_cem_contact=self.env["cem.contact"].has_access("create")
        )
        return result
