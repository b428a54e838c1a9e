"""Guessing what the columns of a table of opinions mean.

A guess is made from the column's name, in English or Chinese, and from what stands in
it. It says why and how sure it is, and a person confirms or changes it: nothing is
imported on a guess alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from ..base.messages import Message, _lt
from ..score.scales import MEASURE_SCALES, _plain
from .answer_words import Worded, on_other_scale, read_each, read_words
from .column import Column
from .column_samples import ColumnSample
from .column_scales import stated_scale, with_scales
from .column_words import (
    COMMENT,
    DIMENSION_WORDS,
    ECSI,
    MEASURE_WORDS,
    NO_ANSWER,
    ROLE_WORDS,
)
from .forms import Form
from .skipped import find_codes

ROLES = (
    "answer",
    "respondent",
    "email",
    "phone",
    "reference",
    "name",
    "date",
    "started",
    "comment",
    "ignore",
)
# the value of a word for which a person has to find one
UNSETTLED = float("nan")

SURE, LIKELY, POSSIBLE, UNSURE = 0.95, 0.8, 0.5, 0.3

WHY_OPEN_ENDED = _lt("The form says that it holds words.")
WHY_EMPTY = _lt("The column is empty.")
WHY_NUMBERED = _lt("A column without a name that numbers the rows.")
WHY_NAME = _lt("The name says “%(word)s”.")
WHY_VALUES = _lt("The values look like it.")
WHY_TEXT = _lt("Long texts that differ.")
WHY_OTHER = _lt("Nothing in it looks like an answer.")
WHY_CODES = _lt("Taken for “not answered”: %(codes)s.")
WHY_OTHER_LENGTH = _lt(
    "The same words are used on scales of %(lengths)s boxes: look at the form."
)
WHY_WORDS_UNSURE = _lt("What its words are worth is a guess: look at them.")
WHY_ECSI = _lt("An item of the European Customer Satisfaction Index (%(word)s).")

_EMAIL_VALUE = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
_DATE_VALUE = re.compile(
    r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}"
)


def guess_columns(
    headers: Sequence[str],
    sample_frame: pd.DataFrame,
    form: Form | None = None,
    hints: Sequence[str] = (),
) -> list[Column]:
    """Guess role, measure, dimension and scale of each column.

    :param headers: the columns' names, as the file has them (``""`` where it has
        none) or as they were made unique
    :param sample_frame: their cells, str; the more rows, the better the scale
    :param form: the form of export that was recognised, which says what its technical
        columns are
    :param hints: what a second row of the header says beside the names, or ``""``
    :return: list of :class:`Column`, in order, named as in the frame
    """
    hints = [*hints, *[""] * len(headers)]
    seen = [
        ColumnSample.of(header, name, sample_frame.iloc[:, position])
        for position, (header, name) in enumerate(
            zip(sample_frame.columns, headers, strict=True)
        )
    ]
    known = form.codes if form else ()
    codes = find_codes(
        [(one.numbers, _scale_by_name(one)) for one in seen if one.is_numeric], known
    )
    for column in seen:
        if column.is_numeric:
            column.take_out(codes.pop(0))
    guesses = [
        (form and form.column(column, hints[position]))
        or _guess(column, position, hints[position])
        for position, column in enumerate(seen)
    ]
    return [
        _with_values(guess, column)
        for guess, column in zip(with_scales(guesses, seen), seen, strict=True)
    ]


def _scale_by_name(seen: ColumnSample) -> tuple[float, float] | None:
    """The scale that a column's name speaks of: a number on it is an answer."""
    measure, _word = _first(MEASURE_WORDS, seen.name)
    return stated_scale(seen) or MEASURE_SCALES.get(measure)


def _with_values(guess: Column, seen: ColumnSample) -> Column:
    """What the texts of a column of answers are worth that are no plain numbers."""
    span = seen.span if seen.numbers else None
    if guess.role != "answer":
        return replace(guess, span=span)
    values: dict[str, float | None] = dict.fromkeys(seen.skipped)
    notes = []
    certainty = 1.0
    if seen.codes:
        codes = ", ".join(_plain(x) for x in sorted(seen.codes))
        notes.append(Message(WHY_CODES, {"codes": codes}))
        certainty = 0.7
    if seen.worded:
        values |= seen.worded.values
        lost = [text for text in seen.texts if text not in seen.worded.values]
        values |= {text: UNSETTLED for text in lost if text not in seen.number_of}
        if seen.worded.others:
            lengths = ", ".join(map(str, seen.worded.others))
            notes.append(Message(WHY_OTHER_LENGTH, {"lengths": lengths}))
        elif not seen.worded.certain:
            notes.append(Message(WHY_WORDS_UNSURE, {}))
        if not seen.worded.certain:
            certainty = min(certainty, 0.4)
    return replace(
        guess,
        values=values,
        times={text: seen.times(text) for text in values},
        notes=tuple(notes),
        span=span,
        confidence=round(guess.confidence * certainty, 2),
    )


def _first(words: Any, text: str) -> tuple[Any, str]:
    """First of the (result, pattern) pairs whose pattern occurs; (None, "") if none."""
    for result, pattern in words:
        found = re.search(pattern, text)
        if found:
            return result, found[0].strip()
    return None, ""


def _why(word: str) -> Message:
    return Message(WHY_NAME, {"word": word})


def _guess(seen: ColumnSample, position: int, hint: str) -> Column:
    """The guess for one column, the scale of answers left open."""
    if not seen.texts:
        return _role(seen, "ignore", SURE, Message(WHY_EMPTY, {}))
    if not seen.name and position == 0 and _numbers_rows(seen):
        # they start anew in every file, so they tell nobody apart
        return _role(seen, "ignore", SURE, Message(WHY_NUMBERED, {}))
    if hint == "comment":
        return _role(seen, "comment", SURE, Message(WHY_OPEN_ENDED, {}))
    role, word = _first(ROLE_WORDS, seen.name)
    if role and _may_be(role, seen):
        return _role(seen, role, SURE, _why(word))
    if seen.share(_EMAIL_VALUE) > 0.8:
        return _role(seen, "email", LIKELY, Message(WHY_VALUES, {}))
    if seen.share(_DATE_VALUE) > 0.8:
        return _role(seen, "date", LIKELY, Message(WHY_VALUES, {}))
    # 8 beside "Extremely likely - 10"
    beside = read_each(text for text in seen.texts if text not in seen.number_of)
    named = _first(MEASURE_WORDS, seen.name)[0] and seen.numbers
    numeric = sum(seen.numbers.values()) + sum(seen.texts[text] for text in beside)
    if seen.is_numeric or (named and numeric > 0.5 * seen.filled):
        if beside:
            seen.put_in(Worded(beside))
        return _guess_answer(seen)
    return _guess_words(seen) or _guess_text(seen)


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


def _guess_words(seen: ColumnSample) -> Column | None:
    """The guess for a column whose texts are answers in words, if they are."""
    worded = None if re.search(COMMENT, seen.name) else read_words(seen.texts)
    if not worded:
        return None
    measure, _word = _first(MEASURE_WORDS, seen.name)
    dimension, _word = _first(DIMENSION_WORDS, seen.name)
    no_answer = re.search(NO_ANSWER, seen.name) and not measure
    # a code says nothing by itself: it may be one of a shop
    if no_answer or (worded.low is None and not (measure or dimension)):
        return None
    own = MEASURE_SCALES.get(measure)
    if own and own[0] == 1 and own[1] in worded.others:
        values = on_other_scale(worded.values, int(own[1]))
        others = (*worded.others, int(worded.high or 0))
        others = tuple(length for length in others if length != own[1])
        worded = replace(worded, values=values, high=own[1], others=others)
    seen.put_in(worded)
    return _guess_answer(seen)


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


def _fits(scale: tuple[float, float], seen: ColumnSample) -> bool:
    """Is the column asked on this scale, but for a few slips?"""
    return seen.share_on(*scale) >= 0.95 and stated_scale(seen) in (None, scale)
