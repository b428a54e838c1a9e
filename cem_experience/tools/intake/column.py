"""What a column of a table is taken for."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..base.messages import Message


@dataclass(frozen=True)
class Column:
    """What a column is taken for.

    ``dimension`` is the code of a hint (product service relationship convenience brand
    price satisfaction loyalty complaints) or None; ``low`` and ``high`` are the ends of
    the scale asked on; ``reverse`` is never guessed; ``confidence`` is 0-1; ``reason``,
    ``notes`` and, for answers, ``scale_reason`` are translatable
    :class:`messages.Message`. ``values`` says what texts that are no plain numbers are
    worth: None is "not answered", NaN waits for a person; ``times`` how often each was
    seen; ``span`` is the lowest and the highest number. ``leave_out`` says which rows of the table do not count, as a pair of a
    kind (is, empty, below) and what it is compared with.
    """

    header: str
    role: str
    measure: str | None = None
    dimension: str | None = None
    low: float | None = None
    high: float | None = None
    reverse: bool = False
    confidence: float = 0.0
    reason: Message | None = None
    scale_reason: Message | None = None
    notes: tuple[Message, ...] = ()
    values: dict[str, float | None] = field(default_factory=dict)
    times: dict[str, int] = field(default_factory=dict)
    leave_out: tuple[str, str] | None = None
    span: tuple[float, float] | None = None
