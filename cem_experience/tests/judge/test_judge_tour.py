from odoo import fields
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestJudgeTour(HttpCase):
    """The judge room in a browser, by a manager and staff without technical rights."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.env["res.company"].create({"name": "Meisu (judge tour)"})
        cls.boss, cls.clerk = (
            new_test_user(
                cls.env,
                f"judge_tour_{group}",
                f"cem_experience.group_cem_{group}",
                lang="en_US",
                company_id=cls.shop.id,
                company_ids=[(6, 0, cls.shop.ids)],
            )
            for group in ("manager", "user")
        )
        cls.price, cls.service = (
            cls.env.ref(f"cem_experience.cem_dimension_{code}")
            for code in ("price", "service")
        )
        cls.tier = cls.env["cem.value.tier"].create({"name": "Regulars"})

    def _answers(self, measure, values, **more):
        partners = self.env["res.partner"].create([{"name": "Li"} for _n in values])
        self.env["cem.score"].create(
            [
                {
                    "partner_id": partner.id,
                    "measure": measure,
                    "value": value,
                    "company_id": self.shop.id,
                    "source": "survey",
                    "value_tier_id": self.tier.id,
                    **more,
                }
                for partner, value in zip(partners, values, strict=True)
            ]
        )

    def _assessment(self, name, **values):
        return self.env["cem.assessment"].create(
            {
                "name": name,
                "company_id": self.shop.id,
                "state": "running",
                "line_ids": [
                    Command.create({"dimension_id": d.id})
                    for d in (self.price, self.service)
                ],
                **values,
            }
        )

    def _ledger(self):
        self.env["cem.population"].create(
            {
                "name": "Ledger",
                "company_id": self.shop.id,
                "share_ids": [
                    Command.create(
                        {"group_ref": f"cem.value.tier,{self.tier.id}", "share": 100}
                    )
                ],
            }
        )

    def _walk(self, action, tour, user=None):
        path = f"/odoo/action-cem_experience.{action}"
        self.start_tour(path, tour, login=(user or self.boss).login, timeout=120)

    def test_drivers(self):
        today = fields.Date.today()
        partners = self.env["res.partner"].create([{"name": "Li"} for _n in range(40)])
        self.env["cem.score"].create(
            [
                {
                    "partner_id": partner.id,
                    "measure": measure,
                    "dimension_id": dimension and dimension.id,
                    "value": value,
                    "date": today,
                    "company_id": self.shop.id,
                    "source": "survey",
                    "value_tier_id": self.tier.id,
                }
                for n, partner in enumerate(partners)
                for measure, dimension, value in (
                    ("experience", self.price, n % 11),
                    ("experience", self.service, n * 7 % 11),
                    ("nps", None, (2 * (n % 11) + n * 7 % 11) // 3),
                )
            ]
        )
        self._ledger()
        assessment = self._assessment("Ours")
        study = self.env["cem.driver.study"].create(
            {
                "name": "Why?",
                "company_id": self.shop.id,
                "outcome_measure": "nps",
                "assessment_id": assessment.id,
                "date_from": today,
                "date_to": today,
            }
        )
        self._walk(f"cem_driver_study_action/{study.id}", "cem_driver_tour")
        self.assertEqual((study.respondent_count, study.effective_count), (40, 40))
        line = assessment.line_ids.filtered(lambda x: x.dimension_id == self.price)
        self.assertTrue(line.importance_overruled)
        self.assertEqual(line.importance, 10)

    def test_compare(self):
        self._assessment("First", date_from="2016-01-01", date_to="2016-03-31")
        self._assessment("Second", date_from="2016-04-01", date_to="2016-06-30")
        self._walk("cem_assessment_action", "cem_compare_tour")

    def test_weighted_assessment(self):
        self._ledger()
        self._answers("experience", [6] * 8, dimension_id=self.price.id)
        assessment = self._assessment("Ours", step="1")
        self._walk(
            f"cem_assessment_action/{assessment.id}", "cem_weighted_assessment_tour"
        )
        self.assertEqual(assessment.population_id.name, "Ledger")
        line = assessment.line_ids.filtered(lambda x: x.dimension_id == self.price)
        self.assertEqual(line.experience_effective_count, 8)

    def test_tiers(self):
        self._ledger()
        self._answers("experience", [6] * 8)
        self._walk("cem_value_overview_action", "cem_tiers_tour")

    def test_small_groups(self):
        for dimension, count in ((self.price, 30), (self.service, 3)):
            self._answers("experience", [6] * count, dimension_id=dimension.id)
        # one more is hidden, that the total does not tell of the three
        product = self.env.ref("cem_experience.cem_dimension_product")
        self._answers("experience", [5] * 7, dimension_id=product.id)
        for user in (self.boss, self.clerk):
            self._walk("cem_score_action_report", "cem_small_groups_tour", user)
