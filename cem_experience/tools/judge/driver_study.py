"""What drives an outcome, and how sure that is: shares of R2 with their intervals.

All of it starts from sums of squares and products ("moments"), which a database adds up
in one pass, and never from the answers themselves. The respondents are split at random
into groups (say by a hash of their number), each with moments of its own; a bootstrap
draw takes as many groups, with replacement. The groups being random, this is the usual
bootstrap of respondents, only coarser: with 200 groups its standard errors are good to
5 %, and a draw costs the same for a hundred answers a driver and for ten million.

Whether a driver does anything is asked as by Tonidandel, LeBreton and Johnson
(*Psychological Methods* 14, 2009): is its weight larger than that of a driver that is
pure chance? Such a one is drawn anew each time. Weights are never negative, so that
their own interval could not tell.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from ..base.messages import ToolError, _lt
from ..figures.quantiles import check_confidence
from .drivers import (
    CONSTANT_OUTCOME,
    MAX_DRIVERS,
    NO_DRIVERS,
    TOO_FEW_ROWS,
    TOO_MANY_DRIVERS,
    DriverError,
    general_dominance_from_correlation,
    relative_weights_from_correlation,
)

# Shapes of what is passed on; see the docstrings
Array = np.ndarray
Weigh = Callable[[Array, Array], Array]

METHODS = {
    "general_dominance": general_dominance_from_correlation,
    "relative_weights": relative_weights_from_correlation,
}

BAD_MOMENTS = _lt(
    "Moments are one square table per group of respondents, all of the same size."
)
BAD_METHOD = _lt("There is no way of weighing drivers called %(method)s.")

# Why a driver was left out
CONSTANT = _lt("Everybody gave the same answer, so nothing can be learnt from it.")
COLLINEAR = _lt("It says the same as the other drivers together.")
# Beyond it rounding has eaten the digits of the variance.
_NOTHING = 1e-10


class Driver(NamedTuple):
    """One driver's part.

    ``weight`` is its share of the outcome's variance (the weights sum to R2), ``share``
    that of R2 (0-1), ``low`` and ``high`` the interval of ``share``. ``slope`` is the
    correlation's sign: -1 where more of the driver means less of the outcome.
    ``significant`` is False where chance alone explains as much. A driver that was
    left out has a ``reason`` (a template to translate) and no figures.
    """

    weight: float | None
    share: float | None
    low: float | None
    high: float | None
    slope: int
    significant: bool
    reason: str | None


class Study(NamedTuple):
    """A study of drivers: number of complete respondents, R2 with its interval."""

    count: int  # type: ignore[assignment]
    r2: float
    low: float
    high: float
    drivers: tuple  # of Driver, in the order they were given


def moments(X: Any, y: Any, groups: int = 200, seed: int = 0) -> Array:
    """Moments of answers at hand, grouped at random.

    :param X: answers, respondents x drivers; a respondent with a gap is left out
    :param y: outcome per respondent
    :param groups: how many groups at most
    :return: array, groups x (drivers + 2) x (drivers + 2): sums of products of
        (1, drivers, outcome)
    """
    table = np.column_stack([np.ones(len(y)), X, y]).astype(float)
    table = table[np.isfinite(table).all(axis=1)]
    groups = min(groups, max(len(table), 1))
    order = np.random.default_rng(seed).permutation(len(table))
    return np.array([part.T @ part for part in np.array_split(table[order], groups)])


def together(moments: Array, groups: Any) -> Array:
    """Add up the moments of each group of respondents.

    :param moments: array, rows x size x size
    :param groups: the group of each row
    :return: array, groups x size x size, by the groups' order; one of noughts if none
    """
    found, places = np.unique(groups, return_inverse=True)
    result = np.zeros((max(len(found), 1), *moments.shape[1:]))
    np.add.at(result, places, moments)
    return result


def study(
    moments: Array,
    method: str = "general_dominance",
    draws: int = 400,
    confidence: float = 0.95,
    seed: int = 0,
) -> Study:
    """Weigh the drivers of an outcome.

    Constant drivers, and those that the ones before them explain wholly, are left out
    with their reason: the rest is still worth knowing.

    :param moments: as :func:`moments` gives, or the same sums from a database. Where
        respondents have weights, these add up to what they are worth (Kish's effective
        number), for chance does as much as among so many.
    :param method: ``general_dominance`` or ``relative_weights``
    :param draws: bootstrap samples
    :param confidence: of the two-sided percentile intervals
    :param seed: of the bootstrap; the same seed gives the same figures
    :return: :class:`Study`
    :raises ToolError: (a ValueError) no table of moments, no driver left, more than 20,
        too few respondents, a constant outcome
    """
    check_confidence(confidence)
    if method not in METHODS:
        raise ToolError(BAD_METHOD, method=method)
    weigh = METHODS[method]
    moments = np.asarray(moments, dtype=float)
    if moments.ndim != 3 or moments.shape[1] != moments.shape[2] < 2:
        raise ToolError(BAD_MOMENTS)
    total = moments.sum(axis=0)
    size, count = len(total) - 2, int(round(total[0, 0]))
    if not size:
        raise ToolError(NO_DRIVERS)
    if count < size + 3:
        raise ToolError(TOO_FEW_ROWS, rows=count, drivers=size, least=size + 3)
    covariance = _covariance(total)
    spread = np.diag(covariance) / (np.diag(total)[1:] / count + 1)
    if not spread[-1] > _NOTHING:
        raise ToolError(CONSTANT_OUTCOME)
    reasons = [None if value > _NOTHING else CONSTANT for value in spread[:-1]]
    kept = _identifiable_drivers(covariance, reasons, weigh)
    # one more, for the driver that is pure chance
    if len(kept) >= MAX_DRIVERS:
        raise ToolError(TOO_MANY_DRIVERS, count=len(kept), most=MAX_DRIVERS - 1)

    chosen = [0, *(driver + 1 for driver in kept), size + 1]
    moments = moments[np.ix_(range(len(moments)), chosen, chosen)]
    weights, slopes = _weights(moments.sum(axis=0), weigh)
    sample, chance = _bootstrap(moments, weigh, draws, seed)
    tails = (1 - confidence) / 2, (1 + confidence) / 2
    r2 = weights.sum()
    r2_low, r2_high = np.quantile(sample.sum(axis=1), tails)
    shares = sample / sample.sum(axis=1, keepdims=True)
    low, high = np.quantile(shares, tails, axis=0)
    above = np.quantile(sample - chance[:, None], tails[0], axis=0) > 0

    found = dict.fromkeys(range(size))
    for place, driver in enumerate(kept):
        found[driver] = Driver(
            float(weights[place]),
            float(weights[place] / r2),
            float(low[place]),
            float(high[place]),
            int(slopes[place]),
            bool(above[place]),
            None,
        )
    drivers = tuple(
        found[i] or Driver(None, None, None, None, 0, False, reasons[i])
        for i in range(size)
    )
    return Study(count, float(r2), float(r2_low), float(r2_high), drivers)


def _identifiable_drivers(covariance: Array, reasons: Any, weigh: Weigh) -> Any:
    """Positions of the drivers to weigh; notes why the others are left out."""
    while True:
        kept = [i for i, reason in enumerate(reasons) if reason is None]
        if not kept:
            raise ToolError(NO_DRIVERS)
        try:
            weigh(*_correlations(covariance, [*kept, len(reasons)]))
        except DriverError as error:
            # the last one named is what the ones before it say already
            reasons[kept[error.drivers[-1]]] = COLLINEAR
        else:
            return kept


def _covariance(sums: Array) -> Array:
    """Covariances (n) of all but the constant, from sums of products."""
    mean = sums[0, 1:] / sums[0, 0]
    return sums[1:, 1:] / sums[0, 0] - np.outer(mean, mean)


def _correlations(covariance: Array, chosen: Any) -> tuple[Array, Array]:
    covariance = covariance[np.ix_(chosen, chosen)]
    root = np.sqrt(np.diag(covariance))
    table = covariance / np.outer(root, root)
    return table[:-1, :-1], table[:-1, -1]


def _weights(sums: Array, weigh: Weigh) -> tuple[Array, Array]:
    covariance = _covariance(sums)
    r_xx, r_xy = _correlations(covariance, list(range(len(covariance))))
    return weigh(r_xx, r_xy), np.sign(r_xy)


def _bootstrap(
    moments: Array, weigh: Weigh, draws: int, seed: int
) -> tuple[Array, Array]:
    """Weights per draw, and beside them the weight of a driver that is pure chance."""
    rng = np.random.default_rng(seed)
    groups, size = moments.shape[:2]
    weights, chance = np.empty((draws, size - 2)), np.empty(draws)
    done = failed = 0
    while done < draws:
        times = rng.multinomial(groups, np.full(groups, 1 / groups))
        sums = _with_random_driver(np.tensordot(times, moments, axes=1), rng)
        try:
            found, _slopes = _weights(sums, weigh)
        except ValueError:
            # A draw in which a driver happens to be constant says nothing.
            failed += 1
            if failed > draws:
                raise
            continue
        weights[done], chance[done] = found[1:], found[0]
        done += 1
    return weights, chance


def _with_random_driver(sums: Array, rng: np.random.Generator) -> Array:
    """The moments with one more driver, standard normal and unrelated to all.

    Its sums of products with the rest are normal with exactly the moments as their
    covariance, so that no answers are needed to draw them.
    """
    values, vectors = np.linalg.eigh(sums)
    cross = vectors @ (np.sqrt(np.clip(values, 0, None)) * rng.normal(size=len(sums)))
    square = max(rng.chisquare(sums[0, 0]), cross[0] ** 2 / sums[0, 0] * 2)
    wide = np.empty((len(sums) + 1, len(sums) + 1))
    places = [0, *range(2, len(sums) + 1)]
    wide[np.ix_(places, places)] = sums
    wide[1, places] = wide[places, 1] = cross
    wide[1, 1] = square
    return wide
