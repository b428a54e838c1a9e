"""Net Promoter Score with its uncertainty.

All figures are shares, -1..1, not points: multiply by 100 to show them. With ``p`` and
``d`` the shares of promoters and detractors, ``NPS = p - d`` and the variance of one
answer is ``p + d - (p - d)^2``. The adjusted Wald interval adds 3/4 detractor, 1 1/2
passives and 3/4 promoter before Wald's formula is applied, because plain Wald is too
narrow for small groups (Rocks, *Interval Estimation for the Net Promoter Score*, The
American Statistician 70, 2016).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from ..base.messages import ToolError, _lt
from .quantiles import check_confidence, normal_quantile, two_sided_p

# what is added to (detractors, passives, promoters)
ADJUSTMENTS = {"adjusted_wald": (0.75, 1.5, 0.75), "wald": (0.0, 0.0, 0.0)}

BAD_COUNT = _lt("Answers are counted in whole numbers of at least 0, not %(count)s.")
NO_ANSWERS = _lt("There is no NPS without answers.")
BAD_METHOD = _lt("There is no method “%(method)s”; choose one of: %(methods)s.")
BAD_COUNTS = _lt("Counts are three numbers (detractors, passives, promoters).")


@dataclass(frozen=True)
class NPS:
    """A Net Promoter Score, as shares.

    :ivar value: promoters less detractors, of the answers as they are
    :ivar variance: of one answer, of the answers as they are
    :ivar standard_error: of ``value``, square root of variance / count
    :ivar low: lower end of the interval, by the method asked for, not below -1
    :ivar high: upper end, not above 1
    :ivar count: number of answers
    """

    value: float
    variance: float
    standard_error: float
    low: float
    high: float
    count: int


@dataclass(frozen=True)
class NPSDifference:
    """Change of a Net Promoter Score between two groups or periods, as shares.

    :ivar value: after less before, of the answers as they are, -2..2
    :ivar z: test statistic by the method asked for; infinite if the groups differ and
        neither has any variance, which happens with plain Wald only
    :ivar p_value: two-sided, of no change at all
    :ivar low: lower end of the interval, not below -2
    :ivar high: upper end, not above 2
    """

    value: float
    z: float
    p_value: float
    low: float
    high: float


def nps(
    detractors: float,
    passives: float,
    promoters: float,
    confidence: float = 0.95,
    method: str = "adjusted_wald",
    whole: bool = True,
) -> NPS:
    """Net Promoter Score of counted answers.

    The adjusted interval is drawn towards 0, the more the fewer answers there are: with
    a single one it need not reach the value itself.

    :param detractors: number of answers 0-6
    :param passives: number of answers 7-8
    :param promoters: number of answers 9-10
    :param confidence: of the two-sided interval, 0.95 is 95 %
    :param method: ``adjusted_wald`` or ``wald``
    :param whole: False for counts of weighted answers, which are no whole numbers
    :return: :class:`NPS`
    :raises ToolError: (a ValueError) counts that are negative, no whole numbers or all
        zero; unknown method; confidence not between 0 and 1
    """
    check_confidence(confidence)
    counts = _counts((detractors, passives, promoters), whole)
    total = sum(counts)
    value, variance = _moments(counts)
    centre, square = _estimate(counts, method)
    half = normal_quantile((1 + confidence) / 2) * math.sqrt(square)
    return NPS(
        value,
        variance,
        math.sqrt(variance / total),
        max(centre - half, -1.0),
        min(centre + half, 1.0),
        total,  # type: ignore[arg-type]
    )


def nps_difference(
    before: Any,
    after: Any,
    confidence: float = 0.95,
    method: str = "adjusted_wald",
    whole: bool = True,
) -> NPSDifference:
    """Change between two independent groups of answers, and whether it is one.

    ``z = (N2 - N1) / sqrt(V1/n1 + V2/n2)`` on the counts that the method adjusts; the
    interval too is drawn towards 0.

    :param before: (detractors, passives, promoters)
    :param after: likewise
    :param confidence: of the two-sided interval, 0.95 is 95 %
    :param method: ``adjusted_wald`` or ``wald``
    :param whole: as of :func:`nps`
    :return: :class:`NPSDifference`
    :raises ToolError: (a ValueError) as of :func:`nps`
    """
    check_confidence(confidence)
    before, after = _counts(before, whole), _counts(after, whole)
    centre_before, square_before = _estimate(before, method)
    centre_after, square_after = _estimate(after, method)
    change = centre_after - centre_before
    error = math.sqrt(square_before + square_after)
    # without any variance a change is infinitely sure, and none is none
    z = change / error if error else change and math.copysign(math.inf, change)
    half = normal_quantile((1 + confidence) / 2) * error
    return NPSDifference(
        _moments(after)[0] - _moments(before)[0],
        z,
        two_sided_p(z),
        max(change - half, -2.0),
        min(change + half, 2.0),
    )


def _counts(counts: Any, whole: bool = True) -> tuple[float, ...]:
    """Three whole numbers, not all zero; sums from a database may be Decimals."""
    counts = tuple(counts)
    if len(counts) != 3:
        raise ToolError(BAD_COUNTS)
    for count in counts:
        try:
            is_count = count >= 0 and (count == int(count) or not whole)
        except (TypeError, ValueError, OverflowError):  # None, a text, NaN, infinite
            is_count = False
        if not is_count:
            raise ToolError(BAD_COUNT, count=count)
    if not any(counts):
        raise ToolError(NO_ANSWERS)
    return tuple(int(count) if whole else float(count) for count in counts)


def _moments(counts: Any) -> tuple[float, float]:
    """NPS and variance of one answer."""
    detractors, _passives, promoters = counts
    total = sum(counts)
    value = (promoters - detractors) / total
    # all in one group: exactly 0, which rounding could make negative
    return value, max((promoters + detractors) / total - value**2, 0.0)


def _estimate(counts: Any, method: str) -> tuple[float, float]:
    """Centre of the interval and the square of its standard error."""
    if method not in ADJUSTMENTS:
        raise ToolError(BAD_METHOD, method=method, methods=", ".join(ADJUSTMENTS))
    counts = [n + extra for n, extra in zip(counts, ADJUSTMENTS[method], strict=True)]
    value, variance = _moments(counts)
    return value, variance / sum(counts)
