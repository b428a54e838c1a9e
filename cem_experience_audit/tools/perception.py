"""The perception gap: how the company sees a touchpoint against how customers see it.

The company's view comes from audits, walk-throughs and the self-rating of staff, the
customers' from everything else. **Gap** = company's mean less customers' mean, on the
scale of the means (0-10, so -10..10): positive where the company thinks better of
itself than its customers do.

The interval of the gap is that of two independent means whose variances differ (B. L.
Welch, *Biometrika* 34, 1947), its degrees of freedom by Satterthwaite. Where a mean is
itself rolled up from several averages (``tools/figures/rollup.py``), its variance and freedom
are those of the rolled-up figure.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from odoo.addons.cem_experience.tools.figures.quantiles import (
    check_confidence,
    t_quantile,
)
from odoo.addons.cem_experience.tools.figures.rollup import NONE, Figure


class Side(NamedTuple):
    """One view: mean 0-10 with its interval, None where unknown or not to be shown.

    ``hidden``: there are answers, but too few to show.
    """

    count: int  # type: ignore[assignment]
    mean: float | None
    low: float | None
    high: float | None
    hidden: bool


class Perception(NamedTuple):
    """Both views and the gap between them, None where one of them is not known."""

    company: Side
    customer: Side
    gap: float | None
    gap_low: float | None
    gap_high: float | None

    @property
    def is_sure(self) -> bool:
        """Whether the interval of the gap leaves out 0: both truly see it otherwise."""
        if self.gap_low is None or self.gap_high is None:
            return False
        return self.gap_low > 0 or self.gap_high < 0


def side(figure: Figure, shown: bool = True, confidence: float = 0.95) -> Side:
    """A view as it may be shown.

    :param figure: :class:`~.rollup.Figure`
    :param shown: False hides all but the number of answers
    """
    shown = shown and figure.count > 0
    low, high = figure.interval(confidence) if shown else (None, None)
    return Side(
        figure.count,
        figure.value if shown else None,
        low,
        high,
        bool(figure.count) and not shown,
    )


def difference(
    one: Figure, other: Figure, confidence: float = 0.95
) -> tuple[float | None, float | None, float | None]:
    """``one - other`` with Welch's interval.

    :param one: :class:`~.rollup.Figure`, and so is ``other``
    :param confidence: of the two-sided interval, 0.95 is 95 %
    :return: (gap, low, high) within -10..10; all None where one figure has no answers,
        low and high None where one of them rests on a single answer
    :raises ToolError: (a ValueError) a confidence that is none
    """
    check_confidence(confidence)
    if one.value is None or other.value is None:
        return None, None, None
    gap = one.value - other.value
    if not (one.certain and other.certain):
        return gap, None, None
    variance = one.variance + other.variance
    spread = one.spread + other.spread
    if not variance or not spread:
        return gap, gap, gap
    half = t_quantile((1 + confidence) / 2, variance**2 / spread) * math.sqrt(variance)
    return gap, max(gap - half, -10.0), min(gap + half, 10.0)


def compare(
    company: Figure | None,
    customer: Figure | None,
    shown: bool = True,
    confidence: float = 0.95,
) -> Perception:
    """Both views of one thing and the gap between them.

    :param company: :class:`~.rollup.Figure` of audits and self-rating, always shown:
        auditors are no respondents to protect
    :param customer: :class:`~.rollup.Figure` of the customers' answers
    :param shown: False where the customers are too few to show their figure; then the
        gap, which would tell it, is not shown either
    :return: :class:`Perception`
    """
    gap: tuple[float | None, float | None, float | None] = (None, None, None)
    if shown:
        gap = difference(company or NONE, customer or NONE, confidence)
    return Perception(
        side(company or NONE, True, confidence),
        side(customer or NONE, shown, confidence),
        *gap,
    )
