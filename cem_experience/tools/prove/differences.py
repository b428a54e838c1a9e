"""Difference of differences: what happened here beyond what happened elsewhere.

Where stores, teams or journeys that nobody has touched have changed by as much, the
change proves nothing. D. Card and A. Krueger, *American Economic Review* 84, 1994, is
the best-known example.
"""

from __future__ import annotations

import math
from typing import Any

from ..figures.intervals import Difference
from ..figures.quantiles import check_confidence, t_quantile, t_two_sided_p


def difference_of_differences(
    before: Any,
    after: Any,
    before_elsewhere: Any,
    after_elsewhere: Any,
    confidence: float = 0.95,
) -> Difference:
    """``(after - before) - (after_elsewhere - before_elsewhere)`` of four means.

    The four samples are independent; degrees of freedom as Welch and Satterthwaite
    have them. It rests on the assumption that without the measure both groups would
    have changed alike.

    :param before: :class:`.intervals.Sample`, and so the other three
    :return: :class:`.intervals.Difference` on the scale of the means; all None where a
        group is empty, without interval where a group has a single value
    :raises ToolError: (a ValueError) confidence out of range
    """
    check_confidence(confidence)
    samples = (before, after, before_elsewhere, after_elsewhere)
    if any(not sample.count or sample.mean is None for sample in samples):
        return Difference(None, None, None, None)
    change = after.mean - before.mean
    value = change - (after_elsewhere.mean - before_elsewhere.mean)
    if any(sample.standard_deviation is None for sample in samples):
        return Difference(value, None, None, None)
    parts = [
        (sample.standard_deviation**2 / sample.count, sample.count - 1)
        for sample in samples
    ]
    variance = sum(part for part, _freedom in parts)
    if not variance:
        return Difference(value, value, value, 0.0 if value else 1.0)
    freedom = variance**2 / sum(part**2 / freedom for part, freedom in parts)
    error = math.sqrt(variance)
    half = t_quantile((1 + confidence) / 2, freedom) * error
    return Difference(
        value, value - half, value + half, t_two_sided_p(value / error, freedom)
    )
