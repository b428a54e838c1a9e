"""JSON from strangers: read it, or say in plain words why not.

Nothing is executed or unpacked. What Python's parser would let pass is refused: a name
that is there twice, NaN and Infinity, half of a character, control characters.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any

from ..base.messages import ToolError, _lt

MAX_BYTES = 20 << 20
MAX_DEPTH = 250

EMPTY = _lt("%(filename)s is empty.")
TOO_BIG = _lt("The file has %(size)s MB; at most %(most)s MB are read.")
PACKED = _lt("%(filename)s is a packed file. Unpack it, and import what is inside.")
NOT_UTF8 = _lt("%(filename)s is not in UTF-8. Save it in UTF-8 and try again.")
NOT_JSON = _lt(
    "%(filename)s is no readable journey file: an error in line %(line)s, column"
    " %(column)s. It may be damaged or incomplete."
)
NOT_READABLE = _lt("%(filename)s is no readable journey file: %(error)s.")
TOO_DEEP = _lt("%(filename)s has more than %(most)s levels inside each other.")
DOUBLE_NAME = _lt("%(filename)s has the field “%(name)s” twice in the same place.")
NO_NUMBER = _lt("%(filename)s holds “%(value)s”, which is no number.")
BAD_TEXT = _lt("%(filename)s holds a text with characters that are none: %(text)s")

_PACKED = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"BZh", b"7z\xbc\xaf", b"Rar!")
_BAD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


def read_json(content: bytes, filename: str) -> Any:
    """The value that is written in a file.

    :param content: its bytes, UTF-8 with or without byte order mark
    :param filename: its name, for messages
    :raises ToolError: no value can be read; the text says why
    """
    if len(content) > MAX_BYTES:
        raise ToolError(TOO_BIG, size=len(content) >> 20, most=MAX_BYTES >> 20)
    if content.startswith(_PACKED):
        raise ToolError(PACKED, filename=filename)
    if not content.strip():
        raise ToolError(EMPTY, filename=filename)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeError as error:
        raise ToolError(NOT_UTF8, filename=filename) from error

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        result = dict(pairs)
        if len(result) < len(pairs):
            names = [name for name, _value in pairs]
            double = next(name for name in names if names.count(name) > 1)
            raise ToolError(DOUBLE_NAME, filename=filename, name=double[:40])
        return result

    def number(text: str) -> float:
        value = float(text)
        if not math.isfinite(value):
            raise ToolError(NO_NUMBER, filename=filename, value=text[:40])
        return value

    def integer(text: str) -> float:
        # Python refuses to read numbers of thousands of digits
        return int(text) if len(text) < 16 else number(text)

    try:
        value = json.loads(
            text,
            object_pairs_hook=unique,
            parse_constant=number,
            parse_float=number,
            parse_int=integer,
        )
    except RecursionError as error:
        raise ToolError(TOO_DEEP, filename=filename, most=MAX_DEPTH) from error
    except json.JSONDecodeError as error:
        raise ToolError(
            NOT_JSON, filename=filename, line=error.lineno, column=error.colno
        ) from error
    except ToolError:
        raise
    except ValueError as error:
        raise ToolError(NOT_READABLE, filename=filename, error=error) from error
    _check(value, filename)
    return value


def _check(value: Any, filename: str) -> None:
    """Every text is one that can be stored, and nothing is too deep; no recursion."""
    todo = [(value, 0)]
    while todo:
        value, depth = todo.pop()
        if depth > MAX_DEPTH:
            raise ToolError(TOO_DEEP, filename=filename, most=MAX_DEPTH)
        if isinstance(value, str) and _BAD.search(value):
            text = _BAD.sub("?", value)[:60]
            raise ToolError(BAD_TEXT, filename=filename, text=text)
        if isinstance(value, dict):
            todo.extend((name, depth) for name in value)
            todo.extend((inner, depth + 1) for inner in value.values())
        elif isinstance(value, list):
            todo.extend((inner, depth + 1) for inner in value)
