from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestTicketValue(TransactionCase):
    def test_tickets_cost_and_stand_in_the_journey(self):
        shop = self.env["res.company"].create({"name": "Meisu (ticket value)"})
        shop.cem_case_cost = 25
        customer = self.env["res.partner"].create({"name": "Costly Chan"})
        tickets = self.env["helpdesk.ticket"].create(
            [
                {
                    "name": name,
                    "description": name,
                    "partner_id": customer.id,
                    "company_id": shop.id,
                }
                for name in ("No power", "Still no power")
            ]
        )
        followup = self.env["cem.followup"].create(
            {"partner_id": customer.id, "company_id": shop.id}
        )
        # counted with the follow-up that opened it
        tickets[1].cem_followup_id = followup
        source = self.env.ref("cem_experience.cem_value_source_won").copy(
            {"company_id": shop.id, "active": True}
        )
        self.env.flush_all()
        values = self.env["cem.customer.value"]
        values._recompute(shop, source)
        row = values.search([("partner_id", "=", customer.id)])
        self.assertEqual((row.case_count, row.cost), (2, 50))
        found = self.env["res.partner"].cem_get_timeline(customer.id, kinds=["ticket"])
        self.assertEqual(len(found["events"]), 2)
