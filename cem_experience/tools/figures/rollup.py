"""Scores of a tree of touchpoints, rolled up from the parts by weight.

**Own score** of a touchpoint: its answers are averaged per dimension, and the averages
are weighted with the touchpoint's dimension weights. Answers about the touchpoint as a
whole (no dimension) count as one more dimension of the mean positive weight. Where the
touchpoint has no weights, or answers only in dimensions that weigh nothing, every
dimension counts the same.

**Score** of a touchpoint: mean of its own score, weighted with its *own weight*, and of
the scores of its parts, each weighted with the part's weight. Whatever has no answers
or weighs nothing is left out, and the weights of the rest share its place. Nothing
answered anywhere: no score, which is not a score of zero.

The **score in one dimension** rolls up in the same way from the averages in it.

The interval of a rolled-up score takes the averages as independent: its variance is
the sum of their variances by the squares of their weights, its degrees of freedom
Welch and Satterthwaite's.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from .quantiles import t_quantile


class Node(NamedTuple):
    """A touchpoint: where it stands and what it weighs.

    ``parent`` is the key of the whole, None at the top; ``weight`` counts beside the
    other parts of the whole, ``own_weight`` beside the parts of this one;
    ``dimensions`` maps a dimension to its weight.
    """

    key: object
    parent: object = None
    weight: float = 1.0
    own_weight: float = 1.0
    dimensions: dict = {}


class Figure(NamedTuple):
    """A mean 0-10 (None: no answers) and what says how sure it is.

    ``variance`` is that of the mean; ``spread`` the sum of the squared variances of
    the averages it is made of, each divided by its degrees of freedom; ``certain`` is
    False where one of them rests on a single answer.
    """

    value: float | None = None
    count: int = 0  # type: ignore[assignment]
    variance: float = 0.0
    spread: float = 0.0
    certain: bool = True

    def interval(self, confidence: float = 0.95) -> tuple[float | None, float | None]:
        """(low, high) within 0-10, or (None, None) where there is too little to say."""
        if self.value is None or not self.certain:
            return None, None
        if not self.variance or not self.spread:
            return self.value, self.value
        freedom = self.variance**2 / self.spread
        half = t_quantile((1 + confidence) / 2, freedom) * math.sqrt(self.variance)
        return max(self.value - half, 0.0), min(self.value + half, 10.0)


class Rolled(NamedTuple):
    """Figures of a touchpoint: of itself, with its parts, and per dimension."""

    own: Figure
    total: Figure
    dimensions: dict


NONE = Figure()


def figure(count: int, total: float, squares: float) -> Figure:
    """The mean of ``count`` answers from their sum and their sum of squares."""
    if not count:
        return NONE
    mean = total / count
    if count < 2:
        return Figure(mean, count, certain=False)
    # Sums of squares of equal answers differ in the last digit only
    deviation = squares - count * mean * mean
    variance = deviation / (count - 1) / count if deviation > 1e-9 else 0.0
    return Figure(mean, count, variance, variance**2 / (count - 1))


def combine(weighted: Iterable[tuple[float, Figure]]) -> Figure:
    """Weighted mean of independent figures; what has no value or no weight is left out.

    :param weighted: pairs of weight and :class:`Figure`
    """
    known = [(w, f, f.value) for w, f in weighted if w > 0 and f.value is not None]
    total = sum(w for w, _f, _v in known)
    if not known or not total:
        return NONE
    if len(known) == 1:
        return known[0][1]
    return Figure(
        sum(w * value for w, _f, value in known) / total,
        sum(f.count for _w, f, _v in known),
        sum((w / total) ** 2 * f.variance for w, f, _v in known),
        sum((w / total) ** 4 * f.spread for w, f, _v in known),
        all(f.certain for _w, f, _v in known),
    )


def own_figure(weights: Any, figures: Any) -> Figure:
    """Own score of a touchpoint.

    :param weights: dimension to weight
    :param figures: dimension (None: the whole) to :class:`Figure`
    """
    positive = [weight for weight in weights.values() if weight > 0]
    if positive:
        whole = sum(positive) / len(positive)
        result = combine(
            (whole if key is None else weights.get(key, 0.0), value)
            for key, value in figures.items()
        )
        if result.value is not None:
            return result
    return combine((1.0, value) for value in figures.values())


def roll_up(nodes: Iterable[Any], answers: Mapping[Any, Any]) -> dict[Any, Any]:
    """Figures of every touchpoint of a tree.

    :param nodes: iterable of :class:`Node`, in any order; a parent that is not among
        them counts as none
    :param answers: (node key, dimension or None) to (count, sum, sum of squares) of
        answers 0-10
    :return: node key to :class:`Rolled`
    """
    nodes = {node.key: node for node in nodes}
    figures = defaultdict(dict)
    for (key, dimension), sums in answers.items():
        if key in nodes:
            figures[key][dimension] = figure(*sums)
    children = defaultdict(list)
    for node in nodes.values():
        if node.parent in nodes:
            children[node.parent].append(node.key)
    result = {}
    for key in _parts_first(nodes, children):
        node, parts = nodes[key], children[key]
        own = own_figure(node.dimensions, figures[key])
        total = combine(
            [(node.own_weight, own)]
            + [(nodes[part].weight, result[part].total) for part in parts]
        )
        dimensions = set(figures[key]) - {None}
        dimensions.update(*(result[part].dimensions for part in parts))
        result[key] = Rolled(
            own,
            total,
            {
                dimension: combine(
                    [(node.own_weight, figures[key].get(dimension, NONE))]
                    + [
                        (
                            nodes[part].weight,
                            result[part].dimensions.get(dimension, NONE),
                        )
                        for part in parts
                    ]
                )
                for dimension in dimensions
            },
        )
    return result


def roll_up_weights(nodes: Iterable[Any]) -> dict[Any, Any]:
    """Share (0-1) of each dimension at each touchpoint, of its parts if it has none.

    A touchpoint's own dimension weights hold; one without any takes the mean of its
    parts' shares by the weights of the parts.

    :return: node key to a mapping of dimension to share, empty where nothing is known
    """
    nodes = {node.key: node for node in nodes}
    children = defaultdict(list)
    for node in nodes.values():
        if node.parent in nodes:
            children[node.parent].append(node.key)
    result = {}
    for key in _parts_first(nodes, children):
        shares = defaultdict(float)
        for dimension, weight in nodes[key].dimensions.items():
            shares[dimension] += weight
        if not sum(shares.values()):
            shares.clear()
            for part in children[key]:
                for dimension, share in result[part].items():
                    shares[dimension] += nodes[part].weight * share
        total = sum(shares.values())
        result[key] = {
            dimension: weight / total for dimension, weight in shares.items() if total
        }
    return result


def _parts_first(nodes: Any, children: Any) -> Iterable[Any]:
    """Keys in an order in which every part comes before its whole; no recursion."""
    order, todo = [], [key for key in nodes if nodes[key].parent not in nodes]
    while todo:
        key = todo.pop()
        order.append(key)
        todo.extend(children[key])
    return reversed(order)
