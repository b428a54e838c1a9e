"""A hundred thousand draws: is every participant equally likely to win every prize?"""

import hashlib
import importlib.util
import os
from collections import Counter
from pathlib import Path

from measuring import Figure

COUNT = int(os.environ.get("COUNT", 100_000))
PEOPLE = 40
PLACES = 5
# One in a thousand fair draws would fail at this level.
LEVEL = 0.999
TOOL = Path(__file__).parents[2] / "cem_experience_event" / "tools" / "draws.py"


def load():
    """The arithmetic alone: it needs neither Odoo nor a database."""
    spec = importlib.util.spec_from_file_location("draws", TOOL)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def limit(freedom, z=3.0902):
    """Chi-square at LEVEL (Wilson and Hilferty, PNAS 17, 1931)."""
    part = 2 / (9 * freedom)
    return freedom * (1 - part + z * part**0.5) ** 3


def chi_square(counts, cells):
    expected = sum(counts.values()) / len(cells)
    return sum((counts[cell] - expected) ** 2 / expected for cell in cells)


def figure(name, counts, cells):
    value, most = chi_square(counts, cells), limit(len(cells) - 1)
    return Figure(name, value, reference=most, ok=value < most)


def main():
    draws = load()
    listed = draws.digest(f"Guest {number}" for number in range(PEOPLE))
    people = range(1, PEOPLE + 1)
    places = [Counter() for _place in range(PLACES)]
    pairs, anything, twice = Counter(), Counter(), 0
    for number in range(COUNT):
        seed = hashlib.sha256(f"proof {number}".encode()).hexdigest()
        winners = draws.draw(seed, listed, "word", PEOPLE, PLACES)
        twice += len(set(winners)) != PLACES
        for place, winner in zip(places, winners, strict=True):
            place[winner] += 1
        pairs[tuple(winners[:2])] += 1
        anything[draws.draw(seed, listed, "", PEOPLE, 1, True)[0]] += 1
    for place, counts in enumerate(places, start=1):
        yield figure(
            f"{COUNT} draws, chi-square of place {place}, limit at {LEVEL}",
            counts,
            people,
        )
    ordered = [(a, b) for a in people for b in people if a != b]
    yield figure("chi-square of the first two together", pairs, ordered)
    yield figure("chi-square where winning again is allowed", anything, people)
    yield Figure("draws in which somebody won twice", twice, reference=0, ok=not twice)
