"""The order of steps that transitions connect."""

from __future__ import annotations

import heapq
from collections.abc import Iterable


def in_order(keys: list[int], edges: Iterable[tuple[int, int]]) -> list[int]:
    """The keys so that each comes after those from which an edge leads to it.

    Where the edges leave it open, and within a circle, the given order holds.

    :param keys: list of keys that can be compared
    :param edges: pairs of keys, from and to; one to itself says nothing
    """
    place = {key: number for number, key in enumerate(keys)}
    after = {key: set() for key in keys}
    before = dict.fromkeys(keys, 0)
    for source, target in edges:
        if source != target and target not in after[source]:
            after[source].add(target)
            before[target] += 1
    ready = [place[key] for key in keys if not before[key]]
    heapq.heapify(ready)
    waiting, result = dict.fromkeys(keys), []
    while waiting:
        if not ready:  # a circle: it is entered where it is written first
            ready.append(place[next(iter(waiting))])
        key = keys[heapq.heappop(ready)]
        if key not in waiting:
            continue
        del waiting[key]
        result.append(key)
        for target in after[key]:
            before[target] -= 1
            if not before[target] and target in waiting:
                heapq.heappush(ready, place[target])
    return result
