"""Which figures of small groups must stay hidden.

A figure of fewer answers than the minimum group size is hidden, and so is one more
where the hidden ones could be worked out from the total (primary and complementary
suppression; Willenborg and de Waal, *Elements of Statistical Disclosure Control*).
"""

from typing import NamedTuple

from .intervals import _check_count


class Suppression(NamedTuple):
    """What may be shown: the names of the groups, and whether the total may be."""

    shown: frozenset
    hidden: frozenset
    total_shown: bool


def suppress(groups, minimum=5, with_total=True):
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


def shown_figures(counts, breakdowns, minimum=5, never=(), yields=()):
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
    :return: set of the figures that may be shown
    """
    minimum = max(minimum, 1)
    shown = {name for name, count in counts.items() if count >= minimum}
    shown -= set(never)
    todo = True
    while todo:
        todo = False
        for whole, parts in breakdowns:
            answered = [part for part in parts if counts.get(part)]
            candidates = [part for part in answered if part in shown]
            rest = sum(counts[part] for part in answered if part not in shown)
            if whole in shown:
                is_open = 0 < rest < minimum
            else:
                is_open = counts.get(whole) and not rest
            if not is_open:
                continue
            if candidates and whole not in yields:
                shown.discard(min(candidates, key=counts.__getitem__))
                todo = True
            elif whole in shown:
                shown.discard(whole)
                todo = True
    return shown
