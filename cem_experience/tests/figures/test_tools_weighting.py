import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ...tools.base.messages import ToolError
from ...tools.figures import figures
from ...tools.figures.figures import MEAN, NPS, SHARE, Sums
from ...tools.figures.weighting import Weighted, cell_weights

VALUES = st.lists(st.integers(0, 10), min_size=1, max_size=20)


class TestWeighting(BaseCase):
    def test_by_hand(self):
        """Gold 8 of 10 answers, and half of the customers: weights 0.625 and 2.5."""
        cells = {("gold",): 8, ("basic",): 2}
        raked = cell_weights(cells, {"tier": {"gold": 0.5, "basic": 0.5}})
        np.testing.assert_allclose(raked.weights, [0.625, 2.5])
        found = Weighted.of(
            zip(raked.weights, (Sums.of([10] * 8), Sums.of([0] * 2)), strict=True)
        )
        self.assertAlmostEqual(found.effective, 6.4)
        self.assertEqual((found.count, found.answers), (6, 10))
        # unweighted: 80 % promoters, 20 % detractors
        nps = figures.figure(NPS, found)
        self.assertAlmostEqual(nps.value, 0)
        self.assertEqual(nps.count, 6)
        self.assertAlmostEqual(figures.figure(MEAN, found).value, 5)
        self.assertAlmostEqual(figures.figure(SHARE, found, 8).value, 50)
        plain = figures.figure(NPS, Sums.of([10] * 8 + [0] * 2))
        self.assertGreater(nps.high - nps.low, plain.high - plain.low)

    @settings(deadline=None, max_examples=50)
    @given(VALUES, VALUES)
    def test_equal_weights_change_nothing(self, one, two):
        plain = Sums.of(one).plus(Sums.of(two))
        for weight in (1.0, 0.3):
            found = Weighted.of([(weight, Sums.of(one)), (weight, Sums.of(two))])
            self.assertEqual(found.count, plain.count)
            for kind, least in ((NPS, None), (SHARE, 8), (MEAN, None)):
                np.testing.assert_allclose(
                    np.array(figures.figure(kind, found, least), dtype=float),
                    np.array(figures.figure(kind, plain, least), dtype=float),
                    atol=1e-6,
                )

    @settings(deadline=None, max_examples=50)
    @given(VALUES, VALUES, st.floats(0.1, 0.9))
    def test_merge_of_two_is_the_weighted_mean(self, one, two, share):
        cells = {("a",): len(one), ("b",): len(two)}
        raked = cell_weights(cells, {"x": {"a": share, "b": 1 - share}})
        sums = (Sums.of(one), Sums.of(two))
        found = Weighted.of(zip(raked.weights, sums, strict=True))
        want = share * np.mean(one) + (1 - share) * np.mean(two)
        mean = found.sample.mean
        if mean is not None:
            self.assertAlmostEqual(mean, want, 6)
        self.assertLessEqual(found.effective, found.answers + 1e-9)

    def test_not_known_keeps_its_own_share(self):
        cells = {("a",): 30, ("b",): 30, (None,): 40, ("gone",): 0}
        raked = cell_weights(cells, {"x": {"a": 0.8, "b": 0.2}})
        weighted = raked.weights * np.array(list(cells.values()))
        np.testing.assert_allclose(weighted, [48, 12, 40, 0], atol=1e-6)

    def test_group_without_an_answer_is_named(self):
        with self.assertRaisesRegex(ToolError, "none of them answered"):
            cell_weights({("a",): 5}, {"x": {"a": 0.5, "b": 0.5}})

    def test_nothing_known_weighs_nothing(self):
        with self.assertRaises(ToolError):
            cell_weights({(None,): 5}, {"x": {"a": 1.0}})
        raked = cell_weights({(None, 1): 5}, {"x": {"a": 1.0}, "y": {1: 1.0}})
        self.assertEqual(list(raked.weights), [1.0])

    def test_change_of_weighted_figures(self):
        before = Weighted.of([(0.5, Sums.of([0] * 40)), (1.5, Sums.of([10] * 40))])
        after = Sums.of([10] * 60 + [0] * 20)
        for kind, least in ((NPS, None), (SHARE, 8), (MEAN, None)):
            change = figures.change(kind, before, after, least)
            self.assertAlmostEqual(change.value, 0, msg=kind)
            self.assertAlmostEqual(change.p_value, 1, 1, msg=kind)
