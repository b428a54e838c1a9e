"""Guessing what the columns of a table of opinions mean.

A guess is made from the column's name, in English or Chinese, and from what stands in
it. It says why and how sure it is, and a person confirms or changes it: nothing is
imported on a guess alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from ..base.messages import Message, _lt
from ..score.scales import MEASURE_SCALES, _plain
from .column_samples import ColumnSample
from .column_words import (
    COMMENT,
    DIMENSION_WORDS,
    ECSI,
    MEASURE_WORDS,
    NO_ANSWER,
    ROLE_WORDS,
)

ROLES = (
    "answer",
    "respondent",
    "email",
    "phone",
    "reference",
    "name",
    "date",
    "comment",
    "ignore",
)

SURE, LIKELY, POSSIBLE, UNSURE = 0.95, 0.8, 0.5, 0.3

WHY_EMPTY = _lt("The column is empty.")
WHY_NUMBERED = _lt("A column without a name that numbers the rows.")
WHY_NAME = _lt("The name says “%(word)s”.")
WHY_VALUES = _lt("The values look like it.")
WHY_TEXT = _lt("Long texts that differ.")
WHY_OTHER = _lt("Nothing in it looks like an answer.")
WHY_ECSI = _lt("An item of the European Customer Satisfaction Index (%(word)s).")
WHY_STATED_SCALE = _lt("The name states the scale %(low)s to %(high)s.")
WHY_OWN_SCALE = _lt("The measure has the scale %(low)s to %(high)s.")
WHY_GUESSED_SCALE = _lt(
    "The scale %(low)s to %(high)s is a guess: %(least)s is the lowest and"
    " %(most)s the highest answer seen in %(count)s such columns."
)
WHY_LOWER_MAXIMUM = _lt(
    "The scale %(low)s to %(high)s is a guess from %(count)s such columns, but"
    " the highest answer here is only %(most)s: look at the form."
)

# the scales that forms use, narrowest first: the first that holds all answers seen
_FORM_SCALES = (
    (1, 5),
    (-2, 2),
    (0, 5),
    (1, 7),
    (-3, 3),
    (1, 10),
    (0, 10),
    (-5, 5),
    (0, 100),
    (-10, 10),
)

_STATED_SCALE = re.compile(
    r"(?<![\d.])(-?\d{1,3})\s*(?:-|–|~|～|\bto\b|至|到|\.\.)\s*(\d{1,3})(?![\d.])"
)
_EMAIL_VALUE = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
_DATE_VALUE = re.compile(
    r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}"
)


@dataclass(frozen=True)
class Column:
    """What a column is taken for.

    ``dimension`` is the code of a hint (product service relationship convenience brand
    price satisfaction loyalty complaints) or None; ``low`` and ``high`` are the ends of
    the scale asked on; ``reverse`` is never guessed; ``confidence`` is 0-1; ``reason``
    and, for answers, ``scale_reason`` are translatable :class:`messages.Message`.
    """

    header: str
    role: str
    measure: str | None = None
    dimension: str | None = None
    low: float | None = None
    high: float | None = None
    reverse: bool = False
    confidence: float = 0.0
    reason: Message | None = None
    scale_reason: Message | None = None


def guess_columns(headers: Sequence[str], sample_frame: pd.DataFrame) -> list[Column]:
    """Guess role, measure, dimension and scale of each column.

    :param headers: the columns' names, as the file has them (``""`` where it has
        none) or as they were made unique
    :param sample_frame: their cells, str; the more rows, the better the scale
    :return: list of :class:`Column`, in order, named as in the frame
    """
    seen = [
        ColumnSample.of(header, name, sample_frame.iloc[:, position])
        for position, (header, name) in enumerate(
            zip(sample_frame.columns, headers, strict=True)
        )
    ]
    guesses = [_guess(column, position) for position, column in enumerate(seen)]
    return _with_scales(guesses, seen)


def _first(words: Any, text: str) -> tuple[Any, str]:
    """First of the (result, pattern) pairs whose pattern occurs; (None, "") if none."""
    for result, pattern in words:
        found = re.search(pattern, text)
        if found:
            return result, found[0].strip()
    return None, ""


def _why(word: str) -> Message:
    return Message(WHY_NAME, {"word": word})


def _guess(seen: ColumnSample, position: int) -> Column:
    """The guess for one column, the scale of answers left open."""
    if not seen.texts:
        return _role(seen, "ignore", SURE, Message(WHY_EMPTY, {}))
    if not seen.name and position == 0 and _numbers_rows(seen):
        return _role(seen, "respondent", SURE, Message(WHY_NUMBERED, {}))
    role, word = _first(ROLE_WORDS, seen.name)
    if role and _may_be(role, seen):
        return _role(seen, role, SURE, _why(word))
    if seen.share(_EMAIL_VALUE) > 0.8:
        return _role(seen, "email", LIKELY, Message(WHY_VALUES, {}))
    if seen.share(_DATE_VALUE) > 0.8:
        return _role(seen, "date", LIKELY, Message(WHY_VALUES, {}))
    return _guess_answer(seen) if seen.is_numeric else _guess_text(seen)


def _role(seen: ColumnSample, role: str, confidence: Any, reason: Any) -> Column:
    return Column(seen.header, role, confidence=confidence, reason=reason)


def _numbers_rows(seen: ColumnSample) -> bool:
    """1 to n, each once."""
    return sorted(seen.numbers) == [*range(1, seen.filled + 1)]


def _may_be(role: str, seen: ColumnSample) -> bool:
    """Do the values allow the role? "Phone" may be a mark for the telephone service."""
    if role == "email":
        return seen.share("@") > 0.5
    if role == "phone":
        return seen.share(r"(\d\D{0,3}){6}") > 0.5
    if role == "date":
        return seen.share(_DATE_VALUE) > 0.5
    if role == "name":
        return not seen.is_numeric
    return True


def _guess_text(seen: ColumnSample) -> Column:
    found = re.search(COMMENT, seen.name)
    if found:
        return _role(seen, "comment", SURE, _why(found[0]))
    length = sum(len(text) * n for text, n in seen.texts.items()) / seen.filled
    # Chinese says in eight characters what English says in thirty
    wide = seen.share(r"[\u3400-\u9fff]") > 0.5
    differs = len(seen.texts) > 0.5 * seen.filled
    if differs and length >= (8 if wide else 25):
        return _role(seen, "comment", POSSIBLE, Message(WHY_TEXT, {}))
    return _role(seen, "ignore", POSSIBLE, Message(WHY_OTHER, {}))


def _guess_answer(seen: ColumnSample) -> Column:
    ecsi = re.fullmatch(r"([a-z]+) ?\d*", seen.name)
    if ecsi and ecsi[1].upper() in ECSI:
        why = Message(WHY_ECSI, {"word": ecsi[1].upper()})
        return _answer(seen, *ECSI[ecsi[1].upper()], SURE, why)
    dimension, dimension_word = _first(DIMENSION_WORDS, seen.name)
    measure, word = _first(MEASURE_WORDS, seen.name)
    low, high = seen.span
    boxes = 2 < high <= 10 and seen.share_on(low, high) > 0.8
    beyond = low < -10 or high > 100
    no_answer = re.search(NO_ANSWER, seen.name) and not measure
    if beyond or no_answer or not (measure or dimension or boxes):
        return _role(seen, "ignore", POSSIBLE, Message(WHY_OTHER, {}))
    if measure or dimension:
        why = _why(word or dimension_word)
    else:
        why = Message(WHY_VALUES, {})
    confidence = LIKELY if measure else POSSIBLE if dimension else UNSURE
    if measure == "csat" and not dimension:
        dimension = "satisfaction"
    scale = MEASURE_SCALES[measure] if measure else None
    if scale and not _fits(scale, seen):
        # asked on another scale it is a mark like any other, not that measure
        dimension = dimension or {"nps": "loyalty", "ces": "convenience"}.get(measure)
        measure, confidence = "experience", POSSIBLE
    return _answer(seen, measure or "experience", dimension, confidence, why)


def _answer(
    seen: ColumnSample, measure: Any, dimension: Any, confidence: Any, reason: Any
) -> Column:
    return Column(
        seen.header,
        "answer",
        measure,
        dimension,
        confidence=confidence,
        reason=reason,
    )


def _stated_scale(seen: ColumnSample) -> tuple[float, float] | None:
    """The scale that the name states, as in "Service (1-5)", if most answers agree.

    What is off it then is wrong, and will be said to be; the scale is not widened.
    """
    found = _STATED_SCALE.search(seen.name)
    if found:
        low, high = int(found[1]), int(found[2])
        on_it = sum(n for x, n in seen.numbers.items() if low <= x <= high)
        if low < high and on_it > 0.5 * sum(seen.numbers.values()):
            return low, high
    return None


def _fits(scale: tuple[float, float], seen: ColumnSample) -> bool:
    """Is the column asked on this scale, but for a few slips?"""
    return seen.share_on(*scale) >= 0.95 and _stated_scale(seen) in (None, scale)


def _with_scales(guesses: list[Column], seen: list[ColumnSample]) -> list[Column]:
    """Settle the scales: stated in the name, the measure's own, or guessed.

    One column may have nobody who answered 1 or 10, so the columns of a kind are
    looked at together. Experience and expectation are one kind: they are compared.
    """
    kinds = {}
    for column, guess in zip(seen, guesses, strict=True):
        if _is_open(guess) and not _stated_scale(column):
            kinds.setdefault(_kind(guess), []).append(column.span)
    ranges = {
        kind: (
            min(low for low, _h in spans),
            max(high for _l, high in spans),
            len(spans),
        )
        for kind, spans in kinds.items()
    }
    return [
        _with_scale(guess, column, ranges) if guess.role == "answer" else guess
        for column, guess in zip(seen, guesses, strict=True)
    ]


def _kind(guess: Column) -> str:
    return "importance" if guess.measure == "importance" else "mark"


def _own_scale(guess: Column) -> tuple[float, float] | None:
    """The scale of the measure; None where it may be asked on any."""
    return MEASURE_SCALES[guess.measure] if guess.measure else None


def _is_open(guess: Column) -> bool:
    return guess.role == "answer" and _own_scale(guess) is None


def _with_scale(guess: Column, seen: ColumnSample, ranges: Any) -> Column:
    params, certainty = {}, 1.0
    own, stated = _own_scale(guess), _stated_scale(seen)
    if own:
        scale, template = own, WHY_OWN_SCALE
    elif stated:
        scale, template = stated, WHY_STATED_SCALE
    else:
        least, most, count = ranges[_kind(guess)]
        scale, template, certainty = _form_scale(least, most), WHY_GUESSED_SCALE, 0.9
        highest = seen.span[1]
        if highest <= (scale[0] + scale[1]) / 2:
            most, template, certainty = highest, WHY_LOWER_MAXIMUM, 0.6
        params = {"least": _plain(least), "most": _plain(most), "count": count}
    low, high = map(float, scale)
    params |= {"low": _plain(low), "high": _plain(high)}
    return replace(
        guess,
        low=low,
        high=high,
        confidence=round(guess.confidence * certainty, 2),
        scale_reason=Message(template, params),
    )


def _form_scale(least: float, most: float) -> tuple[float, float]:
    for low, high in _FORM_SCALES:
        if low <= least and most <= high:
            return low, high
    return least, most
