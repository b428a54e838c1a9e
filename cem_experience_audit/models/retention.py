"""How long photos of audits are kept; see ``cem.retention``."""

from odoo import api, models


class CemAuditLine(models.Model):
    _inherit = "cem.audit.line"

    @api.model
    def _cem_retain_photos(self, before, limit):
        photos = self.env["ir.attachment"].search(
            [("res_model", "=", self._name), ("create_date", "<", before)], limit=limit
        )
        photos.unlink()
        return len(photos)


class CemRetention(models.AbstractModel):
    _inherit = "cem.retention"

    @api.model
    def _kinds(self):
        return (*super()._kinds(), "photos")
