from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestValueTour(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.env["res.company"].create({"name": "Meisu (value tour)"})
        cls.boss = new_test_user(
            cls.env,
            "value_tour_boss",
            "cem_experience.group_cem_manager,sales_team.group_sale_salesman_all_leads",
            lang="en_US",
            company_id=cls.shop.id,
            company_ids=[(6, 0, cls.shop.ids)],
        )

    def test_from_the_list_to_the_journey(self):
        """Who is valuable and unhappy, and what happened to this customer so far."""
        today = fields.Date.today()
        partner = self.env["res.partner"].create({"name": "Gold Lau"})
        self.env["cem.value.source"].search([]).active = False
        source = self.env["cem.value.source"].create(
            {
                "name": "Won",
                "company_id": self.shop.id,
                "model_id": self.env["ir.model"]._get("crm.lead").id,
                "domain": "[('stage_id.is_won', '=', True)]",
                "amount_field": "expected_revenue",
                "date_field": "date_closed",
            }
        )
        lead = self.env["crm.lead"].create(
            {
                "name": "Camera",
                "type": "opportunity",
                "partner_id": partner.id,
                "company_id": self.shop.id,
                "expected_revenue": 50000,
                "user_id": False,
                "stage_id": self.env["crm.stage"]
                .search([("is_won", "=", True)])[:1]
                .id,
            }
        )
        lead.date_closed = fields.Datetime.now()
        self.env["cem.score"].create(
            {
                "partner_id": partner.id,
                "measure": "nps",
                "value": 2,
                "date": today,
                "company_id": self.shop.id,
                "comment": "Two hours in line",
            }
        )
        tier = self.env.ref("cem_experience.cem_value_tier_a")
        tier.with_company(self.shop).minimum_amount = 10000
        self.env["cem.customer.value"]._recompute(self.shop, source)
        self.start_tour(
            "/odoo/action-cem_experience.cem_value_report_action",
            "cem_value_tour",
            login=self.boss.login,
        )

    def test_what_if(self):
        assessment = self.env["cem.assessment"].create(
            {
                "name": "Ours",
                "company_id": self.shop.id,
                "state": "running",
                "step": "4",
                "line_ids": [
                    (
                        0,
                        0,
                        {
                            "dimension_id": self.env.ref(
                                "cem_experience.cem_dimension_convenience"
                            ).id,
                            "experience": 5,
                            "expectation": 7,
                            "importance": 9,
                        },
                    )
                ],
            }
        )
        self.start_tour(
            f"/odoo/action-cem_experience.cem_assessment_action/{assessment.id}",
            "cem_what_if_tour",
            login=self.boss.login,
        )
        self.assertEqual(assessment.line_ids.ideal, 10, "nothing is stored")
