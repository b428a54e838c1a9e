"""The arithmetic of a draw, without a database."""

from collections import Counter
from unittest import TestCase

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.cem_experience.tools.figures.quantiles import normal_quantile
from odoo.addons.cem_experience_event.tools import draws

SEED = "00" * draws.SEED_BYTES
# Chi-square at the one-in-a-thousand level, by the number of participants
DRAWS = 3000


def chi_square_limit(freedom, level=0.999):
    """Wilson and Hilferty, PNAS 17, 1931: good to three digits for these freedoms."""
    z = normal_quantile(level)
    part = 2 / (9 * freedom)
    return freedom * (1 - part + z * part**0.5) ** 3


class TestToolsDraws(TestCase):
    def test_known_values(self):
        """Anybody with the description gets the same: fixed for all time."""
        self.assertEqual(
            draws.commitment(SEED),
            "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925",
        )
        listed = draws.digest(["Ann", "Ben", "Cem"])
        self.assertEqual(draws.draw(SEED, listed, "spring", 3, 3).count(1), 1)
        again = draws.draw(SEED, listed, " spring ", 3, 3)
        self.assertEqual(again, draws.draw(SEED, listed, "spring", 3, 3))

    def test_whatever_changes_the_list_changes_the_digest(self):
        digests = {
            draws.digest(names)
            for names in (
                ["a", "b"],
                ["b", "a"],
                ["ab"],
                ["a", "b", ""],
                ["a", "b", "c"],
                ["a\nb"],
                [],
                ["a "],
            )
        }
        self.assertEqual(len(digests), 8)

    def test_what_is_no_seed(self):
        for seed in ("", "00", "zz" * 32, "00" * 31):
            with self.assertRaises(ValueError):
                draws.commitment(seed)
        with self.assertRaises(ValueError):
            draws.draw(SEED, "", "", -1, 1)

    @settings(deadline=None, max_examples=25)
    @given(
        st.binary(min_size=32, max_size=32),
        st.integers(0, 60),
        st.integers(0, 80),
        st.text(max_size=5),
    )
    def test_nobody_twice_and_nobody_from_outside(self, seed, count, places, word):
        winners = draws.draw(seed.hex(), "d", word, count, places)
        self.assertEqual(len(winners), min(count, places))
        self.assertEqual(len(set(winners)), len(winners))
        self.assertTrue(all(1 <= winner <= count for winner in winners))
        again = draws.draw(seed.hex(), "d", word, count, places, True)
        self.assertEqual(len(again), places if count else 0)
        self.assertTrue(all(1 <= winner <= count for winner in again))

    def test_uniform(self):
        """A small version of ``make proof P=draws``, with fixed seeds."""
        people = 12
        for replacement in (False, True):
            first, second = Counter(), Counter()
            for number in range(DRAWS):
                seed = f"{number:064x}"
                winners = draws.draw(seed, "list", "", people, 2, replacement)
                first[winners[0]] += 1
                second[winners[1]] += 1
            for counts in (first, second):
                expected = DRAWS / people
                chi = sum(
                    (counts[n] - expected) ** 2 / expected for n in range(1, people + 1)
                )
                self.assertLess(chi, chi_square_limit(people - 1))
