import math
from datetime import datetime

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ...tools.figures import intervals, quantiles, response_rates
from ...tools.figures.intervals import Fixed, Sample

# Student's t: the printed tables, with the digits that scipy 1.17 gives
T_TABLE = [
    (0.975, 1, 12.706204736174698),
    (0.975, 2, 4.302652729749464),
    (0.975, 5, 2.5705818356363146),
    (0.975, 10, 2.2281388519862744),
    (0.975, 30, 2.0422724563012378),
    (0.975, 100, 1.9839715185235523),
    (0.95, 10, 1.8124611228116756),
    (0.995, 5, 4.032142983555228),
    (0.9995, 3, 12.92397863668792),
    (0.025, 4, -2.7764451051977934),
    (0.975, 2.7, 3.3921483831737507),
    (0.975, 1999, 1.9611514201705613),
    (0.975, 2001, 1.9611502326224413),
]


class TestQuantiles(BaseCase):
    def test_t_quantile_table(self):
        for probability, freedom, value in T_TABLE:
            got = quantiles.t_quantile(probability, freedom)
            self.assertLess(abs(got / value - 1), 1e-9, (probability, freedom))

    def test_t_quantile_closed_forms(self):
        for p in (0.501, 0.6, 0.9, 0.999, 0.000001):
            cauchy = math.tan(math.pi * (p - 0.5))
            two = (2 * p - 1) / math.sqrt(2 * p * (1 - p))
            self.assertLess(abs(quantiles.t_quantile(p, 1) / cauchy - 1), 1e-9)
            self.assertLess(abs(quantiles.t_quantile(p, 2) / two - 1), 1e-9)

    def test_t_quantile_undoes_the_distribution(self):
        for freedom in (1, 2.5, 7, 40, 400, 1999.5, 2000, 1e6):
            for t in (-4, -0.3, 0.001, 1.5, 6):
                p = quantiles.t_cdf(t, freedom)
                if 1e-9 < p < 1 - 1e-6:
                    got = quantiles.t_quantile(p, freedom)
                    self.assertAlmostEqual(got, t, places=8)

    @settings(deadline=None)
    @given(st.floats(0), st.floats(0.5, 1e9))
    @example(2e-258, 3)  # its square is 0
    @example(1e-160, 3)  # nearly so
    @example(1e200, 3)  # its square is infinite
    @example(math.inf, 3)
    def test_any_statistic_has_a_p_value(self, t, freedom):
        p = quantiles.t_two_sided_p(t, freedom)
        self.assertTrue(0 <= p <= 1)
        self.assertEqual(quantiles.t_two_sided_p(-t, freedom), p)
        self.assertLessEqual(quantiles.t_two_sided_p(t * 1.001, freedom), p + 1e-9)
        self.assertTrue(0 <= quantiles.t_cdf(t, freedom) <= 1)

    def test_far_out_statistics(self):
        self.assertEqual(quantiles.t_two_sided_p(2e-258, 3), 1)
        # one degree of freedom is Cauchy's: 2 / (pi t) far out
        got = quantiles.t_two_sided_p(1e200, 1)
        self.assertAlmostEqual(got * math.pi / 2e-200, 1, places=9)
        self.assertEqual(quantiles.t_two_sided_p(math.inf, 3), 0)

    def test_ends(self):
        self.assertEqual(quantiles.t_quantile(0.5, 3), 0)
        self.assertEqual(quantiles.t_cdf(0, 3), 0.5)
        normal = quantiles.normal_quantile(0.975)
        self.assertAlmostEqual(normal, 1.959963984540054, places=12)
        self.assertEqual(quantiles.t_quantile(0.975, math.inf), normal)
        self.assertAlmostEqual(quantiles.t_cdf(normal, math.inf), 0.975, places=12)
        self.assertAlmostEqual(quantiles.two_sided_p(-normal), 0.05, places=12)
        for call in (
            lambda: quantiles.t_quantile(0.9, 0),
            lambda: quantiles.t_cdf(0.9, math.nan),
            lambda: quantiles.t_quantile(1, 5),
            lambda: quantiles.normal_quantile(0),
            lambda: quantiles.check_confidence(95),
        ):
            self.assertRaises(ValueError, call)


class TestIntervals(BaseCase):
    def test_mean_interval(self):
        got = intervals.mean_interval(10, 7, 2)
        half = 2.2621571627982053 * 2 / math.sqrt(10)
        self.assertEqual((got.value, got.count), (7, 10))
        self.assertAlmostEqual(got.low, 7 - half, places=12)
        self.assertAlmostEqual(got.high, 7 + half, places=12)
        values = [4, 9, 7, None, 8, 10, math.nan]
        sample = Sample.of(values)
        self.assertEqual((sample.count, sample.mean), (5, 7.6))
        got = intervals.mean_interval_from_values(values)
        self.assertEqual(got, intervals.mean_interval(*sample))

    def test_mean_interval_of_few(self):
        self.assertEqual(intervals.mean_interval(0, None, None), (None, None, None, 0))
        self.assertEqual(intervals.mean_interval(1, 8, None), (8, None, None, 1))
        self.assertEqual(intervals.mean_interval(6, 8, 0), (8, 8, 8, 6))
        self.assertEqual(intervals.mean_interval_from_values([]).count, 0)
        for arguments in ((-1, 8, 1), (2.5, 8, 1), (5, 8, -1), (5, 8, 1, 95)):
            with self.assertRaises(ValueError):
                intervals.mean_interval(*arguments)

    def test_wilson(self):
        """Newcombe, Statistics in Medicine 17 (1998), table I, method 3."""
        for successes, count, low, high in (
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ):
            got = intervals.wilson(successes, count)
            self.assertAlmostEqual(got.low, low, places=4)
            self.assertAlmostEqual(got.high, high, places=4)
            self.assertEqual(got.value, successes / count)
        self.assertEqual(intervals.wilson(7, 7).high, 1)
        self.assertEqual(intervals.wilson(0, 0), (None, None, None, 0))
        for successes, count in ((-1, 5), (6, 5), (1.5, 5), (0, -1)):
            with self.assertRaises(ValueError):
                intervals.wilson(successes, count)

    def test_satisfaction_is_welch(self):
        """Against Welch's formula written out."""
        a, e = Sample(12, 5.5, 2.1), Sample(40, 7.25, 1.2)
        va, ve = 2.1**2 / 12, 1.2**2 / 40
        freedom = (va + ve) ** 2 / (va**2 / 11 + ve**2 / 39)
        half = quantiles.t_quantile(0.975, freedom) * math.sqrt(va + ve)
        got = intervals.satisfaction_interval(a, e)
        self.assertEqual((got.value, got.count), (-1.75, 12))
        self.assertAlmostEqual(got.low, -1.75 - half, places=12)
        self.assertAlmostEqual(got.high, -1.75 + half, places=12)

    def test_a_judged_figure_is_exact(self):
        a = Sample(12, 5.5, 2.1)
        alone = intervals.mean_interval(*a)
        got = intervals.satisfaction_interval(a, Fixed(7))
        self.assertEqual(got.value, -1.5)
        self.assertAlmostEqual(got.low, alone.low - 7)
        self.assertAlmostEqual(got.high, alone.high - 7)
        both = intervals.satisfaction_interval(Fixed(5), Fixed(7))
        self.assertEqual(both, (-2, -2, -2, 0))

    def test_meisu_with_judged_figures(self):
        shop = (Fixed(5), Fixed(7))
        got = intervals.weighted_satisfaction_interval(Fixed(9), *shop)
        self.assertEqual(got[:3], (-18, -18, -18))
        self.assertEqual(intervals.gap_interval(Fixed(5), 10)[:3], (-5, -5, -5))
        wide = intervals.weighted_gap_interval(Fixed(9), Sample(50, 5.0, 2.0), 10)
        narrow = intervals.mean_interval(50, 5.0, 2.0)
        self.assertEqual(wide.value, -45)
        self.assertAlmostEqual(wide.low, 9 * (narrow.low - 10))
        self.assertAlmostEqual(wide.high, 9 * (narrow.high - 10))

    def test_weighted_brings_the_weights_own_uncertainty(self):
        a, e = Sample(50, 5.0, 2.0), Sample(50, 7.0, 2.0)
        exact = intervals.weighted_satisfaction_interval(Fixed(9), a, e)
        asked = intervals.weighted_satisfaction_interval(Sample(50, 9, 1.0), a, e)
        self.assertEqual(exact.value, asked.value)
        self.assertLess(asked.low, exact.low)
        variance = 81 * (4 / 50 + 4 / 50) + 4 * (1 / 50)
        freedom = variance**2 / (2 * (81 * 4 / 50) ** 2 / 49 + (4 / 50) ** 2 / 49)
        half = quantiles.t_quantile(0.975, freedom) * math.sqrt(variance)
        self.assertAlmostEqual(asked.high, -18 + half, places=12)

    def test_no_gap_where_the_ideal_is_the_experience(self):
        a = Sample(50, 5.0, 2.0)
        self.assertEqual(intervals.gap_interval(a), (0, 0, 0, 50))
        got = intervals.weighted_gap_interval(Sample(20, 8, 1), a)
        self.assertEqual(got, (0, 0, 0, 20))

    def test_unknown_stays_unknown(self):
        nobody, one, some = (
            Sample(0, None, None),
            Sample(1, 5.0, None),
            Sample(9, 6, 1),
        )
        unknown = (None, None, None, 0)
        self.assertEqual(intervals.satisfaction_interval(nobody, some), unknown)
        self.assertEqual(intervals.gap_interval(nobody), unknown)
        self.assertEqual(intervals.gap_interval(nobody, 10), unknown)
        self.assertEqual(intervals.weighted_gap_interval(nobody, some, 10), unknown)
        got = intervals.weighted_satisfaction_interval(some, one, some)
        self.assertEqual(got, (-6, None, None, 1))

    def test_response_rate_published(self):
        """Published figure 8: two invitations straddle the window, 1 of 3 answered."""
        start, end = datetime(2026, 3, 1), datetime(2026, 4, 1)
        invitations = [
            (datetime(2026, 2, 27), datetime(2026, 3, 2)),  # sent before: not at all
            (datetime(2026, 3, 5), datetime(2026, 3, 6)),
            (datetime(2026, 3, 9), None),
            (datetime(2026, 3, 30), datetime(2026, 4, 2)),  # answered after: not yet
        ]
        got = response_rates.response_rate_in_window(invitations, start, end)
        self.assertEqual(f"{got.value:.0%}", "33%")
        self.assertEqual(got, response_rates.response_rate(3, 1))
        self.assertEqual(got.count, 3)

    def test_response_window_is_half_open(self):
        start, end = datetime(2026, 3, 1), datetime(2026, 4, 1)
        for sent, count in ((start, 1), (end, 0)):
            got = response_rates.response_rate_in_window([(sent, sent)], start, end)
            self.assertEqual(got.count, count)
        with self.assertRaisesRegex(ValueError, "ends .* before it starts"):
            response_rates.response_rate_in_window([], end, start)


class TestCoverage(BaseCase):
    """A 95 % interval holds the truth in 93-97 of 100 samples."""

    draws = 3000
    marks = np.arange(11)
    # as real answers are: skewed, with an ideal few at the lower end
    shares = np.array([1, 1, 1, 2, 3, 6, 9, 16, 26, 22, 13]) / 100

    def sample(self, seed, count, shift=0.0):
        rng = np.random.default_rng(seed)
        drawn = rng.choice(self.marks, size=(self.draws, count), p=self.shares) - shift
        deviations = drawn.std(axis=1, ddof=1)
        truth = float(self.marks @ self.shares) - shift
        means = drawn.mean(axis=1).tolist()
        samples = [
            Sample(count, m, s) for m, s in zip(means, deviations.tolist(), strict=True)
        ]
        return samples, truth

    def assert_covers(self, found, truth):
        inside = sum(i.low <= truth <= i.high for i in found) / len(found)
        self.assertGreaterEqual(inside, 0.93)
        self.assertLessEqual(inside, 0.97)

    def test_mean(self):
        samples, truth = self.sample(1, 30)
        self.assert_covers([intervals.mean_interval(*s) for s in samples], truth)

    def test_satisfaction_and_its_weighted_kin(self):
        a, true_a = self.sample(2, 40, shift=2.0)
        e, true_e = self.sample(3, 60)
        w, true_w = self.sample(4, 50)
        found = [intervals.satisfaction_interval(*s) for s in zip(a, e, strict=True)]
        self.assert_covers(found, true_a - true_e)
        found = [
            intervals.weighted_satisfaction_interval(*s)
            for s in zip(w, a, e, strict=True)
        ]
        self.assert_covers(found, true_w * (true_a - true_e))
        found = [
            intervals.weighted_gap_interval(*s, 10) for s in zip(w, a, strict=True)
        ]
        self.assert_covers(found, true_w * (true_a - 10))

    def test_wilson(self):
        drawn = np.random.default_rng(5).binomial(60, 0.35, self.draws).tolist()
        self.assert_covers([intervals.wilson(k, 60) for k in drawn], 0.35)
