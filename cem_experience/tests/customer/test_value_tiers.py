from datetime import date, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common_value import TODAY, ValueCommon


@tagged("post_install", "-at_install")
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
            # one column for the values of all companies
            {
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain": "[]",
                "partner_path": "id",
                "amount_field": "cem_satisfaction",
                "date_field": "create_date",
                "currency_field": False,
            },
        ):
            with (
                self.subTest(values),
                self.assertRaisesRegex(ValidationError, "does not (lead|fit)"),
            ):
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
