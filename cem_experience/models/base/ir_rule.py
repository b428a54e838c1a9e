from odoo import models
from odoo.exceptions import AccessError


class IrRule(models.Model):
    """Who is refused a record that a colleague works on is told which colleague."""

    _inherit = "ir.rule"

    def _make_access_error(self, operation, records):
        if hasattr(records, "_why_not"):
            words = records._why_not(operation)
            if words:
                # as Odoo's own: nothing of it stays where it could be read
                records.invalidate_recordset()
                return AccessError(words)
        return super()._make_access_error(operation, records)
