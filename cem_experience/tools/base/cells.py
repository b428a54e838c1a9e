"""What stands in a cell, without what nobody sees or meant.

Signs of zero width, marks of the direction of writing and soft hyphens come along when
text is copied from web pages and chats; ``_x000D_`` is how a spreadsheet's file writes a
line break that its program has forgotten to read back.
"""

from __future__ import annotations

import re

# The joiners (200C, 200D) hold letters and emojis together, so inside a text they stay.
_UNSEEN = dict.fromkeys(
    [0xAD, 0x061C, 0x180E, 0x200B, 0x200E, 0x200F, 0xFEFF]
    + [*range(0x202A, 0x202F), *range(0x2060, 0x2065), *range(0x2066, 0x206A)]
)
_ESCAPE = re.compile(r"_x([0-9A-F]{4})_(?:(?<=_x000D_)\r?\n)?", re.IGNORECASE)
_ESCAPED = {"000D": "\n", "000A": "\n", "0009": "\t", "005F": "_", "00A0": " "}


def clean(text: str) -> str:
    """The text of a cell as a person meant it; letters and digits stay as written."""
    if "_x" in text or "_X" in text:
        text = _ESCAPE.sub(_unescaped, text)
    if text.isascii():
        return text
    return text.translate(_UNSEEN).strip("\u200c\u200d")


def _unescaped(found: re.Match[str]) -> str:
    return _ESCAPED.get(found[1].upper(), found[0])


class Cleaned(dict):
    """Texts by how they were written; each is cleaned once, and equal ones are one."""

    def __missing__(self, text: str) -> str:
        self[text] = cleaned = clean(text)
        return cleaned
