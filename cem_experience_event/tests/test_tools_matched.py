"""Like compared with like: strata weighted as the participants are."""

from unittest import TestCase

from hypothesis import example, given, settings
from hypothesis import strategies as st

from odoo.addons.cem_experience.tools.figures.intervals import Sample, mean_difference
from odoo.addons.cem_experience_event.tools.matched import matched_difference

NONE = Sample(0, None, None)
samples = st.builds(Sample, st.integers(2, 50), st.floats(0, 10), st.floats(0.1, 5))


class TestToolsMatched(TestCase):
    def test_confounded_by_the_stratum(self):
        """Participants are mostly of the satisfied tier: the raw difference lies."""
        gold = Sample(80, 9.0, 1.0), Sample(20, 9.0, 1.0)
        basic = Sample(20, 5.0, 1.0), Sample(80, 5.0, 1.0)
        matched = matched_difference([gold, basic])
        self.assertAlmostEqual(matched.difference.value, 0)
        self.assertEqual((matched.participants, matched.others), (100, 100))
        self.assertLess(matched.difference.low, 0)
        self.assertGreater(matched.difference.high, 0)

    @settings(deadline=None, max_examples=25)
    @given(samples, samples)
    @example(Sample(2, 2e-258, 1.0), Sample(2, 0.0, 1.0))
    def test_one_stratum_is_welch(self, mine, others):
        matched = matched_difference([(mine, others)])
        welch = mean_difference(others, mine)
        for name in ("value", "low", "high", "p_value"):
            self.assertAlmostEqual(
                getattr(matched.difference, name), getattr(welch, name), places=7
            )

    def test_by_hand(self):
        strata = [
            (Sample(10, 8.0, 1.0), Sample(20, 7.0, 2.0)),
            (Sample(30, 6.0, 2.0), Sample(40, 6.5, 1.0)),
        ]
        result = matched_difference(strata).difference
        self.assertAlmostEqual(result.value, 0.25 * 1 + 0.75 * -0.5)
        variance = 0.0625 * (0.1 + 0.2) + 0.5625 * (4 / 30 + 1 / 40)
        # about two standard errors on each side
        self.assertAlmostEqual(
            (result.high - result.low) / 2 / variance**0.5, 2.0, places=1
        )

    def test_too_little(self):
        one = Sample(1, 8.0, None)
        self.assertIsNone(matched_difference([]).difference.value)
        self.assertIsNone(matched_difference([(one, NONE)]).difference.value)
        alone = matched_difference([(one, Sample(5, 6.0, 1.0))])
        self.assertEqual(alone.difference.value, 2)
        self.assertIsNone(alone.difference.low)
        # a tier without counterpart does not count
        both = Sample(5, 6.0, 1.0), Sample(6, 5.0, 1.0)
        matched = matched_difference([both, (Sample(100, 9.0, 1.0), NONE)])
        self.assertEqual((matched.participants, matched.others), (5, 6))
        self.assertAlmostEqual(matched.difference.value, 1)
