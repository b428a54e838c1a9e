import math
from decimal import Decimal

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ...tools.figures.nps import nps, nps_difference

COUNTS = st.tuples(*[st.integers(0, 10_000)] * 3).filter(any)


class TestNPS(BaseCase):
    def test_published_scores(self):
        """Published figure 1: the test suite of the R package NPS."""
        for counts, value, variance, error in (
            ((1, 2, 3), 1 / 3, 5 / 9, 0.304),
            ((1, 0, 1), 0, 1, 0.707),
            ((0, 1, 1), 0.5, 0.25, 0.354),
            ((1, 1, 1), 0, 2 / 3, 0.471),
        ):
            score = nps(*counts)
            self.assertAlmostEqual(score.value, value, places=14)
            self.assertAlmostEqual(score.variance, variance, places=14)
            self.assertEqual(round(score.standard_error, 3), error)
            self.assertEqual(score.count, sum(counts))

    def test_published_widths(self):
        """Published figure 2: 320 / sqrt(n) points where p = d = 1/3."""
        for method in ("adjusted_wald", "wald"):
            for counts, width in (
                ((341, 342, 341), 10.0),
                ((34133, 34134, 34133), 1.0),
            ):
                score = nps(*counts, method=method)
                points = 100 * (score.high - score.low)
                self.assertEqual(round(points, 1), width)
                self.assertAlmostEqual(points * math.sqrt(score.count), 320, delta=1)

    def test_published_change(self):
        """Published figure 7: 15 points more, and still no proof of a change.

        The specification prints 1.82292 as adjusted z; the formula, by hand too, gives
        30 / 203 / sqrt(1.3341503 / 203) = 1.82293.
        """
        before, after = (60, 50, 90), (40, 60, 100)
        wald = nps_difference(before, after, method="wald")
        self.assertEqual(round(wald.value, 12), 0.15)
        self.assertEqual((round(wald.z, 5), round(wald.p_value, 5)), (1.83425, 0.06662))
        adjusted = nps_difference(before, after)
        self.assertEqual(round(adjusted.value, 12), 0.15)
        self.assertAlmostEqual(adjusted.z, 1.82292, delta=2e-5)
        self.assertEqual(round(adjusted.p_value, 5), 0.06831)
        for change in (wald, adjusted):
            self.assertLess(change.low, 0)
            self.assertGreater(change.high, 0.15)

    def test_interval_by_hand(self):
        """Rocks' formula written out for 2 detractors, 3 passives, 5 promoters."""
        p, d, n = 5.75 / 13, 2.75 / 13, 13
        half = 1.959963984540054 * math.sqrt((p + d - (p - d) ** 2) / n)
        score = nps(2, 3, 5)
        self.assertAlmostEqual(score.low, p - d - half, places=12)
        self.assertAlmostEqual(score.high, p - d + half, places=12)
        wald = nps(2, 3, 5, method="wald")
        half = 1.959963984540054 * wald.standard_error
        self.assertAlmostEqual(wald.low, wald.value - half, places=12)

    def test_all_in_one_group(self):
        score = nps(0, 0, 8)
        self.assertEqual((score.value, score.variance, score.high), (1, 0, 1))
        self.assertLess(score.low, 1)
        plain = nps(0, 0, 8, method="wald")
        self.assertEqual((plain.low, plain.high), (1, 1))
        change = nps_difference((7, 0, 0), (0, 0, 7), method="wald")
        self.assertEqual((change.value, change.z, change.p_value), (2, math.inf, 0))
        same = nps_difference((0, 0, 7), (0, 0, 9), method="wald")
        self.assertEqual((same.value, same.z, same.p_value), (0, 0, 1))
        sure = nps_difference((70, 0, 0), (0, 0, 70))
        self.assertEqual(sure.value, 2)
        self.assertTrue(1.99 < sure.high <= 2)

    def test_counts_from_a_database(self):
        self.assertEqual(nps(Decimal(1), np.int64(2), 3.0), nps(1, 2, 3))

    def test_what_is_no_count_is_refused(self):
        for count in (-1, 2.5, math.nan, math.inf, None, "3"):
            with self.assertRaisesRegex(ValueError, "whole numbers of at least 0"):
                nps(count, 2, 3)
        with self.assertRaisesRegex(ValueError, "no NPS without answers"):
            nps(0, 0, 0)
        with self.assertRaisesRegex(ValueError, "no NPS without answers"):
            nps_difference((1, 2, 3), (0, 0, 0))
        with self.assertRaisesRegex(ValueError, "three numbers"):
            nps_difference((1, 2), (1, 2, 3))
        with self.assertRaisesRegex(ValueError, "choose one of: adjusted_wald, wald"):
            nps(1, 2, 3, method="wilson")
        with self.assertRaisesRegex(ValueError, "between 0 and 1"):
            nps(1, 2, 3, confidence=95)

    @settings(deadline=None)
    @given(COUNTS, COUNTS)
    def test_a_merge_is_the_weighted_mean(self, one, other):
        merged = nps(*[a + b for a, b in zip(one, other, strict=True)])
        one, other = nps(*one), nps(*other)
        mean = one.value * one.count + other.value * other.count
        self.assertAlmostEqual(merged.value, mean / merged.count, places=12)

    @settings(deadline=None)
    @given(COUNTS, st.floats(0.5, 0.999), st.sampled_from(["adjusted_wald", "wald"]))
    def test_interval_lies_on_the_scale(self, counts, confidence, method):
        score = nps(*counts, confidence=confidence, method=method)
        self.assertTrue(-1 <= score.low <= score.high <= 1)
        self.assertGreaterEqual(score.variance, 0)
        wider = nps(*counts, confidence=(1 + confidence) / 2, method=method)
        self.assertTrue(wider.low <= score.low and score.high <= wider.high)

    @settings(deadline=None)
    @given(COUNTS, COUNTS)
    def test_change_the_other_way_round(self, one, other):
        there, back = nps_difference(one, other), nps_difference(other, one)
        self.assertAlmostEqual(there.value, -back.value, places=12)
        self.assertAlmostEqual(there.z, -back.z, places=9)
        self.assertAlmostEqual(there.p_value, back.p_value, places=9)
        self.assertAlmostEqual(there.low, -back.high, places=9)

    def test_coverage(self):
        """A 95 % interval holds the truth in 93-97 of 100 samples, small ones too."""
        rng = np.random.default_rng(17)
        for count, shares in (
            (25, (0.2, 0.3, 0.5)),
            (60, (0.1, 0.3, 0.6)),
            (200, (0.4, 0.4, 0.2)),
        ):
            drawn = rng.multinomial(count, shares, 3000).tolist()
            truth = shares[2] - shares[0]
            found = [nps(*counts) for counts in drawn]
            inside = sum(s.low <= truth <= s.high for s in found) / len(found)
            self.assertTrue(0.93 <= inside <= 0.97, (count, inside))

    def test_false_alarms(self):
        """Where nothing changed, 3-7 of 100 changes are called significant."""
        rng = np.random.default_rng(18)
        drawn = rng.multinomial(80, (0.2, 0.3, 0.5), (3000, 2)).tolist()
        alarms = sum(nps_difference(*pair).p_value < 0.05 for pair in drawn)
        self.assertTrue(0.03 <= alarms / len(drawn) <= 0.07, alarms)
