"""What has been withdrawn before it was sent does not leave the house."""

import json

from odoo import fields
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

    def test_of_a_sheet_only_what_still_counts_is_sent(self):
        with http_catcher(self.env) as server:
            hook = self._hook(server, on_answer=True, with_comment=True)
            sheet = self._score("nps", 3, comment="never again")
            sheet |= self._score("csat", 5, comment="nice people")
            self._deliveries(hook).unlink()
            sheet._send_answers()
            sheet[0]._withdraw()
            self._deliver()
            [sent] = [json.loads(request.body) for request in server.requests]
        self.assertEqual(sent["event"], "answer", "nobody is a detractor any more")
        self.assertEqual([score["id"] for score in sent["scores"]], sheet[1].ids)
        self.assertEqual(sent["comment"], "nice people")
        self.assertTrue(sent["link"].endswith(f"/{sheet[1].id}"))

    def test_a_case_that_was_closed_meanwhile_is_not_late(self):
        with http_catcher(self.env) as server:
            self._hook(server, on_followup_late=True)
            closed, late = (
                self.env["cem.followup"].create({"partner_id": self.customer.id})
                for _number in range(2)
            )
            (closed | late).mapped(lambda case: case._note_late())
            closed._cem_as_server().date_closed = fields.Datetime.now()
            self._deliver()
            [sent] = [json.loads(request.body) for request in server.requests]
        self.assertEqual(sent["followup"]["id"], late.id)
