from datetime import date, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from ..base.common import CemCommon

TODAY = "2026-06-20 10:00:00"


@tagged("post_install", "-at_install")
class ValueCommon(CemCommon):
    """A shop of its own, whose customers' won opportunities count."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.env["res.company"].create({"name": "Meisu (value)"})
        cls.boss = cls._new_user("value_boss", "group_cem_manager", cls.shop)
        cls.clerk = cls._new_user("value_clerk", "group_cem_user", cls.shop)
        cls.env["cem.value.source"].search([]).active = False
        cls.tiers = {
            letter: cls.env.ref(f"cem_experience.cem_value_tier_{letter}")
            for letter in "abc"
        }
        for letter, minimum, points in (("a", 10000, 12), ("b", 1000, 8), ("c", 0, 0)):
            cls.tiers[letter].with_company(cls.shop).minimum_amount = minimum
            cls.tiers[letter].minimum_rfm = points
        cls.won = cls.env["crm.stage"].search([("is_won", "=", True)], limit=1)
        cls.values = cls.env["cem.customer.value"]
        cls.source = cls._source()

    @classmethod
    def _source(cls, **values):
        return cls.env["cem.value.source"].create(
            {
                "name": "Won",
                "company_id": cls.shop.id,
                "model_id": cls.env["ir.model"]._get("crm.lead").id,
                "domain": "[('stage_id.is_won', '=', True)]",
                "amount_field": "expected_revenue",
                "date_field": "date_closed",
                **values,
            }
        )

    def _customer(self, name, **values):
        return self.env["res.partner"].create({"name": name, **values})

    def _buy(self, partner, amount, day="2026-03-01", company=None, stage=None):
        lead = self.env["crm.lead"].create(
            {
                "name": "Camera",
                "type": "opportunity",
                "partner_id": partner.id,
                "expected_revenue": amount,
                "stage_id": (stage or self.won).id,
                "company_id": (company or self.shop).id,
                "user_id": False,
            }
        )
        lead.date_closed = f"{day} 12:00:00"
        return lead

    def _run(self, day=TODAY):
        with freeze_time(day):
            self.values._recompute(
                self.shop,
                self.env["cem.value.source"].search(
                    [("company_id", "=", self.shop.id)]
                ),
            )

    def _row(self, partner):
        return self.values.search(
            [("partner_id", "=", partner.id), ("company_id", "=", self.shop.id)]
        )

    def _report(self, partner):
        self.env.flush_all()
        # a page of its own, as in a browser
        self.env.invalidate_all()
        report = self.env["cem.value.report"].with_user(self.boss)
        return report.search([("partner_id", "=", partner.id)])


class TestValueTiers(ValueCommon):
    def test_tiers_by_amount(self):
        rich, solid, small = (self._customer(name) for name in ("Big", "Mid", "Small"))
        self._buy(rich, 6000)
        self._buy(rich, 4000, "2025-06-21")
        # not won, and older than the twelve months: neither counts
        lost = self.env["crm.stage"].search([("is_won", "=", False)], limit=1)
        self._buy(solid, 90000, stage=lost)
        self._buy(solid, 90000, "2025-06-20")
        self._buy(solid, 1000)
        self._buy(small, 999.99)
        self._run()
        self.assertEqual(rich.cem_value_tier_id, self.tiers["a"])
        self.assertEqual(solid.cem_value_tier_id, self.tiers["b"])
        self.assertEqual(small.cem_value_tier_id, self.tiers["c"])
        row = self._row(rich)
        self.assertEqual((row.amount, row.record_count), (10000, 2))
        self.assertEqual(row.last_date, date(2026, 3, 1))
        self.assertEqual(
            (row.date_from, row.date_to), (date(2025, 6, 21), date(2026, 6, 20))
        )
        before = self._row(solid)
        self.assertEqual(
            (before.amount_start, before.tier_start_id), (90000, self.tiers["a"])
        )
        self.assertFalse(row.tier_start_id, "was no customer then")

    def test_twice_changes_nothing_and_history_is_kept(self):
        partner = self._customer("Climber")
        self._buy(partner, 500)
        self._run()
        self._run()
        self._buy(partner, 20000)
        self._run("2026-06-21 10:00:00")
        changes = self.env["cem.value.change"].search(
            [("partner_id", "=", partner.id)], order="id"
        )
        self.assertEqual(changes.mapped("direction"), ["new", "up"])
        last = changes[-1]
        self.assertEqual(
            (last.tier_from_id, last.tier_to_id), (self.tiers["c"], self.tiers["a"])
        )
        self.assertEqual(last.date, date(2026, 6, 21))
        self.assertEqual(last.date_from, date(2025, 6, 22))
        self.assertEqual((last.amount, last.reason), (20500, "computed"))
        # the year is over: nothing bought any more
        self._run("2027-08-01 10:00:00")
        self.assertEqual(partner.cem_value_tier_id, self.tiers["c"])
        self.assertEqual(self._row(partner).amount, 0)

    def test_rfm(self):
        """Ten customers, each better than the one before: a point per pair."""
        self.shop.cem_value_method = "rfm"
        partners = [self._customer(f"Customer {n}") for n in range(10)]
        for n, partner in enumerate(partners):
            for _i in range(n + 1):
                day = date(2025, 9, 1) + timedelta(days=20 * n)
                self._buy(partner, 100.0, str(day))
        self._run()
        points = [
            (row.recency, row.frequency, row.monetary)
            for row in map(self._row, partners)
        ]
        self.assertEqual(points, [(1 + n // 2,) * 3 for n in range(10)])
        self.assertEqual(
            [partner.cem_value_tier_id for partner in partners],
            [self.tiers[letter] for letter in "ccccbbaaaa"],
        )

    def test_rfm_of_equals(self):
        self.shop.cem_value_method = "rfm"
        partners = [self._customer(f"Twin {n}") for n in range(4)]
        for partner in partners:
            self._buy(partner, 100.0)
        self._run()
        for partner in partners:
            row = self._row(partner)
            self.assertEqual((row.recency, row.frequency, row.monetary), (3, 3, 3))

    def test_a_company_is_one_customer(self):
        firm = self._customer("Firm", is_company=True)
        buyer = self._customer("Buyer", parent_id=firm.id)
        user = self._customer("User", parent_id=firm.id)
        self._buy(buyer, 12000)
        self._run()
        self.assertEqual(self._row(firm).amount, 12000)
        for contact in (firm, buyer, user):
            self.assertEqual(contact.cem_value_tier_id, self.tiers["a"])

    def test_companies_are_apart(self):
        partner = self._customer("Of two companies")
        self._buy(partner, 50000, company=self.company_two)
        self._run()
        self.assertFalse(self._row(partner))
        self._source(name="Elsewhere", company_id=self.company_two.id)
        tier = self.tiers["a"].with_company(self.company_two)
        tier.minimum_amount = 50000
        self._buy(partner, 2000)
        self._run()
        self.assertEqual(partner.cem_value_tier_id, self.tiers["b"])
        with freeze_time(TODAY):
            self.values._recompute(
                self.company_two,
                self.env["cem.value.source"].search(
                    [("company_id", "=", self.company_two.id)]
                ),
            )
        self.assertEqual(partner.cem_value_tier_id, self.tiers["a"], "the best of both")
        seen = self.values.with_user(self.boss).search(
            [("partner_id", "=", partner.id)]
        )
        self.assertEqual(seen.company_id, self.shop)
        self.assertEqual(self._report(partner).amount, 2000)

    def test_currencies(self):
        self.shop.currency_id = self.env.ref("base.USD")
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].create(
            [
                {
                    "name": "2026-01-01",
                    "currency_id": one.id,
                    "rate": rate,
                    "company_id": self.shop.id,
                }
                for one, rate in ((self.shop.currency_id, 1.0), (euro, 0.5))
            ]
        )
        followup = self.env["cem.followup"].create(
            {"partner_id": self.customer.id, "company_id": self.shop.id}
        )
        compensation = self.env["cem.compensation"].create(
            {
                "followup_id": followup.id,
                "kind": "gift",
                "amount": 30,
                "currency_id": euro.id,
            }
        )
        compensation.sudo().write(
            {"state": "done", "date_decided": "2026-06-01 10:00:00"}
        )
        self.env.cr.execute(
            "UPDATE cem_followup SET create_date = '2026-06-01' WHERE id = %s",
            [followup.id],
        )
        self.shop.cem_case_cost = 10
        self._buy(self.customer, 100)
        self._run()
        row = self._row(self.customer)
        self.assertEqual((row.compensation_cost, row.case_count, row.cost), (60, 1, 70))
        report = self._report(self.customer)
        self.assertTrue(report.is_costly)
        self.assertTrue(report.is_unhappy, "a follow-up is open")
        self.assertEqual(report.amount_at_risk, 100)

    def test_a_person_decides(self):
        partner = self._customer("Friend of the house")
        self._buy(partner, 10)
        partner.with_user(self.boss).cem_value_tier_id = self.tiers["a"]
        self._run()
        self.assertEqual(partner.cem_value_tier_id, self.tiers["a"])
        self.assertTrue(partner.cem_value_tier_fixed)
        self.assertEqual(self._row(partner).tier_id, self.tiers["c"])
        change = self.env["cem.value.change"].search([("partner_id", "=", partner.id)])
        self.assertEqual((change.reason, change.user_id), ("person", self.boss))
        partner.cem_value_tier_fixed = False
        self._run()
        self.assertEqual(partner.cem_value_tier_id, self.tiers["c"])

    def test_bad_source_leaves_all_as_it_was(self):
        partner = self._customer("Known")
        self._buy(partner, 20000)
        self._run()
        bad = self._source(name="Broken", active=True)
        # a field that has gone since
        self.env.cr.execute(
            "UPDATE cem_value_source SET amount_field = 'gone' WHERE id = %s", [bad.id]
        )
        bad.invalidate_recordset()
        with (
            freeze_time("2030-01-01"),
            mute_logger(
                "odoo.sql_db",
                "odoo.addons.cem_experience.models.customer.cem_value_source",
            ),
            self.enter_registry_test_mode(),
        ):
            self.env.ref("cem_experience.ir_cron_value_tiers").method_direct_trigger()
        self.assertIn("gone", bad.error)
        self.assertEqual(partner.cem_value_tier_id, self.tiers["a"])
        self.assertEqual(self._row(partner).amount, 20000)

    def test_source_is_checked(self):
        for values in (
            {"amount_field": "name"},
            {"amount_field": "no_such"},
            {"date_field": "name"},
            {"partner_path": "user_id"},
            {"domain": "[('no_such', '=', 1)]"},
            {"currency_field": "partner_id"},
        ):
            with self.subTest(values), self.assertRaises(ValidationError):
                self._source(**values)
        path = self._source(partner_path="user_id.partner_id")
        self.assertTrue(path.id)

    def test_rights(self):
        partner = self._customer("Private")
        self._buy(partner, 100)
        self._run()
        plain = new_test_user(self.env, "value_plain", "base.group_user")
        for user in (self.clerk, plain):
            for name in (
                "cem.customer.value",
                "cem.value.report",
                "cem.value.change",
                "cem.value.source",
                "cem.value.overview",
            ):
                with self.subTest(name), self.assertRaises(AccessError):
                    self.env[name].with_user(user).search([]).read()
                with self.assertRaises(AccessError):
                    self.env[name].with_user(user).check_access("read")
        with self.assertRaises(AccessError):
            self.source.with_user(self.boss).write({"name": "Mine"})
        # staff may still open the customer, without the history
        self.assertTrue(partner.with_user(self.clerk).read(["cem_value_tier_id"]))


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
        self.assertEqual((line.nps_count, line.nps_worth), (8, 6))
        # nobody of the South says what was expected: that alone is not weighed
        self.assertIn("Not weighted: Expectation", page.weighting_note)
        self.assertIn("“QS", page.weighting_note)
        self.assertAlmostEqual(line.satisfaction, 5 - 6)
        self.assertEqual((line.satisfaction_count, line.satisfaction_worth), (8, 6))
        self.assertEqual(page.population_attributes, "Region")
        self.assertIn("o_cem_weighted", page.get_view()["arch"])

    def _overview_id(self, env):
        action = env["cem.value.overview"].with_company(self.shop).action_open()
        return action["res_id"]
