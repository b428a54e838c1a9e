"""What was sent to other systems about somebody is handed out, and erased."""

import io
import json
import zipfile

from odoo import Command
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
        self._leave_traces()
        self.assertLessEqual({"cem_webhook_delivery.payload"}, self._where())
        subject = self.env["cem.privacy"]._subject(self.person)
        with zipfile.ZipFile(
            io.BytesIO(self.env["cem.privacy"]._hand_out(subject))
        ) as archive:
            data = json.loads(archive.read("data.json"))
        titles = {section["model"] for section in data["sections"]}
        self.assertLessEqual({"cem.webhook.delivery"}, titles)
        page = self._page(partner_ids=[Command.set(self.person.ids)])
        page.action_erase()
        self.assertEqual(self._where(), set())
