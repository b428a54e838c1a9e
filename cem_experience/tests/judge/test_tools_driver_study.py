import numpy as np

from odoo.tests import BaseCase

from ...tools.judge import driver_study, drivers
from ..intake.common_ecsi import DRIVERS, ecsi_answers, ecsi_means
from .test_tools_drivers import dominance_by_definition, r2, survey


class TestDriverStudy(BaseCase):
    def test_figures_are_those_of_the_answers(self):
        X, y = survey(1, 4, rows=300)
        for method in driver_study.METHODS:
            got = driver_study.study(driver_study.moments(X, y), method, draws=50)
            want = getattr(drivers, method)(X, y)
            self.assertEqual(got.count, 300)
            self.assertAlmostEqual(got.r2, r2(X, y), 9)
            np.testing.assert_allclose([d.weight for d in got.drivers], want, 1e-8)
            np.testing.assert_allclose(
                [d.share for d in got.drivers], want / want.sum(), 1e-8
            )
            self.assertAlmostEqual(sum(d.share for d in got.drivers), 1)

    def test_simulated_index(self):
        """Satisfaction of 250 customers by the means of four groups of questions."""
        X, y = ecsi_means(ecsi_answers())
        got = driver_study.study(driver_study.moments(X, y))
        np.testing.assert_allclose(
            [d.weight for d in got.drivers], dominance_by_definition(X, y), 1e-8
        )
        everybody = dominance_by_definition(*ecsi_means(ecsi_answers(30_000, seed=2)))
        truth = everybody / everybody.sum()
        shares = dict(zip(DRIVERS, got.drivers, strict=True))
        # quality weighs most, and nothing here is chance
        self.assertEqual(max(shares, key=lambda g: shares[g].share), "PERQ")
        self.assertTrue(all(d.significant and d.slope == 1 for d in got.drivers))
        for driver, share in zip(got.drivers, truth, strict=True):
            self.assertTrue(driver.low < driver.share < driver.high)
            self.assertTrue(driver.low < share < driver.high)
            self.assertLess(driver.high - driver.low, 0.25)
        self.assertTrue(got.low < got.r2 < got.high)
        self.assertTrue(got.low < everybody.sum() < got.high)

    def test_interval_and_significance_by_simulation(self):
        """Two equal drivers and one of pure chance, many surveys of 200 answers."""
        rng = np.random.default_rng(5)
        inside = chance = 0
        for seed in range(60):
            X = rng.normal(size=(200, 3))
            y = X[:, 0] + X[:, 1] + rng.normal(size=200) * 1.4
            found = driver_study.study(
                driver_study.moments(X, y, seed=seed), draws=150, seed=seed
            )
            first, second, third = found.drivers
            self.assertTrue(first.significant and second.significant)
            chance += third.significant
            # without the driver of chance's small share the two have half each
            inside += first.low <= 0.5 * (1 - third.share) <= first.high
        self.assertLessEqual(chance, 6)
        self.assertGreaterEqual(inside, 52)

    def test_same_seed_same_figures(self):
        parts = driver_study.moments(*survey(2, 3))
        self.assertEqual(
            driver_study.study(parts, draws=30, seed=4),
            driver_study.study(parts, draws=30, seed=4),
        )

    def test_what_is_left_out_says_why(self):
        X, y = survey(3, 3, rows=120)
        X = np.column_stack([X, np.full(120, 7), X[:, 0] + X[:, 1]])
        found = driver_study.study(driver_study.moments(X, y), draws=30)
        self.assertEqual(found.drivers[3].reason, driver_study.CONSTANT)
        self.assertEqual(found.drivers[4].reason, driver_study.COLLINEAR)
        np.testing.assert_allclose(
            [d.weight for d in found.drivers[:3]],
            drivers.general_dominance(X[:, :3], y),
            1e-6,
        )

    def test_gaps_leave_the_respondent_out(self):
        X, y = survey(4, 2)
        holes = X.copy()
        holes[0, 0] = np.nan
        found = driver_study.study(driver_study.moments(holes, y), draws=20)
        self.assertEqual(found.count, len(y) - 1)
        self.assertAlmostEqual(found.r2, r2(X[1:], y[1:]), 9)

    def test_fifteen_drivers(self):
        X, y = survey(6, 15, rows=500)
        found = driver_study.study(driver_study.moments(X, y), draws=3)
        self.assertAlmostEqual(sum(d.weight for d in found.drivers), r2(X, y), 7)

    def test_refusals(self):
        X, y = survey(7, 3)
        for call in (
            lambda: driver_study.study(np.ones((3, 3))),
            lambda: driver_study.study(driver_study.moments(X, y), "guess"),
            lambda: driver_study.study(driver_study.moments(X[:4], y[:4])),
            lambda: driver_study.study(driver_study.moments(X, np.ones(len(y)))),
            lambda: driver_study.study(driver_study.moments(np.ones((80, 2)), y)),
            lambda: driver_study.study(driver_study.moments(X[:, :0], y)),
        ):
            with self.assertRaises(ValueError):
                call()
