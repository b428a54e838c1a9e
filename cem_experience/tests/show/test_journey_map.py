"""The server's part of the journey map."""

from lxml import etree

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..base.common import CemCommon
from .common_map import answer, make_journey


@tagged("post_install", "-at_install")
class TestJourneyMap(CemCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journey, cls.touchpoints = make_journey(cls.env)
        cls.shop, cls.window, cls.ride, cls.till, cls.service = cls.touchpoints
        cls.looking, cls.buying, cls.riding = cls.journey.stage_ids

    def _map(self, user=None, **filters):
        journey = self.journey.with_user(user or self.staff)
        payload = journey.get_map(filters)
        return {row["id"]: row for row in payload["touchpoints"]}, payload

    def test_everything_that_is_drawn(self):
        service = self.dimensions["service"].id
        rows, payload = self._map()
        self.assertEqual(
            [stage["name"] for stage in payload["stages"]],
            ["Looking", "Buying", "Riding"],
        )
        shop = rows[self.shop.id]
        self.assertEqual((shop["score"], shop["count"]), (6.0, 12))
        self.assertLess(shop["low"], 6)
        self.assertEqual(shop["channel"]["name"], "Web Site")
        looking, buying, riding = payload["stages"]
        self.assertEqual(looking["dimensions"][service]["score"], 6.0)
        self.assertEqual(looking["dimensions"][service]["count"], 12)
        self.assertEqual(looking["emotion_designed"], 1)
        self.assertEqual(buying["emotion_measured"], 2.0)
        self.assertEqual(buying["emotion_count"], 6)
        self.assertIsNone(riding["emotion_measured"])
        self.assertTrue(rows[self.ride.id]["is_moment_of_truth"])
        self.assertEqual(rows[self.window.id]["customer_question"], "Is it in stock?")
        self.assertEqual([one["id"] for one in payload["emotions"]][0], "-2")

    def test_too_few_answers_are_counted_and_not_shown(self):
        rows, payload = self._map()
        till = rows[self.till.id]
        self.assertEqual((till["score"], till["count"]), (None, 3))
        self.assertTrue(till["hidden"])
        self.assertIsNone(payload["stages"][1]["score"])

    def test_filters(self):
        tier = self.env.ref("cem_experience.cem_value_tier_a")
        rows, _payload = self._map(value_tier_ids=tier.ids)
        self.assertEqual(rows[self.shop.id]["score"], 4.0)
        rows, _payload = self._map(date_to="2026-02-28")
        self.assertEqual(rows[self.shop.id]["count"], 0)
        with self.assertRaises(ValidationError):
            self._map(weather="fine")

    def test_who_may_draw(self):
        self.assertFalse(self._map(self.staff)[1]["can_write"])
        self.assertTrue(self._map(self.manager)[1]["can_write"])
        with self.assertRaises(AccessError):
            self._map(self.manager_two)
        with self.assertRaises(AccessError):
            self._map(self.plain_user)
        mine = self.journey.with_user(self.staff)
        for attempt in (
            lambda: mine.add_map_stage("Mine"),
            lambda: mine.add_map_touchpoint("Mine", self.looking.id),
            lambda: self.shop.with_user(self.staff).move(stage=self.buying.id),
        ):
            with self.assertRaises(AccessError):
                attempt()

    def test_other_companies_answers_do_not_count(self):
        self.journey.company_id = self.touchpoints.company_id = False
        answer(self.env, self.shop, [0] * 9, self.company_two)
        rows, _payload = self._map(self.staff)
        self.assertEqual(rows[self.shop.id]["count"], 12)
        rows, _payload = self._map(self.manager_two)
        self.assertEqual(
            (rows[self.shop.id]["count"], rows[self.shop.id]["score"]), (9, 0.0)
        )

    def test_choices(self):
        _rows, payload = self._map()
        names = {one["name"] for one in payload["choices"]["channels"]}
        self.assertIn("Counter", names)
        self.assertEqual(payload["choices"]["companies"], [])
        both = self.env.user.company_ids | self.company | self.company_two
        self.env.user.company_ids = both
        wide = self.journey.with_context(allowed_company_ids=both.ids)
        self.assertIn(
            "Second Company",
            [one["name"] for one in wide.get_map()["choices"]["companies"]],
        )

    def test_statements_do_not_grow_with_the_touchpoints(self):
        journey = self.journey.with_user(self.manager)
        journey.get_map()

        def statements():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            journey.get_map()
            return self.env.cr.sql_log_count - before

        self._add_contacts(5)
        few = statements()
        self._add_contacts(40)
        self.assertLessEqual(statements(), few)

    def _add_contacts(self, count):
        """Touchpoints with all that can hang on one."""
        sense = self.env.ref("cem_experience.cem_sense_sight")
        added = self.env["cem.touchpoint"].create(
            [
                {
                    "name": f"Extra {number}",
                    "journey_id": self.journey.id,
                    "stage_id": self.looking.id,
                    "parent_id": self.window.id,
                    "user_id": self.manager.id if number % 2 else self.staff.id,
                    "sense_ids": [(6, 0, sense.ids)],
                    "standard_ids": [(0, 0, {"name": f"Standard {number}"})],
                    "faq_ids": [(0, 0, {"name": f"Question {number}?"})],
                }
                for number in range(count)
            ]
        )
        self.env["cem.followup"].create(
            [
                {"partner_id": self.customer.id, "touchpoint_id": touchpoint.id}
                for touchpoint in added
            ]
        )
        for touchpoint in added:
            answer(self.env, touchpoint, [5], self.company)

    def test_followups_are_counted_where_they_belong(self):
        self.env["cem.followup"].create(
            [
                {"partner_id": self.customer.id, "touchpoint_id": self.till.id}
                for _number in range(2)
            ]
        )
        rows, _payload = self._map()
        self.assertEqual(rows[self.till.id]["followups"], 2)
        self.assertEqual(rows[self.shop.id]["followups"], 0)

    def test_adding(self):
        journey = self.journey.with_user(self.manager)
        stage = self.env["cem.journey.stage"].browse(journey.add_map_stage(" Selling "))
        self.assertEqual((stage.name, stage.phase), ("Selling", "after"))
        self.assertEqual(self.journey.stage_ids[-1], stage)
        key = journey.add_map_touchpoint("Poster", self.looking.id)
        self.assertEqual(
            [row["name"] for row in self._map()[1]["touchpoints"]][:4],
            ["Web shop", "Window", "Test ride", "Poster"],
        )
        self.assertTrue(self.env["cem.touchpoint"].browse(key).exists())
        stray = journey.add_map_touchpoint("Somewhere")
        self.assertFalse(self.env["cem.touchpoint"].browse(stray).stage_id)
        with self.assertRaises(ValidationError):
            journey.add_map_stage("  ")
        other = self.env["cem.journey"].create(
            {"name": "Other", "stage_ids": [(0, 0, {"name": "Elsewhere"})]}
        )
        with self.assertRaises(ValidationError):
            journey.add_map_touchpoint("Lost", other.stage_ids.id)

    def test_details(self):
        self.till.standard_ids = [(0, 0, {"name": "Greets", "description": "At once"})]
        self.till.faq_ids = [
            (0, 0, {"name": "Card?", "answer": "Yes."}),
            (0, 0, {"name": "Cheque?", "answer": "No."}),
        ]
        self.till.faq_ids[0].action_approve()
        self.env["cem.followup"].create(
            {"partner_id": self.customer.id, "touchpoint_id": self.till.id}
        )
        assessment = self.env["cem.assessment"].create(
            {
                "name": "Spring",
                "journey_id": self.journey.id,
                "date_from": "2026-01-01",
                "date_to": "2026-03-31",
            }
        )
        line = assessment.line_ids.filtered(
            lambda one: one.dimension_id == self.dimensions["service"]
        ) or self.env["cem.assessment.line"].create(
            {
                "assessment_id": assessment.id,
                "dimension_id": self.dimensions["service"].id,
            }
        )
        self.env["cem.requirement"].create(
            [
                {
                    "name": name,
                    "assessment_id": assessment.id,
                    "line_id": line.id,
                    "user_id": user.id,
                }
                for name, user in (("Train", self.staff), ("Hire", self.manager))
            ]
        )
        details = self.till.with_user(self.manager).get_map_details()
        self.assertEqual([one["name"] for one in details["standards"]], ["Greets"])
        self.assertEqual(
            [one["answer"] for one in details["questions"]], ["Yes.", "No."]
        )
        self.assertEqual(details["followup_count"], 1)
        self.assertEqual(
            {one["name"] for one in details["requirements"]}, {"Train", "Hire"}
        )
        # Staff answer with approved words, and see the requirements that are theirs.
        details = self.till.with_user(self.staff).get_map_details()
        self.assertEqual([one["answer"] for one in details["questions"]], ["Yes.", ""])
        self.assertEqual([one["name"] for one in details["requirements"]], ["Train"])
        with self.assertRaises(AccessError):
            self.till.with_user(self.manager_two).get_map_details()

    def test_the_pdf(self):
        """Five stages a sheet, all the words, and figures as on the screen."""
        self.env["cem.journey.stage"].create(
            [
                {"name": f"Later {number}", "journey_id": self.journey.id}
                for number in range(3)
            ]
        )
        action = self.journey.with_user(self.staff).action_print_map(
            {"date_from": "2026-01-01"}
        )
        self.assertEqual(action["type"], "ir.actions.report")
        report = self.env["ir.actions.report"].with_user(self.staff)
        html = report._render_qweb_html(action["report_name"], [], action["data"])[0]
        tree = etree.HTML(html)
        sheets = tree.xpath("//table[contains(@class, 'cem_sheet')]")
        self.assertEqual(len(sheets), 2)
        words = " ".join(tree.xpath("//body//text()"))
        for text in (
            "Buying a bicycle",
            "2026-01-01",
            "△ 6.0 n=12",
            "too few (3)",
            "Compares three shops.",
            "Is it in stock?",
            "■ +2 n=6",
        ):
            self.assertIn(text, " ".join(words.split()))
        with self.assertRaises(AccessError):
            self.env["ir.actions.report"].with_user(self.manager_two)._render_qweb_html(
                action["report_name"], [], action["data"]
            )
        with self.assertRaises(UserError):
            report._render_qweb_html(action["report_name"], [], {"journey_id": 0})

    def test_a_figure_opens_its_scores(self):
        tier = self.env.ref("cem_experience.cem_value_tier_a")
        for filters in ({}, {"value_tier_ids": tier.ids}):
            rows, _payload = self._map(**filters)
            action = self.shop.with_user(self.staff).action_map_scores(
                filters, self.dimensions["service"].id
            )
            count = self.env["cem.score"].search_count(action["domain"])
            self.assertEqual(count, rows[self.shop.id]["count"])
        # emotions are no part of the score
        action = self.till.action_map_scores()
        self.assertEqual(self.env["cem.score"].search_count(action["domain"]), 3)

    def test_the_map_opens_from_the_journey(self):
        action = self.journey.action_open_map()
        self.assertEqual(action["tag"], "cem_journey_map")
        self.assertEqual(action["params"], {"journey_id": self.journey.id})
