"""What was sent to other systems about somebody is handed out, and erased."""

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.cem_experience.tests.customer.common_privacy import PrivacyCommon


@tagged("post_install", "-at_install")
class TestPrivacyMessages(PrivacyCommon):
    def _leave_traces(self):
        env = self.env
        env["cem.webhook"].create(
            {
                "name": "Desk",
                "url": "https://robot.example/x",
                "on_answer": True,
                "on_detractor": True,
                "with_customer": True,
                "with_comment": True,
            }
        )
        return super()._leave_traces()

    @mute_logger("odoo.models.unlink", "odoo.addons.cem_experience")
    def test_nothing_is_left(self):
        self._check_handed_out_and_erased(
            {"cem_webhook_delivery.payload"}, {"cem.webhook.delivery"}
        )
