"""The words and happenings that tell how somebody feels, read from ``data/score``.

Each file is a table (TSV) of kind, word or pattern, and weight; the comment lines at its
top say where it comes from and what the kinds mean. It is read when the first comment
is, and once in a process.
"""

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parents[2] / "data" / "score"
KINDS = {
    "words": ("tone", "negation", "degree", "but"),
    "happenings": ("happening", "nothing"),
}


class Lexicon(NamedTuple):
    """What is known of a language.

    ``tones`` maps a word to -3 (very bad) .. 3 (very good), ``degrees`` an adverb to its
    factor; ``happenings`` are patterns with their tones; where ``nothing`` is found, a
    comment has no tone.
    """

    tones: dict[str, float]
    negations: frozenset[str]
    degrees: dict[str, float]
    turns: tuple[str, ...]
    happenings: tuple[tuple[re.Pattern[str], float], ...]
    nothing: re.Pattern[str]


@cache
def lexicon(language: str) -> Lexicon:
    """What is known of ``zh`` or ``en``."""
    words = _by_kind(f"comment_words_{language}.tsv", KINDS["words"])
    told = _by_kind(f"comment_happenings_{language}.tsv", KINDS["happenings"])
    [(nothing, _weight)] = told["nothing"]
    return Lexicon(
        {word: float(weight) for word, weight in words["tone"]},
        frozenset(word for word, _weight in words["negation"]),
        {word: float(weight) for word, weight in words["degree"]},
        tuple(word for word, _weight in words["but"]),
        tuple(
            (re.compile(pattern, re.IGNORECASE), float(weight))
            for pattern, weight in told["happening"]
        ),
        re.compile(nothing, re.IGNORECASE),
    )


def rows(filename: str) -> list[tuple[str, str, str]]:
    """The kind, word or pattern, and weight of each line, without the comments."""
    text = (FOLDER / filename).read_text(encoding="utf-8")
    lines = [line for line in text.split("\n") if line and not line.startswith("#")]
    found = []
    for line in lines[1:]:  # after the names of the columns
        kind, word, weight = line.split("\t")
        found.append((kind, word, weight))
    return found


def _by_kind(filename: str, kinds: tuple[str, ...]) -> dict[str, list[tuple[str, str]]]:
    result: dict[str, list[tuple[str, str]]] = {kind: [] for kind in kinds}
    for kind, word, weight in rows(filename):
        result[kind].append((word, weight))
    return result
