"""Has something got worse? The three charts that the early warning watches.

What happened in each of the last weeks is compared with the weeks before them: 26 weeks
say what is usual, the eight after them are charted, and the newest one signals or not.
Only what is worse is a signal. A shift is one alarm, however many weeks it lasts: a
signal less than four weeks after the last one belongs to it.

The limits are those of :mod:`.control_charts`; how often they raise a false alarm, with
a baseline that is itself a sample, is measured by ``dev/proof/alarms.py``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from . import control_charts

BASELINE = 26
WATCHED = 8
# So many weeks without a signal end a shift.
QUIET = 3
# Fewer answers, or weeks with answers, say too little about what is usual.
LEAST_ANSWERS = 30
LEAST_WEEKS = 8


class Finding(NamedTuple):
    """What a chart says of its newest week; ``points`` are those of the watched weeks.

    ``signal`` is True if the week is worse than chance explains.
    """

    signal: bool
    value: float
    usual: float
    limit: float
    points: list


def share(counts: Sequence[float], sizes: Sequence[float]) -> Finding | None:
    """Unhappy answers among all, per week, oldest first: p chart with exact limits."""
    return _rate(control_charts.p_chart, counts, sizes)


def rate(counts: Sequence[float], sizes: Sequence[float]) -> Finding | None:
    """Cases per answer, per week: u chart with exact limits."""
    return _rate(control_charts.u_chart, counts, sizes)


def mean(
    counts: Sequence[float], totals: Sequence[float], squares: Sequence[float]
) -> Finding | None:
    """Mean of the answers per week: EWMA chart, standard errors from the baseline.

    :param counts: answers per week, ``totals``: their sums, ``squares``: sums of their
        squares
    :return: :class:`Finding`, or None where too little is known
    """
    counts, totals, squares = map(list, (counts, totals, squares))
    base = len(counts) - WATCHED
    n, total, square = (sum(part[:base]) for part in (counts, totals, squares))
    if not _enough(counts[:base]) or not counts[-1]:
        return None
    usual = total / n
    variance = (square - total * usual) / (n - 1)
    if variance <= 1e-9:
        # Nobody ever said anything else: there is no scatter to judge by.
        return None
    deviation = math.sqrt(variance)
    points = control_charts.ewma_chart(
        [
            total / count if count else None
            for count, total in zip(counts[base:], totals[base:], strict=True)
        ],
        [deviation / math.sqrt(count or 1) for count in counts[base:]],
        usual,
    )
    last = points[-1]
    return Finding(last.signal < 0, last.value, usual, last.low, points)


def _rate(
    chart: Callable[..., Any], counts: Sequence[float], sizes: Sequence[float]
) -> Finding | None:
    counts, sizes = list(counts), list(sizes)
    base = len(counts) - WATCHED
    if not _enough(sizes[:base]) or not sizes[-1]:
        return None
    # Half an event is added, so that what never happened is rare and not impossible.
    usual = (sum(counts[:base]) + 0.5) / (sum(sizes[:base]) + 1)
    points = chart(counts[base:], sizes[base:], usual, exact=True)
    last = points[-1]
    return Finding(last.signal > 0, last.value, usual, last.high, points)


def _enough(sizes: Sequence[float]) -> bool:
    return sum(sizes) >= LEAST_ANSWERS and sum(map(bool, sizes)) >= LEAST_WEEKS
