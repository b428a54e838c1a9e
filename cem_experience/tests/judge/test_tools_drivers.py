import pickle
from itertools import combinations
from math import comb

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ...tools.judge import drivers
from ..intake.common_ecsi import EFFECTS, ecsi_answers, ecsi_means

# mtcars: 32 cars of 1974 (Motor Trend); mpg, cyl, disp, hp, gear
MTCARS = """
21.0 6 160 110 4,21.0 6 160 110 4,22.8 4 108 93 4,21.4 6 258 110 3,18.7 8 360 175 3,
18.1 6 225 105 3,14.3 8 360 245 3,24.4 4 146.7 62 4,22.8 4 140.8 95 4,
19.2 6 167.6 123 4,17.8 6 167.6 123 4,16.4 8 275.8 180 3,17.3 8 275.8 180 3,
15.2 8 275.8 180 3,10.4 8 472 205 3,10.4 8 460 215 3,14.7 8 440 230 3,
32.4 4 78.7 66 4,30.4 4 75.7 52 4,33.9 4 71.1 65 4,21.5 4 120.1 97 3,
15.5 8 318 150 3,15.2 8 304 150 3,13.3 8 350 245 3,19.2 8 400 175 3,27.3 4 79 66 4,
26.0 4 120.3 91 5,30.4 4 95.1 113 5,15.8 8 351 264 5,19.7 6 145 175 5,
15.0 8 301 335 5,21.4 4 121 109 4
"""

# tips (PyPI package pingouin), without rows 4 and 7: total_bill, size and tip
TIPS_R_XX = [[1, 0.5967383779368884], [0.5967383779368884, 1]]
TIPS_R_XY = [0.6760354442100414, 0.4908232924972796]


def r2(X, y):
    """R2 of a regression with intercept, by least squares."""
    design = np.column_stack([np.ones(len(y)), X])
    rest = y - design @ np.linalg.lstsq(design, y, rcond=None)[0]
    return 1 - rest @ rest / ((y - y.mean()) @ (y - y.mean()))


def dominance_by_definition(X, y):
    """A regression for every set of drivers, weighted by the orders of entry."""
    k = X.shape[1]
    weights = np.zeros(k)
    for driver in range(k):
        others = [other for other in range(k) if other != driver]
        for size in range(k):
            for entered in combinations(others, size):
                with_it = r2(X[:, [*entered, driver]], y)
                weights[driver] += (with_it - r2(X[:, entered], y)) / comb(k - 1, size)
    return weights / k


def survey(seed, k, rows=80):
    """Answers that correlate as answers do."""
    rng = np.random.default_rng(seed)
    mood = rng.normal(size=(rows, 1))
    X = np.clip(np.round(6 + 1.5 * mood + rng.normal(size=(rows, k)) * 2), 0, 10)
    return X, X @ rng.uniform(-0.2, 1, k) + rng.normal(size=rows) * 3


class TestDrivers(BaseCase):
    def assert_drivers(self, call, error_drivers, text):
        with self.assertRaisesRegex(drivers.DriverError, text) as caught:
            call()
        self.assertEqual(caught.exception.drivers, error_drivers)
        self.assertIsInstance(caught.exception, ValueError)
        copied = pickle.loads(pickle.dumps(caught.exception))
        self.assertEqual(copied.drivers, error_drivers)

    def test_published_relative_weights(self):
        """Published figure 3: mtcars in the README of the R package rwa."""
        table = np.array([row.split() for row in MTCARS.split(",")], dtype=float)
        weights = drivers.relative_weights(table[:, 1:], table[:, 0])
        self.assertEqual(round(weights.sum(), 7), 0.7791896)
        self.assertEqual(
            weights.round(7).tolist(), [0.2284797, 0.2221469, 0.2321744, 0.0963886]
        )
        shares = 100 * weights / weights.sum()
        self.assertEqual(
            shares.round(5).tolist(), [29.32274, 28.50999, 29.79691, 12.37037]
        )

    def test_published_dominance(self):
        """Published figure 4: tips."""
        weights = drivers.general_dominance_from_correlation(TIPS_R_XX, TIPS_R_XY)
        self.assertEqual(weights.round(6).tolist(), [0.342503, 0.126386])
        shares = 100 * weights / weights.sum()
        self.assertEqual(shares.round(6).tolist(), [73.045583, 26.954417])

    def test_dominance_is_its_definition(self):
        for seed in range(3):
            X, y = survey(seed, 5)
            got = drivers.general_dominance(X, y)
            np.testing.assert_allclose(got, dominance_by_definition(X, y), atol=1e-12)

    def test_one_driver_has_all_of_it(self):
        X, y = survey(4, 1)
        for weights in (
            drivers.general_dominance(X, y),
            drivers.relative_weights(X, y),
        ):
            np.testing.assert_allclose(weights, [r2(X, y)], rtol=1e-12)

    def test_unrelated_drivers_keep_their_own(self):
        for function in (
            drivers.general_dominance_from_correlation,
            drivers.relative_weights_from_correlation,
        ):
            weights = function(np.eye(3), [0.5, -0.4, 0])
            np.testing.assert_allclose(weights, [0.25, 0.16, 0], atol=1e-15)

    @settings(deadline=None)
    @given(st.integers(0, 2**32 - 1), st.integers(1, 7))
    def test_shares_sum_to_r2(self, seed, k):
        X, y = survey(seed, k)
        for function in (drivers.general_dominance, drivers.relative_weights):
            weights = function(X, y)
            self.assertEqual(weights.shape, (k,))
            self.assertTrue((weights > -1e-12).all())
            self.assertAlmostEqual(weights.sum(), r2(X, y), places=10)

    @settings(deadline=None)
    @given(st.floats(-0.99, 0.99), st.floats(-1, 1), st.floats(-1, 1))
    def test_two_drivers_are_equal_by_both(self, link, one, other):
        r_xx, r_xy = np.array([[1, link], [link, 1]]), np.array([one, other])
        assume(r_xy @ np.linalg.solve(r_xx, r_xy) <= 1)
        np.testing.assert_allclose(
            drivers.general_dominance_from_correlation(r_xx, r_xy),
            drivers.relative_weights_from_correlation(r_xx, r_xy),
            atol=1e-12,
        )

    @settings(deadline=None)
    @given(st.integers(0, 2**32 - 1), st.permutations(range(5)))
    def test_order_and_units_do_not_matter(self, seed, order):
        X, y = survey(seed, 5)
        for function in (drivers.general_dominance, drivers.relative_weights):
            weights = function(X, y)
            np.testing.assert_allclose(
                function(X[:, order] * 7 - 3, -2 * y), weights[list(order)], atol=1e-9
            )

    def test_fifteen_drivers(self):
        X, y = survey(6, 15, rows=400)
        weights = drivers.general_dominance(X, y)
        self.assertAlmostEqual(weights.sum(), r2(X, y), places=10)

    def test_constant_drivers_are_named(self):
        X, y = survey(7, 4)
        X[:, [1, 3]] = 5
        for function in (drivers.general_dominance, drivers.relative_weights):
            self.assert_drivers(
                lambda f=function: f(X, y), [1, 3], "same answer.*: 1, 3"
            )
        X, _y = survey(7, 4)
        with self.assertRaisesRegex(ValueError, "nothing to explain"):
            drivers.general_dominance(X, np.ones(len(X)))

    def test_collinear_drivers_are_named(self):
        X, y = survey(8, 5)
        X[:, 3] = X[:, 0] - 2 * X[:, 2]
        for function in (drivers.general_dominance, drivers.relative_weights):
            self.assert_drivers(
                lambda f=function: f(X, y), [0, 2, 3], "say the same.*: 0, 2, 3"
            )
        X[:, 1] = 10 - X[:, 0]
        self.assert_drivers(lambda: drivers.general_dominance(X, y), [0, 1], "0, 1")

    def test_gaps_and_shapes_are_refused(self):
        X, y = survey(9, 3)
        hole = X.copy()
        hole[4, 1] = np.nan
        for arguments, text in (
            ((hole, y), "missing or infinite"),
            ((X, y[:-1]), "one number per respondent"),
            ((y, y), "one number per respondent"),
            ((X[:4], y[:4]), "4 respondents are too few for 3 drivers; at least 5"),
            ((X[:, :0], y), "no driver"),
            ((np.ones((50, 21)), np.ones(50)), "21 drivers are more than the 20"),
        ):
            with self.assertRaisesRegex(ValueError, text):
                drivers.general_dominance(*arguments)

    def test_impossible_correlations_are_refused(self):
        eye = np.eye(2)
        for r_xx, r_xy, text in (
            ([[1, 0.5], [0.4, 1]], [0, 0], "symmetric"),
            ([[2, 0], [0, 1]], [0, 0], "ones on its diagonal"),
            (eye, [0, 1.2], "between -1 and 1"),
            (eye, [0, np.nan], "between -1 and 1"),
            (eye, [0.9, 0.9], "contradict"),
            ([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]], [0, 0, 0], "contradict"),
            (eye, [0.1, 0.1, 0.1], "square"),
            (eye, 0.5, "square"),
        ):
            with self.assertRaisesRegex(ValueError, text):
                drivers.general_dominance_from_correlation(r_xx, r_xy)

    def test_drivers_of_satisfaction_of_simulated_people(self):
        """Satisfaction by expectation, image, quality and value."""
        X, y = ecsi_means(ecsi_answers())
        got = drivers.general_dominance(X, y)
        np.testing.assert_allclose(got, dominance_by_definition(X, y), atol=1e-12)
        weights = drivers.relative_weights(X, y)
        self.assertAlmostEqual(weights.sum(), r2(X, y), places=10)
        # they weigh as they were made to
        X, y = ecsi_means(ecsi_answers(5000))
        for method in (drivers.general_dominance, drivers.relative_weights):
            order = np.argsort(method(X, y)).tolist()
            self.assertEqual(order, np.argsort([*EFFECTS.values()]).tolist())
