"""Answer scales: which one a measure has, and how an answer becomes 0-10.

Sources: NPS groups and scale, CSAT top boxes and CES 2.0 as in the measures
specification (promoters 9-10, passives 7-8, detractors 0-6; CSAT the two highest of
1-5; CES the answers 5-7 of 1-7).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ..base.messages import ToolError, _lt

# None: any scale, the answers are made comparable by normalise()
MEASURE_SCALES: dict[str, tuple[float, float] | None] = {
    "nps": (0.0, 10.0),
    "csat": (1.0, 5.0),
    "ces": (1.0, 7.0),
    "emotion": (-2.0, 2.0),
    "experience": None,
    "expectation": None,
    "importance": None,
}
# measures whose answers are boxes on a form: 8.5 is no answer to an NPS question
WHOLE_MEASURES = frozenset({"nps"})

# On the normalised value (0-10). Compare with ``value >= THRESHOLD - TOLERANCE``:
# 20/3 is no decimal number, and a column may have rounded it.
CSAT_THRESHOLD = 7.5  # box 4 of 1-5
CES_THRESHOLD = 20 / 3  # box 5 of 1-7
TOLERANCE = 1e-6

UNKNOWN_MEASURE = _lt("There is no measure “%(measure)s”; choose one of: %(measures)s.")
BAD_SCALE = _lt(
    "A scale needs a smallest value below its greatest; %(low)s to %(high)s is none."
)
WRONG_SCALE = _lt(
    "The measure %(measure)s has the scale %(low)s to %(high)s, not"
    " %(given_low)s to %(given_high)s. Use the measure “experience” for answers"
    " on another scale."
)
OFF_SCALE = _lt("%(value)s is off the scale %(low)s to %(high)s.")
NOT_AN_NPS_ANSWER = _lt("%(value)s is not an NPS answer: a whole number from 0 to 10.")
NO_BOXES = _lt("The measure %(measure)s is asked on any scale and has no boxes.")
BAD_BOXES = _lt("%(boxes)s is not a number of boxes from 1 to %(most)s.")


class Share(NamedTuple):
    """How many of how many: feed it to :func:`intervals.wilson`.

    ``value`` is the share (0-1), None if nobody answered.
    """

    successes: int
    count: int  # type: ignore[assignment]
    value: float | None


def _plain(number: float) -> str:
    """5.0 as "5", 0.5 as "0.5": what a person would write."""
    return f"{number:.15g}"


def check_scale(measure: str, low: float, high: float) -> None:
    """Refuse a scale that the measure does not have.

    :param measure: one of :data:`MEASURE_SCALES`
    :param low: smallest answer possible on the form
    :param high: greatest answer possible on the form
    :raises ToolError: (a ValueError) unknown measure, no scale, or another scale than
        the measure's own: an NPS computed on 1-10 is no NPS
    """
    if measure not in MEASURE_SCALES:
        raise ToolError(
            UNKNOWN_MEASURE, measure=measure, measures=", ".join(MEASURE_SCALES)
        )
    _check_bounds(low, high)
    scale = MEASURE_SCALES[measure]
    if scale and (low, high) != scale:
        raise ToolError(
            WRONG_SCALE,
            measure=measure,
            low=_plain(scale[0]),
            high=_plain(scale[1]),
            given_low=_plain(low),
            given_high=_plain(high),
        )


def _check_bounds(low: float, high: float) -> None:
    if not (np.isfinite(low) and np.isfinite(high) and low < high):
        raise ToolError(BAD_SCALE, low=_plain(low), high=_plain(high))


def normalise(raw: Any, low: float, high: float, reverse: bool = False) -> Any:
    """Bring answers to the common scale 0-10: ``10 (raw - low) / (high - low)``.

    :param raw: a number, or a numpy array in which NaN means "not answered"
    :param low: smallest answer possible
    :param high: greatest answer possible
    :param reverse: the item is worded the other way round, high answers are bad:
        ``10 (high - raw) / (high - low)``
    :return: float for a number; an array of floats for an array, NaN where it was NaN
    :raises ToolError: (a ValueError) no scale, or an answer off the scale; a single
        answer that is NaN, because an answer not given has no value at all
    """
    _check_bounds(low, high)
    values = np.asarray(raw, dtype=float)
    bad = (values < low) | (values > high)
    if not values.ndim:
        bad = bad | np.isnan(values)
    if bad.any():
        worst = values[bad].flat[0] if values.ndim else values
        raise ToolError(
            OFF_SCALE, value=_plain(float(worst)), low=_plain(low), high=_plain(high)
        )
    # multiplied before dividing: whole answers on 0-10 come out exactly as they were
    result = (high - values if reverse else values - low) * 10.0 / (high - low)
    return result if values.ndim else float(result)


def nps_group(value: float) -> str:
    """The NPS group of an answer to "how likely would you recommend us".

    :param value: the answer, a whole number from 0 to 10
    :return: ``promoter`` (9-10), ``passive`` (7-8) or ``detractor`` (0-6)
    :raises ToolError: (a ValueError) anything else, 8.5 and NaN among it
    """
    if not (0 <= value <= 10 and value == int(value)):
        raise ToolError(NOT_AN_NPS_ANSWER, value=value)
    if value >= 9:
        return "promoter"
    return "passive" if value >= 7 else "detractor"


def box_threshold(measure: str, boxes: int) -> float:
    """Normalised value (0-10) of the lowest of the ``boxes`` best answers.

    :param measure: a measure with a scale of its own, as ``csat`` or ``ces``
    :param boxes: how many of the highest answers count, CSAT 2, CES 3 by default
    :raises ToolError: (a ValueError) more boxes than the scale has, or none; a measure
        on any scale
    """
    scale = MEASURE_SCALES[measure]
    if scale is None:
        raise ToolError(NO_BOXES, measure=measure)
    low, high = scale
    most = int(high - low) + 1
    if not 1 <= boxes <= most:
        raise ToolError(BAD_BOXES, boxes=boxes, most=most)
    return normalise(high - boxes + 1, low, high)


def share_at_least(values: Any, threshold: float) -> Share:
    """Share of the normalised answers that reach a threshold.

    :param values: answers 0-10; None and NaN are not answered and do not count
    :param threshold: on the same scale; reached within :data:`TOLERANCE`
    :return: :class:`Share`
    """
    values = np.asarray(values, dtype=float)
    values = values[~np.isnan(values)]
    count = len(values)
    successes = int((values >= threshold - TOLERANCE).sum())
    return Share(successes, count, successes / count if count else None)


def csat_share(values: Any, boxes: int = 2) -> Share:
    """Customer satisfaction: share of the top ``boxes`` of 1-5, on normalised answers.

    :param values: answers normalised to 0-10; None and NaN do not count
    :param boxes: how many of the best answers are satisfied
    :return: :class:`Share`
    """
    return share_at_least(values, box_threshold("csat", boxes))


def ces_share(values: Any, boxes: int = 3) -> Share:
    """Customer effort (CES 2.0): share that agrees it was easy, 5-7 of 1-7.

    :param values: answers normalised to 0-10; None and NaN do not count
    :param boxes: how many of the best answers are agreement
    :return: :class:`Share`
    """
    return share_at_least(values, box_threshold("ces", boxes))
