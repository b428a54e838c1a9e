"""Share of those asked who answered, with its interval."""

from __future__ import annotations

from typing import Any

from ..base.messages import ToolError, _lt
from .intervals import Interval, wilson

BAD_WINDOW = _lt("The window ends (%(end)s) before it starts (%(start)s).")


def response_rate(delivered: int, completed: int, confidence: float = 0.95) -> Interval:
    """Share of the delivered invitations that were answered, with Wilson's interval.

    :param delivered: invitations sent inside the window that arrived
    :param completed: those among them that were completed
    :return: :class:`Interval` of a share 0-1
    """
    return wilson(completed, delivered, confidence)


def response_rate_in_window(
    invitations: Any, start: Any, end: Any, confidence: float = 0.95
) -> Interval:
    """:func:`response_rate` of a window ``start <= moment < end``.

    Sending and completing must both fall inside: an answer to an earlier invitation
    would count without its invitation. An invitation just sent and not yet answered
    counts as unanswered (as in Trengo's CSAT report).

    :param invitations: pairs (sent, completed or None) of delivered invitations
    :param start: first moment of the window
    :param end: first moment after it
    :raises ToolError: (a ValueError) a window that ends before it starts
    """
    if end < start:
        raise ToolError(BAD_WINDOW, start=start, end=end)
    inside = [done for sent, done in invitations if start <= sent < end]
    completed = sum(done is not None and start <= done < end for done in inside)
    return response_rate(len(inside), completed, confidence)
