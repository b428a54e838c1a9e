"""Weigh answers so that they stand for the customers and not for those who answered.

Raking, also called iterative proportional fitting (Deming and Stephan, *Annals of
Mathematical Statistics* 11, 1940): the known shares of the population by, say, value
tier and region are met one after the other until all of them hold. Only shares of each
attribute are needed, not of their combinations.

Weights cost precision. Kish's effective number of answers, ``(sum w)^2 / sum w^2``
(*Survey Sampling*, 1965), says how many unweighted answers would be as good.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ..base.messages import ToolError, _lt

BAD_SHARES = _lt(
    "The known shares of %(attribute)s must be at least 0 and add up to 100 %%, not to"
    " %(total)s %%."
)
NOBODY_ANSWERED = _lt(
    "%(share)s %% of the customers are “%(group)s” (%(attribute)s), but none of them"
    " answered: put this group together with another one."
)
NOT_KNOWN = _lt(
    "Somebody who answered is “%(group)s” (%(attribute)s), whose share of the customers"
    " is not known."
)
NO_AGREEMENT = _lt(
    "No weights meet all the known shares at once: some combination of groups has no"
    " answer. Weigh by fewer attributes."
)
NO_ANSWERS = _lt("There are no answers to weigh.")
NO_ATTRIBUTES = _lt("Say by which attribute to weigh.")
BAD_LIMIT = _lt("The largest weight must be greater than 1, not %(limit)s.")


class Raked(NamedTuple):
    """Weights by respondent (their mean is 1) and what they cost.

    ``effective`` is Kish's effective number of answers; ``worst`` the largest
    difference (0-1) between a known share and the weighted one that is left where
    weights were limited.
    """

    weights: np.ndarray
    effective: float
    worst: float


def rake(
    attributes: Any,
    shares: Any,
    counts: Any = None,
    limit: float | None = None,
    tolerance: float = 1e-9,
    rounds: int = 1000,
) -> Raked:
    """Weights that make the answers meet the known shares of the population.

    :param attributes: ``{attribute: [group of each respondent or cell]}``
    :param shares: ``{attribute: {group: known share of the population, 0-1}}``
    :param counts: number of answers each row stands for; None: one
    :param limit: largest weight allowed (in units of the mean); None: any. A limit
        leaves some shares unmet, which :attr:`Raked.worst` says.
    :param tolerance: how close each share must come
    :param rounds: passes over all the attributes at most
    :return: :class:`Raked`
    :raises ToolError: (a ValueError) shares that do not add up, groups without answers
        or without a known share, shares that cannot be met together
    """
    if not attributes:
        raise ToolError(NO_ATTRIBUTES)
    if limit is not None and not limit > 1:
        raise ToolError(BAD_LIMIT, limit=limit)
    size = len(next(iter(attributes.values())))
    counts = np.ones(size) if counts is None else np.asarray(counts, dtype=float)
    if not counts.sum() > 0:
        raise ToolError(NO_ANSWERS)
    margins = [
        _margin(name, groups, shares[name], counts)
        for name, groups in attributes.items()
    ]
    weights = np.ones(size)
    total, worst, last = counts.sum(), np.inf, np.inf
    for _round in range(rounds):
        for codes, wanted in margins:
            have = np.bincount(codes, weights * counts, len(wanted)) / total
            factor = np.divide(wanted, have, out=np.ones_like(have), where=have > 0)
            weights *= factor[codes]
        if limit is not None:
            weights = _limited(weights, counts, limit)
        worst = _worst(margins, weights, counts)
        if worst <= tolerance:
            break
        if limit is not None and abs(last - worst) <= tolerance:
            break
        last = worst
    else:
        raise ToolError(NO_AGREEMENT)
    mass = weights @ counts
    return Raked(weights, float(mass**2 / (weights**2 @ counts)), float(worst))


def _margin(name: Any, groups: Any, known: Any, counts: Any) -> tuple[Any, Any]:
    """Codes of the groups and the share wanted of each."""
    total = sum(known.values())
    if not abs(total - 1) <= 1e-6 or min(known.values()) < 0:
        raise ToolError(BAD_SHARES, attribute=name, total=round(100 * total, 4))
    place = {group: code for code, group in enumerate(known)}
    for group in groups:
        if group not in place:
            raise ToolError(NOT_KNOWN, attribute=name, group=group)
    codes = np.array([place[group] for group in groups])
    answers = np.bincount(codes, counts, len(known))
    for group, code in place.items():
        if known[group] and not answers[code]:
            share = round(100 * known[group], 2)
            raise ToolError(NOBODY_ANSWERED, attribute=name, group=group, share=share)
    return codes, np.array(list(known.values()), dtype=float) / total


def _limited(weights: Any, counts: Any, limit: Any) -> Any:
    """Cut the largest weights, and give what was cut to the others."""
    total = counts.sum()
    for _pass in range(100):
        weights = np.minimum(weights, limit)
        short = total - weights @ counts
        free = weights < limit
        mass = weights[free] @ counts[free]
        if short <= total * 1e-12 or not mass:
            break
        weights = np.where(free, weights * (1 + short / mass), weights)
    return weights


def _worst(margins: Any, weights: Any, counts: Any) -> float:
    mass = weights * counts
    return max(
        np.abs(np.bincount(codes, mass, len(wanted)) / mass.sum() - wanted).max()
        for codes, wanted in margins
    )
