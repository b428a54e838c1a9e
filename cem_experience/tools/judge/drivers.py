"""What drives an outcome: the share of R2 that each driver accounts for.

General dominance (Azen and Budescu, *Psychological Methods* 8, 2003; the same figure
as LMG, Lindeman, Merenda and Gold 1980, and as Shapley's value): the mean rise of R2
when the driver enters, over all orders of entry. Relative weights (Johnson,
*Multivariate Behavioral Research* 35, 2000): the same question answered through the
orthogonal variables closest to the drivers, ``R = V L V'``, ``Lam = V L^(1/2) V'``,
``beta = Lam^-1 r_xy``, ``eps_j = sum_k Lam_jk^2 beta_k^2``.

Both give one figure per driver, not negative, and all of them add up to R2 (0-1).
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np

from ..base.messages import ToolError, _lt

# Shapes of what is passed on; see the docstrings
Array = np.ndarray

MAX_DRIVERS = 20
# R2 of a driver on the others beyond 1 less this: it is their sum, but for rounding
TOLERANCE = 1e-8

BAD_SHAPE = _lt(
    "Drivers are a table of respondents by drivers, and the outcome one number per"
    " respondent; got %(drivers)s and %(outcome)s."
)
BAD_MATRIX = _lt(
    "Correlations are a square symmetric table with ones on its diagonal, and one"
    " number per driver for the outcome, all between -1 and 1."
)
IMPOSSIBLE = _lt(
    "These correlations contradict each other. Were they taken over different"
    " respondents? Leave out everybody who did not answer all of it."
)
NOT_FINITE = _lt(
    "An answer is missing or infinite. Leave out everybody who did not answer all of"
    " it."
)
NO_DRIVERS = _lt("There is no driver.")
TOO_MANY_DRIVERS = _lt(
    "%(count)s drivers are more than the %(most)s that are possible."
)
TOO_FEW_ROWS = _lt(
    "%(rows)s respondents are too few for %(drivers)s drivers; at least %(least)s are"
    " needed."
)
CONSTANT_DRIVERS = _lt(
    "Everybody gave the same answer, so nothing can be learnt from it. Leave out"
    " driver: %(drivers)s."
)
CONSTANT_OUTCOME = _lt("Everybody has the same outcome: there is nothing to explain.")
COLLINEAR_DRIVERS = _lt(
    "Some drivers say the same, so their shares cannot be told apart. Leave out one of"
    " the drivers: %(drivers)s."
)


class DriverError(ToolError):
    """A refusal that concerns certain drivers.

    :ivar drivers: their positions, counted from 0. Whoever shows the error puts names
        in their place: ``error.message.template % {"drivers": names}``.
    """

    def __init__(self, template: str, drivers: Any) -> None:
        self.drivers = list(drivers)
        super().__init__(template, drivers=", ".join(map(str, self.drivers)))

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self.message.template, self.drivers))


def general_dominance(X: Any, y: Any) -> Array:
    """General dominance weights of the drivers of an outcome.

    :param X: answers, respondents x drivers, without gaps
    :param y: outcome per respondent
    :return: array, one weight per driver in order, summing to R2 (0-1)
    :raises ToolError: (a ValueError) gaps, too few respondents, a constant outcome,
        more than 20 drivers
    :raises DriverError: (a ToolError) constant or collinear drivers, with which ones
    """
    return general_dominance_from_correlation(*correlations(X, y))


def relative_weights(X: Any, y: Any) -> Array:
    """Johnson's relative weights; arguments, result and errors as of
    :func:`general_dominance`.
    """
    return relative_weights_from_correlation(*correlations(X, y))


def general_dominance_from_correlation(r_xx: Any, r_xy: Any) -> Array:
    """General dominance weights from correlations.

    :param r_xx: correlations among the drivers, square
    :param r_xy: correlation of each driver with the outcome
    :return: array, one weight per driver in order, summing to R2 (0-1)
    :raises ToolError: (a ValueError) what is no correlation matrix
    :raises DriverError: (a ToolError) collinear drivers, with which ones
    """
    r_xx, r_xy = _checked(r_xx, r_xy)
    k = len(r_xy)
    explained = _all_r2(r_xx, r_xy)
    orders = _orders(k)
    weights = np.empty(k)
    for driver in range(k):
        # sets without the driver beside the same sets with it
        pairs = explained.reshape(-1, 2, 2**driver)
        rise = pairs[:, 1] - pairs[:, 0]
        weights[driver] = (orders.reshape(-1, 2, 2**driver)[:, 0] * rise).sum()
    return weights


def relative_weights_from_correlation(r_xx: Any, r_xy: Any) -> Array:
    """Johnson's relative weights from correlations; arguments, result and errors as of
    :func:`general_dominance_from_correlation`.
    """
    r_xx, r_xy = _checked(r_xx, r_xy)
    values, vectors = np.linalg.eigh(r_xx)
    root = np.sqrt(values)
    loadings = (vectors * root) @ vectors.T
    beta = (vectors / root) @ vectors.T @ r_xy
    return loadings**2 @ beta**2


def correlations(X: Any, y: Any) -> tuple[Array, Array]:
    """Correlations among the drivers and with the outcome, with their checks.

    :param X: answers, respondents x drivers, without gaps
    :param y: outcome per respondent
    :return: tuple ``r_xx``, ``r_xy``
    :raises ToolError: as of :func:`general_dominance`
    """
    X, y = np.asarray(X, dtype=float), np.asarray(y, dtype=float)
    if X.ndim != 2 or y.shape != X.shape[:1]:
        raise ToolError(BAD_SHAPE, drivers=X.shape, outcome=y.shape)
    rows, k = X.shape
    _check_number(k)
    if not (np.isfinite(X).all() and np.isfinite(y).all()):
        raise ToolError(NOT_FINITE)
    if rows < k + 2:
        raise ToolError(TOO_FEW_ROWS, rows=rows, drivers=k, least=k + 2)
    if np.ptp(y) == 0:
        raise ToolError(CONSTANT_OUTCOME)
    constant = np.flatnonzero(np.ptp(X, axis=0) == 0)
    if len(constant):
        raise DriverError(CONSTANT_DRIVERS, constant.tolist())
    matrix = np.corrcoef(X, y, rowvar=False)
    return matrix[:-1, :-1], matrix[:-1, -1]


def _check_number(k: int) -> None:
    if not k:
        raise ToolError(NO_DRIVERS)
    if k > MAX_DRIVERS:
        raise ToolError(TOO_MANY_DRIVERS, count=k, most=MAX_DRIVERS)


def _checked(r_xx: Any, r_xy: Any) -> tuple[Array, Array]:
    """The correlations as arrays, if they are some and tell the drivers apart."""
    r_xx, r_xy = np.asarray(r_xx, dtype=float), np.asarray(r_xy, dtype=float)
    k = len(r_xy) if r_xy.ndim == 1 else -1
    if r_xx.shape != (k, k):
        raise ToolError(BAD_MATRIX)
    _check_number(k)
    slack = 1e-6  # correlations that were rounded to six digits
    if not (
        np.allclose(r_xx, r_xx.T, atol=slack)
        and np.allclose(np.diag(r_xx), 1, atol=slack)
        and np.abs(r_xx).max() <= 1 + slack
        and np.abs(r_xy).max() <= 1 + slack
    ):
        raise ToolError(BAD_MATRIX)
    r_xx = (r_xx + r_xx.T) / 2
    np.fill_diagonal(r_xx, 1)
    if np.linalg.eigvalsh(r_xx)[0] < -slack:
        raise ToolError(IMPOSSIBLE)
    _check_collinear(r_xx)
    if r_xy @ np.linalg.solve(r_xx, r_xy) > 1 + slack:
        raise ToolError(IMPOSSIBLE)
    return r_xx, r_xy


def _check_collinear(r_xx: Array) -> None:
    """Find the first driver that the ones before it explain, and which of them do."""
    for last in range(1, len(r_xx)):
        before, link = r_xx[:last, :last], r_xx[:last, last]
        beta = np.linalg.solve(before, link)
        if 1 - link @ beta < TOLERANCE:
            involved = np.flatnonzero(np.abs(beta) > 1e-4)
            raise DriverError(COLLINEAR_DRIVERS, [*involved.tolist(), last])


def _all_r2(r_xx: Array, r_xy: Array) -> Array:
    """R2 of the regression on every set of drivers, indexed by the set's bits.

    One driver after the other is either left out or swept out of the correlations of
    the rest, for all sets of the earlier ones at once: 2^k sets cost about as much as
    their list is long, not a regression each.
    """
    k = len(r_xy)
    full = np.empty((k + 1, k + 1))
    full[:k, :k], full[:k, k], full[k, :k], full[k, k] = r_xx, r_xy, r_xy, 1
    # the driver swept out last gets the highest bit, so begin with the first; the sets
    # lie along the last axis, where numpy's loops are long
    state = full[:, :, np.newaxis]
    for _driver in range(k):
        rest, link, pivot = state[1:, 1:], state[1:, 0], state[0, 0]
        swept = rest - link[:, np.newaxis] * (link / pivot)[np.newaxis]
        state = np.concatenate([rest, swept], axis=-1)
    return 1 - state[0, 0]


@lru_cache(maxsize=4)
def _orders(k: int) -> Array:
    """For each set of drivers, the share of the orders in which it comes just before
    a given other one: s! (k-1-s)! of k! with s drivers in the set.
    """
    orders = np.array([1 / (k * math.comb(k - 1, size)) for size in range(k)] + [0.0])
    return orders[_popcount(np.arange(2**k), k)]


def _popcount(numbers: Any, bits: int) -> Any:
    return sum(numbers >> bit & 1 for bit in range(bits))
