import json

from odoo import Command, fields
from odoo.tests import HttpCase, new_test_user, tagged

from ...tools.figures import periods


@tagged("post_install", "-at_install")
class TestDashboardTour(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.env["res.company"].create({"name": "Meisu (dashboard tour)"})
        span = periods.period("this_quarter", fields.Date.today())
        # measures.md, 7: 60/50/90, then 40/60/100
        for day, counts in (
            (span.before_start, (60, 50, 90)),
            (span.start, (40, 60, 100)),
        ):
            cls.env["cem.score"].create(
                [
                    {
                        "measure": "nps",
                        "value": value,
                        "date": day,
                        "source": "survey",
                        "company_id": cls.shop.id,
                    }
                    for value, count in zip((3, 7, 10), counts, strict=True)
                    for _n in range(count)
                ]
            )
        cls.env["cem.assessment"].create(
            {"name": "Ours", "company_id": cls.shop.id, "state": "running"}
        )
        cls.env["cem.problem"].create(
            {
                "name": "Waiting at the till",
                "state": "proposed",
                "company_id": cls.shop.id,
            }
        )
        cls.env["cem.population"].create(
            {
                "name": "Ledger",
                "company_id": cls.shop.id,
                "share_ids": [
                    Command.create(
                        {"group_ref": f"res.company,{cls.shop.id}", "share": 100}
                    )
                ],
            }
        )

    def _walk(self, tour, group):
        user = new_test_user(
            self.env,
            tour,
            f"cem_experience.{group}",
            lang="en_US",
            company_id=self.shop.id,
            company_ids=[(6, 0, self.shop.ids)],
        )
        self.env["ir.filters"].create(
            {
                "name": "This quarter",
                "model_id": "cem.score",
                "user_ids": user.ids,
                "is_default": True,
                "context": json.dumps({"cem_period": "this_quarter"}),
                "action_id": self.env.ref("cem_experience.cem_dashboard_action").id,
            }
        )
        self.start_tour(
            "/odoo/action-cem_experience.cem_dashboard_action",
            tour,
            login=user.login,
            timeout=180,
        )
        return user

    def test_manager(self):
        """Without any technical right."""
        user = self._walk("cem_dashboard_tour", "group_cem_manager")
        saved = self.env["ir.filters"].search(
            [("name", "=", "Quarterly look"), ("user_ids", "=", user.id)]
        )
        self.assertIn("last_quarter", saved.context)
        mail = self.env["cem.dashboard.mail"].search([("name", "=", "Monday figures")])
        self.assertEqual(mail.user_ids, user)
        self.assertEqual((mail.period, mail.compare_by), ("last_quarter", "source"))
        self.assertEqual(mail.population_id.name, "Ledger")

    def test_staff(self):
        self._walk("cem_dashboard_staff_tour", "group_cem_user")
