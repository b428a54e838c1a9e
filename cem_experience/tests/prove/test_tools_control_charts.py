import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ...tools.prove import control_charts
from ...tools.prove.control_charts import Alarm, Point

# Cans of frozen orange juice that leaked, of 50 each (Montgomery, table 7.1)
JUICE = """12 15 8 10 4 7 16 9 14 10 5 6 17 12 22 8 10 5 13 11 20 18 24 15 9 12 7 13 9 6
"""
# Errors in 50 shipments each, twenty weeks (Montgomery, the supply chain example)
SHIPMENTS = "2 3 8 1 1 4 1 4 5 1 8 2 4 3 4 1 8 3 7 4"
# NIST/SEMATECH e-Handbook, 6.3.2.4: readings and their moving average, weight 0.3
NIST_READINGS = """52.0 47.0 53.0 49.3 50.1 47.0 51.0 50.1 51.2 50.5 49.6 47.6 49.9 51.3
47.8 51.2 52.6 52.4 53.6 52.1"""
NIST_AVERAGES = """50.60 49.52 50.56 50.18 50.16 49.21 49.75 49.85 50.26 50.33 50.11
49.36 49.52 50.05 49.38 49.92 50.73 51.23 51.94 51.99"""
# Lucas and Saccucci 1990: weight, width and run length without and with a shift of one
# standard deviation, fixed limits
EWMA_RUN_LENGTHS = [
    (0.4, 3.054, 500, 14.3),
    (0.2, 2.962, 500, 10.5),
    (0.1, 2.814, 500, 10.3),
]


def numbers(text):
    return [float(word) for word in text.split()]


def markov_run_length(weight, width, shift, cells=201):
    """Average run length of a moving average with fixed limits, as a Markov chain.

    Brook and Evans, *Biometrika* 59, 1972: the band between the limits cut into cells.
    """
    half = width * math.sqrt(weight / (2 - weight))
    step = 2 * half / cells
    middles = -half + step * (np.arange(cells) + 0.5)
    bounds = -half + step * np.arange(cells + 1)
    cdf = np.vectorize(lambda z: 0.5 * math.erfc(-z / math.sqrt(2)))
    ends = (bounds[None, :] - (1 - weight) * middles[:, None]) / weight - shift
    moves = np.diff(cdf(ends), axis=1)
    lengths = np.linalg.solve(np.eye(cells) - moves, np.ones(cells))
    return lengths[cells // 2]


class TestControlCharts(BaseCase):
    def test_published_p_chart(self):
        points = control_charts.p_chart(numbers(JUICE), [50] * 30)
        for point in points:
            self.assertAlmostEqual(point.center, 0.2313, 4)
            self.assertAlmostEqual(point.high, 0.4102, 4)
            self.assertAlmostEqual(point.low, 0.0524, 4)
        # "samples 15 and 23 plot above the upper control limit"
        self.assertEqual(
            [number for number, p in enumerate(points, 1) if p.signal], [15, 23]
        )

    def test_published_u_chart(self):
        points = control_charts.u_chart(numbers(SHIPMENTS), [50] * 20)
        self.assertAlmostEqual(points[0].center, 0.0740, 4)
        self.assertAlmostEqual(points[0].high, 0.1894, 4)
        self.assertEqual(points[0].low, 0)
        self.assertFalse([point for point in points if point.signal])

    def test_published_ewma_chart(self):
        readings = numbers(NIST_READINGS)
        points = control_charts.ewma_chart(readings, [2.0539] * 20, 50, 0.3, 3)
        for point, average in zip(points, numbers(NIST_AVERAGES), strict=True):
            self.assertLess(abs(point.value - average), 0.006)
        # The handbook prints the limits of a process that has been running for long.
        self.assertAlmostEqual(points[-1].high, 52.5884, 2)
        self.assertAlmostEqual(points[-1].low, 47.4115, 2)
        self.assertFalse([point for point in points if point.signal])

    def test_limits_follow_the_number_of_answers(self):
        few, many = control_charts.p_chart([2, 200], [10, 1000])
        self.assertGreater(few.high - few.center, 9.9 * (many.high - many.center))
        self.assertAlmostEqual(many.high, 0.2 + 3 * math.sqrt(0.2 * 0.8 / 1000))

    def test_exact_limits(self):
        # P(X >= 5), ten answers, usual share 0.1: 0.001635; of 6: 0.000147
        five, six = control_charts.p_chart([5, 6], [10, 10], share=0.1, exact=True)
        self.assertEqual((five.signal, six.signal), (0, 1))
        # three sigma calls 4 of 10 unusual although 1.3 % of such periods have them
        rough = control_charts.p_chart([4], [10], share=0.1)[0]
        self.assertEqual(rough.signal, 1)
        # Poisson of mean 2: P(X >= 8) = 0.001097, P(X >= 7) = 0.004534
        seven, eight = control_charts.u_chart([7, 8], [20, 20], rate=0.1, exact=True)
        self.assertEqual((seven.signal, eight.signal), (0, 1))
        # 100 answers, usual share one half: P(X <= 35) = 0.001759, of 34: 0.000895
        low = control_charts.p_chart([35, 34], [100, 100], share=0.5, exact=True)
        self.assertEqual([point.signal for point in low], [0, -1])

    @settings(max_examples=40, deadline=None)
    @given(st.integers(1, 400), st.floats(0.001, 0.999))
    def test_exact_limits_keep_their_promise(self, size, share):
        point = control_charts.p_chart([0], [size], share=share, exact=True)[0]
        low, high = round(point.low * size), round(point.high * size)
        chance = [
            math.comb(size, k) * share**k * (1 - share) ** (size - k)
            for k in range(size + 1)
        ]
        slack = 1e-9
        self.assertLessEqual(sum(chance[high + 1 :]), 0.00135 + slack)
        self.assertLessEqual(sum(chance[:low]), 0.00135 + slack)
        if high < size and high > size * share:
            self.assertGreater(sum(chance[high:]), 0.00135 - slack)

    def test_run_length_is_the_published_one(self):
        # One figure beyond three sigma: 370.4 periods (Montgomery, section 9.2)
        rng = np.random.default_rng(20261122)
        chance = math.erfc(3 / math.sqrt(2))
        self.assertAlmostEqual(1 / chance, 370.4, 1)
        for weight, width, without, shifted in EWMA_RUN_LENGTHS:
            length = markov_run_length(weight, width, 0)
            self.assertLess(abs(length / without - 1), 0.01)
            self.assertLess(abs(markov_run_length(weight, width, 1) - shifted), 0.1)
        # and the chart itself behaves so: simulated run length of a shift of one sigma
        lengths = []
        for _run in range(300):
            values = rng.normal(1, 1, 200).tolist()
            points = control_charts.ewma_chart(values, [1] * 200, 0)
            lengths.append(1 + next(i for i, p in enumerate(points) if p.signal))
        # Limits that start narrow find it a little earlier than the printed 10.5.
        self.assertTrue(7.5 < np.mean(lengths) < 10.5, np.mean(lengths))

    def test_one_alarm_per_shift(self):
        def chart(signals):
            return [Point(None if s is None else 0.0, 0, 0, 0, s or 0) for s in signals]

        self.assertEqual(control_charts.shifts(chart([0, 0, 0])), [])
        self.assertEqual(
            control_charts.shifts(chart([0, 1, 1, 0, 1, 0, 0])), [Alarm(1, 4, 1)]
        )
        # three calm periods end a shift; periods without answers say nothing
        self.assertEqual(
            control_charts.shifts(chart([1, 0, 0, 0, 1])),
            [Alarm(0, 0, 1), Alarm(4, 4, 1)],
        )
        self.assertEqual(
            control_charts.shifts(chart([1, None, None, None, 1])), [Alarm(0, 4, 1)]
        )
        self.assertEqual(
            control_charts.shifts(chart([1, -1])), [Alarm(0, 0, 1), Alarm(1, 1, -1)]
        )

    def test_nothing_counted(self):
        point = control_charts.p_chart([0, 3], [0, 10])[0]
        self.assertEqual((point.value, point.signal), (None, 0))
        silent = control_charts.ewma_chart([None, 9.0], [None, 0.5], 5)
        self.assertEqual(silent[0].value, None)
        self.assertEqual(silent[1].signal, 1)

    def test_refusals(self):
        for call in (
            lambda: control_charts.p_chart([3], [2]),
            lambda: control_charts.p_chart([-1], [2]),
            lambda: control_charts.p_chart([1, 2], [5]),
            lambda: control_charts.p_chart([0], [0]),
            lambda: control_charts.p_chart([1], [2], share=1.5),
            lambda: control_charts.p_chart([1], [2], width=0),
            lambda: control_charts.u_chart([1], [2], rate=-1),
            lambda: control_charts.u_chart([1.5], [2]),
            lambda: control_charts.ewma_chart([1], [0], 1),
            lambda: control_charts.ewma_chart([1], [1], 1, weight=0),
            lambda: control_charts.ewma_chart([1], [1, 2], 1),
        ):
            with self.assertRaises(ValueError):
                call()
