"""How a lower room tells those above it: methods that they extend."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def hook(method: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a method that a room offers to the rooms above it.

    It does nothing, or gives what there is without them; each higher room may extend
    it once. ``dev/check_rooms.py --hooks`` lists all of them.
    """
    return method
