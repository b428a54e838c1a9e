"""The seven-step arithmetic: satisfaction, key experience, gap to the ideal.

Steps 2 to 4 of the method: satisfaction ``s = a - e`` (experience less expectation),
weighted satisfaction ``ws = w s``; the most negative is the key experience; its ideal
is 10, everybody else's is what it is; gap ``g = a - i``, weighted gap ``wg = w g``.
All marks are 0-10, so ``s`` and ``g`` are -10..10 and the weighted ones -100..100.

None is "not known" everywhere, and whatever is computed from it is not known either:
a dimension that nobody rated must not look like one rated zero. The SERVQUAL gap is
Parasuraman, Zeithaml and Berry (1988): perception less expectation, weighted by 100
points that the customers share out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from ..base.messages import ToolError, _lt

TOLERANCE = 1e-9
DELIGHT = 10.0

POINTS_LENGTH = _lt("%(gaps)s gaps need as many weights, not %(points)s.")
POINTS_TOTAL = _lt("The points of all dimensions must add up to 100, not %(total)s.")
POINTS_NEGATIVE = _lt("Points cannot be negative: %(points)s.")


class Line(NamedTuple):
    """One dimension carried through the steps; None is not known."""

    experience: float | None
    expectation: float | None
    importance: float | None
    satisfaction: float | None
    weighted_satisfaction: float | None
    is_key: bool
    ideal: float | None
    gap: float | None
    weighted_gap: float | None


def satisfaction(experience: float | None, expectation: float | None) -> float | None:
    """Step 2c, ``s = a - e`` (-10..10): negative where less was met than expected."""
    if experience is None or expectation is None:
        return None
    return experience - expectation


def weighted(importance: float | None, figure: float | None) -> float | None:
    """Steps 3 and 4, ``w s`` or ``w g`` (-100..100).

    :param importance: weight ``w`` of the dimension, 0-10
    :param figure: its satisfaction or its gap, -10..10; nothing weighs nothing,
        however important it is, so 0 gives 0 also where the weight is not known
    """
    if figure == 0:
        return 0.0
    if importance is None or figure is None:
        return None
    return importance * figure


def key_experiences(weighted_satisfactions: Sequence[float | None]) -> set[int]:
    """Step 3: where the customers are let down most.

    :param weighted_satisfactions: ``ws`` per dimension, None where not known
    :return: set of the positions with the most negative ``ws``; several if they are
        equal (within 1e-9), none if no ``ws`` is negative
    """
    known = [ws for ws in weighted_satisfactions if ws is not None]
    lowest = min(known, default=0.0)
    if lowest >= -TOLERANCE:
        return set()
    return {
        index
        for index, ws in enumerate(weighted_satisfactions)
        if ws is not None and ws <= lowest + TOLERANCE
    }


def default_ideal(experience: float | None, is_key: bool) -> float | None:
    """Step 4a: 10 for a key experience, the actual experience for any other.

    Resources are limited, so only the key experience is raised.
    """
    return DELIGHT if is_key else experience


def gap(experience: float | None, ideal: float | None) -> float | None:
    """Step 4b, ``g = a - i`` (-10..10): how far the experience is from the ideal."""
    if experience is None or ideal is None:
        return None
    return experience - ideal


def assess(dimensions: Sequence[Any], ideals: Any = None) -> list[Any]:
    """Steps 2c to 4 for all dimensions of one assessment.

    :param dimensions: sequence of (experience, expectation, importance), each 0-10 or
        None
    :param ideals: mapping of position to an ideal (0-10) that a person chose; the rest
        get :func:`default_ideal`
    :return: list of :class:`Line`, in order
    """
    ideals = ideals or {}
    satisfactions = [satisfaction(a, e) for a, e, _w in dimensions]
    weighteds = [
        weighted(w, s) for (_a, _e, w), s in zip(dimensions, satisfactions, strict=True)
    ]
    keys = key_experiences(weighteds)
    lines = []
    for index, (a, e, w) in enumerate(dimensions):
        ideal = ideals.get(index, default_ideal(a, index in keys))
        g = gap(a, ideal)
        lines.append(
            Line(
                a,
                e,
                w,
                satisfactions[index],
                weighteds[index],
                index in keys,
                ideal,
                g,
                weighted(w, g),
            )
        )
    return lines


def servqual_gap(perception: float, expectation: float) -> float | None:
    """SERVQUAL gap of one dimension, perception less expectation, on their scale.

    None if either is not known.
    """
    return satisfaction(perception, expectation)


def servqual_score(
    gaps: Sequence[float], points: Sequence[float] | None = None
) -> float | None:
    """SERVQUAL score over the dimensions.

    :param gaps: gap per dimension; None where not known
    :param points: the 100 points shared out, one share per dimension; None for the
        unweighted mean
    :return: weighted mean of the gaps, on their scale; None if one is not known (a
        mean of the rest would be another score)
    :raises ToolError: (a ValueError) points missing, negative or not adding up to 100
    """
    gaps = list(gaps)
    if points is not None:
        points = list(points)
        if len(points) != len(gaps):
            raise ToolError(POINTS_LENGTH, gaps=len(gaps), points=len(points))
        if min(points, default=0) < 0:
            raise ToolError(POINTS_NEGATIVE, points=min(points))
        # people round their shares: a hundredth of a point is no mistake
        if abs(sum(points) - 100) > 0.01:
            raise ToolError(POINTS_TOTAL, total=f"{sum(points):g}")
    if not gaps or None in gaps:
        return None
    if points is None:
        return sum(gaps) / len(gaps)
    return sum(p * g for p, g in zip(points, gaps, strict=True)) / sum(points)
