"""Afterwards: leads, money, opinions by step, and participants against others."""

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from .common import BEGIN, ActivityCommon


@tagged("post_install", "-at_install")
class TestActivityFigures(ActivityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.activity = cls._plan("phone_launch")
        cls.activity.event_id.write(
            {"date_begin": BEGIN, "date_end": BEGIN + timedelta(hours=4)}
        )
        cls.day = BEGIN.date()
        cls.trial = cls.activity.step_ids.filtered(lambda s: s.kind == "trial")

    def _customers(self, count, name, segment=None):
        return self.env["res.partner"].create(
            [
                {
                    "name": f"{name} {number}",
                    "category_id": [(6, 0, segment.ids)] if segment else False,
                }
                for number in range(count)
            ]
        )

    def _scores(self, partners, value, days, **values):
        date = self.day + timedelta(days=days)
        for number, partner in enumerate(partners):
            self._score(
                "csat",
                max(value + (number % 3 - 1) * 0.5, 0),
                partner_id=partner.id,
                date=date,
                source="survey",
                **values,
            )

    def test_people_leads_money(self):
        guests = self._register(self.activity, [f"G{n}" for n in range(4)])
        guests[3].state = "open"
        guests[0].cem_is_walk_in = True
        won = self.env["crm.stage"].search([("is_won", "=", True)], limit=1)
        leads = self.env["crm.lead"].create(
            [
                {
                    "name": name,
                    "cem_activity_id": self.activity.id,
                    "expected_revenue": 500,
                }
                for name in ("a", "b", "c", "d")
            ]
        )
        leads[0].stage_id = won
        leads[1].action_archive()
        self.env["cem.activity.purchase"].create(
            {
                "activity_id": self.activity.id,
                "registration_id": guests[0].id,
                "amount": 300,
            }
        )
        self.activity.cost_ids[0].actual = 800
        mine = self.activity.with_user(self.staff)
        mine.invalidate_recordset()
        self.assertEqual(mine.registered_count, 4)
        self.assertEqual(mine.participant_count, 3)
        self.assertEqual(mine.walk_in_count, 1)
        self.assertEqual((mine.lead_count, mine.won_count), (4, 1))
        self.assertEqual(mine.revenue, 800)
        self.assertEqual(mine.cost_per_lead, 200)

    def test_opinions_by_step_module_zone_and_segment(self):
        opinions = self.env["cem.activity.opinion"]
        young, mature = self.activity.zone_ids
        guests = self._register(self.activity, [f"G{n}" for n in range(8)])
        segments = self.activity.segment_ids
        for number, guest in enumerate(guests):
            is_young = number < 6
            guest.write(
                {
                    "cem_zone_id": (young if is_young else mature).id,
                    "cem_segment_id": segments[0 if is_young else 1].id,
                }
            )
            opinions._record(
                guest,
                self.trial[0 if is_young else 1],
                {"key": f"figure-{number}", "mark": 8 + number % 2, "emotion": 1},
                "staff",
            )
        for field, big, small in (
            ("step_id", self.trial[0], self.trial[1]),
            ("zone_id", young, mature),
            ("segment_id", segments[0], segments[1]),
        ):
            figures = {
                (f["group"], f["measure"]): f["interval"]
                for f in self.activity._day_figures(field)
            }
            interval = figures[big, "experience"]
            self.assertAlmostEqual(interval.value, 8.5)
            self.assertEqual(interval.count, 6)
            self.assertAlmostEqual(interval.high - interval.low, 2 * 0.5748, places=3)
            self.assertEqual(figures[big, "emotion"].value, 7.5)
            # two people are too few to be shown
            self.assertIsNone(figures[small, "experience"].value)
            self.assertEqual(figures[small, "experience"].count, 2)
        modules = {f["group"] for f in self.activity._day_figures("module")}
        self.assertEqual(modules, {"act"})
        summary = self.activity.day_summary
        self.assertIn("8.5 (7.9 to 9.1), n = 6", summary)
        self.assertIn("too few answers (2)", summary)
        # marks and feelings are not mixed in what is counted over steps
        [(mark, feeling)] = self.env["cem.activity.score.report"]._read_group(
            [("activity_id", "=", self.activity.id)], [], ["mark:avg", "feeling:avg"]
        )
        self.assertEqual((mark, feeling), (8.5, 7.5))

    def test_participants_against_comparable_customers(self):
        segment, foreign = (
            self.activity.segment_ids[0],
            self.env["res.partner.category"].create({"name": "Others"}),
        )
        came = self._customers(9, "Came", segment)
        away = self._customers(12, "Away", segment)
        strangers = self._customers(12, "Stranger", foreign)
        for number, partner in enumerate(came):
            self._register(self.activity, [f"G{number}"], partner_id=partner.id)
        self._scores(came, 8, 10)
        self._scores(away, 6, 12)
        self._scores(strangers, 1, 12)
        # neither of these counts: too late, of the day, of the evaluation
        self._scores(away, 0, 200)
        self._score(
            "experience", 0, partner_id=came[0].id, source="event", date=self.day
        )
        self._score(
            "csat",
            0,
            partner_id=came[0].id,
            source="survey",
            res_model="event.registration",
            date=self.day + timedelta(days=1),
        )
        compared = self.activity._compare()
        self.assertTrue(compared["enough"])
        matched = compared["after"]
        self.assertEqual((matched.participants, matched.others), (9, 12))
        self.assertAlmostEqual(matched.difference.value, 2)
        self.assertLess(matched.difference.p_value, 0.001)
        self.assertFalse(compared["enough_change"])
        self.assertIn("+2.0 (", self.activity.comparison)
        # before: the participants had been as much better already
        self._scores(came, 8, -20)
        self._scores(away, 6, -20)
        compared = self.activity._compare()
        self.assertTrue(compared["enough_change"])
        self.activity.invalidate_recordset(["comparison"])
        self.assertAlmostEqual(compared["change"].value, 0)
        self.assertIn("Change since before", self.activity.comparison)

    def test_too_few_to_compare(self):
        self.assertFalse(self.activity._compare()["enough"])
        self.assertIn("Too few to compare", self.activity.comparison)

    def test_lessons_become_requirements(self):
        lesson = self.env["cem.activity.lesson"].create(
            {
                "activity_id": self.activity.id,
                "name": "More trial phones for the mature",
                "step_id": self.trial[1].id,
            }
        )
        action = lesson.with_user(self.manager).action_requirement()
        requirement = lesson.requirement_id
        self.assertEqual(action["res_id"], requirement.id)
        self.assertEqual(requirement.touchpoint_id, self.trial.touchpoint_id)
        self.assertEqual(requirement.company_id, self.company)
        lesson.action_requirement()
        self.assertEqual(lesson.requirement_id, requirement)

    def test_report_for_management(self):
        draw = self.activity.draw_ids[0]
        guests = self._register(self.activity, [f"Guest {n}" for n in range(12)])
        draw.action_commit()
        draw.action_freeze()
        draw.run_draw("spring")
        self.env["cem.activity.opinion"]._record(
            guests[0],
            self.trial[0],
            {"key": "report-1", "emotion": -2, "comment": "Too loud for me"},
            "phone",
        )
        self.env["res.lang"]._activate_lang("zh_CN")
        reports = self.env["ir.actions.report"].with_user(self.manager)
        for lang in ("en_US", "zh_CN"):
            html = (
                reports.with_context(lang=lang)
                ._render_qweb_html(
                    "cem_experience_event.cem_activity_result", self.activity.ids
                )[0]
                .decode()
            )
            self.assertIn("Too loud for me", html)
            self.assertIn(draw.revealed_seed, html)
            self.assertIn(draw.win_ids[0].name, html)

    def test_thanks_and_evaluation_by_the_listening_room(self):
        setup = self.env.ref("cem_experience_event.cem_listen_setup_activity")
        action = setup.with_user(self.administrator).action_set_up()
        touchpoint = self.env["cem.touchpoint"].browse(action["res_id"])
        self.assertFalse(touchpoint._listening_problem())
        touchpoint.action_start_listening()
        guest = self._register(
            self.activity,
            ["Guest"],
            partner_id=self.customer.id,
            cem_consent=True,
        )
        shy = self._register(self.activity, ["Shy"], partner_id=self.customer.id)
        invitations = self.env["cem.invitation"]
        with freeze_time(fields.Datetime.now() + timedelta(days=2)):
            with self.enter_registry_test_mode():
                self.env.ref(
                    "base_automation.ir_cron_data_base_automation_check"
                ).method_direct_trigger()
        asked = invitations.search(
            [("touchpoint_id", "=", touchpoint.id), ("res_id", "in", (guest | shy).ids)]
        )
        self.assertEqual(asked.mapped("res_id"), guest.ids)
