from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestSaleValue(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.env["res.company"].create({"name": "Meisu (sale value)"})
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": cls.shop.ids}
        )
        cls.customer = cls.env["res.partner"].create({"name": "Gold Lau"})
        cls.camera, cls.lens = cls.env["product.product"].create(
            [{"name": "Camera", "type": "service"}, {"name": "Lens", "type": "service"}]
        )

    def _order(self, product, price, partner=None):
        order = self.env["sale.order"].create(
            {
                "partner_id": (partner or self.customer).id,
                "company_id": self.shop.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "price_unit": price,
                            "tax_ids": False,
                        }
                    )
                ],
            }
        )
        order.action_confirm()
        return order

    def _values(self, name):
        source = self.env.ref(f"cem_experience_sale.{name}").copy(
            {"company_id": self.shop.id, "active": True}
        )
        values = self.env["cem.customer.value"]
        values._recompute(self.shop, source)
        return values.search(
            [("partner_id", "=", self.customer.id), ("company_id", "=", self.shop.id)]
        )

    def test_orders_are_value(self):
        self._order(self.camera, 1200)
        self._order(self.lens, 300)
        self.env["sale.order"].create({"partner_id": self.customer.id})
        row = self._values("cem_value_source_order")
        self.assertEqual((row.amount, row.record_count), (1500, 2))

    def test_invoice_source_reads(self):
        self.assertFalse(self._values("cem_value_source_invoice"))

    def test_products_limit_an_assessment(self):
        orders = {one: self._order(one, 10) for one in (self.camera, self.lens)}
        dimension = self.env.ref("cem_experience.cem_dimension_product")
        for product, mark in ((self.camera, 9), (self.lens, 3)):
            self.env["cem.score"].create(
                [
                    {
                        "measure": "experience",
                        "value": mark,
                        "dimension_id": dimension.id,
                        "date": "2016-02-01",
                        "company_id": self.shop.id,
                        "res_model": "sale.order",
                        "res_id": orders[product].id,
                    }
                ]
                * 6
            )
        assessment = self.env["cem.assessment"].create(
            {
                "name": "Cameras",
                "company_id": self.shop.id,
                "date_from": "2016-01-01",
                "date_to": "2016-12-31",
                "product_ids": [Command.set(self.camera.ids)],
            }
        )
        assessment.action_compute()
        line = assessment.line_ids.filtered(lambda one: one.dimension_id == dimension)
        self.assertEqual((line.experience, line.experience_count), (9, 6))

    def test_orders_stand_in_the_journey(self):
        with freeze_time("2026-05-01 10:00:00"):
            order = self._order(self.camera, 1200)
        found = self.env["res.partner"].cem_get_timeline(
            self.customer.id, kinds=["order"]
        )
        self.assertEqual([event["res_ids"] for event in found["events"]], [order.ids])
