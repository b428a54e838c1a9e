from freezegun import freeze_time

from ..base.common import CemCommon

TODAY = "2026-06-20 10:00:00"


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
