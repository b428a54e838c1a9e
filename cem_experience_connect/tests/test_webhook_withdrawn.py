"""What has been withdrawn before it was sent does not leave the house."""

from odoo.tests import tagged

from odoo.addons.cem_experience.tests.base.http_catcher import http_catcher

from .test_webhook import WebhookCommon


@tagged("post_install", "-at_install")
class TestWebhookWithdrawn(WebhookCommon):
    def test_what_was_withdrawn_is_not_sent_any_more(self):
        with http_catcher(self.env) as server:
            hook = self._hook(server, on_answer=True, on_detractor=False)
            withdrawn, deleted, corrected = (self._score("nps", 3) for _n in range(3))
            withdrawn._withdraw()
            deleted.unlink()
            corrected._withdraw()
            corrected.superseded_by_id = self._score("nps", 9)
            self._deliver()
            self.assertEqual(
                len(server.requests), 2, "the corrected one and the new one"
            )
        states = self._deliveries(hook).sorted("id").mapped("state")
        self.assertEqual(states, ["failed", "failed", "sent", "sent"])
        self.assertIn("withdrawn", self._deliveries(hook).sorted("id")[0].error)
