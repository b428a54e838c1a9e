"""Quantiles of the normal and of Student's t distribution, without scipy.

The t distribution comes from the regularised incomplete beta function,
``P(T > t) = I_x(v/2, 1/2) / 2`` with ``x = v / (v + t^2)``, computed by its continued
fraction (Abramowitz and Stegun 26.5.8, by Lentz's method as in Press et al.,
*Numerical Recipes*, 6.4); the quantile by Newton's method.
"""

from __future__ import annotations

import math
from functools import lru_cache
from statistics import NormalDist

from ..base.messages import ToolError, _lt

BAD_CONFIDENCE = _lt(
    "A confidence lies between 0 and 1, as 0.95 for 95 %%, not %(confidence)s."
)
BAD_PROBABILITY = _lt("A probability lies between 0 and 1, not %(probability)s.")
BAD_FREEDOM = _lt("Degrees of freedom must be greater than 0, not %(freedom)s.")

# beyond it the expansion around the normal is good to 1e-12, and a hundred times faster
_LARGE_FREEDOM = 2000
# below it 1 / square is no number any more
_SMALL_SQUARE = 1e-300


def check_confidence(confidence: float) -> None:
    """Refuse a confidence level that is not between 0 and 1 (a ValueError)."""
    if not 0 < confidence < 1:
        raise ToolError(BAD_CONFIDENCE, confidence=confidence)


def normal_quantile(probability: float) -> float:
    """The value below which a standard normal figure stays with ``probability``.

    :param probability: between 0 and 1, both excluded
    :raises ToolError: (a ValueError) any other probability
    """
    if not 0 < probability < 1:
        raise ToolError(BAD_PROBABILITY, probability=probability)
    return NormalDist().inv_cdf(probability)


def two_sided_p(z: float) -> float:
    """Two-sided p value of a standard normal test statistic, 0-1."""
    # erfc keeps its digits in the far tail, where 1 - cdf has none left
    return math.erfc(abs(z) / math.sqrt(2))


def t_cdf(t: float, freedom: float) -> float:
    """Probability that a t-distributed figure is at most ``t``.

    :param freedom: degrees of freedom, any positive number (Welch's are no integer)
    :raises ToolError: (a ValueError) degrees of freedom not positive
    """
    if not freedom > 0:
        raise ToolError(BAD_FREEDOM, freedom=freedom)
    if math.isinf(freedom):
        return NormalDist().cdf(t)
    tail = _upper_tail(abs(t), freedom)
    return 1 - tail if t > 0 else tail


def t_two_sided_p(t: float, freedom: float) -> float:
    """Two-sided p value of a t-distributed test statistic, 0-1.

    :param freedom: degrees of freedom, any positive number; infinite is the normal
    :raises ToolError: (a ValueError) degrees of freedom out of range
    """
    if not freedom > 0:
        raise ToolError(BAD_FREEDOM, freedom=freedom)
    if math.isinf(t) or freedom > 1e7:
        return two_sided_p(t)
    return min(2 * _upper_tail(abs(t), freedom), 1.0)


@lru_cache(maxsize=4096)
def t_quantile(probability: float, freedom: float) -> float:
    """The value below which a t-distributed figure stays with ``probability``.

    Accurate to 1e-9 of its size.

    :param probability: between 0 and 1, both excluded
    :param freedom: degrees of freedom, any positive number; infinite is the normal
    :raises ToolError: (a ValueError) probability or degrees of freedom out of range
    """
    if not freedom > 0:
        raise ToolError(BAD_FREEDOM, freedom=freedom)
    z = normal_quantile(probability)
    if math.isinf(freedom) or not z:
        return z
    if freedom >= _LARGE_FREEDOM:
        return _expansion(z, freedom)
    tail = min(probability, 1 - probability)
    # The tail is convex and the t quantile lies beyond the normal one, so Newton's
    # steps approach it from one side and cannot overshoot.
    t = abs(z)
    for _step in range(200):
        step = (_upper_tail(t, freedom) - tail) / _density(t, freedom)
        t += step
        if abs(step) <= 1e-14 * t:
            break
    return math.copysign(t, z)


def _expansion(z: float, freedom: float) -> float:
    """Abramowitz and Stegun 26.7.5, to the fourth order."""
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    fourth = (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160
    terms = (first, second, third, fourth)
    return z + sum(term / freedom**k for k, term in enumerate(terms, start=1))


def _log_beta_half(freedom: float) -> float:
    """log of B(v/2, 1/2)."""
    return math.lgamma(freedom / 2) + math.lgamma(0.5) - math.lgamma((freedom + 1) / 2)


def _log_one_plus_square(ratio: float) -> float:
    """log(1 + ratio^2), also where the square is no number any more."""
    square = ratio * ratio
    return 2 * math.log(ratio) if math.isinf(square) else math.log1p(square)


def _density(t: float, freedom: float) -> float:
    log = -(freedom + 1) / 2 * _log_one_plus_square(abs(t) / math.sqrt(freedom))
    return math.exp(log - _log_beta_half(freedom)) / math.sqrt(freedom)


def _upper_tail(t: float, freedom: float) -> float:
    """P(T > t) for t >= 0."""
    a, b = freedom / 2, 0.5
    ratio = t / math.sqrt(freedom)
    square = ratio * ratio
    # a square that is nearly or quite lost: so is what the half lacks
    if square < _SMALL_SQUARE:
        return 0.5
    x, rest = 1 / (1 + square), 1 / (1 + 1 / square)
    front = math.exp(
        -a * _log_one_plus_square(ratio) + b * math.log(rest) - _log_beta_half(freedom)
    )
    # the fraction converges fast on one side of the mean; the other by symmetry
    if x < (a + 1) / (a + b + 2):
        return 0.5 * front * _beta_fraction(x, a, b) / a
    return 0.5 * (1 - front * _beta_fraction(rest, b, a) / b)


def _beta_fraction(x: float, a: float, b: float) -> float:
    """Continued fraction of the incomplete beta function, modified Lentz."""
    tiny = 1e-300
    c = 1.0
    d = 1 / (1 - (a + b) * x / (a + 1) or tiny)
    result = d
    for m in range(1, 10_000):
        for numerator in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / (1 + numerator * d or tiny)
            c = 1 + numerator / c or tiny
            result *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return result
