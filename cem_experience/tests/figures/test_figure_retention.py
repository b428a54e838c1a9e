from datetime import date

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from ...tools.figures.periods import Period
from ..show.common_dashboard import DashboardCommon

SPAN = Period(date(2026, 4, 1), date(2026, 6, 30), date(2026, 1, 1), date(2026, 3, 31))


@tagged("post_install", "-at_install")
class TestFigureRetention(DashboardCommon):
    """Customers kept and lost: (E - N) / S."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop.cem_value_months = 12
        cls.env["cem.value.source"].search([]).active = False
        cls.env["cem.value.source"].create(
            {
                "name": "Leads won",
                "company_id": cls.shop.id,
                "model_id": cls.env["ir.model"]._get_id("crm.lead"),
                "domain": "[]",
                "partner_path": "partner_id",
                "amount_field": "expected_revenue",
                "date_field": "date_deadline",
            }
        )

    def _bought(self, *days):
        """A customer who bought on these days."""
        partner = self.env["res.partner"].create({"name": "Li"})
        self.env["crm.lead"].create(
            [
                {
                    "name": "x",
                    "partner_id": partner.id,
                    "expected_revenue": 10,
                    "date_deadline": day,
                    "company_id": self.shop.id,
                }
                for day in days
            ]
        )
        return partner

    def test_by_hand(self):
        for _n in range(6):
            self._bought("2025-10-01", "2026-05-01")  # kept
            self._bought("2025-08-01")  # of the last year until July: kept too
        for _n in range(4):
            self._bought("2025-05-01")  # lost in May
        self._bought("2026-05-20")  # new: no matter
        self._bought("2024-01-01")  # lost long ago
        found = self.figure._retention([("source", "!=", "audit")], SPAN)
        self.assertEqual(found, ((12, 16), (16, 16)))
        rows = {row["name"]: row for row in self.figure._retention_rows([], SPAN)}
        self.assertEqual(rows["retention"]["value"], 75)
        self.assertEqual(rows["churn"]["value"], 25)
        self.assertEqual(rows["retention"]["count"], 16)
        self.assertTrue(rows["churn"]["change"]["significant"])

    def test_a_figure_opens_its_customers(self):
        """Those of the period, not of today, whoever was archived since."""
        for _n in range(6):
            self._bought("2025-10-01", "2026-05-01")
        gone = [self._bought("2025-05-01") for _n in range(3)]
        gone[0].active = False
        rows = {row["name"]: row for row in self.figure._retention_rows([], SPAN)}
        found = {
            name: self.env[row["model"]].with_user(self.boss).search(row["domain"])
            for name, row in rows.items()
        }
        self.assertEqual(len(found["retention"]), rows["retention"]["count"])
        self.assertEqual(set(found["churn"].ids), {partner.id for partner in gone})
        partners = self.env["res.partner"]
        with self.assertRaises(AccessError):
            partners.with_user(self.clerk).search(rows["churn"]["domain"])
        for bad in ("lost", "x/2026-01-01/2026-02-01", "lost/a/b", "lost//"):
            with self.assertRaises(ValidationError):
                partners.search([("cem_retention", "=", bad)])

    def test_a_purchase_has_no_journey(self):
        self.assertIsNone(self.figure._retention([("journey_id", "=", 1)], SPAN))
        everything = Period(None, None, None, None)
        self.assertIsNone(self.figure._retention([], everything))

    def test_staff_do_not_see_it(self):
        self.assertFalse(self.figure.with_user(self.clerk)._retention_rows([], SPAN))
