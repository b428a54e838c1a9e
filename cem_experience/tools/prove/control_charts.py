"""Control charts: is a rate or a mean what it always was, or has it shifted?

A process that is left alone scatters. A chart draws its centre and the limits inside
which it stays while nothing has changed, and signals what is outside of them.

* :func:`p_chart`: share of unhappy answers, any number of answers a period.
* :func:`u_chart`: cases of a cause per answer (or per order, per day).
* :func:`ewma_chart`: exponentially weighted moving average of means; finds small
  lasting shifts that no single period shows (S. W. Roberts, *Technometrics* 1, 1959).

Sources: D. C. Montgomery, *Introduction to Statistical Quality Control*, chapters 7 and
9; NIST/SEMATECH *e-Handbook of Statistical Methods*, 6.3.2 and 6.3.3,
https://www.itl.nist.gov/div898/handbook/pmc/section3/pmc3.htm
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from ..base.messages import ToolError, _lt

# Shapes of what is passed on; see the docstrings
Tail = Callable[[Any], float]

BAD_PAIRS = _lt("Each period needs a count and a size: got %(counts)s and %(sizes)s.")
BAD_PERIOD = _lt("%(count)s of %(size)s is no count of a period.")
BAD_SHARE = _lt("A usual share lies between 0 and 1, not %(share)s.")
BAD_RATE = _lt("A usual rate is not negative, but %(rate)s.")
NO_BASELINE = _lt("There is no answer to take the usual rate from.")
BAD_WEIGHT = _lt(
    "The weight of the newest period lies between 0 and 1, not %(weight)s."
)
BAD_WIDTH = _lt("Limits lie a positive number of standard errors away, not %(width)s.")
BAD_ERROR = _lt("A standard error must be greater than 0, not %(error)s.")

# One false alarm in 741 periods on the side that is watched, as three sigma of a normal
# figure: the textbook's choice, whose run length people know.
FALSE_ALARM = 0.00135


class Point(NamedTuple):
    """One period on a chart.

    ``value`` is None where nothing was counted; such a period signals nothing.
    ``signal`` is 1 above the upper limit, -1 below the lower one, 0 between them.
    """

    value: float | None
    center: float
    low: float
    high: float
    signal: int


class Alarm(NamedTuple):
    """A shift: where its first signal stands, the last one so far, and its side."""

    first: int
    last: int
    side: int


def p_chart(
    counts: Sequence[float],
    sizes: Sequence[float],
    share: float | None = None,
    exact: bool = False,
    width: float = 3,
) -> list[Any]:
    """Chart of a share whose number of answers differs from period to period.

    Limits ``p +- width sqrt(p (1 - p) / n)``, cut at 0 and 1. They are far off for a
    few answers and a small share, where three sigma can mean one false alarm in
    twenty. ``exact=True`` takes limits from the binomial distribution itself: a period
    signals if what it counted, or more, has a probability of at most 0.00135 (less: for
    the lower side).

    :param counts: how many, per period
    :param sizes: of how many answers, per period; 0 is a period without answers
    :param share: the usual share (0-1) to judge by, say of an earlier time; None takes
        the share of all these periods together
    :param exact: limits of the binomial distribution instead of three sigma
    :param width: standard errors between centre and limit, unless ``exact``
    :return: list of :class:`Point`, shares 0-1
    :raises ToolError: (a ValueError) counts that are no counts, no answer at all, a
        share or a width out of range
    """
    counts, sizes = _checked(counts, sizes, most=True)
    share = _usual(counts, sizes, share)
    if share > 1:
        raise ToolError(BAD_SHARE, share=share)

    def deviation(size: float) -> float:
        return math.sqrt(share * (1 - share) / size)

    tails = _binomial_tails if exact else None
    return _chart(counts, sizes, share, deviation, width, tails, top=1)


def u_chart(
    counts: Sequence[float],
    sizes: Sequence[float],
    rate: float | None = None,
    exact: bool = False,
    width: float = 3,
) -> list[Any]:
    """Chart of a number of events per unit, where one unit may have several.

    Limits ``u +- width sqrt(u / n)``, cut at 0; ``exact=True`` takes them from the
    Poisson distribution, as :func:`p_chart` does from the binomial one.

    :param counts: events per period
    :param sizes: units per period (answers, orders, days)
    :param rate: the usual number of events per unit; None: of all these periods
    :return: list of :class:`Point`, events per unit
    :raises ToolError: as of :func:`p_chart`
    """
    counts, sizes = _checked(counts, sizes)
    rate = _usual(counts, sizes, rate)

    def deviation(size: float) -> float:
        return math.sqrt(rate / size)

    tails = _poisson_tails if exact else None
    return _chart(counts, sizes, rate, deviation, width, tails, top=math.inf)


def ewma_chart(
    values: Any, errors: Any, target: float, weight: float = 0.2, width: float = 2.962
) -> list[Any]:
    """Exponentially weighted moving average ``z = weight x + (1 - weight) z``.

    Its variance is carried along, ``v = weight^2 e^2 + (1 - weight)^2 v`` from 0, so
    that periods of few answers widen the limits and the first periods have narrow ones.
    The standing choice of weight and width has an average run length of 500 periods
    (Lucas and Saccucci, *Technometrics* 32, 1990) while nothing has changed.

    :param values: mean per period; None where nobody answered, which keeps the average
    :param errors: standard error of each mean
    :param target: the usual mean
    :param weight: of the newest period, above 0 up to 1 (1: a chart of single periods)
    :param width: standard errors between the target and the limits
    :return: list of :class:`Point`; ``value`` is the moving average
    :raises ToolError: (a ValueError) weight, width or standard error out of range
    """
    values, errors = list(values), list(errors)
    if len(values) != len(errors):
        raise ToolError(BAD_PAIRS, counts=len(values), sizes=len(errors))
    if not 0 < weight <= 1:
        raise ToolError(BAD_WEIGHT, weight=weight)
    _check_width(width)
    average, variance, points = float(target), 0.0, []
    for value, error in zip(values, errors, strict=True):
        known = value is not None
        if known:
            if not error > 0:
                raise ToolError(BAD_ERROR, error=error)
            average = weight * value + (1 - weight) * average
            variance = (weight * error) ** 2 + (1 - weight) ** 2 * variance
        half = width * math.sqrt(variance)
        low, high = target - half, target + half
        side = (average > high) - (average < low) if known else 0
        points.append(Point(average if known else None, target, low, high, side))
    return points


def shifts(points: Sequence[Any], quiet: int = 3) -> list[Any]:
    """The alarms of a chart: one per shift, however many periods it lasts.

    :param points: of a chart, oldest first
    :param quiet: so many periods in a row without a signal end a shift; the next
        signal is a new alarm. A signal on the other side is a new alarm at once.
    :return: list of :class:`Alarm`, oldest first
    """
    alarms, calm = [], quiet
    for position, point in enumerate(points):
        if point.value is None:
            continue
        if not point.signal:
            calm += 1
            continue
        if calm < quiet and alarms and alarms[-1].side == point.signal:
            alarms[-1] = alarms[-1]._replace(last=position)
        else:
            alarms.append(Alarm(position, position, point.signal))
        calm = 0
    return alarms


def _checked(counts: Any, sizes: Any, most: bool = False) -> tuple[Any, Any]:
    counts, sizes = list(counts), list(sizes)
    if len(counts) != len(sizes):
        raise ToolError(BAD_PAIRS, counts=len(counts), sizes=len(sizes))
    for count, size in zip(counts, sizes, strict=True):
        if not (size >= 0 and count >= 0 and count == int(count)) or (
            count and not size or (most and count > size)
        ):
            raise ToolError(BAD_PERIOD, count=count, size=size)
    return counts, sizes


def _usual(counts: Any, sizes: Any, rate: float | None) -> float:
    if rate is not None:
        if not rate >= 0:
            raise ToolError(BAD_RATE, rate=rate)
        return rate
    if not sum(sizes):
        raise ToolError(NO_BASELINE)
    return sum(counts) / sum(sizes)


def _check_width(width: float) -> None:
    if not width > 0:
        raise ToolError(BAD_WIDTH, width=width)


def _chart(
    counts: Any,
    sizes: Any,
    center: float,
    deviation: Callable[[float], float],
    width: float,
    tails: Any,
    top: Any,
) -> list[Any]:
    _check_width(width)
    points = []
    for count, size in zip(counts, sizes, strict=True):
        if not size:
            points.append(Point(None, center, 0.0, float(top), 0))
            continue
        value = count / size
        if tails:
            low, high = _exact_limits(tails, size, center)
            side = (count > high) - (count < low)
            low, high = low / size, high / size
        else:
            half = width * deviation(size)
            low, high = max(center - half, 0.0), min(center + half, top)
            side = (value > high) - (value < low)
        points.append(Point(value, center, low, high, side))
    return points


def _exact_limits(tails: Any, size: Any, center: float) -> tuple[float, float]:
    """The smallest and the largest count that are still usual."""
    low = high = math.floor(size * center)
    upper, lower = tails(size, center)
    while upper(high + 1) > FALSE_ALARM:
        high += 1
    while low and lower(low - 1) > FALSE_ALARM:
        low -= 1
    return low, high


def _binomial_tails(size: Any, share: float) -> tuple[Tail, Tail]:
    """P(X >= count) and P(X <= count) of a binomial figure, as functions of count."""

    def upper(count: Any) -> float:
        if count > size:
            return 0.0
        if share in (0, 1) or count <= 0:
            return float(count <= size * share)
        return _sum(
            math.lgamma(size + 1)
            - math.lgamma(count + 1)
            - math.lgamma(size - count + 1)
            + count * math.log(share)
            + (size - count) * math.log1p(-share),
            lambda x: (size - x) / (x + 1) * share / (1 - share),
            range(count, size),
        )

    return upper, lambda count: 1 - upper(count + 1)


def _poisson_tails(size: Any, rate: float) -> tuple[Tail, Tail]:
    """P(X >= count) and P(X <= count) of a Poisson figure, as functions of count."""
    mean = size * rate

    def upper(count: Any) -> float:
        if not mean or count <= 0:
            return float(count <= 0)
        log = count * math.log(mean) - mean - math.lgamma(count + 1)
        return _sum(log, lambda x: mean / (x + 1), iter(range(count, 1 << 62)))

    return upper, lambda count: 1 - upper(count + 1)


def _sum(
    log_first: float, ratio: Callable[[Any], float], counts: Iterable[Any]
) -> float:
    """A tail from its first probability and the ratio of each to the one before."""
    term = math.exp(log_first)
    total = term
    for count in counts:
        step = ratio(count)
        term *= step
        total += term
        # beyond the mode the terms fall at least geometrically
        if step < 1 and term <= total * 1e-15 * (1 - step):
            break
    return total
