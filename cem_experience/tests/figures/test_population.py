import psycopg2

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..show.common_dashboard import DashboardCommon


@tagged("post_install", "-at_install")
class TestPopulation(DashboardCommon):
    """Answers weighed to known shares of the customers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gold, cls.tin = cls.env["cem.value.tier"].create(
            [{"name": "Gold"}, {"name": "Tin"}]
        )
        cls.population = cls._known(cls.gold, 20, cls.tin, 80)

    @classmethod
    def _known(cls, *pairs, **values):
        pairs = zip(pairs[::2], pairs[1::2], strict=True)
        return cls.env["cem.population"].create(
            {
                "name": "Ledger",
                "company_id": cls.shop.id,
                "share_ids": [
                    Command.create(
                        {"group_ref": f"{group._name},{group.id}", "share": share}
                    )
                    for group, share in pairs
                ],
                **values,
            }
        )

    def _weighted(self, population=None, **more):
        weighting = (population or self.population).id
        return self._data(period="this_quarter", weighting=weighting, **more)

    def test_by_hand(self):
        """Gold answers four times as often as it should: weights 0.25 and 4."""
        self._answers("nps", [10] * 80, value_tier_id=self.gold.id)
        self._answers("nps", [0] * 20, value_tier_id=self.tin.id)
        plain = self._figures(period="this_quarter")["nps"]
        self.assertEqual((plain["value"], plain["effective"]), (60, None))
        data = self._weighted()
        found = {row["name"]: row for row in data["figures"]}["nps"]
        self.assertAlmostEqual(found["value"], 100 * (0.2 - 0.8))
        self.assertEqual(found["count"], 100)
        # (80/4 + 20*4)^2 / (80/16 + 20*16)
        self.assertAlmostEqual(found["effective"], 100**2 / 325)
        self.assertGreater(found["high"] - found["low"], plain["high"] - plain["low"])
        chosen = data["weighting"]["chosen"]
        self.assertEqual(chosen["name"], "Ledger")
        self.assertEqual(chosen["attributes"], "Value tier")
        self.assertFalse(chosen["problems"])

    def test_change_and_trend_are_weighted_too(self):
        for day, gold in (("2026-02-10", 10), ("2026-05-10", 0)):
            self._answers("nps", [gold] * 80, day, value_tier_id=self.gold.id)
            self._answers("nps", [0] * 20, day, value_tier_id=self.tin.id)
        data = self._weighted()
        found = {row["name"]: row for row in data["figures"]}["nps"]
        self.assertAlmostEqual(found["value"], -100)
        self.assertAlmostEqual(found["change"]["value"], -40)
        series = dict(
            zip(data["trend"]["months"], data["trend"]["series"]["nps"], strict=True)
        )
        self.assertAlmostEqual(series["Feb 26"]["value"], -60)

    def test_dimensions_are_weighted(self):
        dimension = self.dimensions["price"].id
        for tier, value, count in ((self.gold, 9, 30), (self.tin, 3, 10)):
            self._answers(
                "experience",
                [value] * count,
                dimension_id=dimension,
                value_tier_id=tier.id,
            )
        [row] = self._weighted()["dimensions"]["rows"]
        self.assertAlmostEqual(row["experience"]["value"], 0.2 * 9 + 0.8 * 3)
        self.assertEqual(row["experience"]["count"], 40)

    def test_comparison_is_weighted(self):
        """Within a region gold counts for a quarter, tin for four, as above."""
        states = self.env["res.country.state"].search([], limit=2)
        for state, gold, tin in zip(states, (60, 20), (10, 10), strict=True):
            partner = self.env["res.partner"].create(
                {"name": state.name, "state_id": state.id}
            )
            for tier, value, count in ((self.gold, 10, gold), (self.tin, 0, tin)):
                self._answers(
                    "nps",
                    [value] * count,
                    value_tier_id=tier.id,
                    partner_id=partner.id,
                )
        part = self._weighted(by="state_id")["comparison"]
        rows = {row["id"]: row["nps"] for row in part["rows"]}
        first, second = (rows[state.id] for state in states)
        # 60/4 of gold against 10*4 of tin, then 20/4 against 40
        self.assertAlmostEqual(first["value"], 100 * (15 - 40) / 55)
        self.assertAlmostEqual(second["value"], 100 * (5 - 40) / 45)
        self.assertEqual((first["count"], second["count"]), (70, 30))
        self.assertAlmostEqual(first["effective"], 55**2 / (60 / 16 + 160))
        self.assertAlmostEqual(
            first["change"]["value"], first["value"] - second["value"]
        )

    def test_comparison_by_what_is_weighted(self):
        self._answers("nps", [10] * 40 + [0] * 40, value_tier_id=self.gold.id)
        self._answers("nps", [10] * 5 + [0] * 15, value_tier_id=self.tin.id)
        part = self._weighted(by="value_tier_id")["comparison"]
        rows = {row["name"]: row["nps"] for row in part["rows"]}
        # all answers of a tier weigh the same
        self.assertAlmostEqual(rows["Gold"]["value"], 0)
        self.assertAlmostEqual(rows["Tin"]["value"], -50)
        self.assertAlmostEqual(rows["Tin"]["effective"], 20)

    def test_journey_is_weighted(self):
        journey = self.env["cem.journey"].create(
            {"name": "Buying", "company_id": False}
        )
        stage = self.env["cem.journey.stage"].create(
            {"name": "Counter", "journey_id": journey.id, "phase": "during"}
        )
        touchpoint = self.env["cem.touchpoint"].create(
            {"name": "Till", "journey_id": journey.id, "stage_id": stage.id}
        )
        for tier, values in ((self.gold, [9, 7] * 40), (self.tin, [3, 5] * 10)):
            self._answers(
                "experience",
                values,
                value_tier_id=tier.id,
                touchpoint_id=touchpoint.id,
            )
        part = self._weighted()["journey"]
        [found] = part["stages"]
        self.assertIsNone(part["problem"])
        self.assertAlmostEqual(found["score"], 0.2 * 8 + 0.8 * 4)
        self.assertEqual(found["count"], 100)
        self.assertEqual(found["effective"], int(100**2 / 325))
        [plain] = self._data(period="this_quarter")["journey"]["stages"]
        self.assertAlmostEqual(plain["score"], 7.2)
        self.assertNotIn("effective", plain)

    def test_journey_that_cannot_be_weighed_says_why(self):
        journey = self.env["cem.journey"].create(
            {"name": "Buying", "company_id": False}
        )
        stage = self.env["cem.journey.stage"].create(
            {"name": "Counter", "journey_id": journey.id, "phase": "during"}
        )
        touchpoint = self.env["cem.touchpoint"].create(
            {"name": "Till", "journey_id": journey.id, "stage_id": stage.id}
        )
        self._answers(
            "experience",
            [6] * 9,
            value_tier_id=self.gold.id,
            touchpoint_id=touchpoint.id,
        )
        data = self._weighted()
        self.assertIn("“Tin” (Value tier)", data["journey"]["problem"])
        self.assertEqual(data["journey"]["stages"][0]["score"], 6)
        book = self.env["cem.figure.book"]
        self.assertIn("“Tin”", str(book._sheet_about(data, "")))
        self.assertEqual(book._sheet_journey(data)[2][0][:3], ["Buying", "Counter", 6])

    def test_several_attributes_in_one_statement(self):
        states = self.env["res.country.state"].search([], limit=2)
        partners = self.env["res.partner"].create(
            [{"name": state.name, "state_id": state.id} for state in states]
        )
        population = self._known(
            self.gold, 50, self.tin, 50, states[0], 50, states[1], 50
        )
        for tier, partner, count, value in (
            (self.gold, partners[0], 40, 10),
            (self.gold, partners[1], 10, 10),
            (self.tin, partners[0], 10, 0),
            (self.tin, partners[1], 10, 0),
        ):
            self._answers(
                "nps",
                [value] * count,
                value_tier_id=tier.id,
                partner_id=partner.id,
            )
        data = self._weighted(population)
        found = {row["name"]: row for row in data["figures"]}["nps"]
        self.assertAlmostEqual(found["value"], 0, 4)
        self.assertEqual(
            data["weighting"]["chosen"]["attributes"], "Value tier, Region"
        )

    def test_what_cannot_be_weighed_says_why(self):
        self._answers("nps", [10] * 20, value_tier_id=self.gold.id)
        data = self._weighted()
        found = {row["name"]: row for row in data["figures"]}["nps"]
        self.assertEqual((found["value"], found["effective"]), (100, None))
        [problem] = data["weighting"]["chosen"]["problems"]
        self.assertIn("“Tin” (Value tier)", problem["problem"])

    def test_small_groups_stay_hidden(self):
        self._answers("nps", [10] * 2, value_tier_id=self.gold.id)
        self._answers("nps", [0] * 2, value_tier_id=self.tin.id)
        found = {row["name"]: row for row in self._weighted()["figures"]}["nps"]
        self.assertEqual((found["value"], found["hidden"]), (None, True))

    def test_shares_add_up(self):
        with self.assertRaisesRegex(ValidationError, "add up to 100 %, not to 90"):
            self._known(self.gold, 20, self.tin, 70)
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.Error):
            self._known(self.gold, 120, self.tin, -20)

    def test_count_customers(self):
        tiers = self.gold | self.tin
        self.env["res.partner"].search([]).cem_value_tier_id = False
        for tier, count in ((self.gold, 1), (self.tin, 2)):
            self.env["res.partner"].create(
                [{"name": "x", "cem_value_tier_id": tier.id}] * count
            )
        self.population.with_user(self.boss).action_count_customers()
        shares = {s.group_ref: s.share for s in self.population.share_ids}
        self.assertEqual([shares[tier] for tier in tiers], [33.33, 66.67])

    def test_another_companys_shares(self):
        others = self._known(self.gold, 100, company_id=self.other_company.id)
        with self.assertRaises(UserError):
            self._weighted(others)
        for bad in (-1, "1", [1], 10**9):
            with self.assertRaises(UserError):
                self._data(weighting=bad)
        names = [one["id"] for one in self._data()["weighting"]["choices"]]
        self.assertIn(self.population.id, names)
        self.assertNotIn(others.id, names)

    def test_staff_may_use_but_not_change(self):
        self.assertTrue(self._weighted(user=self.clerk))
        with self.assertRaises(AccessError):
            self.population.with_user(self.clerk).name = "mine"
        with self.assertRaises(AccessError):
            self.population.with_user(self.clerk).action_count_customers()
