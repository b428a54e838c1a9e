"""The gap of two views is Welch's; worked out beside it by hand and by its formula."""

import math
import unittest

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.cem_experience.tools.base.messages import ToolError
from odoo.addons.cem_experience.tools.figures import intervals, rollup

from ..tools import perception

marks = st.lists(st.integers(0, 10), min_size=0, max_size=12)


def figure(values):
    return rollup.figure(len(values), sum(values), sum(v * v for v in values))


class TestPerception(unittest.TestCase):
    def test_hand_computed(self):
        # company 8 9 10: mean 9, variance of the mean 1/3, 2 degrees of freedom
        # customers 4 5 6 5: mean 5, variance (2/3)/4 = 1/6, 3 degrees of freedom
        seen = perception.compare(figure([8, 9, 10]), figure([4, 5, 6, 5]))
        self.assertEqual((seen.company.mean, seen.company.count), (9, 3))
        self.assertEqual((seen.customer.mean, seen.customer.count), (5, 4))
        self.assertEqual(seen.gap, 4)
        # freedom (1/2)^2 / ((1/3)^2/2 + (1/6)^2/3) = 0.25 / 0.064815 = 3.857143;
        # t = 2.817474 (between the tables' 3.182446 at 3 and 2.776445 at 4)
        half = 2.817474 * math.sqrt(0.5)
        self.assertAlmostEqual(seen.gap_low, 4 - half, places=4)
        self.assertAlmostEqual(seen.gap_high, 4 + half, places=4)
        self.assertTrue(seen.is_sure)

    def test_what_is_not_known(self):
        nobody = rollup.NONE
        self.assertEqual(perception.difference(nobody, figure([5, 6])), (None,) * 3)
        self.assertEqual(perception.difference(figure([5, 6]), nobody), (None,) * 3)
        one = perception.compare(figure([7]), figure([5, 6]))
        self.assertEqual((one.gap, one.gap_low, one.gap_high), (1.5, None, None))
        self.assertEqual((one.company.low, one.company.high), (None, None))
        self.assertFalse(one.is_sure)
        equal = perception.compare(figure([7, 7]), figure([5, 5]))
        self.assertEqual((equal.gap, equal.gap_low, equal.gap_high), (2, 2, 2))

    def test_few_customers_stay_hidden(self):
        seen = perception.compare(figure([8, 9]), figure([1, 2]), shown=False)
        self.assertEqual(seen.customer, perception.Side(2, None, None, None, True))
        self.assertEqual((seen.gap, seen.gap_low, seen.gap_high), (None, None, None))
        self.assertEqual(seen.company.mean, 8.5)
        none = perception.compare(figure([8]), rollup.NONE, shown=False)
        self.assertFalse(none.customer.hidden)

    def test_bad_confidence(self):
        with self.assertRaises(ToolError):
            perception.difference(figure([5, 6]), figure([5, 6]), 95)

    @settings(deadline=None, max_examples=50)
    @given(marks, marks)
    def test_property_equals_welch_of_the_answers(self, ours, theirs):
        seen = perception.compare(figure(ours), figure(theirs))
        expected = intervals.satisfaction_interval(
            intervals.Sample.of(ours), intervals.Sample.of(theirs)
        )
        self.assertEqual(seen.gap is None, expected.value is None)
        if seen.gap is not None:
            self.assertAlmostEqual(seen.gap, expected.value)
            self.assertAlmostEqual(seen.gap, np.mean(ours) - np.mean(theirs))
        self.assertEqual(seen.gap_low is None, expected.low is None)
        if seen.gap_low is not None:
            self.assertAlmostEqual(seen.gap_low, max(expected.low, -10), places=5)
            self.assertAlmostEqual(seen.gap_high, min(expected.high, 10), places=5)
        back = perception.compare(figure(theirs), figure(ours))
        if seen.gap_low is not None:
            self.assertAlmostEqual(seen.gap_low, -back.gap_high)
