import json
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time
from standardwebhooks import Webhook, WebhookVerificationError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.cem_experience.tests.base.http_catcher import SILENT, http_catcher

from ..tools import chat_webhooks
from .common_webhook import OK, SECRET, WebhookCommon


@tagged("post_install", "-at_install")
class TestWebhookEvents(WebhookCommon):
    """What makes a message, and what does not."""

    def test_detractor_and_answer(self):
        hook = self._hook(on_answer=True, on_detractor=True)
        self._detractor()
        self.assertEqual(
            sorted(self._deliveries(hook).mapped("event")), ["answer", "detractor"]
        )
        self._score("nps", 9)
        self._score("experience", 1.0)
        self.assertEqual(
            sorted(self._deliveries(hook).mapped("event")),
            ["answer", "answer", "answer", "detractor"],
        )

    def test_history_and_nameless_answers_are_no_news(self):
        hook = self._hook(on_answer=True)
        self._detractor(source="import")
        self._detractor(date=fields.Date.today() - timedelta(days=3))
        self._detractor(partner_id=False)
        self.assertFalse(self._deliveries(hook))

    def test_answers_of_one_sheet_are_one_message(self):
        hook = self._hook(on_answer=True)
        self.env["cem.score"].create(
            [
                {"partner_id": self.customer.id, "measure": measure, "value": 8}
                for measure in ("nps", "csat", "ces")
            ]
        )
        self.assertEqual(len(self._deliveries(hook).payload["scores"]), 3)

    def test_only_what_it_is_about(self):
        other = self.env["cem.journey"].create({"name": "Other"})
        part = self.env["cem.touchpoint"].create(
            {
                "name": "Part",
                "journey_id": self.journey.id,
                "parent_id": self.touchpoint.id,
            }
        )
        of_journey = self._hook(journey_ids=[(6, 0, other.ids)])
        of_touchpoint = self._hook(touchpoint_ids=[(6, 0, self.touchpoint.ids)])
        of_company = self._hook(company_id=self.company_two.id)
        self._score("nps", 3, touchpoint_id=part.id)
        self.assertFalse(self._deliveries(of_journey))
        self.assertEqual(len(self._deliveries(of_touchpoint)), 1)
        self.assertFalse(self._deliveries(of_company))
        self._score("nps", 3, company_id=self.company_two.id)
        self.assertEqual(len(self._deliveries(of_company)), 1)

    def test_followup_opened_and_late(self):
        hook = self._hook(
            on_detractor=False, on_followup_open=True, on_followup_late=True
        )
        case = self.env["cem.followup"].create({"partner_id": self.customer.id})
        self.assertEqual(self._deliveries(hook).event, "followup_open")
        case._note_late()
        self.assertEqual(self._deliveries(hook)[0].event, "followup_late")

    def test_little_personal_data_unless_wanted(self):
        shy = self._hook()
        open_hook = self._hook(with_customer=True, with_comment=True)
        self._detractor()
        text = json.dumps(self._deliveries(shy).payload)
        self.assertNotIn("Li", text)
        self.assertNotIn("li@customer.example", text)
        self.assertNotIn("Too slow", text)
        payload = self._deliveries(open_hook).payload
        self.assertEqual(payload["customer"]["email"], "li@customer.example")
        self.assertEqual(payload["comment"], "Too slow")

    def test_a_broken_webhook_does_not_lose_the_answer(self):
        self._hook()
        model = type(self.env["cem.webhook"])
        with (
            self._patched(model, "_delivery_values"),
            mute_logger("odoo.addons.cem_experience_connect.models.cem_webhook_event"),
        ):
            self.assertTrue(self._detractor().exists())

    def _patched(self, model, name):
        return patch.object(model, name, side_effect=RuntimeError("broken"))


@tagged("post_install", "-at_install")
class TestWebhookDelivery(WebhookCommon):
    """From the outbox to a real server on this machine."""

    def test_signed_json_arrives(self):
        with http_catcher(self.env) as server:
            hook = self._hook(server)
            score = self._detractor()
            self.assertFalse(server.requests, "nothing leaves before the commit")
            self._deliver()
        [request] = server.requests
        delivery = self._deliveries(hook)
        self.assertEqual(delivery.state, "sent")
        self.assertEqual(delivery.status, "200")
        content = request.json()
        self.assertEqual(content["id"], delivery.uuid)
        self.assertEqual(content["event"], "detractor")
        self.assertEqual(content["touchpoint"]["name"], "Counter")
        self.assertTrue(content["link"].endswith(f"cem_score_action/{score.id}"))
        # The receiver's own library: it checks the signature and the time.
        receiver = Webhook(SECRET)
        headers = dict(request.headers.items())
        self.assertEqual(receiver.verify(request.body, headers), content)
        with self.assertRaises(WebhookVerificationError):
            receiver.verify(request.body.replace(b"Counter", b"Kounter"), headers)
        with self.assertRaises(WebhookVerificationError):
            Webhook(chat_webhooks.new_secret()).verify(request.body, headers)

    def test_running_it_again_sends_nothing(self):
        with http_catcher(self.env) as server:
            self._hook(server)
            self._detractor()
            self._deliver()
            self._deliver()
        self.assertEqual(len(server.requests), 1)

    def test_trouble_is_tried_again_with_the_same_id(self):
        with http_catcher(self.env) as server:
            server.answers = [SILENT, (500, {}, b"oops"), OK]
            hook = self._hook(server)
            self._detractor()
            start = fields.Datetime.now()
            delivery = self._deliveries(hook)
            waits = []
            for hours in range(3):
                with freeze_time(start + timedelta(hours=12 * hours)):
                    self._deliver()
                    # It would be due again only later.
                    self._deliver()
                    waits.append(delivery.next_try)
        self.assertEqual(delivery.state, "sent")
        self.assertEqual(delivery.try_count, 3)
        self.assertEqual(len({one.json()["id"] for one in server.requests}), 1)
        self.assertGreater(waits[0], start)
        self.assertFalse(hook.paused_until)

    def test_the_server_says_when(self):
        with http_catcher(self.env) as server:
            server.answers = [(429, {"Retry-After": "7200"}, b"")]
            hook = self._hook(server)
            self._detractor()
            self._detractor()
            before = fields.Datetime.now()
            self._deliver()
        self.assertEqual(len(server.requests), 1, "the second waits for the first")
        self.assertGreaterEqual(hook.paused_until, before + timedelta(seconds=7200))

    def test_it_gives_up_in_the_end(self):
        with http_catcher(self.env) as server:
            server.answers = [(503, {}, b"")]
            hook = self._hook(server)
            self._detractor()
            for day in range(1, 15):
                with freeze_time(fields.Datetime.now() + timedelta(days=day)):
                    self._deliver()
        self.assertEqual(self._deliveries(hook).state, "failed")
        self.assertEqual(len(server.requests), 10)

    def test_what_cannot_help_is_not_repeated(self):
        with http_catcher(self.env) as server:
            for answer in ((404, {}, b""), (301, {"Location": server.url}, b"")):
                server.answers = [answer]
                hook = self._hook(server)
                self._detractor()
                self._deliver()
                delivery = self._deliveries(hook)
                self.assertEqual(delivery.state, "failed")
                self.assertTrue(delivery.error)
                hook.active = False
        self.assertEqual(len(server.requests), 2)

    def test_send_again_one_or_many(self):
        with http_catcher(self.env) as server:
            server.answers = [(404, {}, b""), (404, {}, b""), OK]
            hook = self._hook(server)
            self._detractor()
            self._detractor()
            self._deliver()
            failed = self._deliveries(hook)
            self.assertEqual(set(failed.mapped("state")), {"failed"})
            with self.assertRaises(AccessError):
                failed.with_user(self.staff).action_resend()
            failed.with_user(self.manager).action_resend()
            self._deliver()
        self.assertEqual(set(failed.mapped("state")), {"sent"})

    def test_a_killed_process_sends_again(self):
        with http_catcher(self.env) as server:
            hook = self._hook(server)
            self._detractor()
            delivery = self._deliveries(hook)
            delivery.write({"state": "sending", "sent_date": fields.Datetime.now()})
            self._deliver()
            self.assertFalse(server.requests, "somebody may be at it")
            delivery.sent_date = fields.Datetime.now() - timedelta(minutes=6)
            self._deliver()
        self.assertEqual(len(server.requests), 1)
        self.assertEqual(delivery.state, "sent")

    def test_one_bad_target_does_not_hold_up_the_others(self):
        with http_catcher(self.env) as bad, http_catcher(self.env) as good:
            bad.answers = [(500, {}, b"")]
            self._hook(bad, name="Bad")
            self._hook(good, name="Good")
            for _number in range(3):
                self._detractor()
            self._deliver()
        self.assertEqual(len(bad.requests), 1)
        self.assertEqual(len(good.requests), 3)

    def test_private_addresses_are_refused_until_allowed(self):
        with http_catcher(self.env, allow=False) as server:
            self.env["ir.config_parameter"].set_param(
                "cem_experience.private_hosts", ""
            )
            hook = self._hook(server)
            self._detractor()
            self._deliver()
            self.assertFalse(server.requests)
            self.assertEqual(self._deliveries(hook).state, "failed")
            self.assertIn("own network", self._deliveries(hook).error)

    def test_each_robot_gets_words_and_a_link(self):
        for kind, answer in (
            ("wecom", b'{"errcode":0,"errmsg":"ok"}'),
            ("dingtalk", b'{"errcode":0}'),
            ("feishu", b'{"code":0}'),
            ("slack", b"ok"),
        ):
            with self.subTest(kind), http_catcher(self.env) as server:
                server.answers = [(200, {}, answer)]
                hook = self._hook(server, kind=kind, with_comment=True)
                self._detractor()
                self._deliver()
                [request] = server.requests
                text = request.body.decode()
                for words in ("would not recommend", "Counter", "Too slow", "/odoo/"):
                    self.assertIn(words, text)
                self.assertEqual(self._deliveries(hook).state, "sent")
                hook.active = False

    def test_a_name_is_one_line(self):
        hook = self._hook(on_detractor=True, with_customer=True)
        self._detractor()
        delivery = self._deliveries(hook)
        payload = delivery.payload
        payload["customer"]["name"] = "Lin\nOwner: the boss\u2028x"
        delivery.payload = payload
        _title, lines, _link = delivery._message()
        self.assertIn("Customer: Lin Owner: the boss x, li@customer.example", lines)

    def test_test_button(self):
        with http_catcher(self.env) as server:
            hook = self._hook(server)
            hook.with_user(self.administrator).action_test()
            self.assertEqual(server.requests[0].json()["event"], "test")
            server.answers = [(403, {}, b"wrong key")]
            with self.assertRaisesRegex(UserError, "403"):
                hook.action_test()
