"""Which figures of small groups must stay hidden.

A figure of fewer answers than the minimum group size is hidden, and so is one more
where the hidden ones could be worked out from the total (primary and complementary
suppression; Willenborg and de Waal, *Elements of Statistical Disclosure Control*).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from .intervals import _check_count

# Shapes of what is passed on; see the docstrings
Counts = Mapping[Any, int]
Breakdowns = Sequence[Any]

# Hidden figures of a page up to which the page is solved as a system of equations
SOLVED = 300


class Suppression(NamedTuple):
    """What may be shown: the names of the groups, and whether the total may be."""

    shown: frozenset
    hidden: frozenset
    total_shown: bool


def suppress(groups: Any, minimum: int = 5, with_total: bool = True) -> Suppression:
    """Decide which groups of one breakdown may show their figures.

    A group without answers is hidden too: it has no figure, and showing that it is
    empty would not protect the others. All that can be learnt by subtracting what is
    shown from the total belongs to at least ``minimum`` answers.

    It protects one breakdown at a time. Two breakdowns that differ by few people, or
    two periods that overlap almost wholly, can still be compared.

    :param groups: mapping of group to its number of answers; the groups do not overlap
        and together are the total
    :param minimum: smallest number of answers that may be shown
    :param with_total: the figure of all groups together is on the same page
    :return: :class:`Suppression`
    :raises ToolError: (a ValueError) a number of answers that is none
    """
    for count in groups.values():
        _check_count(count)
    total = sum(groups.values())
    hidden = {name for name, count in groups.items() if count < max(minimum, 1)}
    total_shown = with_total and total >= max(minimum, 1)
    if total_shown:
        rest = sum(groups[name] for name in hidden)
        if 0 < rest < minimum:
            # every group still shown has the minimum, so the smallest one is enough
            shown = [name for name in groups if name not in hidden]
            hidden.add(min(shown, key=groups.__getitem__))
    return Suppression(frozenset(groups) - hidden, frozenset(hidden), total_shown)


def shown_figures(
    counts: Counts,
    breakdowns: Breakdowns,
    minimum: int = 5,
    never: Iterable[Any] = (),
    yields: Iterable[Any] = (),
    is_table: bool = False,
) -> set[Any]:
    """Which figures of a page of several breakdowns may be shown.

    A figure may be a whole in one breakdown and a part in others: a touchpoint is the
    whole of its parts, a part of its stage, and is divided by dimensions as well.
    Hiding one more in one breakdown may open another, so this goes on until none is
    open. Both directions count: a part is worked out from its whole and the other
    parts, a whole from all its parts.

    :param counts: mapping of figure to its number of answers
    :param breakdowns: list of (whole, parts), names of figures
    :param minimum: smallest number of answers that may be shown
    :param never: figures that are not on the page, and yet part of a whole
    :param yields: wholes that matter less than their parts: such a one is hidden
        itself where another would have one more of its parts hidden
    :param is_table: the parts of each whole are all of it, so that several steps of
        subtraction together tell of more, such as from a row of a table to a column
    :return: set of the figures that may be shown
    """
    minimum = max(minimum, 1)
    shown = {name for name, count in counts.items() if count >= minimum}
    shown -= set(never)
    breakdowns = [
        (whole, [part for part in parts if counts.get(part)])
        for whole, parts in breakdowns
    ]
    while True:
        _close(counts, breakdowns, minimum, shown, yields)
        if not is_table:
            return shown
        deduced = _deduced(breakdowns, shown)
        leak = deduced and _leak(counts, breakdowns, minimum, shown, deduced)
        if leak:
            shown.discard(_extra_suppression(counts, breakdowns, shown, deduced, leak))
            continue
        told = _solved(counts, breakdowns, minimum, shown)
        stopper = told and _nearest(counts, breakdowns, shown, told)
        if not stopper:
            return shown
        shown.discard(stopper)


def _close(
    counts: Counts, breakdowns: Breakdowns, minimum: int, shown: set[Any], yields: Any
) -> None:
    """Hide, in ``shown``, what would tell of a small group within one breakdown."""
    todo = True
    while todo:
        todo = False
        for whole, answered in breakdowns:
            candidates = [part for part in answered if part in shown]
            rest = sum(counts[part] for part in answered if part not in shown)
            if whole in shown:
                is_open = 0 < rest < minimum
            else:
                is_open = bool(counts.get(whole)) and not rest
            if not is_open:
                continue
            if candidates and whole not in yields:
                shown.discard(min(candidates, key=counts.__getitem__))
                todo = True
            elif whole in shown:
                shown.discard(whole)
                todo = True


def _deduced(breakdowns: Breakdowns, shown: set[Any]) -> Any:
    """What can be worked out although it is hidden: one subtraction after the other.

    :return: mapping of figure to the place of the breakdown that tells of it last
    """
    known, deduced, todo = set(shown), {}, True
    while todo:
        todo = False
        for place, (whole, parts) in enumerate(breakdowns):
            unknown = [name for name in (whole, *parts) if name not in known]
            if len(unknown) == 1 and parts:
                known.add(unknown[0])
                deduced[unknown[0]] = place
                todo = True
    return deduced


def _leak(
    counts: Counts, breakdowns: Breakdowns, minimum: int, shown: set[Any], deduced: Any
) -> Any:
    """A breakdown that tells of fewer answers than the minimum, as a list; or None."""
    for name, place in deduced.items():
        if counts.get(name, 0) < minimum:
            return [place]
    for place, (whole, parts) in enumerate(breakdowns):
        rest = sum(
            counts[part] for part in parts if part not in shown and part not in deduced
        )
        if (whole in shown or whole in deduced) and 0 < rest < minimum:
            return [place]
    return None


def _extra_suppression(
    counts: Counts, breakdowns: Breakdowns, shown: set[Any], deduced: Any, leak: Any
) -> Any:
    """What to hide so that a chain of subtractions does not reach its end."""
    places = list(leak)
    for place in places:
        whole, parts = breakdowns[place]
        before = (deduced[name] for name in (whole, *parts) if name in deduced)
        places += [found for found in before if found not in places]
    # from the beginning of the chain, where the figures are not small themselves
    for place in reversed(places):
        candidates = [part for part in breakdowns[place][1] if part in shown]
        if candidates:
            return min(candidates, key=counts.__getitem__)
    return next(
        breakdowns[place][0] for place in places if breakdowns[place][0] in shown
    )


def _solved(
    counts: Counts, breakdowns: Breakdowns, minimum: int, shown: set[Any]
) -> list[Any]:
    """Small figures that sums and differences of many breakdowns together tell of.

    Exact for up to :data:`SOLVED` hidden figures, which few pages have; beyond, only
    one subtraction after the other is looked at.
    """
    hidden = {}
    for whole, parts in breakdowns:
        for name in (whole, *parts):
            if name not in shown:
                hidden.setdefault(name, len(hidden))
    small = [name for name in hidden if 0 < counts.get(name, 0) < minimum]
    if not small or len(hidden) > SOLVED:
        return []
    equations = np.zeros((len(breakdowns), len(hidden)))
    for row, (whole, parts) in zip(equations, breakdowns, strict=True):
        if not parts:
            continue
        for name, sign in ((whole, -1), *((part, 1) for part in parts)):
            if name in hidden:
                row[hidden[name]] += sign
    # A figure is known exactly where its axis lies in the space of the equations.
    known = np.diag(np.linalg.pinv(equations) @ equations)
    return [name for name in small if known[hidden[name]] > 1 - 1e-6]


def _nearest(counts: Counts, breakdowns: Breakdowns, shown: set[Any], told: Any) -> Any:
    """What to hide next to figures that can be worked out: a part, else a whole."""
    reached, size = set(told), 0
    while len(reached) > size:
        size = len(reached)
        near = [
            (whole, parts)
            for whole, parts in breakdowns
            if reached.intersection((whole, *parts))
        ]
        for names in (
            [part for _whole, parts in near for part in parts if part in shown],
            [whole for whole, _parts in near if whole in shown],
        ):
            if names:
                return min(names, key=counts.__getitem__)
        reached.update(name for whole, parts in near for name in (whole, *parts))
    return None
