"""The figures of a journey on one page, and which of them may be shown.

A figure has a name of three parts, (kind, key, dimension): ``journey``, ``stage`` and
``total`` (a touchpoint with its parts) in one dimension or, with None, in all of them
together; ``own`` (a touchpoint without its parts) and ``rest`` (answers about the
touchpoint as a whole, in no dimension, which no page shows on their own).
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any, NamedTuple

from . import rollup, suppression

JOURNEY = ("journey", None, None)


class Page(NamedTuple):
    """``figures``: name to :class:`~.rollup.Figure`; ``shown``: names of those that do
    not give a group of fewer than the minimum of answers away."""

    figures: dict
    shown: set

    def get(self, *name: Any) -> Any:
        """(figure, whether it may be shown); without answers, none."""
        return self.figures.get(name, rollup.NONE), name in self.shown


def make_page(nodes: Any, stages: Any, rolled: Any, minimum: int) -> Page:
    """All figures of a journey, and which may be shown together.

    :param nodes: list of :class:`~.rollup.Node`
    :param stages: stage to the keys of its topmost touchpoints
    :param rolled: node key to :class:`~.rollup.Rolled`, of the same nodes
    :param minimum: smallest number of answers that may be shown
    :return: :class:`Page`
    """
    figures = _figures(nodes, stages, rolled)
    shown = suppression.shown_figures(
        {name: figure.count for name, figure in figures.items()},
        _breakdowns(nodes, stages, rolled, figures),
        minimum,
        never={name for name in figures if name[0] == "rest"},
        # One figure of everything is worth less than that of a stage.
        yields={JOURNEY},
    )
    return Page(figures, shown)


def _figures(nodes: Any, stages: Any, rolled: Any) -> dict[Any, Any]:
    weights = {node.key: node.weight for node in nodes}

    def mean(keys: Any, dimension: Any) -> Any:
        return rollup.combine(
            (
                weights[key],
                rolled[key].total
                if dimension is None
                else rolled[key].dimensions.get(dimension, rollup.NONE),
            )
            for key in keys
        )

    figures = {}
    for key, figure in rolled.items():
        figures["own", key, None] = figure.own
        figures["total", key, None] = figure.total
        for dimension, part in figure.dimensions.items():
            figures["total", key, dimension] = part
        rest = figure.total.count - sum(f.count for f in figure.dimensions.values())
        figures["rest", key, None] = rollup.Figure(count=max(rest, 0))
    for stage, keys in stages.items():
        for dimension in {None}.union(*(rolled[key].dimensions for key in keys)):
            figures["stage", stage, dimension] = mean(keys, dimension)
        figures["rest", "stage", stage] = rollup.Figure(
            count=sum(figures["rest", key, None].count for key in keys)
        )
    figures[JOURNEY] = mean(_tops(nodes, rolled), None)
    return figures


def _breakdowns(nodes: Any, stages: Any, rolled: Any, figures: Any) -> list[Any]:
    """(whole, parts) of everything that a reader could subtract."""
    parts = defaultdict(list)
    for node in nodes:
        if node.parent in rolled:
            parts[node.parent].append(node.key)
    result = [
        (JOURNEY, [("total", key, None) for key in _tops(nodes, rolled)]),
        (JOURNEY, [("stage", stage, None) for stage in stages]),
    ]
    for key, figure in rolled.items():
        divided = [("total", key, dimension) for dimension in figure.dimensions]
        result.append((("total", key, None), [*divided, ("rest", key, None)]))
        result.append(
            (
                ("total", key, None),
                [("own", key, None), *(("total", part, None) for part in parts[key])],
            )
        )
        result += [
            (name, [("total", part, name[2]) for part in parts[key]])
            for name in divided
            if parts[key]
        ]
    of_stage = defaultdict(list)
    for name in figures:
        if name[0] == "stage":
            of_stage[name[1]].append(name)
    for stage, keys in stages.items():
        result += [
            (name, [("total", key, name[2]) for key in keys])
            for name in of_stage[stage]
        ]
        divided = [name for name in of_stage[stage] if name[2] is not None]
        result.append((("stage", stage, None), [*divided, ("rest", "stage", stage)]))
    return result


def _tops(nodes: Any, rolled: Any) -> list[Any]:
    return [node.key for node in nodes if node.parent not in rolled]
