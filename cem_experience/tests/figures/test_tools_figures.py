import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ...tools.figures import figures, intervals, quantiles
from ...tools.figures.figures import Sums
from ...tools.figures.nps import nps

ANSWERS = st.lists(st.integers(0, 10), min_size=1, max_size=40)


class TestFigures(BaseCase):
    @settings(deadline=None, max_examples=50)
    @given(ANSWERS, ANSWERS)
    def test_parts_put_together(self, one, two):
        """NPS and mean of a merge are the means weighted with the numbers."""
        both = Sums.of(one).plus(Sums.of(two))
        self.assertEqual(both, Sums.of(one + two))
        for kind in ("nps", "mean"):
            parts = [figures.figure(kind, Sums.of(part)) for part in (one, two)]
            mean = sum(p.value * p.count for p in parts) / both.count
            self.assertAlmostEqual(figures.figure(kind, both).value, mean, 9)

    @settings(deadline=None, max_examples=50)
    @given(st.lists(st.floats(0, 10), min_size=2, max_size=40))
    def test_sample(self, values):
        count, mean, deviation = Sums.of(values).sample
        self.assertEqual(count, len(values))
        self.assertAlmostEqual(mean, np.mean(values), 9)
        self.assertAlmostEqual(deviation, np.std(values, ddof=1), 4)

    def test_figures_are_those_of_the_tools(self):
        sums = Sums.of([0] * 60 + [7] * 50 + [10] * 90)
        want = nps(60, 50, 90)
        got = figures.figure("nps", sums)
        self.assertEqual(got.value, 100 * want.value)
        self.assertEqual((got.low, got.high), (100 * want.low, 100 * want.high))
        # CSAT 4 and 5 of 1-5 are the top two boxes, CES 5 to 7 of 1-7 are easy
        csat = Sums.of([0, 2.5, 5, 7.5, 7.5, 10])
        self.assertEqual(csat.share(figures.CSAT_TOP[2]), (3, 6))
        self.assertEqual(csat.share(figures.CSAT_TOP[1]), (1, 6))
        self.assertEqual(csat.share(figures.CSAT_TOP[3]), (4, 6))
        ces = Sums.of([(step - 1) / 6 * 10 for step in range(1, 8)])
        self.assertEqual(ces.share(figures.CES_EASY), (3, 7))
        self.assertEqual(figures.figure("mean", figures.NONE).value, None)
        self.assertEqual(figures.figure("mean", Sums.of([4])), (4, None, None, 1))

    def test_two_periods_of_the_textbook(self):
        """measures.md, 7: +15 becomes +30 points and is not significant."""
        before = Sums.of([0] * 60 + [7] * 50 + [10] * 90)
        after = Sums.of([0] * 40 + [7] * 60 + [10] * 100)
        got = figures.change("nps", before, after)
        self.assertAlmostEqual(got.value, 15)
        self.assertAlmostEqual(got.p_value, 0.06831, 5)
        self.assertTrue(got.low < 0 < got.high)

    def test_share_difference(self):
        """Newcombe (1998), table II: 56/70 and 48/80 give .0524 to .3339."""
        got = intervals.share_difference((48, 80), (56, 70))
        self.assertAlmostEqual(got.value, 0.2)
        self.assertAlmostEqual(got.low, 0.0524, 4)
        self.assertAlmostEqual(got.high, 0.3339, 4)
        self.assertEqual(
            intervals.share_difference((5, 5), (7, 7)).p_value, 1.0, "no change"
        )
        self.assertIsNone(intervals.share_difference((0, 0), (1, 2)).value)

    def test_welch(self):
        """Student's sleep data of 1908: t = -1.8608, df = 17.776, p = 0.07939."""
        one = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
        two = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
        sample = intervals.Sample.of
        got = intervals.mean_difference(sample(two), sample(one))
        self.assertAlmostEqual(got.value, -1.58)
        self.assertAlmostEqual(got.p_value, 0.07939, 5)
        self.assertAlmostEqual(got.low, -3.3654832, 6)
        self.assertAlmostEqual(got.high, 0.2054832, 6)
        self.assertAlmostEqual(quantiles.t_two_sided_p(1.96, float("inf")), 0.05, 4)
        self.assertIsNone(
            intervals.mean_difference(sample([1]), sample(one)).p_value, "one answer"
        )
        self.assertEqual(
            intervals.mean_difference(sample([3, 3]), sample([4, 4])).p_value, 0
        )

    def test_satisfaction_difference(self):
        fixed, sample = intervals.Fixed, intervals.Sample.of
        one, two = sample([4, 6, 5, 7]), sample([6, 7, 8, 6])
        got = intervals.satisfaction_difference((one, fixed(7)), (two, fixed(7)))
        self.assertEqual(got, intervals.mean_difference(one, two))

    def test_differences_by_simulation(self):
        """Where nothing has changed, 3 to 7 % of the tests say so at 5 %."""
        rng = np.random.default_rng(11)
        runs, false = 1500, dict.fromkeys(("nps", "share", "mean"), 0)
        for _run in range(runs):
            one, two = (
                Sums.of(rng.choice(11, size, p=np.full(11, 1 / 11)).tolist())
                for size in (80, 120)
            )
            for kind in false:
                false[kind] += figures.change(kind, one, two, 8).p_value < 0.05
        for kind, count in false.items():
            self.assertTrue(0.03 <= count / runs <= 0.07, (kind, count))

    def test_cross_hair_and_quadrants(self):
        points = [(4, 9), (6, 8), (8, 1)]
        self.assertEqual(figures.cross_hair(points, "middle"), (5, 5))
        self.assertEqual(figures.cross_hair(points, "mean"), (6, 6))
        self.assertEqual(figures.cross_hair(points, "median"), (6, 8))
        self.assertEqual(figures.cross_hair([], "mean"), (5, 5))
        want = {
            (9, 4): "concentrate",
            (9, 6): "keep",
            (1, 8): "overkill",
            (1, 1): "low",
        }
        for (importance, performance), name in want.items():
            self.assertEqual(figures.quadrant(importance, performance, (6, 6)), name)

    def test_waterfall(self):
        self.assertEqual(
            figures.waterfall({"price": 0, "convenience": -45, "brand": None, "x": -5}),
            [("convenience", 0, -45), ("x", -45, -50), ("price", -50, -50)],
        )
