"""Which question the words of a customer belong to, by place and wording.

A proposal only: whoever makes the survey sees it and may say otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

# Asks for anything that has not been asked: a remark on the whole.
REMARKS = re.compile(
    r"\b(anything|something) else\b|\b(any|other|further|more|additional|general)\b"
    r"[^?]*\b(comments?|remarks?|feedback|suggestions?|thoughts?)\b"
    r"|\bcomments? or suggestions?\b|其他|其它|还有(什么|哪些|没有)|补充|意见(和|与|或|及)?建议",
    re.IGNORECASE,
)
REASON = re.compile(
    r"\b(reasons?|why|because|explain|what made you)\b|原因|理由|为什么|为何",
    re.IGNORECASE,
)


class Asked(NamedTuple):
    """
    :ivar id: of the question
    :ivar kind: ``mark`` (it is scored), ``words``, ``page`` or ``other``
    :ivar title: what is asked
    :ivar after: of a question that is asked only after certain choices, the question
        with those choices
    """

    id: int
    kind: str
    title: str = ""
    after: int | None = None


def explained(asked: Sequence[Asked], place: int) -> int | None:
    """The question that the words at a place explain; None if they are free remarks.

    Words explain the mark right before them, with nothing but other words between, on
    the same page; a question for a reason looks further up. What is asked after certain
    choices only, is about these.
    """
    question = asked[place]
    marks = {one.id for one in asked if one.kind == "mark"}
    if question.after in marks:
        return question.after
    is_reason = bool(REASON.search(question.title))
    if REMARKS.search(question.title) and not is_reason:
        return None
    for before in reversed(asked[:place]):
        if before.kind == "mark":
            return before.id
        if before.kind != "words" and not is_reason:
            return None
    return None
