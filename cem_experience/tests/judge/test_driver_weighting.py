import numpy as np

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .test_driver_study import DriverCommon
from .test_tools_drivers import dominance_by_definition, r2


@tagged("post_install", "-at_install")
class TestDriverWeighting(DriverCommon):
    """Studies whose respondents are weighed to known shares of the customers.

    Three in four respondents are of gold where half of the customers are, so that each
    of tin counts three times as much: the figures are those of answers of which those of
    tin are there three times.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gold, cls.tin = cls.env["cem.value.tier"].create(
            [{"name": "Gold"}, {"name": "Tin"}]
        )
        cls.population = cls._population(((cls.gold, 50), (cls.tin, 50)))

    @classmethod
    def _population(cls, shares):
        return cls.env["cem.population"].create(
            {
                "name": "Ledger",
                "share_ids": [
                    Command.create({"group_ref": f"{one._name},{one.id}", "share": n})
                    for one, n in shares
                ],
            }
        )

    def _two_tiers(self):
        """Gold goes by the product, tin by the service.

        :return: answers and outcomes, those of tin three times
        """
        X, y = self._sample()
        y[:90] = np.clip(X[:90, 0] + 1, 0, 10)
        y[90:] = np.clip(10 - X[90:, 1], 0, 10)
        tiers = [self.gold.id] * 90 + [self.tin.id] * 30
        partners = self._answers(X, y, "csat", tiers=tiers)
        return (
            partners,
            np.vstack([X, X[90:], X[90:]]),
            np.concatenate([y, *[y[90:]] * 2]),
        )

    def _assert_shares(self, study, X, y):
        want = dominance_by_definition(X, y)
        lines = self._shares(study)
        for code, weight in zip(self.codes, want, strict=True):
            line = lines[code]
            self.assertAlmostEqual(line.share, 100 * weight / want.sum(), 4)
            self.assertTrue(line.share_low < line.share < line.share_high)
        self.assertAlmostEqual(study.r2, r2(X, y), 6)

    def test_by_replication(self):
        _partners, X, y = self._two_tiers()
        study = self._study(outcome_measure="csat", population_id=self.population.id)
        self._assert_shares(study, X, y)
        self.assertTrue(study.is_weighted)
        # 90 of 2/3 and 30 of 2: 120^2 / (90 * 4/9 + 30 * 4)
        self.assertEqual((study.respondent_count, study.effective_count), (120, 90))
        self.assertFalse(study.weighting_note)
        plain = self._study(outcome_measure="csat")
        self._assert_shares(plain, X[:120], y[:120])
        self.assertEqual((plain.respondent_count, plain.effective_count), (120, 0))

    def test_by_region(self):
        """What lies a step away, and is not known of everybody."""
        partners, X, y = self._two_tiers()
        states = self.env["res.country.state"].create(
            [
                {"name": name, "code": name, "country_id": self.env.ref("base.cn").id}
                for name in ("Q1", "Q2")
            ]
        )
        partners[:60].state_id = states[0]
        partners[90:].state_id = states[1]
        regions = self._population(((states[0], 40), (states[1], 60)))
        study = self._study(outcome_measure="csat", population_id=regions.id)
        # 30 of nobody's region keep their quarter; of 90 there are 40 and 60 % now
        weights = [90 * 0.4 / 60] * 60 + [1] * 30 + [90 * 0.6 / 30] * 30
        self.assertEqual(
            study.effective_count, int(120**2 / sum(weight**2 for weight in weights))
        )
        # in tenths 6, 10 and 18
        times = np.repeat(np.arange(120), [round(10 * weight) for weight in weights])
        self._assert_shares(study, X[times], y[times])

    def test_what_customers_do(self):
        partners, X, y = self._two_tiers()
        self.env["cem.customer.value"].create(
            [
                {
                    "partner_id": partner.id,
                    "company_id": self.shop.id,
                    "amount": round(100 * value),
                    "record_count": 1,
                    "record_count_start": 1,
                }
                for partner, value in zip(partners, y[:120], strict=True)
            ]
        )
        study = self._study(outcome_measure="revenue", population_id=self.population.id)
        self._assert_shares(study, X, np.round(100 * y))

    def test_group_of_most_answers(self):
        """A customer who came into another tier that day counts as what he mostly was."""
        _partners, X, y = self._two_tiers()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cem_score SET value_tier_id = %s "
            "WHERE value_tier_id = %s AND dimension_id = %s",
            [self.gold.id, self.tin.id, self.dimensions["price"].id],
        )
        study = self._study(outcome_measure="csat", population_id=self.population.id)
        self._assert_shares(study, X, y)

    def test_what_cannot_be_weighed_says_so(self):
        _partners, X, y = self._two_tiers()
        iron = self.env["cem.value.tier"].create({"name": "Iron"})
        study = self._study(
            outcome_measure="csat",
            population_id=self._population(
                ((self.gold, 40), (self.tin, 40), (iron, 20))
            ).id,
        )
        self.assertFalse(study.is_weighted)
        self.assertIn("Not weighted.", study.weighting_note)
        self.assertIn("“Iron” (Value tier)", study.weighting_note)
        self._assert_shares(study, X[:120], y[:120])

    def test_stated_importance_is_weighed_alike(self):
        self._two_tiers()
        common = {
            "measure": "importance",
            "dimension_id": self.dimensions["product"].id,
            "company_id": self.shop.id,
            "date": "2026-05-10",
        }
        self.env["cem.score"].create(
            [{**common, "value": 8, "value_tier_id": self.gold.id}] * 9
            + [{**common, "value": 2, "value_tier_id": self.tin.id}]
        )
        asked = {"outcome_measure": "csat", "population_id": self.population.id}
        line = self._shares(self._study(**asked))["product"]
        self.assertAlmostEqual(line.stated, 0.5 * 8 + 0.5 * 2)
        self.assertAlmostEqual(
            self._shares(self._study(outcome_measure="csat"))["product"].stated, 7.4
        )
        # nobody of tin says it: the importance alone is not weighed
        self.env["cem.score"].search(
            [("measure", "=", "importance"), ("value_tier_id", "=", self.tin.id)]
        ).unlink()
        study = self._study(**asked)
        self.assertTrue(study.is_weighted)
        self.assertIn("Not weighted: Importance", study.weighting_note)
        self.assertAlmostEqual(self._shares(study)["product"].stated, 8)

    def test_said_where_it_is_used(self):
        self._two_tiers()
        assessment = self.env["cem.assessment"].create(
            {
                "name": "Ours",
                "company_id": self.shop.id,
                "date_from": "2026-01-01",
                "date_to": "2026-12-31",
            }
        )
        assessment.action_compute()
        study = self._study(
            outcome_measure="csat",
            population_id=self.population.id,
            assessment_id=assessment.id,
        )
        study.action_use_importance()
        reasons = assessment.line_ids.filtered("importance_overruled").mapped(
            "importance_reason"
        )
        self.assertTrue(all("weighted to “Ledger”" in reason for reason in reasons))
        self.assertTrue(reasons)
        env = self.env(user=self.boss)
        found = env["cem.dashboard"].get_data(period="all")
        self.assertEqual(found["drivers"]["weighting"], "Ledger")
        name, head, rows = env["cem.figure.book"]._sheet_drivers(found)
        self.assertEqual((name, head[-1]), ("Drivers", "Weighted to"))
        self.assertEqual({row[-1] for row in rows}, {"Ledger"})
        html = env["ir.qweb"]._render(
            "cem_experience.cem_dashboard_report_document",
            env["report.cem_experience.cem_dashboard_report"]._values(found),
        )
        self.assertIn("Weighted to “Ledger”.", " ".join(str(html).split()))

    def test_another_question_drops_the_answer(self):
        self._two_tiers()
        study = self._study(outcome_measure="csat")
        study.name = "Renamed"
        self.assertTrue(study.date_computed)
        study.population_id = self.population
        self.assertFalse(study.date_computed)
        self.assertFalse(study.line_ids)
        data = self.env["cem.dashboard"].with_user(self.boss).get_data(period="all")
        self.assertNotEqual((data["drivers"] or {}).get("id"), study.id)

    def test_shares_of_another_company(self):
        self.population.company_id = self.env.company
        with self.assertRaises(UserError):
            self._study(outcome_measure="csat", population_id=self.population.id)
