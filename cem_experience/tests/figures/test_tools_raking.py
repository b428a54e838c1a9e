import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ...tools.figures.raking import rake


def shares_of(groups, weights, counts=None):
    mass = np.asarray(weights) * (1 if counts is None else np.asarray(counts))
    return {
        group: float(sum(m for g, m in zip(groups, mass, strict=True) if g == group))
        / float(mass.sum())
        for group in set(groups)
    }


class TestRaking(BaseCase):
    def test_one_attribute_by_hand(self):
        # 8 of 10 answers are of gold customers, who are half of all
        tiers = ["gold"] * 8 + ["basic"] * 2
        raked = rake({"tier": tiers}, {"tier": {"gold": 0.5, "basic": 0.5}})
        np.testing.assert_allclose(raked.weights, [0.625] * 8 + [2.5] * 2)
        # (sum w)^2 / sum w^2 = 100 / (8 * 0.390625 + 2 * 6.25) = 6.4
        self.assertAlmostEqual(raked.effective, 6.4)

    def test_the_table_of_deming_and_stephan_fits_both_margins(self):
        """Cells of a table keep their odds ratio, which the method is known by."""
        rows, columns = ["a", "a", "b", "b"], ["x", "y", "x", "y"]
        counts = [30, 10, 20, 40]
        raked = rake(
            {"row": rows, "column": columns},
            {"row": {"a": 0.6, "b": 0.4}, "column": {"x": 0.3, "y": 0.7}},
            counts,
        )
        cells = raked.weights * counts
        self.assertAlmostEqual(cells[0] * cells[3] / (cells[1] * cells[2]), 6)
        for groups, known in ((rows, {"a": 0.6, "b": 0.4}), (columns, {"x": 0.3})):
            got = shares_of(groups, raked.weights, counts)
            for group, share in known.items():
                self.assertAlmostEqual(got[group], share, 8)

    @settings(max_examples=40, deadline=None)
    @given(
        st.lists(st.integers(1, 50), min_size=6, max_size=6),
        st.integers(1, 9),
        st.integers(1, 8),
    )
    def test_any_shares_are_met(self, counts, north, gold):
        region, tier = ["n", "n", "n", "s", "s", "s"], ["g", "m", "b"] * 2
        known = {
            "region": {"n": north / 10, "s": 1 - north / 10},
            "tier": {"g": gold / 10, "m": (9 - gold) / 10, "b": 0.1},
        }
        raked = rake({"region": region, "tier": tier}, known, counts)
        for name, groups in (("region", region), ("tier", tier)):
            got = shares_of(groups, raked.weights, counts)
            for group, share in known[name].items():
                self.assertAlmostEqual(got[group], share, 7)
        self.assertAlmostEqual(raked.weights @ counts, sum(counts), 5)
        self.assertLessEqual(raked.effective, sum(counts) * (1 + 1e-9))

    def test_limited_weights_say_what_is_left(self):
        tiers = ["gold"] * 98 + ["basic"] * 2
        known = {"tier": {"gold": 0.5, "basic": 0.5}}
        free, cut = rake({"tier": tiers}, known), rake({"tier": tiers}, known, limit=5)
        self.assertAlmostEqual(free.weights.max(), 25)
        self.assertAlmostEqual(cut.weights.max(), 5)
        self.assertAlmostEqual(cut.worst, 0.4)
        self.assertGreater(cut.effective, free.effective)

    def test_refusals(self):
        halves = {"tier": {"gold": 0.5, "basic": 0.5}}
        for attributes, known, options in (
            ({"tier": ["gold"]}, {"tier": {"gold": 0.9}}, {}),
            ({"tier": ["gold"]}, {"tier": {"gold": 1.5, "basic": -0.5}}, {}),
            ({"tier": ["gold", "gold"]}, halves, {}),
            ({"tier": ["gold", "other"]}, halves, {}),
            ({"tier": []}, halves, {}),
            ({}, {}, {}),
            ({"tier": ["gold", "basic"]}, halves, {"limit": 1}),
            # all who answered are either northern and gold or southern and basic
            (
                {"region": ["n", "s"], "tier": ["gold", "basic"]},
                {"region": {"n": 0.9, "s": 0.1}} | halves,
                {},
            ),
        ):
            with self.assertRaises(ValueError):
                rake(attributes, known, **options)
