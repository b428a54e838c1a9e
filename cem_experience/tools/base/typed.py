"""What people, or programs in their name, have typed into a page."""

from __future__ import annotations

import re
from typing import Any

# What PostgreSQL stores in no text: NUL, and halves of characters that stand alone.
NO_TEXT = re.compile("[\0\ud800-\udfff]")
# Control characters but for tab and new line, and halves of characters: nobody types them.
_NOT_TYPED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def cleaned(value: Any) -> Any:
    """The same without characters that nobody types.

    :param value: a text, or lists and dicts of them; anything else is left as it is
    """
    if isinstance(value, str):
        return _NOT_TYPED.sub("", value)
    if isinstance(value, dict):
        return {cleaned(key): cleaned(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(map(cleaned, value))
    return value
