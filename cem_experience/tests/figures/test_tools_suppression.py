from itertools import chain, combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ...tools.figures.suppression import shown_figures, suppress


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


class TestSuppressionOfAPage(BaseCase):
    def test_two_breakdowns_of_the_same_answers(self):
        # by region and by age; hiding two regions opens nothing among the ages
        counts = {"all": 30, "north": 3, "south": 8, "west": 19, "young": 12, "old": 18}
        got = shown_figures(
            counts,
            [("all", ["north", "south", "west"]), ("all", ["young", "old"])],
        )
        self.assertEqual(got, {"all", "west", "young", "old"})

    def test_a_hidden_whole_is_not_added_up_from_its_parts(self):
        # "south" is hidden to protect "north", so one of its parts has to be as well
        counts = {"all": 30, "north": 3, "south": 12, "west": 15, "a": 5, "b": 7}
        got = shown_figures(
            counts, [("all", ["north", "south", "west"]), ("south", ["a", "b"])]
        )
        self.assertEqual(got, {"all", "west", "b"})

    def test_what_is_on_no_page_is_still_part_of_the_whole(self):
        counts = {"all": 12, "a": 9, "nobody asks": 3}
        got = shown_figures(
            counts, [("all", ["a", "nobody asks"])], never={"nobody asks"}
        )
        self.assertEqual(got, {"all"})

    def test_a_whole_that_yields(self):
        counts = {"all": 30, "north": 3, "south": 8, "west": 19}
        parts = ["north", "south", "west"]
        got = shown_figures(counts, [("all", parts)], yields={"all"})
        self.assertEqual(got, {"south", "west"})

    def test_two_steps_of_subtraction(self):
        """The row tells of a1, and with it the column tells of b1."""
        counts = {"a1": 9, "a2": 20, "b1": 3, "b2": 7, "c1": 20, "c2": 6}
        rows = {name: [f"{name}1", f"{name}2"] for name in "abc"}
        columns = {name: [f"{row}{name}" for row in "abc"] for name in "12"}
        breakdowns = [*rows.items(), *columns.items()]
        for whole, parts in breakdowns:
            counts[whole] = sum(counts[part] for part in parts)
        got = shown_figures(counts, breakdowns, is_table=True)
        self.assertEqual(got, {"a", "b", "c", "1", "2", "c1", "c2"})

    @settings(deadline=None, max_examples=50)
    @given(
        st.lists(
            st.lists(st.integers(0, 12), min_size=4, max_size=4), min_size=1, max_size=5
        ),
        st.integers(2, 6),
    )
    def test_no_table_gives_a_small_cell_away(self, table, minimum):
        """By no sums and differences of what is shown, in however many steps."""
        counts, cells = {}, {}
        for row, values in enumerate(table):
            for column, count in enumerate(values):
                cells[row, column] = count
        rows = [("row", row) for row in range(len(table))]
        columns = [("column", column) for column in range(4)]
        breakdowns = [("all", rows), ("all", columns)]
        for kind, number in rows + columns:
            place = kind == "column"
            parts = [cell for cell in cells if cell[place] == number]
            breakdowns.append(((kind, number), parts))
        counts.update(cells)
        for whole, parts in breakdowns[2:]:
            counts[whole] = sum(cells[part] for part in parts)
        counts["all"] = sum(cells.values())
        shown = shown_figures(counts, breakdowns, minimum, is_table=True)
        # What a reader knows, as linear equations of the cells that have answers
        known = [cell for cell, count in cells.items() if count]
        place = {cell: number for number, cell in enumerate(known)}
        equations = [np.zeros(len(known))]
        for name in shown:
            parts = dict(breakdowns[2:]).get(name, known if name == "all" else [name])
            row = np.zeros(len(known))
            row[[place[part] for part in parts if part in place]] = 1
            equations.append(row)
        matrix = np.array(equations)
        rank = np.linalg.matrix_rank(matrix) if known else 0
        for cell in known:
            if cells[cell] < minimum:
                unit = np.eye(len(known))[place[cell]]
                self.assertGreater(
                    np.linalg.matrix_rank(np.vstack([matrix, unit])), rank, cell
                )

    @settings(deadline=None, max_examples=50)
    @given(
        st.lists(st.lists(st.integers(0, 9), min_size=1, max_size=4), max_size=4),
        st.integers(1, 6),
    )
    def test_no_breakdown_gives_a_small_group_away(self, groups, minimum):
        counts, breakdowns, tops = {}, [], []
        for number, parts in enumerate(groups):
            names = [(number, place) for place in range(len(parts))]
            counts.update(zip(names, parts, strict=True))
            counts[number] = sum(parts)
            breakdowns.append((number, names))
            tops.append(number)
        counts["all"] = sum(counts[number] for number in tops)
        breakdowns.append(("all", tops))
        shown = shown_figures(counts, breakdowns, minimum)
        for whole, parts in breakdowns:
            rest = sum(counts[part] for part in parts if part not in shown)
            if whole in shown:
                self.assertGreaterEqual(counts[whole], minimum)
                self.assertTrue(rest == 0 or rest >= minimum)
            elif counts[whole]:
                self.assertGreater(rest, 0)
