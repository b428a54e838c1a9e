import numpy as np
import pandas as pd

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...tools.judge import drivers
from ..base.common import CemCommon
from ..intake.common_ecsi import ecsi_answers, ecsi_means
from .test_tools_drivers import dominance_by_definition, r2


class DriverCommon(CemCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.env["res.company"].create({"name": "Meisu (drivers)"})
        cls.boss = cls._new_user("driver_boss", "group_cem_manager", cls.shop)
        cls.studies = cls.env["cem.driver.study"].with_user(cls.boss)
        cls.codes = ["product", "service", "brand", "price"]

    def _answers(self, X, y, measure="nps", day="2026-05-10", tiers=None):
        """One customer a row: the experience in each dimension, and the outcome.

        :param tiers: of each customer, ids or None
        :return: the customers
        """
        partners = self.env["res.partner"].create(
            [{"name": f"Respondent {n}"} for n in range(len(y))]
        )
        ids = [self.dimensions[code].id for code in self.codes]
        cells = [
            (partner.id, "experience", dimension, value)
            for partner, row in zip(partners, X, strict=True)
            for dimension, value in zip(ids, row, strict=False)
            if not np.isnan(value)
        ]
        cells += [
            (partner.id, measure, None, value)
            for partner, value in zip(partners, y, strict=True)
        ]
        partner_ids, measures, dimensions, values = map(list, zip(*cells, strict=True))
        tier_of = dict(zip(partners.ids, tiers or [None] * len(y), strict=True))
        self.env["cem.score"]._insert_bulk(
            {
                "partner_id": partner_ids,
                "measure": measures,
                "dimension_id": dimensions,
                "raw_value": values,
                "value": values,
                "date": [pd.Timestamp(day).date()] * len(cells),
                "source": "import",
                "company_id": self.shop.id,
                "value_tier_id": [tier_of[partner] for partner in partner_ids],
            }
        )
        return partners

    def _study(self, **values):
        study = self.studies.create(
            {"name": "Why?", "company_id": self.shop.id, **values}
        )
        study.action_compute()
        return study

    def _shares(self, study):
        return {
            code: study.line_ids.filtered(
                lambda line, code=code: line.dimension_id == self.dimensions[code]
            )
            for code in self.codes
        }

    def _sample(self, rows=120, seed=1):
        rng = np.random.default_rng(seed)
        X = np.clip(rng.normal(6, 2, (rows, 4)), 0, 10)
        y = np.clip(X[:, 0] * 0.7 + X[:, 1] * 0.4 + rng.normal(0, 1, rows), 0, 10)
        return X, y


@tagged("post_install", "-at_install")
class TestDriverStudy(DriverCommon):
    def test_simulated_index(self):
        """Satisfaction of 250 customers by expectation, image, quality and value."""
        X, y = ecsi_means(ecsi_answers() - 1)
        self._answers(X, y, "csat")
        study = self._study(outcome_measure="csat")
        want = dominance_by_definition(X, y)
        lines = self._shares(study)
        self.assertEqual((study.respondent_count, study.asked_count), (250, 250))
        self.assertAlmostEqual(study.r2, r2(X, y), 6)
        for code, weight in zip(self.codes, want, strict=True):
            line = lines[code]
            self.assertAlmostEqual(line.share, 100 * weight / want.sum(), 4)
            self.assertTrue(line.share_low < line.share < line.share_high)
            self.assertTrue(line.significant)
            self.assertEqual(line.slope, "1")
        self.assertAlmostEqual(lines["brand"].derived, 10)
        study.method = "relative_weights"
        study.action_compute()
        want = drivers.relative_weights(X, y)
        lines = self._shares(study)
        for code, weight in zip(self.codes, want, strict=True):
            self.assertAlmostEqual(lines[code].share, 100 * weight / want.sum(), 4)

    def test_what_customers_do(self):
        """Retention and revenue by what customers said, against numpy's least squares."""
        X, y = self._sample(rows=150)
        self._answers(X, y, "csat")
        partners = (
            self.env["res.partner"]
            .search([("name", "=like", "Respondent %")], order="id desc", limit=150)
            .sorted("id")
        )
        rng = np.random.default_rng(3)
        amounts = np.round(100 * y + rng.normal(0, 50, 150)).clip(0)
        kept = amounts > np.median(amounts)
        self.env["cem.customer.value"].create(
            [
                {
                    "partner_id": partner.id,
                    "company_id": self.shop.id,
                    "amount": amount,
                    "record_count": int(again),
                    "record_count_start": 1,
                }
                for partner, amount, again in zip(partners, amounts, kept, strict=True)
            ]
        )
        for outcome, values in (("revenue", amounts), ("retention", kept * 1.0)):
            study = self._study(outcome_measure=outcome)
            self.assertEqual(study.respondent_count, 150)
            self.assertAlmostEqual(study.r2, r2(X, values), 6)
            want = dominance_by_definition(X, values)
            lines = self._shares(study)
            for code, weight in zip(self.codes, want, strict=True):
                self.assertAlmostEqual(lines[code].share, 100 * weight / want.sum(), 4)
        self.assertTrue(lines["product"].significant)

    def test_only_complete_respondents_count(self):
        X, y = self._sample()
        holes = X.copy()
        holes[:10, 1] = np.nan
        self._answers(holes, y, "csat")
        study = self._study(outcome_measure="csat")
        self.assertEqual((study.respondent_count, study.asked_count), (110, 120))
        self.assertAlmostEqual(study.r2, r2(X[10:], y[10:]), 6)

    def test_what_is_left_out_says_why(self):
        X, y = self._sample()
        X[:, 2] = 7
        X[10:, 3] = np.nan
        self._answers(X, y, "csat")
        study = self._study(outcome_measure="csat")
        lines = self._shares(study)
        self.assertEqual(lines["brand"].reason, "constant")
        self.assertEqual(lines["price"].reason, "uncovered")
        self.assertFalse(lines["product"].reason)
        self.assertEqual(study.respondent_count, 120)

    def test_refusals_say_what_to_do(self):
        with self.assertRaisesRegex(UserError, "Nobody answered both"):
            self._study()
        X, _y = self._sample(rows=30)
        self._answers(X, np.full(30, 9.0))
        with self.assertRaisesRegex(UserError, "nothing to explain"):
            self._study()

    def test_importance_goes_into_an_assessment(self):
        X, y = self._sample()
        self._answers(X, y, "csat")
        assessment = self.env["cem.assessment"].create(
            {
                "name": "Ours",
                "company_id": self.shop.id,
                "date_from": "2026-01-01",
                "date_to": "2026-12-31",
            }
        )
        assessment.action_compute()
        study = self._study(outcome_measure="csat", assessment_id=assessment.id)
        study.action_use_importance()
        by_dimension = {line.dimension_id: line for line in assessment.line_ids}
        line = by_dimension[self.dimensions["product"]]
        self.assertTrue(line.importance_overruled)
        self.assertAlmostEqual(line.importance, 10)
        self.assertIn("Derived importance", line.importance_reason)
        self.assertLess(by_dimension[self.dimensions["service"]].importance, 10)
        study.assessment_id = False
        with self.assertRaisesRegex(UserError, "Choose the assessment"):
            study.action_use_importance()

    def test_company_and_role(self):
        X, y = self._sample(rows=40)
        self._answers(X, y, "csat")
        study = self._study(outcome_measure="csat")
        data = self.env["cem.dashboard"].with_user(self.boss).get_data(period="all")
        self.assertEqual(data["drivers"]["id"], study.id)
        self.assertEqual(len(data["drivers"]["rows"]), 4)
        for user in (self.staff, self.plain_user):
            with self.assertRaises(AccessError):
                study.with_user(user).read(["r2"])
        with self.assertRaises(AccessError):
            study.with_user(self.manager).read(["r2"])
        clerk = self._new_user("driver_clerk", "group_cem_user", self.shop)
        data = self.env["cem.dashboard"].with_user(clerk).get_data(period="all")
        self.assertIsNone(data["drivers"])
        with self.assertRaises(AccessError):
            study.line_ids.with_user(self.boss).write({"share": 1})

    def test_touchpoints(self):
        X, y = self._sample(rows=60)
        touchpoints = self.env["cem.touchpoint"].create(
            [{"name": name, "company_id": self.shop.id} for name in ("Till", "Door")]
        )
        for row, outcome in zip(X, y, strict=True):
            partner = self.env["res.partner"].create({"name": "Passer-by"})
            self.env["cem.score"].create(
                [
                    {
                        "measure": measure,
                        "value": value,
                        "touchpoint_id": touchpoint,
                        "partner_id": partner.id,
                        "company_id": self.shop.id,
                        "date": "2026-05-01",
                        "source": "api",
                    }
                    for measure, value, touchpoint in (
                        ("experience", row[0], touchpoints[0].id),
                        ("experience", row[1], touchpoints[1].id),
                        ("ces", outcome, None),
                    )
                ]
            )
        study = self._study(outcome_measure="ces", driver_kind="touchpoint_id")
        want = drivers.general_dominance(X[:, :2], y)
        got = {line.touchpoint_id: line.share for line in study.line_ids}
        for touchpoint, weight in zip(touchpoints, want, strict=True):
            self.assertAlmostEqual(got[touchpoint], 100 * weight / want.sum(), 4)
