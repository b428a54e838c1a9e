"""How long photos of audits are kept."""

from odoo.tests import tagged

from odoo.addons.cem_experience.tests.customer.common_retention import RetentionCommon

from .common_audit import AuditCommon


@tagged("post_install", "-at_install")
class TestPhotoRetention(RetentionCommon, AuditCommon):
    def _one(self):
        line = self._audit().line_ids[:1]
        return self.env["ir.attachment"].create(
            {"name": "p.png", "raw": b"x", "res_model": line._name, "res_id": line.id}
        )

    def test_as_long_as_the_setting_says(self):
        self._check_kept(self._one, "cem_keep_photos_months")
