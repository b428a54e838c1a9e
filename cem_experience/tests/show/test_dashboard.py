from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from ...tools.figures import periods
from .common_dashboard import DashboardCommon


@tagged("post_install", "-at_install")
class TestDashboard(DashboardCommon):
    def test_no_data(self):
        data = self._data()
        self.assertEqual(data["answer_count"], 0)
        self.assertFalse(data["dimensions"]["rows"])
        self.assertIsNone(data["journey"])
        nothing = {"months": [], "days": [], "series": {}, "changes": {}}
        self.assertEqual(data["trend"], nothing)
        self.assertEqual({row["value"] for row in data["figures"]}, {None})

    def test_three_answers(self):
        self._answers("nps", [10, 9, 0])
        found = self._figures()["nps"]
        self.assertEqual((found["value"], found["count"]), (None, 3))
        self.assertTrue(found["hidden"])

    def test_figures_with_change(self):
        """measures.md, 7, as two quarters."""
        self._answers("nps", [0] * 60 + [7] * 50 + [10] * 90, "2026-02-10")
        self._answers("nps", [0] * 40 + [7] * 60 + [10] * 100, "2026-05-10")
        self._answers("csat", [7.5] * 6 + [2.5] * 2)
        self._answers("ces", [20 / 3] * 5 + [0] * 5)
        data = self._data(period="this_quarter")
        found = {row["name"]: row for row in data["figures"]}
        self.assertAlmostEqual(found["nps"]["value"], 30)
        change = found["nps"]["change"]
        self.assertAlmostEqual(change["value"], 15)
        self.assertAlmostEqual(change["p_value"], 0.06831, 5)
        self.assertFalse(change["significant"])
        self.assertEqual(found["csat"]["value"], 75)
        self.assertEqual(found["ces"]["value"], 50)
        self.assertAlmostEqual(found["ces"]["mean"], 10 / 3)
        months = dict(
            zip(data["trend"]["months"], data["trend"]["series"]["nps"], strict=True)
        )
        self.assertEqual(len(months), 12)
        self.assertAlmostEqual(months["Feb 26"]["value"], 15)
        self.assertEqual(months["Mar 26"]["count"], 0)
        for row in found.values():
            if row["model"] == "cem.score":
                self.assertEqual(
                    self.env["cem.score"]
                    .with_user(self.boss)
                    .search_count(row["domain"]),
                    row["count"],
                    row["name"],
                )

    def test_exact_to_the_last_answer(self):
        """Equal to bare SQL of the scores, folded, half folded and withdrawn."""
        for measure, step in (("nps", 1), ("csat", 2.5), ("ces", 5 / 3)):
            steps = int(10 / step + 0.5) + 1
            self._answers(measure, [step * (n % steps) for n in range(37)])
        self.env.flush_all()
        self.env["cem.score.rollup"]._fold()
        self._answers("nps", [10, 3, 9])
        self._answers("ces", [10, 0])[0].active = False
        self._answers("csat", [7.5] * 4)
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT measure, COUNT(*),
                       100.0 * COUNT(*) FILTER (WHERE value >= 6.6) / COUNT(*),
                       100.0 * (COUNT(*) FILTER (WHERE value >= 9)
                                - COUNT(*) FILTER (WHERE value < 7)) / COUNT(*)
                  FROM cem_score
                 WHERE active AND company_id = %s
              GROUP BY measure
                """,
                self.shop.id,
            )
        )
        self.assertEqual(len(rows), 3)
        found = self._figures()
        for measure, count, share, nps in rows:
            want = nps if measure == "nps" else share
            self.assertEqual(found[measure]["count"], count, measure)
            self.assertAlmostEqual(found[measure]["value"], float(want), 9, measure)

    def test_audits_are_not_customers(self):
        self._answers("experience", [9] * 6)
        self._answers("experience", [1] * 6, source="audit")
        self.assertEqual(self._figures()["experience"]["value"], 9)
        audits = self._figures([["source", "=", "audit"]])
        self.assertEqual(audits["experience"]["value"], 1)

    def test_golden_example(self):
        """Convenience 5 against 7, weight 9: key experience, -18, -45."""
        for code, a, e, w in (("convenience", 5, 7, 9), ("product", 6, 7, 2)):
            dimension = self.dimensions[code].id
            for measure, mean in (("experience", a), ("expectation", e)):
                values = [mean - 1] * 5 + [mean + 1] * 5
                self._answers(measure, values, dimension_id=dimension)
            self._answers("importance", [w] * 10, dimension_id=dimension)
        part = self._data()["dimensions"]
        rows = {row["id"]: row for row in part["rows"]}
        row = rows[self.dimensions["convenience"].id]
        self.assertTrue(row["is_key"])
        self.assertEqual(row["satisfaction"]["value"], -2)
        self.assertEqual(row["weighted_satisfaction"]["value"], -18)
        self.assertEqual((row["ideal"], row["gap"]["value"]), (10, -5))
        self.assertEqual(row["weighted_gap"]["value"], -45)
        self.assertTrue(row["weighted_gap"]["low"] < -45 < row["weighted_gap"]["high"])
        self.assertEqual(row["quadrant"], "concentrate")
        self.assertEqual(
            part["cross"], {"rule": "mean", "experience": 5.5, "importance": 5.5}
        )
        self.assertEqual(
            part["waterfall"],
            [{"id": self.dimensions["convenience"].id, "from": 0, "to": -45}],
        )

    def test_comparison_against_the_others(self):
        tiers = self.env["cem.value.tier"].create([{"name": "Gold"}, {"name": "Tin"}])
        self._answers("nps", [10] * 20, value_tier_id=tiers[0].id)
        self._answers("nps", [0] * 20, value_tier_id=tiers[1].id)
        part = self._data(by="value_tier_id")["comparison"]
        rows = {row["name"]: row["nps"] for row in part["rows"]}
        self.assertEqual(rows["Gold"]["value"], 100)
        self.assertEqual(rows["Gold"]["change"]["value"], 200)
        self.assertTrue(rows["Gold"]["change"]["significant"])
        for by in ("partner_id", "value", 7, ["source"]):
            with self.assertRaises(UserError):
                self._data(by=by)

    def test_journey_strip(self):
        journey = self.env["cem.journey"].create(
            {"name": "Buying", "company_id": False}
        )
        stage = self.env["cem.journey.stage"].create(
            {"name": "Counter", "journey_id": journey.id, "phase": "during"}
        )
        touchpoint = self.env["cem.touchpoint"].create(
            {"name": "Till", "journey_id": journey.id, "stage_id": stage.id}
        )
        self._answers("experience", [4, 6] * 5, touchpoint_id=touchpoint.id)
        part = self._data()["journey"]
        self.assertEqual((part["id"], part["name"]), (journey.id, "Buying"))
        self.assertEqual(part["stages"][0]["score"], 5)
        self.assertEqual(part["stages"][0]["count"], 10)
        self.assertEqual(
            self.env["cem.score"].search_count(part["stages"][0]["domain"]), 10
        )

    def test_response_and_recovery_follow_the_filter(self):
        names = set(self._figures())
        self.assertLessEqual({"response", "recovery"}, names)
        # words say nothing of an invitation: no figure rather than a wrong one
        names = set(self._figures([["comment", "!=", False]]))
        self.assertFalse({"response", "recovery"} & names)
        self.assertIn("response", self._figures([["value_tier_id", "=", 1]]))

    def test_every_period(self):
        self._answers("nps", [9] * 6)
        for kind in periods.KINDS:
            data = self._data(period=kind)
            self.assertEqual(data["period"]["key"], kind)
        for bad in ("", "yesterday", None, 7, ["all"]):
            with self.assertRaises(UserError):
                self._data(period=bad)

    def test_months_as_the_reader_writes_them(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.boss.lang = "zh_CN"
        self._answers("nps", [9] * 6)
        dashboard = self.dashboard.with_context(lang="zh_CN")
        with freeze_time("2026-06-20 10:00:00"):
            data = dashboard.get_data(period="12_months")
        self.assertEqual(data["period"]["name"], "2025年7月 – 2026年6月")
        self.assertEqual(data["trend"]["months"][-1], "26年6月")

    def test_no_month_follows_from_its_period(self):
        """What is hidden elsewhere in the trend does not protect this quarter's June."""
        for day, count in (
            ("2026-01-10", 4),
            ("2026-04-10", 10),
            ("2026-05-10", 11),
            ("2026-06-10", 2),
        ):
            self._answers("nps", [9] * count, day=day)
        data = self._data(period="this_quarter")
        shown = {
            day: point["value"] is not None
            for day, point in zip(
                data["trend"]["days"], data["trend"]["series"]["nps"], strict=True
            )
        }
        self.assertTrue(shown["2026-05-01"])
        for day in ("2026-01-01", "2026-04-01", "2026-06-01"):
            self.assertFalse(shown[day], day)
        self.assertEqual(data["figures"][0]["count"], 23)

    def test_no_dimension_tells_of_what_is_about_none(self):
        """The experience of all, less that of the dimensions, is of three answers."""
        service, price = self.dimensions["service"].id, self.dimensions["price"].id
        self._answers("experience", [6] * 8, dimension_id=service)
        self._answers("experience", [4] * 6, dimension_id=price)
        self._answers("experience", [1] * 3)
        rows = {row["id"]: row for row in self._data()["dimensions"]["rows"]}
        self.assertEqual(rows[service]["experience"]["value"], 6)
        self.assertTrue(rows[price]["experience"]["hidden"])

    def test_bad_domain(self):
        inner = ["survey_id", "any!", [["id", ">", 0]]]
        for domain in (
            ["&"],
            "x",
            [[1, 2, 3, 4]],
            7,
            [["nothing", "=", 1]],
            [["user_input_id", "any", [inner]]],
        ):
            with self.subTest(domain), self.assertRaises(UserError):
                self._data(domain)

    # ------------------------------------------------------------------
    # Who sees what
    # ------------------------------------------------------------------

    def test_staff_see_no_assessment(self):
        self.env["cem.assessment"].create(
            {"name": "Ours", "company_id": self.shop.id, "state": "running"}
        )
        self.assertEqual(self._data()["assessment"]["name"], "Ours")
        self.assertIsNone(self._data(user=self.clerk)["assessment"])

    def test_nobody_sees_another_company(self):
        self._answers("nps", [9] * 6, company_id=self.other_company.id)
        for user in (self.boss, self.clerk):
            for domain in ([], [["company_id", "=", self.other_company.id]]):
                data = self._data(domain, user=user, by="company_id")
                self.assertEqual(data["answer_count"], 0)
                self.assertFalse(data["comparison"]["rows"])

    def test_staff_see_their_own_follow_ups_only(self):
        for user in (self.boss, self.clerk):
            self.env["cem.followup"].create(
                {
                    "partner_id": self.customer.id,
                    "user_id": user.id,
                    "company_id": self.shop.id,
                }
            )
        counts = {
            user: {
                row["name"]: row["count"] for row in self._data(user=user)["followups"]
            }
            for user in (self.boss, self.clerk)
        }
        self.assertEqual(counts[self.boss]["open"], 2)
        own = self.env["cem.followup"].with_user(self.clerk).search_count([])
        self.assertEqual(counts[self.clerk]["open"], own)

    def test_nobody_without_a_role(self):
        portal = new_test_user(self.env, "cem_portal", "base.group_portal")
        for user in (self.plain_user, portal, self.env.ref("base.public_user")):
            with self.assertRaises(AccessError):
                self._data(user=user)
