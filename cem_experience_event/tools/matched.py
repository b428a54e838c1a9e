"""Two groups compared like with like: stratum by stratum, then weighted.

Who comes to an event is not the average customer. Participants are therefore compared
with others of the same stratum (the same value tier), and the strata are weighted as
they occur among the participants: the effect on those who took part (direct
standardisation; W. G. Cochran, *Biometrics* 24, 1968).
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from odoo.addons.cem_experience.tools.figures.intervals import Difference, Sample
from odoo.addons.cem_experience.tools.figures.quantiles import (
    check_confidence,
    t_quantile,
    t_two_sided_p,
)


class Matched(NamedTuple):
    """A :class:`Difference` and how many of both groups stand behind it."""

    difference: Difference
    participants: int
    others: int


def matched_difference(strata: Any, confidence: float = 0.95) -> Matched:
    """Mean of the participants less that of comparable others.

    ``sum w_k (m_1k - m_0k)`` over the strata in which both groups have somebody,
    ``w_k`` being the stratum's share of the participants counted; variance
    ``sum w_k^2 (s_1k^2 / n_1k + s_0k^2 / n_0k)``, degrees of freedom as Welch and
    Satterthwaite have them.

    :param strata: pairs (participants, others) of :class:`Sample`
    :param confidence: of the two-sided interval
    :return: :class:`Matched`; the difference has no value where no stratum has both,
        no interval where some variance is not known
    :raises ToolError: (a ValueError) confidence out of range
    """
    check_confidence(confidence)
    both = [(mine, others) for mine, others in strata if mine.count and others.count]
    total = sum(mine.count for mine, _others in both)
    counts = total, sum(others.count for _mine, others in both)
    if not total:
        return Matched(Difference(None, None, None, None), *counts)
    value, parts, certain = 0.0, [], True
    for mine, others in both:
        weight = mine.count / total
        value += weight * (mine.mean - others.mean)
        for sample in (mine, others):
            if sample.standard_deviation is None:
                certain = False
                continue
            part = (weight * sample.standard_deviation) ** 2 / sample.count
            parts.append((part, sample.count - 1))
    variance = sum(part for part, _freedom in parts)
    if not certain:
        return Matched(Difference(value, None, None, None), *counts)
    if not variance:
        exact = Difference(value, value, value, 0.0 if value else 1.0)
        return Matched(exact, *counts)
    freedom = 1 / sum((part / variance) ** 2 / df for part, df in parts)
    error = math.sqrt(variance)
    half = t_quantile((1 + confidence) / 2, freedom) * error
    p_value = t_two_sided_p(value / error, freedom)
    return Matched(Difference(value, value - half, value + half, p_value), *counts)


__all__ = ["Matched", "Sample", "matched_difference"]
