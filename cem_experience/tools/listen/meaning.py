"""What a question measured when it was answered, and what an answer to it says.

A meaning is plain data, kept with the answers that were given to it::

    {"type": "simple_choice", "measure": "csat", "dimension": 5, "touchpoint": None,
     "reversed": False, "low": 1.0, "high": 5.0,
     "choices": [[11, "position", 1.0], ..., [16, "none", None]],  # id, how, value
     "rows": [[21, 5, None], ...]}                    # of a matrix: id, about what

Texts are kept apart from it: by key (``low``, ``mid``, ``high``, ``c11``) and language.
"""

from __future__ import annotations

from typing import Any

from ..score import scales

CHOICES = ("simple_choice", "matrix")
# Measures that say something of a dimension, and nothing on the whole
ABOUT_ONE = ("experience", "expectation", "importance")


def placed(low: float, high: float, count: int) -> list[float | None]:
    """Values of choices that count by their place, from the lowest to the highest."""
    if count < 2:
        return [None] * count
    return [low + place * (high - low) / (count - 1) for place in range(count)]


def answered(
    meaning: dict,
    answer_type: str | None,
    number: float | None = None,
    choice: int | None = None,
) -> float | None:
    """The answer as a number on the question's own scale; None if it says nothing.

    :raise ValueError: it is no answer to a question with this meaning
    """
    if meaning["type"] in CHOICES:
        if answer_type != "suggestion":
            # words beside the choice
            return None
        for choice_id, _how, value in meaning["choices"]:
            if choice_id == choice:
                return value
        raise ValueError(choice)
    if answer_type != meaning["type"] or number is None:
        raise ValueError(number)
    return number


def score(meaning: dict, raw: float) -> float:
    """What an answer on the question's own scale is from 0 to 10.

    :raise ValueError: it is not on the scale
    """
    value = scales.normalise(raw, meaning["low"], meaning["high"], meaning["reversed"])
    if meaning["measure"] in scales.WHOLE_MEASURES and raw != int(raw):
        raise ValueError(raw)
    return value


def fits(meaning: dict, *answer: Any) -> bool:
    """Whether an answer (as for :func:`answered`) has a place on the scale."""
    try:
        raw = answered(meaning, *answer)
        if raw is not None:
            score(meaning, raw)
    except ValueError:
        return False
    return True


def about(meaning: dict, row: int | None = None) -> tuple:
    """Dimension and touchpoint (ids or None) that an answer is about.

    :param row: of a matrix
    """
    found = {row_id: ids for row_id, *ids in meaning.get("rows", ())}.get(row)
    dimension, touchpoint = found or (None, None)
    return dimension or meaning["dimension"], touchpoint or meaning["touchpoint"]


def missing(meaning: dict) -> str | None:
    """What a question lacks to be answered, and to be about something.

    :return: ``choices``, ``rows`` or ``dimension``; None if nothing is missing
    """
    if meaning["type"] in CHOICES:
        values = {value for _id, _how, value in meaning["choices"]} - {None}
        if len(values) < 2:
            return "choices"
    rows = meaning.get("rows", ())
    if meaning["type"] == "matrix" and not rows:
        return "rows"
    about_one = meaning["dimension"] or (rows and all(row[1] for row in rows))
    if meaning["measure"] in ABOUT_ONE and not about_one:
        return "dimension"
    return None


def reworded(before: dict, after: dict) -> bool:
    """Whether a text reads differently in a language in which it was there already.

    A translation that is added changes nothing, and neither does what came or went as
    a whole: that is another choice.
    """
    return any(
        text and after[key].get(lang) != text
        for key, texts in before.items()
        if key in after
        for lang, text in texts.items()
    )
