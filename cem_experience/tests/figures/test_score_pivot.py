from odoo.tests import tagged

from ..show.common_dashboard import DashboardCommon

FIGURES = (
    "nps_points",
    "csat_share",
    "ces_share",
    "experience_mean",
    "expectation_mean",
    "importance_mean",
    "satisfaction_mean",
)


@tagged("post_install", "-at_install")
class TestScorePivot(DashboardCommon):
    """Figures of a pivot, in its rows and in its totals."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # a handful of answers can be worked out by hand; see test_score_small_groups
        cls.env["ir.config_parameter"].set_param(
            "cem_experience.minimum_group_size", "1"
        )
        cls.tiers = cls.env["cem.value.tier"].create([{"name": "A"}, {"name": "B"}])
        new = cls._answers
        for tier, promoters, detractors, experience in (
            (cls.tiers[0], 6, 2, [4, 4, 10]),
            (cls.tiers[1], 1, 1, [8]),
        ):
            more = {"value_tier_id": tier.id}
            new(cls, "nps", [10] * promoters + [0] * detractors + [8], **more)
            new(cls, "experience", experience, **more)
        new(cls, "expectation", [7, 9], value_tier_id=cls.tiers[0].id)
        new(cls, "importance", [9], value_tier_id=cls.tiers[0].id)
        new(cls, "csat", [7.5, 10, 5, 0], "2026-06-01")
        new(cls, "ces", [20 / 3, 5], "2026-06-01")
        cls.domain = [("company_id", "=", cls.shop.id)]

    def _rows(self, *groupby):
        scores = self.env["cem.score"].with_user(self.boss)
        return scores.formatted_read_group(
            self.domain, groupby, [f"{name}:avg" for name in FIGURES]
        )

    def test_totals_row(self):
        [row] = self._rows()
        # 7 promoters, 3 detractors, 2 passives: not the mean of 4/9 and 0
        self.assertAlmostEqual(row["nps_points:avg"], 100 * 4 / 12)
        self.assertAlmostEqual(row["experience_mean:avg"], 26 / 4)
        self.assertAlmostEqual(row["satisfaction_mean:avg"], 26 / 4 - 8)
        self.assertEqual(row["csat_share:avg"], 50)
        self.assertEqual(row["ces_share:avg"], 50)

    def test_groups(self):
        first, second, none = self._rows("value_tier_id")
        self.assertAlmostEqual(first["nps_points:avg"], 100 * 4 / 9)
        self.assertEqual(second["nps_points:avg"], 0)
        self.assertEqual(first["experience_mean:avg"], 6)
        self.assertEqual(first["satisfaction_mean:avg"], -2)
        # what nobody spoke of is not 0
        self.assertIs(second["satisfaction_mean:avg"], False)
        self.assertIs(none["nps_points:avg"], False)
        self.assertEqual(none["csat_share:avg"], 50)

    def test_two_levels_and_months(self):
        rows = self._rows("date:month", "measure")
        found = {
            (row["date:month"][1], row["measure"]): row["csat_share:avg"]
            for row in rows
        }
        self.assertEqual(found["June 2026", "csat"], 50)
        self.assertIs(found["May 2026", "nps"], False)

    def test_all_levels_of_a_pivot_at_once(self):
        (total,), by_tier, by_measure = (
            self.env["cem.score"]
            .with_user(self.boss)
            .formatted_read_grouping_sets(
                self.domain,
                [[], ["value_tier_id"], ["value_tier_id", "measure"]],
                [f"{name}:avg" for name in FIGURES],
            )
        )
        self.assertAlmostEqual(total["nps_points:avg"], 100 * 4 / 12)
        self.assertEqual(len(by_tier), 3)
        self.assertGreater(len(by_measure), 3)

    def test_same_as_the_dashboard(self):
        [row] = self._rows()
        found = self._figures(period="all")
        for name, measure in {
            "nps": "nps_points",
            "csat": "csat_share",
            "ces": "ces_share",
            "experience": "experience_mean",
        }.items():
            shown = found[name]["value"]
            if shown is not None:
                self.assertAlmostEqual(shown, row[f"{measure}:avg"], msg=name)
        self.assertIsNotNone(found["nps"]["value"])

    def test_offered_as_measures(self):
        known = self.env["cem.score"].fields_get(FIGURES, ["aggregator"])
        for name in FIGURES:
            self.assertEqual(known[name]["aggregator"], "avg", name)

    def test_staff_of_another_company_see_none(self):
        clerk = self._new_user("clerk_two", "group_cem_user", self.other_company)
        scores = self.env["cem.score"].with_user(clerk)
        [row] = scores.formatted_read_group(
            self.domain, [], ["nps_points:avg", "__count"]
        )
        self.assertEqual((row["__count"], row["nps_points:avg"]), (0, False))
