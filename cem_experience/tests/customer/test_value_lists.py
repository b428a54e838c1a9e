from freezegun import freeze_time

from odoo.tests import Form, tagged

from .common_value import TODAY, ValueCommon


@tagged("post_install", "-at_install")
class TestValueLists(ValueCommon):
    def _opinions(self, partner, measure, values, **more):
        return self.env["cem.score"].create(
            [
                {
                    "partner_id": partner.id,
                    "measure": measure,
                    "value": value,
                    "date": "2026-05-01",
                    "company_id": self.shop.id,
                    **more,
                }
                for value in values
            ]
        )

    def test_valuable_and_unhappy(self):
        names = ("Gold sad", "Gold glad", "Small sad", "Small glad")
        people = {name: self._customer(name) for name in names}
        for name, partner in people.items():
            self._buy(partner, 20000 if "Gold" in name else 50)
            self._opinions(partner, "nps", [2 if "sad" in name else 10])
        self._run()
        self.env.flush_all()
        reports = self.env["cem.value.report"].with_user(self.boss)
        found = reports.search([("is_valuable", "=", True), ("is_unhappy", "=", True)])
        self.assertEqual(found.partner_id, people["Gold sad"])
        self.assertEqual(found.amount_at_risk, 20000)
        total = reports._read_group([], [], ["amount_at_risk:sum", "amount:sum"])
        self.assertEqual(total, [(20050, 40100)])
        # an answer counts at once, with no scheduled action in between
        self._opinions(people["Gold sad"], "nps", [10], date="2026-05-02")
        self.env.flush_all()
        self.assertFalse(self._report(people["Gold sad"]).is_unhappy)
        found.action_open_followups()
        action = found.action_open_followups()
        cases = self.env["cem.followup"].search(action["domain"])
        self.assertEqual(len(cases), 1, "one each, however often")

    def test_what_was_said_to_another_company(self):
        """A row is of one company, and so is what the customer said."""
        partner = self._customer("Of both")
        colleague = self._customer("Colleague", parent_id=partner.id)
        self._buy(partner, 20000)
        self._opinions(partner, "nps", [2], company_id=self.company_two.id)
        self._opinions(colleague, "csat", [1, 2], company_id=self.company_two.id)
        self._run()
        report = self._report(partner)
        self.assertEqual((report.nps_group, report.satisfaction_count), (False, 0))
        self.assertFalse(report.is_unhappy)
        self._opinions(partner, "nps", [10])
        self._opinions(colleague, "csat", [6, 8])
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual((report.nps_group, report.satisfaction), ("promoter", 7))
        self.assertEqual(report.satisfaction_count, 2)

    def test_a_complaint_without_a_purchase_costs(self):
        followup = self.env["cem.followup"].create(
            {"partner_id": self.customer.id, "company_id": self.shop.id}
        )
        self.env.cr.execute(
            "UPDATE cem_followup SET create_date = '2026-06-01' WHERE id = %s",
            [followup.id],
        )
        self.shop.cem_case_cost = 10
        self._run()
        report = self._report(self.customer)
        self.assertEqual((report.amount, report.cost), (0, 10))
        self.assertTrue(report.is_costly)
        self.assertFalse(self._row(self.customer).tier_id)

    def test_tiers_compared(self):
        gold = [self._customer(f"Gold {n}") for n in range(6)]
        rest = [self._customer(f"Rest {n}") for n in range(6)]
        for n, partner in enumerate(gold):
            self._buy(partner, 20000, "2025-01-10")
            if n < 5:
                self._buy(partner, 20000)
        for n, partner in enumerate(rest):
            self._buy(partner, 50, "2025-01-10")
            if n < 2:
                self._buy(partner, 50)
        self._run()
        service = self.dimensions["service"].id
        for partner, mark in zip(gold, (8, 9, 7, 8, 9, 7), strict=True):
            more = {"value_tier_id": self.tiers["a"].id, "dimension_id": service}
            self._opinions(partner, "experience", [mark], **more)
            self._opinions(partner, "expectation", [9], **more)
            self._opinions(partner, "nps", [10], value_tier_id=self.tiers["a"].id)
        for letter in "bc":
            self._opinions(rest[0], "nps", [0] * 3, value_tier_id=self.tiers[letter].id)
        page = self.env["cem.value.overview"].with_user(self.boss)
        with freeze_time(TODAY):
            rows, note = page.new({"company_id": self.shop.id})._row_values()
        self.assertFalse(note)
        lines = {row["tier_id"]: row for row in rows}
        top, low = lines[self.tiers["a"].id], lines[self.tiers["c"].id]
        self.assertEqual(top["experience"], 8)
        self.assertEqual(top["satisfaction"], -1)
        self.assertEqual((top["nps"], top["nps_count"]), (100, 6))
        self.assertTrue(top["has_experience_interval"])
        self.assertLess(top["experience_low"], 8)
        self.assertAlmostEqual(top["retention"], 100 * 5 / 6)
        self.assertAlmostEqual(low["retention"], 100 * 2 / 6)
        self.assertEqual(low["retention_count"], 6)
        self.assertFalse(low["has_nps"], "three are fewer than the minimum")
        # C also has the one of A that did not come again
        self.assertEqual((top["customer_count"], low["customer_count"]), (5, 7))

    def test_tiers_compared_weighted(self):
        """By region: half of the customers are of the South, which hardly answers."""
        north, south = self.env["res.country.state"].create(
            [
                {"name": name, "code": name, "country_id": self.env.ref("base.cn").id}
                for name in ("QN", "QS")
            ]
        )
        people = {
            state: self.env["res.partner"].create(
                {"name": state.name, "state_id": state.id}
            )
            for state in (north, south)
        }
        top = {"value_tier_id": self.tiers["a"].id}
        for measure, marks in (
            ("experience", {north: [8] * 6, south: [2] * 2}),
            ("nps", {north: [10] * 6, south: [0] * 2}),
            ("expectation", {north: [6] * 8}),
        ):
            for state, values in marks.items():
                more = (
                    top | {"dimension_id": self.dimensions["service"].id}
                    if measure != "nps"
                    else top
                )
                self._opinions(people[state], measure, values, **more)
        population = self.env["cem.population"].create(
            {
                "name": "Ledger",
                "share_ids": [
                    (0, 0, {"group_ref": f"{state._name},{state.id}", "share": 50})
                    for state in (north, south)
                ],
            }
        )
        env = self.env(user=self.boss)
        with freeze_time(TODAY):
            form = Form(env["cem.value.overview"].browse(self._overview_id(env)))
            form.population_id = population.with_env(env)
            page = form.save()
        line = page.line_ids.filtered(lambda row: row.tier_id == self.tiers["a"])
        self.assertAlmostEqual(line.experience, 0.5 * 8 + 0.5 * 2)
        self.assertAlmostEqual(line.nps, 0)
        # six of 2/3 and two of 2: 8^2 / (6 * 4/9 + 2 * 4)
        self.assertEqual((line.nps_count, line.nps_effective_count), (8, 6))
        # nobody of the South says what was expected: that alone is not weighed
        self.assertIn("Not weighted: Expectation", page.weighting_note)
        self.assertIn("“QS", page.weighting_note)
        self.assertAlmostEqual(line.satisfaction, 5 - 6)
        self.assertEqual(
            (line.satisfaction_count, line.satisfaction_effective_count), (8, 6)
        )
        self.assertEqual(page.population_attributes, "Region")
        self.assertIn("o_cem_weighted", page.get_view()["arch"])

    def _overview_id(self, env):
        action = env["cem.value.overview"].with_company(self.shop).action_open()
        return action["res_id"]
