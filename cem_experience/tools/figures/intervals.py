"""Intervals of means, shares and of what the seven steps make of them.

An interval is two-sided, at 95 % confidence unless told otherwise, on the scale of its
figure: marks 0-10, shares 0-1, weighted figures -100..100.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from ..base.messages import ToolError, _lt
from .quantiles import (
    check_confidence,
    normal_quantile,
    t_quantile,
    t_two_sided_p,
    two_sided_p,
)

# Shapes of what is passed on; see the docstrings
Source: TypeAlias = "Sample | Fixed"

BAD_COUNT = _lt("A count is a whole number of at least 0, not %(count)s.")
BAD_DEVIATION = _lt("A standard deviation is at least 0, not %(deviation)s.")
BAD_SUCCESSES = _lt("%(successes)s of %(count)s is no share.")


class Interval(NamedTuple):
    """A figure with its interval.

    ``value`` is None where nothing is known; ``low`` and ``high`` are None where there
    is a figure but too little to say how sure it is. ``count`` is the number of
    answers behind it, the smaller one where two groups are.
    """

    value: float | None
    low: float | None
    high: float | None
    count: int  # type: ignore[assignment]

    def times(self, factor: float) -> Interval:
        """The same in another unit: a share in per cent is ``times(100)``."""
        value, low, high, count = self
        return Interval(
            _times(value, factor), _times(low, factor), _times(high, factor), count
        )


class Sample(NamedTuple):
    """What an interval needs of a set of answers, all of it an SQL aggregate away.

    ``standard_deviation`` is the sample's, divided by n - 1; None with one answer.
    """

    count: int  # type: ignore[assignment]
    mean: float | None
    standard_deviation: float | None

    @classmethod
    def of(cls, values: Any) -> Sample:
        """Count, mean and deviation of answers; None and NaN are not answered."""
        values = np.asarray(values, dtype=float)
        values = values[~np.isnan(values)]
        n = len(values)
        return cls(
            n,
            float(values.mean()) if n else None,
            float(values.std(ddof=1)) if n > 1 else None,
        )


class Fixed(NamedTuple):
    """A figure that is no sample: a person's judgement, an ideal. Taken as exact."""

    mean: float


class Difference(NamedTuple):
    """Change of a figure between two independent groups or periods.

    ``value`` is after less before; ``p_value`` two-sided, of no change at all. All None
    where one of the two is not known, the last three where too little is known.
    """

    value: float | None
    low: float | None
    high: float | None
    p_value: float | None

    def times(self, factor: float) -> Difference:
        """The same in another unit."""
        value, low, high, p_value = self
        return Difference(
            _times(value, factor), _times(low, factor), _times(high, factor), p_value
        )


def _times(value: float | None, factor: float) -> float | None:
    return None if value is None else factor * value


class _Estimate(NamedTuple):
    """A figure with its sampling variance in independent parts of known freedom."""

    value: float | None
    parts: tuple  # of (variance, degrees of freedom)
    counts: tuple
    certain: bool  # False: some part's variance is not known

    @classmethod
    def of(cls, source: Source) -> _Estimate:
        if isinstance(source, Fixed):
            return cls(source.mean, (), (), True)
        count, mean, deviation = source
        _check_count(count)
        if not count or mean is None:
            return cls(None, (), (count,), False)
        if count < 2 or deviation is None:
            return cls(mean, (), (count,), False)
        if not deviation >= 0:
            raise ToolError(BAD_DEVIATION, deviation=deviation)
        return cls(mean, ((deviation**2 / count, count - 1),), (count,), True)

    def minus(self, other: _Estimate) -> _Estimate:
        """Difference of two independent figures."""
        if self.value is None or other.value is None:
            return self._joined(other, None, self.parts + other.parts)
        value = self.value - other.value
        return self._joined(other, value, self.parts + other.parts)

    def times(self, other: _Estimate) -> _Estimate:
        """Product of two independent figures.

        First-order variance ``x^2 V(y) + y^2 V(x)`` (delta method; Goodman, *On the
        exact variance of products*, JASA 55, 1960). Taken at the estimates it is on
        average ``V(x) V(y)`` too large, never negative: on the safe side.
        """
        if self.value is None or other.value is None:
            return self._joined(other, None, ())
        x, y = self.value, other.value
        mine = tuple((y**2 * v, df) for v, df in self.parts)
        others = tuple((x**2 * v, df) for v, df in other.parts)
        return self._joined(other, x * y, mine + others)

    def since(self, before: _Estimate, confidence: float = 0.95) -> Difference:
        """:class:`Difference` to an independent figure (Welch's test)."""
        change = self.minus(before)
        value, low, high, _count = change.interval(confidence)
        if value is None or low is None:
            return Difference(value, None, None, None)
        variance = sum(v for v, _df in change.parts)
        if not variance:
            # without any variance a change is infinitely sure, and none is none
            return Difference(value, low, high, 0.0 if value else 1.0)
        freedom = 1 / sum((v / variance) ** 2 / df for v, df in change.parts)
        p_value = t_two_sided_p(value / math.sqrt(variance), freedom)
        return Difference(value, low, high, p_value)

    def _joined(
        self, other: _Estimate, value: float | None, parts: tuple[Any, ...]
    ) -> _Estimate:
        return _Estimate(
            value, parts, self.counts + other.counts, self.certain and other.certain
        )

    def interval(self, confidence: float) -> Interval:
        check_confidence(confidence)
        count = min(self.counts, default=0)
        if self.value is None or not self.certain:
            return Interval(self.value, None, None, count)
        variance = sum(v for v, _df in self.parts)
        if not variance:
            return Interval(self.value, self.value, self.value, count)
        # Welch-Satterthwaite: the freedom of a sum of variances, each its own; written
        # in shares of the whole, for squares of tiny variances vanish
        freedom = 1 / sum((v / variance) ** 2 / df for v, df in self.parts)
        half = t_quantile((1 + confidence) / 2, freedom) * math.sqrt(variance)
        return Interval(self.value, self.value - half, self.value + half, count)


def _check_count(count: float) -> None:
    if not (count >= 0 and count == int(count)):
        raise ToolError(BAD_COUNT, count=count)


def mean_interval(
    count: int,
    mean: float | None,
    standard_deviation: float | None,
    confidence: float = 0.95,
) -> Interval:
    """t interval of a mean, ``mean +- t sd / sqrt(n)``.

    :param count: number of answers
    :param mean: their mean; ignored without answers
    :param standard_deviation: the sample's (n - 1); ignored with one answer
    :param confidence: of the two-sided interval, 0.95 is 95 %
    :return: :class:`Interval` on the scale of the mean, not cut at the scale's ends;
        without low and high for one answer, without a value for none
    :raises ToolError: (a ValueError) negative count or deviation, wrong confidence
    """
    sample = Sample(count, mean, standard_deviation)
    return _Estimate.of(sample).interval(confidence)


def mean_interval_from_values(values: Any, confidence: float = 0.95) -> Interval:
    """:func:`mean_interval` of the answers themselves; None and NaN do not count."""
    return mean_interval(*Sample.of(values), confidence)


def wilson(
    successes: float, count: float, confidence: float = 0.95, whole: bool = True
) -> Interval:
    """Wilson's score interval of a share (E. B. Wilson, JASA 22, 1927).

    Stays inside 0-1 and is honest for small groups and for shares near 0 and 1.

    :param successes: how many
    :param count: of how many
    :param whole: False for counts of weighted answers, which are no whole numbers
    :return: :class:`Interval` of a share 0-1; all None if ``count`` is 0
    :raises ToolError: (a ValueError) counts that are no counts, wrong confidence
    """
    _check_share(successes, count, confidence, whole)
    if not count:
        return Interval(None, None, None, 0)
    share, low, high = _wilson(successes, count, confidence)
    return Interval(share, low, high, count)  # type: ignore[arg-type]


def _check_share(
    successes: float, count: float, confidence: float, whole: bool
) -> None:
    check_confidence(confidence)
    if whole:
        _check_count(count)
    is_whole = not whole or successes == int(successes)
    if not (0 <= successes <= count and is_whole):
        raise ToolError(BAD_SUCCESSES, successes=successes, count=count)


def _wilson(
    successes: float, count: float, confidence: float
) -> tuple[float, float, float]:
    """(share, low, high) of at least one answer."""
    z2 = normal_quantile((1 + confidence) / 2) ** 2
    share = successes / count
    centre = (successes + z2 / 2) / (count + z2)
    half = math.sqrt(z2 * (count * share * (1 - share) + z2 / 4)) / (count + z2)
    # the formula is exactly 0 and 1 at the ends, rounding is not
    low = 0.0 if not successes else centre - half
    high = 1.0 if successes == count else centre + half
    return share, low, high


def mean_difference(
    before: Source, after: Source, confidence: float = 0.95
) -> Difference:
    """Change of a mean between two independent groups (Welch, 1947).

    :param before: :class:`Sample`
    :param after: likewise
    :return: :class:`Difference`, on the scale of the mean
    """
    return _Estimate.of(after).since(_Estimate.of(before), confidence)


def share_difference(
    before: tuple[float, float],
    after: tuple[float, float],
    confidence: float = 0.95,
    whole: bool = True,
) -> Difference:
    """Change of a share between two independent groups.

    Newcombe's hybrid score interval (*Statistics in Medicine* 17, 1998, method 10) and
    the z test with the pooled share.

    :param before: tuple (how many, of how many)
    :param after: likewise
    :param whole: as of :func:`wilson`
    :return: :class:`Difference` of shares, -1..1; all None where a group is empty
    """
    for successes, count in (before, after):
        _check_share(successes, count, confidence, whole)
    (_successes, count1), (_successes, count2) = before, after
    if not count1 or not count2:
        return Difference(None, None, None, None)
    share1, low1, high1 = _wilson(*before, confidence)
    share2, low2, high2 = _wilson(*after, confidence)
    change = share2 - share1
    low = math.hypot(share2 - low2, high1 - share1)
    high = math.hypot(high2 - share2, share1 - low1)
    pooled = (before[0] + after[0]) / (count1 + count2)
    variance = pooled * (1 - pooled) * (1 / count1 + 1 / count2)
    # all alike in both groups: nothing has changed
    p_value = two_sided_p(change / math.sqrt(variance)) if variance > 0 else 1.0
    return Difference(change, change - low, change + high, p_value)


def satisfaction_difference(
    before: tuple[Source, Source],
    after: tuple[Source, Source],
    confidence: float = 0.95,
) -> Difference:
    """Change of satisfaction ``s = a - e`` between two independent groups.

    :param before: tuple (experience, expectation), each a :class:`Sample` or
        :class:`Fixed`
    :param after: likewise
    :return: :class:`Difference`, -20..20
    """
    return _satisfaction(*after).since(_satisfaction(*before), confidence)


def satisfaction_interval(
    experience: Source, expectation: Source, confidence: float = 0.95
) -> Interval:
    """Interval of satisfaction ``s = a - e``, two independent means (Welch, 1947).

    Where the same customers gave both marks the two rise together as a rule, and the
    true interval is narrower than this one.

    :param experience: :class:`Sample` (count, mean, deviation), or :class:`Fixed` for a
        figure that a person set
    :param expectation: likewise
    :return: :class:`Interval`, -10..10
    """
    return _satisfaction(experience, expectation).interval(confidence)


def weighted_satisfaction_interval(
    importance: Source,
    experience: Source,
    expectation: Source,
    confidence: float = 0.95,
) -> Interval:
    """Interval of weighted satisfaction ``ws = w (a - e)``, -100..100.

    Delta method for the product of independent means, see the source: importance,
    experience and expectation each bring their own uncertainty.
    """
    estimate = _Estimate.of(importance).times(_satisfaction(experience, expectation))
    return estimate.interval(confidence)


def gap_interval(
    experience: Source, ideal: float | None = None, confidence: float = 0.95
) -> Interval:
    """Interval of the gap ``g = a - i``, -10..10.

    :param experience: :class:`Sample` or :class:`Fixed`
    :param ideal: the ideal (0-10), a decision and so exact; None if it is the actual
        experience itself: then the gap is 0 whatever the experience is
    :return: :class:`Interval`
    """
    return _gap(experience, ideal).interval(confidence)


def weighted_gap_interval(
    importance: Source,
    experience: Source,
    ideal: float | None = None,
    confidence: float = 0.95,
) -> Interval:
    """Interval of the weighted gap ``wg = w g``, -100..100.

    Importance and experience each bring their own uncertainty, the ideal none; see
    :func:`gap_interval` and :func:`weighted_satisfaction_interval`.
    """
    estimate = _Estimate.of(importance).times(_gap(experience, ideal))
    return estimate.interval(confidence)


def _satisfaction(experience: Source, expectation: Source) -> _Estimate:
    return _Estimate.of(experience).minus(_Estimate.of(expectation))


def _gap(experience: Source, ideal: float | None) -> _Estimate:
    actual = _Estimate.of(experience)
    if ideal is not None:
        return actual.minus(_Estimate.of(Fixed(ideal)))
    value = None if actual.value is None else 0.0
    return _Estimate(value, (), actual.counts, value is not None)
