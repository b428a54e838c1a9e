"""How long messages to other systems are kept."""

from odoo.tests import tagged

from odoo.addons.cem_experience.tests.base.common import CemCommon
from odoo.addons.cem_experience.tests.customer.common_retention import RetentionCommon


@tagged("post_install", "-at_install")
class TestDeliveryRetention(RetentionCommon, CemCommon):
    def _one(self):
        hook = self.env["cem.webhook"].create({"name": "W", "url": "https://a.example"})
        return self.env["cem.webhook.delivery"].create(
            {
                "webhook_id": hook.id,
                "company_id": self.company.id,
                "event": "answer",
                "state": "sent",
            }
        )

    def test_as_long_as_the_setting_says(self):
        self._check_kept(self._one, "cem_keep_deliveries_months")
