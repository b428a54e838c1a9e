"""My follow-ups: what is due, and why the customer is unhappy, ready to show."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ...models.act.cem_followup_desk import HISTORY
from ..base.common import CemCommon


@tagged("post_install", "-at_install")
class TestFollowupDesk(CemCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.now = fields.Datetime.now()
        cls.tier = cls.env.ref("cem_experience.cem_value_tier_a")
        cls.desk = cls.env["cem.followup"].with_user(cls.staff)

    def _case(self, hours=5, **values):
        due = self.now + timedelta(hours=hours)
        return self.env["cem.followup"].create(
            {
                "partner_id": self.customer.id,
                "user_id": self.staff.id,
                "contact_deadline": due,
                "deadline": due + timedelta(hours=1),
                **values,
            }
        )

    def test_the_most_urgent_comes_first(self):
        later, late = self._case(50), self._case(-3)
        waiting = self._case(1)
        waiting.stage_id = self.env.ref("cem_experience.cem_followup_stage_waiting")
        closed = self._case(1)
        closed.stage_id = self.env.ref("cem_experience.cem_followup_stage_cancelled")
        free = self._case(1, user_id=False)
        self._case(1, user_id=self.manager.id)
        result = self.desk.cem_desk_list()
        self.assertEqual(
            [row["id"] for row in result["rows"]], [late.id, later.id, waiting.id]
        )
        self.assertEqual((result["count"], result["late"]), (3, 1))
        self.assertEqual([row["late"] for row in result["rows"]], [True, False, False])
        self.assertTrue(result["rows"][2]["waiting"])
        self.assertFalse(result["rows"][2]["due"])
        result = self.desk.cem_desk_list("free")
        self.assertIn(free.id, [row["id"] for row in result["rows"]])
        result = self.desk.cem_desk_list(limit=1, offset=1)
        self.assertEqual([row["id"] for row in result["rows"]], [later.id])

    def test_names_are_those_of_the_reader(self):
        touchpoint = self.env["cem.touchpoint"].create({"name": "Reception"})
        self.env["res.lang"]._activate_lang("zh_CN")
        touchpoint.with_context(lang="zh_CN").name = "前台"
        parent = self.env["res.partner"].create({"name": "Li Ltd", "is_company": True})
        self.customer.parent_id = parent
        case = self._case(touchpoint_id=touchpoint.id)
        [row] = self.desk.with_context(lang="zh_CN").cem_desk_list()["rows"]
        self.assertEqual(row["about"], "前台")
        self.assertEqual(row["customer"], self.customer.display_name)
        case.name = "The heating"
        [row] = self.desk.cem_desk_list()["rows"]
        self.assertEqual(row["about"], "The heating")

    def test_why_the_customer_is_unhappy(self):
        journey = self.env["cem.journey"].create({"name": "Stay"})
        stage = self.env["cem.journey.stage"].create(
            {"name": "Arrival", "journey_id": journey.id}
        )
        touchpoint = self.env["cem.touchpoint"].create(
            {"name": "Reception", "journey_id": journey.id, "stage_id": stage.id}
        )
        self.customer.write({"phone": "+852 5550 0100", "cem_value_tier_id": self.tier})
        good = self._score(value=9.0, date=fields.Date.today() - timedelta(days=90))
        bad = self._score(
            value=2.0, comment="Nobody there", touchpoint_id=touchpoint.id
        )
        audit = self._score(value=0.0, source="audit")
        lead = self.env["crm.lead"].create(
            {"name": "A flat", "partner_id": self.customer.id, "user_id": self.staff.id}
        )
        self.staff.group_ids += self.env.ref("sales_team.group_sale_salesman")
        earlier = self._case(name="The heating")
        earlier.write(
            {
                "cause_ids": [(4, self.env.ref("cem_experience.cem_cause_service").id)],
                "outcome": "explained",
            }
        )
        earlier.action_close()
        case = self._case(score_ids=[(4, bad.id)])
        self.env["cem.compensation"].create(
            {"followup_id": case.id, "kind": "gift", "amount": 20}
        ).action_approve()
        detail = case.with_user(self.staff).cem_desk_detail()
        self.assertEqual(detail["words"], ["Nobody there"])
        self.assertEqual(detail["tier"], self.tier.name)
        self.assertEqual(detail["place"], ["Stay", "Arrival", "Reception"])
        answers = {answer["id"]: answer for answer in detail["answers"]}
        self.assertEqual(set(answers), {good.id, bad.id})
        self.assertNotIn(audit.id, answers)
        self.assertTrue(answers[bad.id]["bad"])
        self.assertFalse(answers[good.id]["bad"])
        [group] = [one for one in detail["records"] if one["model"] == "crm.lead"]
        self.assertEqual(group["rows"], [{"id": lead.id, "name": "A flat"}])
        self.assertEqual([one["name"] for one in detail["cases"]], ["The heating"])
        self.assertIn("1 in a year", detail["claims"])
        self.assertTrue(detail["may"]["write"])

    def test_what_led_here_is_shown_however_much_was_said_since(self):
        bad = self._score(value=2.0)
        today = [self._score(value=8.0).id for _number in range(2)]
        case = self._case(score_ids=[(4, bad.id)])
        answers = case.cem_desk_detail()["answers"]
        self.assertEqual([one["id"] for one in answers], [bad.id, *today[::-1]])
        tomorrow = fields.Date.today() + timedelta(days=1)
        for _number in range(HISTORY):
            self._score(value=8.0, date=tomorrow)
        answers = case.cem_desk_detail()["answers"]
        self.assertEqual(len(answers), HISTORY + 1)
        self.assertEqual((answers[-1]["id"], answers[-1]["bad"]), (bad.id, True))

    def test_what_the_user_may_not_read_is_not_shown(self):
        self.env["crm.lead"].create({"name": "A", "partner_id": self.customer.id})
        case = self._case()
        detail = case.with_user(self.staff).cem_desk_detail()
        self.assertEqual(
            [one for one in detail["records"] if one["model"] == "crm.lead"], []
        )

    def test_a_colleagues_case_is_read_but_not_changed(self):
        case = self._case(user_id=self.manager.id).with_user(self.staff)
        self.assertFalse(case.cem_desk_detail()["may"]["write"])
        with self.assertRaises(AccessError):
            case.cem_desk_note("Not mine")

    def test_rights(self):
        case = self._case()
        for user in (self.plain_user, self.manager_two):
            with self.subTest(user.login), self.assertRaises(AccessError):
                case.with_user(user).cem_desk_detail()
        with self.assertRaises(AccessError):
            self.env["cem.followup"].with_user(self.plain_user).cem_desk_list()
        self.assertFalse(
            self.env["cem.followup"]
            .with_user(self.manager_two)
            .cem_desk_list("free")["rows"]
        )

    def test_odoos_own_tools(self):
        case = self._case().with_user(self.staff)
        mail = case.action_write_mail()
        composer = (
            self.env[mail["res_model"]]
            .with_user(self.staff)
            .with_context(**mail["context"])
            .create({"body": "<p>Sorry!</p>"})
        )
        self.assertEqual(composer.partner_ids, self.customer)
        composer.action_send_mail()
        self.assertIn("Sorry!", case.message_ids[0].body)
        meeting = case.action_meet()
        self.assertEqual(meeting["res_model"], "calendar.event")
        self.assertEqual(meeting["context"]["default_res_id"], case.id)
        case.cem_desk_note("  ")
        before = len(case.message_ids)
        case.cem_desk_note("She wants <b>this</b>")
        self.assertEqual(len(case.message_ids), before + 1)
        self.assertIn("&lt;b&gt;", case.message_ids[0].body)
        dialog = case.action_close_dialog()
        self.assertEqual((dialog["res_id"], dialog["target"]), (case.id, "new"))

    def test_the_list_costs_the_same_however_many_there_are(self):
        self._case()
        self.desk.cem_desk_list()
        self.env.invalidate_all()
        with self.assertQueryCount(8):
            self.desk.cem_desk_list()
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {number}"} for number in range(30)]
        )
        self.env["cem.followup"].create(
            [
                {"partner_id": partner.id, "user_id": self.staff.id}
                for partner in partners
            ]
        )
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(8):
            self.desk.cem_desk_list()
