from datetime import date, timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common_listen import ListenCommon


class SetupCommon(ListenCommon):
    """Set up a ready-made way to listen as a manager does, and start it."""

    @classmethod
    def _set_up(cls, name, **values):
        module = name.split(".")[0] if "." in name else "cem_experience"
        setup = cls.env.ref(f"{module}.cem_listen_setup_{name.split('.')[-1]}")
        action = setup.with_user(cls.manager).action_set_up()
        touchpoint = cls.env["cem.touchpoint"].browse(action["res_id"])
        touchpoint.write(values)
        touchpoint.with_user(cls.manager).action_start_listening()
        return touchpoint

    def _invitations(self, record):
        return self.env["cem.invitation"].search(
            [("res_model", "=", record._name), ("res_id", "in", record.ids)]
        )

    def _send_after(self, **delta):
        with freeze_time(fields.Datetime.now() + timedelta(**delta)):
            self._send()


@tagged("post_install", "-at_install")
class TestSetups(SetupCommon):
    def test_opportunity_won(self):
        touchpoint = self._set_up("won")
        lead = self._lead()
        lead.with_user(self.env.user).action_set_won()
        invitation = self._invitations(lead)
        self.assertEqual(invitation.touchpoint_id, touchpoint)
        self.assertEqual(
            (invitation.state, invitation.user_id), ("waiting", self.staff)
        )
        self._send_after(hours=23)
        self.assertEqual(invitation.state, "waiting", "a day has not passed")
        self._send_after(hours=25)
        self.assertEqual(invitation.state, "sent")

    def test_opportunity_won_and_lost_after_all(self):
        self._set_up("won")
        lost = self._set_up("lost")
        lead = self._lead()
        lead.action_set_won()
        invitation = self._invitations(lead)
        lead.stage_id = self.env["crm.stage"].search([("is_won", "=", False)], limit=1)
        self._send_after(hours=25)
        self.assertEqual(invitation.reason, "condition_false")
        lead.action_set_lost()
        mine = self._invitations(lead) - invitation
        self.assertEqual(mine.touchpoint_id, lost)
        self._send_after(hours=49)
        self.assertEqual(mine.state, "sent")

    def test_opportunity_lost_and_taken_up_again(self):
        self._set_up("lost")
        lead = self._lead()
        lead.action_set_lost()
        invitation = self._invitations(lead)
        self.assertEqual(invitation.state, "waiting")
        lead.action_unarchive()
        self._send_after(hours=49)
        self.assertEqual(invitation.reason, "condition_false")

    def test_relationship_survey_by_tier_on_a_day_of_the_own(self):
        tiers = self.env["cem.value.tier"].create(
            [{"name": "Gold", "ask_months": 3}, {"name": "Iron"}]
        )
        touchpoint = self._set_up(
            "relationship",
            ask_domain=repr([("cem_value_tier_id", "in", tiers.ids)]),
            ask_months=6,
        )
        partners = self.env["res.partner"].create(
            [
                {
                    "name": f"Customer {n}",
                    "email": f"c{n}@customer.example",
                    "cem_value_tier_id": tiers[n % 2].id,
                }
                for n in range(80)
            ]
        )
        days = {partner: [] for partner in partners}
        day = last = date(2027, 1, 1)
        while day < date(2028, 1, 1):
            # Now and then the scheduled action does not run for some days.
            step = 1 if day.day % 7 else 3
            day += timedelta(days=step)
            found = touchpoint._find_cycle(last, day)
            last = day
            for partner in found:
                days[partner].append(day)
        for partner, asked in days.items():
            times = 4 if partner.cem_value_tier_id == tiers[0] else 2
            self.assertEqual(len(asked), times, partner.name)
        first = [asked[0] for asked in days.values()]
        self.assertGreater(len(set(first)), 40, "spread over the period")

    def test_relationship_survey_by_the_scheduled_action(self):
        tier = self.env["cem.value.tier"].create({"name": "Gold", "ask_months": 1})
        self.customer.cem_value_tier_id = tier
        touchpoint = self._set_up(
            "relationship", ask_domain=repr([("cem_value_tier_id", "=", tier.id)])
        )
        self.assertFalse(touchpoint.ask_team_path, "a contact is of no team")
        start = fields.Datetime.now()
        cron = self.env.ref("cem_experience.ir_cron_ask_due")
        for days in (0, 31, 31):
            with freeze_time(start + timedelta(days=days)):
                with self.enter_registry_test_mode():
                    cron.method_direct_trigger()
        invitation = self._invitations(self.customer)
        self.assertEqual(len(invitation), 1, "one day of the month, once")
        self.assertEqual(invitation.touchpoint_id, touchpoint)
        with freeze_time(start + timedelta(days=31)):
            self._send()
        self.assertEqual(invitation.state, "sent")

    def test_set_up_twice_opens_the_first(self):
        touchpoint = self._set_up("won")
        setup = touchpoint.setup_id
        self.assertTrue(setup.is_listening)
        self.assertTrue(touchpoint.survey_id.active)
        again = setup.with_user(self.manager).action_set_up()
        self.assertEqual(again["res_id"], touchpoint.id)

    def test_each_colleague_reads_its_name_in_the_own_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        setup = self.env.ref("cem_experience.cem_listen_setup_won")
        setup.with_context(lang="zh_CN").name = "商机赢得"
        english = setup.with_context(lang="en_US").name
        for lang in ("en_US", "zh_CN"):
            self.manager.lang = lang
            action = setup.with_user(self.manager).with_context(lang=lang)
            touchpoint = action._create_touchpoint()
            with self.subTest(lang=lang):
                said = [
                    touchpoint.with_context(lang=code).name
                    for code in ("en_US", "zh_CN")
                ]
                self.assertEqual(said, [english, "商机赢得"])


@tagged("post_install", "-at_install")
class TestListening(SetupCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.touchpoint.write(
            {"ask_trigger": "on_reach", "ask_domain": "[('priority', '=', '3')]"}
        )

    def _listen(self, **values):
        self.touchpoint.write(values)
        self.touchpoint.with_user(self.manager).action_start_listening()

    def test_one_rule_kept_in_step(self):
        rules = self.env["base.automation"].with_context(active_test=False)
        before = rules.search_count([])
        self._listen()
        rule = self.touchpoint.automation_id
        self.assertEqual(rules.search_count([]), before + 1)
        self.assertEqual(rule.trigger_field_ids.mapped("name"), ["priority"])
        self.touchpoint.ask_domain = "[('priority', '=', '1')]"
        self.assertEqual(rule.filter_domain, "[('priority', '=', '1')]")
        self.manager.group_ids |= self.env.ref(
            "sales_team.group_sale_salesman_all_leads"
        )
        self.touchpoint.with_user(self.manager).ask_domain = "[('priority', '=', '2')]"
        self.assertFalse(rule.filter_domain, "looked at with its author's rights")
        lead = self._lead(priority="2")
        self.assertFalse(self._invitations(lead), "made so, not come to be so")
        lead.name = "Another name"
        self.assertFalse(self._invitations(lead))
        lead.priority = "0"
        lead.priority = "2"
        self.assertEqual(len(self._invitations(lead)), 1)
        self.touchpoint.action_archive()
        self.assertFalse(rule.active)
        self.touchpoint.action_unarchive()
        self.assertTrue(rule.active)
        self.touchpoint.write(
            {
                "ask_model_id": self.env["ir.model"]._get_id("res.partner"),
                "ask_domain": "[('is_company', '=', True)]",
            }
        )
        self.assertFalse(rule.exists(), "another kind of record, another rule")
        self.assertEqual(rules.search_count([]), before + 1)

    def test_rule_goes_with_its_touchpoint(self):
        self._listen()
        rule = self.touchpoint.automation_id
        actions = rule.action_server_ids
        self.touchpoint.with_user(self.manager).unlink()
        self.assertFalse(rule.exists() or actions.exists())

    def test_stop_listening(self):
        self._listen()
        self.touchpoint.with_user(self.manager).action_stop_listening()
        lead = self._lead()
        lead.priority = "3"
        self.assertFalse(self._invitations(lead))

    def test_on_create_and_on_write(self):
        self._listen(ask_trigger="on_create", ask_once=False)
        lead = self._lead(priority="3")
        self.assertEqual(len(self._invitations(lead)), 1)
        self.assertFalse(self._invitations(self._lead()))
        self.touchpoint.ask_trigger = "on_write"
        self._send()
        lead.name = "Lens"
        self.assertEqual(len(self._invitations(lead)), 2, "each time")

    def test_some_days_after_a_date_and_nothing_from_before(self):
        self._listen(
            ask_trigger="on_time",
            ask_domain="[]",
            ask_date_field="date_deadline",
            ask_after_days=5,
        )
        today = fields.Date.today()
        old, new = self._lead(), self._lead()
        old.date_deadline = today - timedelta(days=60)
        new.date_deadline = today - timedelta(days=3)
        cron = self.env.ref("base_automation.ir_cron_data_base_automation_check")
        for days in (1, 4):
            with freeze_time(fields.Datetime.now() + timedelta(days=days)):
                with self.enter_registry_test_mode():
                    cron.method_direct_trigger()
        self.assertFalse(self._invitations(old), "long before it began to listen")
        self.assertEqual(len(self._invitations(new)), 1)

    def test_incomplete_set_ups_are_refused(self):
        for words, values in (
            ("questions", {"survey_id": False}),
            ("when to ask", {"ask_trigger": False}),
            ("which condition", {"ask_domain": "[]"}),
            ("Choose the date", {"ask_trigger": "on_time"}),
            ("contact", {"ask_trigger": "cycle"}),
        ):
            touchpoint = self.touchpoint.copy()
            touchpoint.write(values)
            with self.assertRaises(UserError) as caught:
                touchpoint.action_start_listening()
            self.assertIn(words, str(caught.exception))
        self._listen()
        with self.assertRaises(ValidationError):
            self.touchpoint.survey_id = False

    def test_custom_model_without_code(self):
        model = self.env["ir.model"].create(
            {
                "name": "Repair",
                "model": "x_cem_repair",
                "field_id": [
                    Command.create(
                        {
                            "name": "x_name",
                            "ttype": "char",
                            "field_description": "Name",
                        }
                    ),
                    Command.create(
                        {
                            "name": "x_customer_id",
                            "ttype": "many2one",
                            "relation": "res.partner",
                            "field_description": "Customer",
                        }
                    ),
                    Command.create(
                        {
                            "name": "x_ready",
                            "ttype": "boolean",
                            "field_description": "Ready",
                        }
                    ),
                ],
            }
        )
        touchpoint = self._touchpoint(
            "Repair",
            survey_id=self.survey.id,
            ask_model_id=model.id,
            ask_trigger="on_reach",
            ask_domain="[('x_ready', '=', True)]",
            ask_partner_path="x_customer_id",
            ask_user_path="create_uid",
        )
        touchpoint.with_user(self.manager).action_start_listening()
        repair = self.env["x_cem_repair"].create(
            {"x_name": "Camera", "x_customer_id": self.customer.id}
        )
        repair.x_ready = True
        invitation = self._invitations(repair)
        self.assertEqual(invitation.partner_id, self.customer)
        self.assertEqual(invitation.res_name, "Camera")
        self.assertEqual(invitation.user_id, self.env.user)
        self._send()
        self.assertEqual(invitation.state, "sent")
        action = self.env["ir.actions.act_window"].search(
            [("binding_model_id", "=", model.id), ("res_model", "=", "cem.invitation")]
        )
        self.assertEqual(len(action), 1, "explained on any kind of record")

    def test_explained_on_customer_and_record(self):
        lead = self._lead()
        self.touchpoint.ask_domain = "[]"
        self.touchpoint._invite(lead)
        self._send()
        other = self._lead("Lens")
        self.touchpoint._invite(other)
        mine = (lead | other).with_user(self.staff)
        self.assertIn("has not answered yet", mine[0].cem_asking_summary)
        self.assertIn("asked about something else", mine[1].cem_asking_summary)
        partner = self.customer.with_user(self.staff)
        self.assertIn("not asked on", partner.cem_asking_summary)
        self.assertIn("left in peace until", partner.cem_asking_summary)
        action = mine[1].action_cem_invitations()
        invitation = self.env["cem.invitation"].browse(action["res_id"])
        self.assertEqual(invitation.reason, "contacted_lately")
