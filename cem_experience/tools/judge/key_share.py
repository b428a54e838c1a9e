"""How sure it is which experience is the key experience.

A parametric bootstrap (Efron and Tibshirani, *An Introduction to the Bootstrap*, 1993,
section 6.5): experience, expectation and importance of each dimension are drawn anew
around their means, ``mean + t sd / sqrt(n)`` with Student's t of n - 1 freedom, and the
step is walked again with each draw. What a person judged stays as it is.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..figures.intervals import Fixed
from .gaps import TOLERANCE

DRAWS = 2000
SEED = 20190607


def key_shares(
    dimensions: Any, draws: int = DRAWS, seed: int = SEED
) -> list[float | None]:
    """Share of draws in which each dimension is a key experience.

    :param dimensions: sequence of (experience, expectation, importance), each a
        :class:`~.intervals.Sample` or :class:`~.intervals.Fixed`, whose mean is None
        where it is not known
    :param draws: number of draws; with 2,000 a share is sure to two points
    :param seed: of the random numbers, so that the same answers give the same shares
    :return: list of shares 0-1, in order: None where the weighted satisfaction is not
        known; they sum to less than 1 where some draws have no key experience, and to
        more where dimensions tie
    """
    rng = np.random.default_rng(seed)
    known = [
        index
        for index, figures in enumerate(dimensions)
        if all(figure.mean is not None for figure in figures)
    ]
    shares: list[float | None] = [None] * len(dimensions)
    if not known:
        return shares
    weighted = np.empty((len(known), draws))
    for place, index in enumerate(known):
        experience, expectation, importance = (
            _draw(rng, figure, draws) for figure in dimensions[index]
        )
        weighted[place] = np.clip(importance, 0, 10) * (experience - expectation)
    lowest = weighted.min(axis=0)
    is_key = (weighted <= lowest + TOLERANCE) & (lowest < -TOLERANCE)
    for place, index in enumerate(known):
        shares[index] = float(is_key[place].mean())
    return shares


def _draw(rng: np.random.Generator, figure: Any, draws: int) -> Any:
    # drawn in any case, so that one dimension's numbers do not hang on another's kind
    if isinstance(figure, Fixed):
        rng.standard_t(1, draws)
        return np.full(draws, figure.mean)
    if figure.count < 2 or not figure.standard_deviation:
        rng.standard_t(1, draws)
        return np.full(draws, figure.mean)
    error = figure.standard_deviation / np.sqrt(figure.count)
    return figure.mean + error * rng.standard_t(figure.count - 1, draws)
