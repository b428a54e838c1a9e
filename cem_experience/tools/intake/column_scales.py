"""Which scale a column of answers was asked on: stated, the measure's own, or guessed."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from ..base.messages import Message, _lt
from ..score.scales import MEASURE_SCALES, _plain
from .column import Column
from .column_samples import ColumnSample

WHY_STATED_SCALE = _lt("The name states the scale %(low)s to %(high)s.")
WHY_WORDS = _lt("Its words are a scale of %(low)s to %(high)s.")
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


def stated_scale(seen: ColumnSample) -> tuple[float, float] | None:
    """The scale that the name states, as in "Service (1-5)", if most answers agree.

    What is off it then is wrong, and will be said to be; the scale is not widened.
    """
    worded = seen.worded
    if worded and worded.low is not None and worded.high is not None:
        return worded.low, worded.high
    found = _STATED_SCALE.search(seen.name)
    if found and seen.numbers:
        low, high = int(found[1]), int(found[2])
        on_it = sum(n for x, n in seen.numbers.items() if low <= x <= high)
        if low < high and on_it > 0.5 * sum(seen.numbers.values()):
            return low, high
    return None


def with_scales(guesses: list[Column], seen: list[ColumnSample]) -> list[Column]:
    """Settle the scales: stated in the name, the measure's own, or guessed.

    One column may have nobody who answered 1 or 10, so the columns of a kind are
    looked at together. Experience and expectation are one kind: they are compared.
    """
    kinds = {}
    for column, guess in zip(seen, guesses, strict=True):
        if _is_open(guess) and not stated_scale(column):
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
    own, stated = _own_scale(guess), stated_scale(seen)
    if own:
        scale, template = own, WHY_OWN_SCALE
    elif stated:
        scale = stated
        worded = seen.worded and seen.worded.low is not None
        template = WHY_WORDS if worded else WHY_STATED_SCALE
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
