from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ...tools.judge import gaps

# Meisu Electric: experience, expectation, importance. None: not stated by the source.
MEISU = {
    "convenience": (5, 7, 9),
    "product": (6, 7, None),
    "price": (7, 7, None),
    "brand": (7, 7, None),
    "service": (6, None, None),
    "relationship": (4, None, None),
}
MARK = st.none() | st.floats(0, 10)


class TestGaps(BaseCase):
    def test_golden_example(self):
        lines = dict(zip(MEISU, gaps.assess(list(MEISU.values())), strict=True))
        shop = lines["convenience"]
        self.assertEqual(shop.satisfaction, -2)
        self.assertEqual(shop.weighted_satisfaction, -18)
        self.assertTrue(shop.is_key)
        self.assertEqual((shop.ideal, shop.gap, shop.weighted_gap), (10, -5, -45))
        product = lines["product"]
        self.assertEqual((product.satisfaction, product.ideal, product.gap), (-1, 6, 0))
        for name in ("price", "brand"):
            line = lines[name]
            self.assertEqual((line.satisfaction, line.ideal, line.gap), (0, 7, 0))
        for name, actual in (("service", 6), ("relationship", 4)):
            line = lines[name]
            self.assertEqual((line.ideal, line.gap), (actual, 0))
        keys = [name for name, line in lines.items() if line.is_key]
        self.assertEqual(keys, ["convenience"])

    def test_golden_example_zero_figures_with_any_weight(self):
        """Price and brand: ws = 0 and wg = 0, whatever the weight not stated is."""
        for weight in (None, 0, 3.5, 10):
            _shop, line = gaps.assess([(5, 7, 9), (7, 7, weight)])
            self.assertEqual((line.weighted_satisfaction, line.weighted_gap), (0, 0))

    def test_unknown_stays_unknown(self):
        self.assertIsNone(gaps.satisfaction(None, 7))
        self.assertIsNone(gaps.satisfaction(5, None))
        self.assertIsNone(gaps.weighted(None, -2))
        self.assertIsNone(gaps.weighted(0, None))
        self.assertEqual(gaps.weighted(None, 0), 0)
        self.assertIsNone(gaps.gap(None, 10))
        self.assertIsNone(gaps.default_ideal(None, False))
        line = gaps.assess([(None, None, None)])[0]
        self.assertEqual(line, (None,) * 5 + (False,) + (None,) * 3)

    def test_key_experiences(self):
        self.assertEqual(gaps.key_experiences([-3, -18, None, -18, 2]), {1, 3})
        self.assertEqual(gaps.key_experiences([9 * -0.1, 3 * -0.3]), {0, 1})
        self.assertEqual(gaps.key_experiences([0, 4, None]), set())
        self.assertEqual(gaps.key_experiences([-1e-12, 4]), set())
        self.assertEqual(gaps.key_experiences([None]), set())
        self.assertEqual(gaps.key_experiences([]), set())

    def test_a_chosen_ideal_wins(self):
        shop, price = gaps.assess([(5, 7, 9), (7, 7, 5)], ideals={0: 8, 1: 9})
        self.assertEqual((shop.ideal, shop.gap, shop.weighted_gap), (8, -3, -27))
        self.assertEqual((price.ideal, price.gap, price.weighted_gap), (9, -2, -10))

    @settings(deadline=None)
    @given(st.lists(st.tuples(MARK, MARK, MARK), max_size=8))
    def test_only_the_key_experience_has_a_gap(self, dimensions):
        for line in gaps.assess(dimensions):
            if line.is_key:
                self.assertLess(line.weighted_satisfaction, 0)
                self.assertEqual(line.ideal, 10)
            elif line.gap is not None:
                self.assertEqual(line.gap, 0)

    def test_servqual_published_mean(self):
        """Published figure 5: unweighted SERVQUAL score of five dimensions."""
        score = gaps.servqual_score([-0.65, -1.10, -0.83, -0.70, -1.01])
        self.assertAlmostEqual(score, -0.858, places=12)

    def test_servqual(self):
        self.assertAlmostEqual(gaps.servqual_gap(5.2, 6.1), -0.9)
        self.assertIsNone(gaps.servqual_gap(None, 6.1))
        self.assertEqual(gaps.servqual_score([-1, -2], [75, 25]), -1.25)
        self.assertIsNone(gaps.servqual_score([-1, None], [75, 25]))
        self.assertIsNone(gaps.servqual_score([]))
        for points, text in (
            ([50, 40], "add up to 100, not 90"),
            ([100], "2 gaps need as many weights, not 1"),
            ([110, -10], "cannot be negative: -10"),
        ):
            with self.assertRaisesRegex(ValueError, text):
                gaps.servqual_score([-1, -2], points)
