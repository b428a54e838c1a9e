import threading
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.cem_experience.tests.base.http_catcher import http_catcher

from .common_webhook import OK, WebhookCommon


@tagged("post_install", "-at_install")
class TestWebhookSlow(WebhookCommon):
    """Other systems do not wait for each other."""

    def test_a_slow_target_does_not_hold_up_the_others(self):
        """It answers when the others have got everything, and not before."""
        all_there = threading.Event()
        with http_catcher(self.env) as slow, http_catcher(self.env) as quick:

            def take_time(request):
                # much less than it is given; where it is waited for, it gives up
                return OK if all_there.wait(5) else (503, {}, b"")

            def count(request):
                if len(quick.requests) == 3:
                    all_there.set()
                return OK

            slow.answers, quick.answers = [take_time], [count]
            first = self._hook(slow, name="A slow one")
            self._hook(quick, name="Quick")
            for _number in range(3):
                self._detractor()
            self._deliver()
        self.assertEqual(len(quick.requests), 3)
        self.assertEqual(set(self._deliveries(first).mapped("state")), {"sent"})
        self.assertEqual(len(slow.requests), 3)

    @mute_logger("odoo.addons.base.models.ir_cron")  # which says that none was sent
    def test_messages_that_another_process_has_are_left_to_it(self):
        with http_catcher(self.env) as server:
            hook = self._hook(server)
            self._detractor()
            model = type(self.env["cem.webhook.delivery"])
            with patch.object(model, "_claim", return_value=False):
                self._deliver()
            self.assertFalse(server.requests)
            self._deliver()
        self.assertEqual(self._deliveries(hook).state, "sent")
