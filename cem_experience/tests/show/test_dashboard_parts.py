from datetime import datetime, timedelta

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from ...tools.figures import periods
from .common_dashboard import DashboardCommon


@tagged("post_install", "-at_install")
class TestDashboardParts(DashboardCommon):
    """Alarms, times, comparisons: what stands beside the figures."""

    def _problem(self, state="proposed", company=None):
        return self.env["cem.problem"].create(
            {
                "name": f"Waiting at the till ({state})",
                "state": state,
                "company_id": (company or self.shop).id,
            }
        )

    def test_alarms_wait_for_a_decision(self):
        for state in ("proposed", "confirmed", "dismissed"):
            self._problem(state)
        self._problem(company=self.other_company)
        part = self._data()["alarms"]
        self.assertEqual(part["count"], 1)
        self.assertEqual(part["rows"][0]["name"], "Waiting at the till (proposed)")
        problems = self.env["cem.problem"].with_user(self.boss)
        self.assertEqual(problems.search_count(part["domain"]), 1)
        self.assertIsNone(self._data(user=self.clerk)["alarms"])

    def _cases(self, hours, day=datetime(2026, 5, 4, 8), **more):
        return self.env["cem.followup"].create(
            [
                {
                    "partner_id": self.customer.id,
                    "company_id": self.shop.id,
                    "user_id": self.boss.id,
                    "date_open": day,
                    "date_contacted": day + timedelta(hours=wait),
                    **more,
                }
                for wait in hours
            ]
        )

    def test_times_by_hand(self):
        self._cases(range(1, 11))
        found = self._figures(period="this_quarter")["contact"]
        self.assertAlmostEqual(found["value"], 5.5)
        self.assertAlmostEqual(found["p90"], 9.1)
        # ranks 10/2 -+ 0.98 sqrt(10): from the 2nd to the 10th
        self.assertEqual((found["low"], found["high"]), (1, 10))
        self.assertEqual(found["count"], 10)
        self.assertFalse(self._figures(period="this_quarter")["close"]["count"])
        cases = self.env["cem.followup"].with_user(self.boss)
        self.assertEqual(cases.search_count(found["domain"]), 10)

    def test_times_change(self):
        """Mood's median test: all 20 sooner than the 20 before."""
        self._cases([10 + i for i in range(20)], datetime(2026, 2, 2, 8))
        self._cases([1 + i / 10 for i in range(20)])
        found = self._figures(period="this_quarter")["contact"]
        self.assertAlmostEqual(found["change"]["value"], 1.95 - 19.5)
        self.assertTrue(found["change"]["significant"])

    def test_times_of_few_are_hidden(self):
        self._cases([1, 2, 3])
        found = self._figures()["contact"]
        self.assertEqual((found["value"], found["hidden"]), (None, True))

    def test_times_are_seen_with_ones_rights(self):
        self._cases([1] * 8)
        found = self._figures(user=self.clerk)["contact"]
        own = self.env["cem.followup"].with_user(self.clerk)
        self.assertEqual(found["count"], own.search_count(found["domain"]))

    # ------------------------------------------------------------------
    # Groups one step away from a score
    # ------------------------------------------------------------------

    def _grouped(self):
        """Answers of two groups for each link: 100 and -100 points."""
        states = self.env["res.country.state"].search([], limit=2)
        segments = self.env["res.partner.category"].create(
            [{"name": "Prospect"}, {"name": "Settled"}]
        )
        teams = self.env["crm.team"].create([{"name": "Mong Kok"}, {"name": "Central"}])
        channels = self.env["cem.channel"].search([], limit=2)
        journey = self.env["cem.journey"].create(
            {"name": "Buying", "company_id": False}
        )
        for place, value in enumerate((10, 0)):
            user = self._new_user(f"seller{place}", "group_cem_user", self.shop)
            self.env["crm.team.member"].create(
                {"user_id": user.id, "crm_team_id": teams[place].id}
            )
            partner = self.env["res.partner"].create(
                {
                    "name": "Li",
                    "state_id": states[place].id,
                    "user_id": user.id,
                }
            )
            partner.cem_lifecycle_segment_id = segments[place]
            touchpoint = self.env["cem.touchpoint"].create(
                {
                    "name": "Till",
                    "journey_id": journey.id,
                    "channel_id": channels[place].id,
                }
            )
            self._answers(
                "nps",
                [value] * 10,
                partner_id=partner.id,
                user_id=user.id,
                touchpoint_id=touchpoint.id,
            )
        return {
            "state_id": states,
            "segment_id": segments,
            "team_id": teams,
            "channel_id": channels,
        }

    def test_comparisons(self):
        for by, groups in self._grouped().items():
            part = self._data(by=by)["comparison"]
            rows = {row["name"]: row for row in part["rows"]}
            for group, want in zip(groups, (100, -100), strict=True):
                row = rows[group.display_name]
                self.assertEqual(row["nps"]["value"], want, by)
                scores = self.env["cem.score"].with_user(self.boss)
                self.assertEqual(scores.search_count(row["domain"]), 10, by)

    def test_against_one_group(self):
        tiers = self.env["cem.value.tier"].create([{"name": name} for name in "ABC"])
        for tier, value in zip(tiers, (10, 8, 0), strict=True):
            self._answers("nps", [value] * 10, value_tier_id=tier.id)
        part = self._data(by="value_tier_id", against=tiers[1].id)["comparison"]
        rows = {row["name"]: row["nps"]["change"] for row in part["rows"]}
        self.assertEqual(part["against"], tiers[1].id)
        self.assertEqual(rows["A"]["value"], 100)
        self.assertEqual(rows["C"]["value"], -100)
        self.assertIsNone(rows["B"])
        # a group that is not there: each against all others
        part = self._data(by="value_tier_id", against=10**9)["comparison"]
        self.assertIsNone(part["against"])

    def test_a_small_group_is_no_reference(self):
        tiers = self.env["cem.value.tier"].create([{"name": name} for name in "AB"])
        for tier, count in zip(tiers, (20, 3), strict=True):
            self._answers("nps", [10] * count, value_tier_id=tier.id)
        part = self._data(by="value_tier_id", against=tiers[1].id)["comparison"]
        self.assertTrue(part["rows"])
        for row in part["rows"]:
            self.assertIsNone(row["nps"]["change"])

    # ------------------------------------------------------------------
    # The calls themselves, by name, as a browser could make them
    # ------------------------------------------------------------------

    def test_calls_of_staff(self):
        self.clerk.group_ids += self.env.ref("base.group_allow_export")
        self.env["cem.assessment"].create(
            {
                "name": "Ours",
                "company_id": self.shop.id,
                "state": "running",
                "line_ids": [
                    Command.create({"dimension_id": self.dimensions["price"].id})
                ],
            }
        )
        assessments = self.env["cem.assessment"].search([("name", "=", "Ours")])
        for model, method, args in (
            ("cem.assessment", "search_read", [[]]),
            ("cem.assessment", "action_export_workbook", []),
            ("cem.assessment.line", "formatted_read_group", [[], [], ["gap:avg"]]),
            ("cem.assessment.line", "export_data", [["gap"]]),
            ("cem.driver.study", "search_read", [[]]),
            ("cem.dashboard.mail", "search_read", [[]]),
            ("cem.dashboard.mail.run", "search_read", [[]]),
            ("cem.score.rollup", "search_read", [[]]),
            ("cem.problem", "formatted_read_group", [[], [], ["__count"]]),
            ("cem.value.report", "formatted_read_group", [[], [], ["amount:sum"]]),
            ("cem.customer.value", "search_read", [[]]),
            ("cem.value.change", "search_read", [[]]),
            ("cem.value.overview", "action_open", []),
            ("cem.assessment.overrule", "search_read", [[]]),
            ("cem.result", "formatted_read_group", [[], [], ["__count"]]),
            (
                "res.partner",
                "search",
                [[("cem_retention", "=", "lost/2026-01-01/2026-02-01")]],
            ),
        ):
            records = self.env[model].with_user(self.clerk)
            if method == "action_export_workbook":
                records = assessments.with_user(self.clerk)
            if method == "export_data":
                records = assessments.line_ids.with_user(self.clerk)
            with self.assertRaises(AccessError, msg=f"{model}.{method}"):
                getattr(records, method)(*args)

    def test_exports_of_another_company(self):
        theirs = self._answers("nps", [10] * 6, company_id=self.other_company.id)
        self.clerk.group_ids += self.env.ref("base.group_allow_export")
        scores = self.env["cem.score"].with_user(self.clerk)
        with self.assertRaises(AccessError):
            scores.browse(theirs.ids).export_data(["value"])
        rows = scores.formatted_read_group([], ["company_id"], ["nps_points:avg"])
        names = [row["company_id"] and row["company_id"][1] for row in rows]
        self.assertNotIn(self.other_company.name, names)

    def test_every_period_and_comparison_with_no_data(self):
        for kind in periods.KINDS:
            for by in (None, "channel_id", "team_id"):
                data = self._data(period=kind, by=by)
                self.assertFalse(data["answer_count"])
