from odoo import models


class CemCodedMixin(models.AbstractModel):
    """A list whose entries have a short technical name each, their ``code``.

    A copy gets one of its own: the code of the original with the next free number.
    """

    _name = "cem.coded.mixin"
    _description = "With a Code of Its Own"

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        if default and "code" in default:
            return vals_list
        known = self.with_context(active_test=False).search([("code", "!=", False)])
        taken = set(known.mapped("code"))
        for record, vals in zip(self, vals_list, strict=True):
            number = 2
            while f"{record.code}_{number}" in taken:
                number += 1
            vals["code"] = f"{record.code}_{number}"
            taken.add(vals["code"])
        return vals_list
