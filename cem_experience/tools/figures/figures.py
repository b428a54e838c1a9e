"""Figures from sums: what a histogram of answers says, and how sure it is.

Everything starts from :class:`Sums`, which a database adds up and which add up
themselves, so that parts can be put together in any way and no answer counts twice.

Figures are as a person reads them: NPS in points (-100..100), shares in per cent
(0-100), means on the scale 0-10. An answer belongs to the nearest whole number: on the
five steps of CSAT, brought to 0-10, the top two boxes are 8 and 10 (7.5 and 10), on the
seven of CES the boxes 5 to 7 are 7, 8 and 10.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, NamedTuple

from .intervals import (
    Difference,
    Interval,
    Sample,
    mean_difference,
    mean_interval,
    share_difference,
    wilson,
)
from .nps import nps, nps_difference

BINS = 11
# Least bin of the top boxes of CSAT, by their number; the middle of five boxes is 5
CSAT_TOP = {1: 10, 2: 8, 3: 5}
# "It was easy": 5 to 7 of 7
CES_EASY = 7
PROMOTER, PASSIVE = 9, 7

# How a figure is made of sums
NPS, SHARE, MEAN = "nps", "share", "mean"


class Sums(NamedTuple):
    """Answers 0-10 summed up: number, sum, sum of squares, number per whole number."""

    count: int = 0  # type: ignore[assignment]
    total: float = 0.0
    squares: float = 0.0
    bins: tuple = (0,) * BINS

    @property
    def whole(self) -> bool:
        """Answers are counted, not weighed; see Weighted."""
        return True

    @property
    def answers(self) -> float:
        """How many people's answers these are."""
        return self.count

    @classmethod
    def of(cls, values: Any) -> Sums:
        """Sums of the answers themselves."""
        values = list(values)
        bins = [0] * BINS
        for value in values:
            bins[math.floor(value + 0.5)] += 1
        squares = sum(value * value for value in values)
        return cls(len(values), float(sum(values)), float(squares), tuple(bins))

    def plus(self, other: Any) -> Sums:
        """Of two groups together, which have no answer in common."""
        if not self.count:
            return other
        return Sums(
            self.count + other.count,
            self.total + other.total,
            self.squares + other.squares,
            tuple(a + b for a, b in zip(self.bins, other.bins, strict=True)),
        )

    def times(self, factor: float) -> Sums:
        """Each answer counted so often; -1 with :meth:`plus` takes a group away."""
        return Sums(
            self.count * factor,  # type: ignore[arg-type]
            self.total * factor,
            self.squares * factor,
            tuple(number * factor for number in self.bins),
        )

    @property
    def sums(self) -> tuple[Any, float, float]:
        """(count, sum, sum of squares), as ``rollup.py`` wants them."""
        return self.count, self.total, self.squares

    @property
    def sample(self) -> Sample:
        """Count, mean and deviation, as the intervals want them."""
        if not self.count:
            return Sample(0, None, None)
        mean = self.total / self.count
        if self.count < 2:
            return Sample(1, mean, None)
        rest = self.squares - self.count * mean * mean
        # sums of squares of equal answers differ in the last digits only
        rest = rest if rest > 1e-9 * max(self.squares, 1) else 0.0
        return Sample(self.count, mean, math.sqrt(rest / (self.count - 1)))

    @property
    def nps_counts(self) -> tuple[Any, Any, Any]:
        """(detractors, passives, promoters)"""
        bins = self.bins
        return sum(bins[:PASSIVE]), sum(bins[PASSIVE:PROMOTER]), sum(bins[PROMOTER:])

    def share(self, least: int) -> tuple[Any, Any]:
        """(how many of at least so much, of how many)"""
        return sum(self.bins[least:]), self.count


NONE = Sums()


def together(parts: Iterable[Any]) -> Any:
    """All groups together, which have no answer in common."""
    total = NONE
    for part in parts:
        total = total.plus(part)
    return total


def figure(
    kind: str, sums: Any, least: int | None = None, confidence: float = 0.95
) -> Interval:
    """A figure with its interval.

    :param kind: ``nps`` (points), ``share`` (per cent of the answers of at least the
        bin ``least``) or ``mean`` (0-10, the interval cut at the ends of the scale)
    :param sums: :class:`Sums`
    :return: :class:`~.intervals.Interval`
    """
    if not sums.count:
        return Interval(None, None, None, 0)
    if kind == NPS:
        detractors, passives, promoters = sums.nps_counts
        found = nps(detractors, passives, promoters, confidence, whole=sums.whole)
        return Interval(found.value, found.low, found.high, found.count).times(100)
    if kind == SHARE:
        many, of_many = sums.share(least)
        return wilson(many, of_many, confidence, whole=sums.whole).times(100)
    count, mean, deviation = sums.sample
    value, low, high, count = mean_interval(count, mean, deviation, confidence)
    if low is not None and high is not None:
        low, high = max(low, 0.0), min(high, 10.0)
    return Interval(value, low, high, count)


def change(
    kind: str,
    before: Any,
    after: Any,
    least: int | None = None,
    confidence: float = 0.95,
) -> Difference:
    """Change of a figure, and whether it is one.

    NPS: z test on adjusted counts; shares: Newcombe's interval and the pooled z test;
    means: Welch's.

    :param before: :class:`Sums`
    :param after: likewise
    :return: :class:`~.intervals.Difference` in the unit of the figure; all None where a
        group is empty
    """
    if not before.count or not after.count:
        return Difference(None, None, None, None)
    whole = before.whole and after.whole
    if kind == NPS:
        found = nps_difference(
            before.nps_counts, after.nps_counts, confidence, whole=whole
        )
        return Difference(found.value, found.low, found.high, found.p_value).times(100)
    if kind == SHARE:
        return share_difference(
            before.share(least), after.share(least), confidence, whole=whole
        ).times(100)
    return mean_difference(before.sample, after.sample, confidence)


def quadrant(importance: float, performance: float, cross: tuple[float, float]) -> str:
    """Quadrant of the importance-performance chart (Martilla and James, 1977).

    :param cross: (performance, importance) where the cross-hair stands; what lies on it
        counts as high
    :return: ``concentrate``, ``keep``, ``low`` or ``overkill``
    """
    across, up = cross
    if importance >= up:
        return "keep" if performance >= across else "concentrate"
    return "overkill" if performance >= across else "low"


def cross_hair(points: Any, rule: str = "mean") -> tuple[float, float]:
    """Where the cross-hair of the importance-performance chart stands.

    :param points: pairs (performance, importance), each 0-10
    :param rule: ``middle`` of the scale (5, 5), ``mean`` or ``median`` of the points
    :return: (performance, importance)
    """
    points = list(points)
    if rule == "middle" or not points:
        return 5.0, 5.0
    middle = _median if rule == "median" else _mean
    return middle([p for p, _i in points]), middle([i for _p, i in points])


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


def _median(values: list[float]) -> float:
    values, half = sorted(values), len(values) // 2
    return values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2


def waterfall(gaps: Any) -> list[Any]:
    """Steps of the weighted-gap waterfall, most negative first.

    :param gaps: mapping of name to weighted gap (-100..100); None is left out
    :return: list of (name, from, to): each bar begins where the one before ended
    """
    known = sorted(
        ((gap, name) for name, gap in gaps.items() if gap is not None),
        key=lambda pair: pair[0],
    )
    steps, level = [], 0.0
    for gap, name in known:
        steps.append((name, level, level + gap))
        level += gap
    return steps
