"""Which anonymous answers are mixed with each other, and which wait.

A mix as it is known from anonymous mail: answers are held until enough of them wait, and
some are always kept back (a threshold pool mix; Serjantov, Dingledine and Syverson, "From
a Trickle to a Flood", Information Hiding 2002). So whoever knows who has answered does
not know who was among those that came out.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import SystemRandom
from typing import Any


def batch(
    people: Sequence[Any], minimum: int, everything: bool = False, random: Any = None
) -> list[Any]:
    """Choose what is mixed now.

    :param people: who gave each waiting answer; None where nobody knows, and then each
        counts as one person
    :param minimum: fewest different people of a batch, and as many are kept back
    :param everything: keep nobody back, because nobody has answered for long
    :param random: source of chance; the operating system's, if not given
    :return: places in ``people``, one a person, in random order; empty if there are too
        few people
    """
    random = random or SystemRandom()
    answers = {}
    for place, person in enumerate(people):
        key = (place, None) if person is None else (None, person)
        answers.setdefault(key, []).append(place)
    # One answer of each: else five could mean four of one person and one of another.
    chosen = [random.choice(places) for places in answers.values()]
    random.shuffle(chosen)
    if not everything:
        chosen = chosen[minimum:]
    return chosen if len(chosen) >= minimum else []
