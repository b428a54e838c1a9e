from itertools import chain, combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from odoo.addons.cem_experience.tools.suppression import suppress


class TestSuppression(BaseCase):
    def test_the_women_of_the_specification(self):
        got = suppress({"men": 6, "women": 4})
        self.assertEqual(got.hidden, {"men", "women"})
        self.assertTrue(got.total_shown)

    def test_the_smallest_other_group_protects(self):
        got = suppress({"north": 40, "south": 12, "west": 2, "east": 9})
        self.assertEqual(got.hidden, {"west", "east"})
        self.assertEqual(got.shown, {"north", "south"})

    def test_hidden_groups_that_protect_each_other(self):
        got = suppress({"a": 3, "b": 4, "c": 50})
        self.assertEqual(got.hidden, {"a", "b"})

    def test_nothing_to_hide(self):
        got = suppress({"a": 5, "b": 50})
        self.assertEqual((got.hidden, got.total_shown), (frozenset(), True))

    def test_empty_groups_protect_nobody(self):
        got = suppress({"a": 3, "empty": 0, "c": 50})
        self.assertEqual(got.hidden, {"a", "empty", "c"})
        self.assertEqual(suppress({"empty": 0, "c": 50}).shown, {"c"})

    def test_without_a_total_nothing_can_be_subtracted(self):
        got = suppress({"men": 6, "women": 4}, with_total=False)
        self.assertEqual((got.shown, got.total_shown), ({"men"}, False))

    def test_small_totals_are_hidden(self):
        self.assertFalse(suppress({"a": 2, "b": 2}).total_shown)
        self.assertFalse(suppress({}).total_shown)
        self.assertTrue(suppress({"a": 1}, minimum=1).total_shown)
        self.assertFalse(suppress({"a": 0}, minimum=0).total_shown)

    def test_counts_are_checked(self):
        for count in (-1, 2.5):
            with self.assertRaisesRegex(ValueError, "whole number"):
                suppress({"a": count})

    @settings(deadline=None)
    @given(st.lists(st.integers(0, 12), max_size=6), st.integers(1, 8))
    def test_subtraction_reveals_no_small_group(self, counts, minimum):
        groups = dict(enumerate(counts))
        got = suppress(groups, minimum)
        self.assertEqual(got.shown | got.hidden, groups.keys())
        for name in got.shown:
            self.assertGreaterEqual(groups[name], minimum)
        if got.total_shown:
            # whatever a reader subtracts from the total
            shown = sorted(got.shown)
            every = range(len(shown) + 1)
            for taken in chain.from_iterable(combinations(shown, k) for k in every):
                rest = sum(counts) - sum(groups[name] for name in taken)
                self.assertTrue(rest == 0 or rest >= minimum)
