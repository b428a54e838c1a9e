"""Texts of the arithmetic and of the import, ready to be translated by Odoo.

The tools know nothing of Odoo, so they cannot translate. They hand out an English
template and its parameters; whoever shows it translates the template
(``self.env._(template)``) and fills it in. Templates are marked with ``_lt``, one of
the two names that Odoo's term export looks for.
"""

from __future__ import annotations

from typing import Any, NamedTuple


def _lt(text: str) -> str:
    """Mark ``text`` for the term export; it is translated where it is shown."""
    return text


class Message(NamedTuple):
    """An English template with ``%(name)s`` placeholders and what fills them."""

    template: str
    params: dict

    def __str__(self) -> str:
        return self.template % self.params


class ToolError(ValueError):
    """A refusal whose text can be translated.

    :ivar message: the :class:`Message`; ``str(error)`` is its English text
    """

    def __init__(self, template: str, **params: Any) -> None:
        self.message = Message(template, params)
        super().__init__(str(self.message))

    def __reduce__(self) -> tuple[Any, ...]:
        # the default would call the class with the finished text alone
        return (_rebuild, (type(self), self.message))


def _rebuild(cls: Any, message: Message) -> ToolError:
    return cls(message.template, **message.params)
