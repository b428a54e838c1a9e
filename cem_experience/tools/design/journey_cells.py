"""Cells of a journey's table: what is written into one is read out of it again."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import Any

# What a spreadsheet would compute
FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NAME = re.compile(r'\s*(?:"((?:[^"]|"")*)"\s*(?=;|$)|([^;]*))(?:;|$)')


def safe_cell(value: Any) -> str:
    """A value that no spreadsheet takes for a formula."""
    if value is None or value is False:
        return ""
    text = str(value)
    return f"'{text}" if _is_formula(text) and not _is_number(text) else text


def read_cell(value: Any) -> str:
    """Text of a cell; without the apostrophe that keeps formulas from computing."""
    text = value.strip() if isinstance(value, str) else ""
    return text[1:] if text.startswith("'") and _is_formula(text) else text


def _is_formula(text: str) -> bool:
    # One that has apostrophes of its own counts as well: it gets one more, so that
    # taking one away leaves what was there.
    return text.lstrip("'").startswith(FORMULA)


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def number_text(value: float) -> str:
    """With every digit, and a whole number without a point."""
    return str(float(value)).removesuffix(".0")


def join_names(names: Iterable[str]) -> str:
    """A list with semicolons; a name that has some is put in quotation marks."""
    return "; ".join(
        '"{}"'.format(name.replace('"', '""'))
        if ";" in name or name.startswith('"')
        else name
        for name in names
    )


def split_names(text: str) -> list[str]:
    """The names that :func:`join_names` joined."""
    found = (
        match[2] if match[1] is None else match[1].replace('""', '"')
        for match in _NAME.finditer(text)
    )
    return [name.strip() for name in found if name.strip()]
