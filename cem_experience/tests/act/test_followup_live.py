import json
from collections import Counter
from types import SimpleNamespace
from unittest.mock import patch

from odoo.tests import HttpCase, new_test_user, tagged

from ..base.common import CemCommon


@tagged("post_install", "-at_install")
class TestFollowupLive(CemCommon):
    """A bad answer reaches its owner, and nobody who may not read it."""

    def setUp(self):
        super().setUp()
        self.env.cr.precommit.run()
        self.env["bus.bus"].search([]).unlink()
        self.customer.user_id = self.staff

    def _messages(self):
        """All that went over the bus, by type, as (channel, payload)."""
        self.env.cr.precommit.run()
        found = {}
        for row in self.env["bus.bus"].search([]):
            message = json.loads(row.message)
            found.setdefault(message["type"], []).append(
                (json.loads(row.channel), message["payload"])
            )
        return found

    def _channels(self, user):
        built = self.env["ir.websocket"].with_user(user)
        with self._session(user):
            found = built._build_bus_channel_list([])
        return {
            (channel[0]._name, channel[0].id, channel[1])
            for channel in found
            if isinstance(channel, tuple)
        }

    def _session(self, user):
        session = SimpleNamespace(session=SimpleNamespace(uid=user.id))
        return patch("odoo.addons.bus.models.ir_websocket.wsrequest", session)

    def _open(self):
        self.env["cem.followup"]._open_batch(Counter())
        self.env["cem.followup"]._notify_owners()

    def test_an_answer_wakes_the_rules_at_once(self):
        cron = self.env.ref("cem_experience.ir_cron_followup_open")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        triggers.unlink()
        self._score("nps", 2)
        self.assertTrue(triggers.search([("cron_id", "=", cron.id)]))

    def test_the_owner_is_told_with_the_customers_words(self):
        self._score("nps", 2, comment="Nobody called back")
        self._open()
        [(channel, payload)] = self._messages()["cem.followup/owned"]
        self.assertEqual(channel[1:], ["res.partner", self.staff.partner_id.id])
        self.assertEqual(payload["customer"], "Customer Li")
        self.assertEqual(payload["words"], "Nobody called back")
        case = self.env["cem.followup"].browse(payload["id"])
        self.assertEqual(case.partner_id, self.customer)
        # and, for whoever is away: an activity
        self.assertEqual(case.activity_ids.user_id, self.staff)

    def test_told_again_of_another_bad_answer(self):
        self._score("nps", 2)
        self._open()
        self._score("nps", 1)
        self._open()
        told = self._messages()["cem.followup/owned"]
        self.assertEqual(
            [payload["again"] for _channel, payload in told], [False, True]
        )

    def test_many_at_once_are_told_once(self):
        """Three cases are three toasts and messages, four are one of each."""
        for count in (3, 4):
            with self.subTest(count):
                self.env["bus.bus"].search([]).unlink()
                partners = self.env["res.partner"].create(
                    [
                        {"name": f"Many {count} {n}", "user_id": self.staff.id}
                        for n in range(count)
                    ]
                )
                for partner in partners:
                    self._score("nps", 2, partner_id=partner.id)
                last = self.env["mail.message"].search([], order="id desc", limit=1)
                self._open()
                told = self._messages()["cem.followup/owned"]
                messages = self.env["mail.message"].search(
                    [
                        ("id", ">", last.id),
                        ("message_type", "=", "user_notification"),
                        ("notified_partner_ids", "in", self.staff.partner_id.ids),
                    ]
                )
                self.assertEqual(len(told), 3 if count == 3 else 1)
                self.assertEqual(len(messages), len(told))
                if count == 4:
                    [(channel, payload)] = told
                    self.assertEqual(channel[2], self.staff.partner_id.id)
                    self.assertEqual(payload["count"], 4)
                    self.assertIn("4 dissatisfied customers", messages.subject)
                    self.assertIn("Many 4 0", messages.body)
                self._open()
                self.assertEqual(
                    len(self._messages()["cem.followup/owned"]), len(told), "told once"
                )

    def test_screens_get_ids_only_and_of_their_company(self):
        self._score("nps", 2, comment="Private words")
        self._open()
        [(channel, payload)] = self._messages()["cem.followup/changed"]
        self.assertEqual(set(payload), {"ids", "by"})
        group = self.env.ref("cem_experience.group_cem_user")
        self.assertEqual(
            channel[1:], ["res.groups", group.id, f"followups-{self.company.id}"]
        )
        channel = tuple(channel[1:])
        self.assertIn(channel, self._channels(self.staff))
        self.assertIn(channel, self._channels(self.manager))
        self.assertNotIn(channel, self._channels(self.manager_two))
        self.assertNotIn(channel, self._channels(self.plain_user))
        self.assertNotIn(channel, self._channels(self.env.ref("base.public_user")))

    def test_one_message_however_much_changes(self):
        cases = self.env["cem.followup"].create(
            [{"partner_id": self.customer.id, "name": str(n)} for n in range(5)]
        )
        cases.write({"priority": "1"})
        [(_channel, payload)] = self._messages()["cem.followup/changed"]
        self.assertEqual(payload["ids"], cases.ids)

    def test_nobody_is_told_of_what_he_did_himself(self):
        case = (
            self.env["cem.followup"]
            .with_user(self.staff)
            .create({"partner_id": self.customer.id})
        )
        self.assertEqual(case.user_id, self.staff)
        found = self._messages()
        self.assertNotIn("cem.followup/owned", found)
        self.assertEqual(found["cem.followup/changed"][0][1]["by"], self.staff.id)
        case.with_user(self.manager).user_id = self.manager
        self.assertNotIn("cem.followup/owned", self._messages())
        case.with_user(self.manager).user_id = self.staff
        [(channel, _payload)] = self._messages()["cem.followup/owned"]
        self.assertEqual(channel[2], self.staff.partner_id.id)


@tagged("post_install", "-at_install")
class TestFollowupLiveTour(HttpCase):
    def test_open_list_follows_and_keeps_what_one_is_at(self):
        user = new_test_user(
            self.env,
            "cem_tour_staff",
            "cem_experience.group_cem_user,base.group_partner_manager",
        )
        names = [f"Tour Customer {n}" for n in ("One", "Two", "Three")]
        partners = self.env["res.partner"].create([{"name": name} for name in names])
        self.env["cem.followup"].create(
            {"partner_id": partners[0].id, "user_id": user.id}
        )
        self.start_tour(
            "/odoo/action-cem_experience.cem_followup_action_my?view_type=list",
            "cem_followup_live",
            login=user.login,
        )

    def test_the_desk_follows_and_keeps_what_one_is_at(self):
        user = new_test_user(
            self.env,
            "cem_tour_staff",
            "cem_experience.group_cem_user,base.group_partner_manager",
        )
        colleague = new_test_user(
            self.env, "cem_tour_colleague", "cem_experience.group_cem_user"
        )
        partners = self.env["res.partner"].create(
            [{"name": f"Tour Customer {n}"} for n in ("One", "Two")]
        )
        case = self.env["cem.followup"].create(
            {"partner_id": partners[0].id, "user_id": user.id}
        )
        self.start_tour("/odoo/cem-desk", "cem_desk_live", login=user.login)
        self.assertEqual(case.user_id, colleague)
