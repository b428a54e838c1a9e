"""How the header of a mail is written on the wire."""

from __future__ import annotations

from email.policy import EmailPolicy
from typing import Any

# RFC 5322, 2.1.1: a line of a mail should have so many characters, and must not have more
SHOULD, MUST = 78, 998


class WirePolicy(EmailPolicy):
    """As ``email.policy.SMTP``, but plain words are never encoded for being long.

    Python breaks a header where it has blanks; a single word that is longer than a line
    becomes an encoded word (RFC 2047), which no mail program decodes in
    ``List-Unsubscribe``, ``References`` or ``In-Reply-To``: to it there is no address
    there. Such a word stays whole here, on a longer line.
    """

    def fold(self, name: str, value: Any) -> str:
        return _plain(name, value, self) or super().fold(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        plain = _plain(name, value, self)
        return plain.encode("ascii") if plain else super().fold_binary(name, value)


def on_the_wire(message: Any) -> Any:
    """Let a mail that has been built be written by :class:`WirePolicy`.

    :param message: ``email.message.EmailMessage``; changed, and returned
    """
    message.policy = WirePolicy(
        **{name: getattr(message.policy, name) for name in _settings(message.policy)}
    )
    return message


def _settings(policy: Any) -> list[str]:
    names = ("linesep", "max_line_length", "cte_type", "utf8", "raise_on_defect")
    more = ("mangle_from_", "refold_source", "header_factory", "content_manager")
    return [name for name in (*names, *more) if hasattr(policy, name)]


def _plain(name: str, value: Any, policy: Any) -> str | None:
    """The header in lines of whole words; None if Python writes it well enough."""
    text = str(value)
    if (
        # names of people, and parameters of files, have rules of their own
        hasattr(value, "addresses")
        or name.lower().startswith("content-")
        or not text.isascii()
        or not text.isprintable()
    ):
        return None
    words = text.split()
    longest = max(map(len, words), default=0)
    if not SHOULD - len(name) - 2 < longest < MUST - len(name) - 2:
        return None
    lines = [f"{name}:"]
    for word in words:
        if len(lines[-1]) + 1 + len(word) > SHOULD and lines[-1] != f"{name}:":
            lines.append("")
        lines[-1] += f" {word}"
    return policy.linesep.join(lines) + policy.linesep
