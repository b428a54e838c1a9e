"""Values inside the JSON of other systems."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from typing import Any

LIST_ITEMS = 20
DEEPEST, LONGEST_LEAF = 20, 1000
NO_TEXT = re.compile("[\ud800-\udfff]")


def _steps(path: str) -> list[Any]:
    text = re.sub(r"\[(\d+)\]", r".\1", (path or "").strip())
    return [step for step in text.removeprefix("$").split(".") if step]


def walk(data: Any, path: str) -> Any:
    """What stands at ``path`` (``a.b.0.c``, ``a.b[0].c``, ``$.a``); None if nothing.

    A key that itself holds dots is found too.
    """
    if isinstance(data, dict) and path in data:
        return data[path]
    for step in _steps(path):
        if isinstance(data, dict):
            data = data.get(step)
        elif isinstance(data, list) and step.isdigit() and int(step) < len(data):
            data = data[int(step)]
        else:
            return None
    return data


def flatten(data: Any, prefix: str = "", level: int = 0) -> dict[str, Any]:
    """The leaves of nested JSON as a dict from path to value.

    What lies deeper than anybody would map is one leaf.
    """
    if level == DEEPEST:
        return {prefix: str(data)[:LONGEST_LEAF]}
    if isinstance(data, dict):
        items: Iterable[tuple[Any, Any]] = data.items()
    elif isinstance(data, list):
        items = enumerate(data[:LIST_ITEMS])
    else:
        return {prefix: data} if prefix else {}
    found = {}
    for key, value in items:
        found |= flatten(value, f"{prefix}.{key}" if prefix else str(key), level + 1)
    return found


def as_text(value: Any) -> str:
    """A JSON value as a spreadsheet would show it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False)
    # PostgreSQL stores no NUL and no half of a character, and says so late.
    return NO_TEXT.sub("\N{REPLACEMENT CHARACTER}", str(value).replace("\0", ""))


def fingerprint(data: Any) -> str:
    """A short text that is the same for the same content."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()


def later(one: Any, other: Any) -> Any:
    """The later of two marks: numbers by size, all else as text (ISO dates)."""
    if not one or not other:
        return one or other
    try:
        return one if float(one) >= float(other) else other
    except (TypeError, ValueError):
        return max(str(one), str(other))
