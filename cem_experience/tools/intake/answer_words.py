"""Answers that are words: scales in English and Chinese, stars, fractions, codes.

Whoever filled in a form saw words; an export may hold those instead of numbers. Each
text of a column is proposed a value on the column's scale, and a person corrects it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from .answers import parse_number
from .word_scales import SCALES

# One such word alone says what was asked; "good" or "一般" alone may be a remark.
_TELLING = re.compile(
    "agree|satisf|likely|difficult|easy|important|满意|同意|可能|容易|困难|重要"
)
NUMERALS = {char: number for number, char in enumerate("零一二三四五六七八九十")}
NUMERALS |= {"两": 2}

_STARS = re.compile(r"([★⭐🌟]*)([☆✩]*)")
_FRACTION = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:/|／|\bout of\b|\bof\b)\s*(\d+)")
_PERCENT = re.compile(r"(\d+(?:[.,]\d+)?)\s*[%％]")
_LABEL_FIRST = re.compile(r"[^\d]*[^\d\s][^\d]*?[\s:：(（\-–—]+(\d+)\s*[)）]?")
_CODE = re.compile(r"([A-Za-z]{1,3})0*(\d{1,3})")
MOST_WORDS = 40


@dataclass(frozen=True)
class Worded:
    """What the words of a column are worth.

    ``values`` by text; ``low`` and ``high`` are the ends of their scale, None where it
    is that of the numbers themselves; ``certain`` where no other reading is possible;
    ``others`` are the lengths of other scales that have the same words.
    """

    values: dict[str, float]
    low: float | None = None
    high: float | None = None
    certain: bool = True
    others: tuple[int, ...] = ()


def read_each(texts: Iterable[str]) -> dict[str, float]:
    """The values of those texts that are answers whatever stands beside them.

    Stars, numerals, and a label before its number (``Extremely likely - 10``).
    """
    values = {}
    for text in texts:
        for read in (_labelled, _stars, _numerals):
            if found := read([text], [text]):
                values |= found.values
                break
    return values


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    return " ".join(re.sub(r"[.。!！,，;；]+", " ", text).split())


_BOXES = [
    {
        wording: box
        for box, wordings in enumerate(scale.boxes, start=1)
        for wording in wordings.split("|")
    }
    for scale in SCALES
]


def read_words(texts: Iterable[str]) -> Worded | None:
    """The values of texts that are answers in words, or None if they are none.

    :param texts: the different texts of a column, without those that stand for "not
        answered"
    """
    texts = list(texts)
    if not texts or len(texts) > MOST_WORDS:
        return None
    words = [text for text in texts if parse_number(text) is None]
    if not words:
        return None
    for read in (
        _labelled,
        _stars,
        _fractions,
        _percents,
        _scale_words,
        _numerals,
        _codes,
    ):
        if (found := read(words, texts)) is not None:
            return found
    return None


def _labelled(words: list[str], _texts: list[str]) -> Worded | None:
    """A label before its number: the number counts."""
    found = _matches(_LABEL_FIRST, words)
    return (
        Worded({text: float(one[1]) for text, one in found.items()}) if found else None
    )


def _matches(pattern: re.Pattern[str], texts: list[str]) -> dict[str, re.Match[str]]:
    """How each text fits a pattern; nothing if one does not."""
    found = {}
    for text in texts:
        match = pattern.fullmatch(_plain(text))
        if not match:
            return {}
        found[text] = match
    return found


def _stars(words: list[str], _texts: list[str]) -> Worded | None:
    values, most = {}, 5
    for text in words:
        found = _STARS.fullmatch(re.sub(r"[\s\ufe0f]", "", text))
        if not found or not found[0]:
            return None
        values[text] = float(len(found[1]))
        most = max(most, len(found[0]))
    return Worded(values, 0 if 0 in values.values() else 1, most)


def _fractions(words: list[str], _texts: list[str]) -> Worded | None:
    found = _matches(_FRACTION, words)
    if not found:
        return None
    ends = {int(one[2]) for one in found.values()}
    values = {text: float(one[1].replace(",", ".")) for text, one in found.items()}
    high = ends.pop()
    if ends or max(values.values()) > high or high < 2:
        return None
    return Worded(values, 0 if high >= 10 or 0 in values.values() else 1, high)


def _percents(words: list[str], _texts: list[str]) -> Worded | None:
    found = _matches(_PERCENT, words)
    if not found:
        return None
    values = {text: float(one[1].replace(",", ".")) for text, one in found.items()}
    return Worded(values, 0, 100) if max(values.values()) <= 100 else None


def _scale_words(words: list[str], texts: list[str]) -> Worded | None:
    if len(words) == 1 and not _TELLING.search(_plain(words[0])):
        return None
    fits = []
    for scale, boxes in zip(SCALES, _BOXES, strict=True):
        found = {text: boxes.get(_plain(text)) for text in words}
        known = [box for box in found.values() if box]
        # two wordings of one box would be two answers: it is a longer scale
        different = {_plain(text) for text, box in found.items() if box}
        if (
            len(known) >= 0.75 * len(words)
            and len(set(known)) == len(different)
            and all(len(scale.boxes) >= (parse_number(text) or 0) for text in texts)
        ):
            fits.append((scale, found, len(known)))
    if not fits:
        return None
    most = max(count for *_one, count in fits)
    fits = [one for one in fits if one[2] == most]
    scale, found, _count = fits[0]
    others = {
        len(other.boxes)
        for other, boxes, _n in fits
        if other.family == scale.family == "agreement" and boxes != found
    }
    certain = not others and all(found.values())
    values = {text: float(box) for text, box in found.items() if box}
    return Worded(
        values, 1, len(scale.boxes), certain, tuple(sorted(others - {len(scale.boxes)}))
    )


def _numerals(words: list[str], _texts: list[str]) -> Worded | None:
    values = {}
    for text in words:
        number = NUMERALS.get(text.strip().rstrip("分星级"))
        if number is None:
            return None
        values[text] = float(number)
    return Worded(values)


def _codes(words: list[str], texts: list[str]) -> Worded | None:
    found = _matches(_CODE, words)
    if len(words) < len(texts) or not found:
        return None
    letters = {one[1].upper()[0] for one in found.values()}
    if len(letters) > 1 or max(int(one[2]) for one in found.values()) > 100:
        return None
    return Worded({text: float(one[2]) for text, one in found.items()}, certain=False)


def on_other_scale(texts: Iterable[str], length: int) -> dict[str, float]:
    """The values of words on the scale of so many boxes that knows most of them."""
    best: dict[str, float] = {}
    texts = list(texts)
    for scale, boxes in zip(SCALES, _BOXES, strict=True):
        if len(scale.boxes) == length:
            values = {
                text: float(boxes[_plain(text)])
                for text in texts
                if _plain(text) in boxes
            }
            best = max(best, values, key=len)
    return best
