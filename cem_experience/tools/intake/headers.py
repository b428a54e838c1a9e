"""Where the header of a table is: below titles, in one row, in two, or in three."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import NamedTuple

from .answers import parse_number

_DATA = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$|\d{4}[-/.年]\d{1,2}[-/.月]\d|^\d")
# what SurveyMonkey writes under a question that has no items
_ANSWER = re.compile(r"response|open-ended response", re.IGNORECASE)


class Header(NamedTuple):
    """A header that was found.

    ``skip`` rows stand above it and ``rows`` belong to it; ``names`` are its columns,
    ``codes`` what the first row says of them, ``hints`` is ``comment`` where the header
    says that the column holds words; ``zone`` is the time zone of its moments, if the
    header states it.
    """

    skip: int
    rows: int
    names: list[str]
    codes: list[str]
    hints: list[str]
    zone: str | None = None


def find_header(
    rows: Sequence[Sequence[str]], row: int | None = None, count: int | None = None
) -> Header:
    """The header among the first rows of a table.

    :param rows: cells of the first rows, those that are blank included
    :param row: number of the header's first row, if a person has chosen it
    :param count: of how many rows it is, if a person has chosen it
    """
    skip = row - 1 if row else _first(rows)
    lines = [[" ".join(cell.split()) for cell in cells] for cells in rows[skip:]]
    names = lines[0] if lines else []
    if not count:
        count = _count(lines)
    if count == 1 or len(lines) < count:
        return Header(skip, 1, names, names, [""] * len(names))
    width = max(len(line) for line in lines[:count])
    first, second, *more = ([*line, *[""] * width][:width] for line in lines[:count])
    if more and _is_json(more[0]):
        names = [below or above for above, below in zip(first, second, strict=True)]
        hints = ["comment" if '_TEXT"' in cell else "" for cell in more[0]]
        return Header(skip, count, names, first, hints, _zone(more[0]))
    above, names, hints = "", [], []
    for name, item in zip(first, second, strict=True):
        above = name or above
        plain = _ANSWER.fullmatch(item)
        joined = " ".join(filter(None, [above, "" if plain else item]))
        if item and not plain and above and not above.endswith((":", "：")):
            joined = f"{above}: {item}"
        names.append(joined if item or name else "")
        hints.append("comment" if item.lower() == "open-ended response" else "")
    return Header(skip, count, names, first, hints)


def _first(rows: Sequence[Sequence[str]]) -> int:
    """Rows above the header: blank ones, and titles, which fill one cell of many."""
    filled = [sum(1 for cell in cells if cell.strip()) for cells in rows]
    blank = next((n for n, count in enumerate(filled) if count), 0)
    usual = max(filled[blank:], default=0)
    for n in range(blank, min(len(rows), blank + 8)):
        if filled[n] >= max(2, 0.5 * usual) and n + 1 < len(rows):
            words = [cell for cell in rows[n] if cell.strip()]
            is_header = not any(map(_is_data, words))
            titled = all(count <= 1 for count in filled[blank:n])
            return n if is_header and titled else blank
    return blank


def _is_data(text: str) -> bool:
    text = text.strip()
    return parse_number(text) is not None or bool(_DATA.search(text))


def _count(lines: Sequence[Sequence[str]]) -> int:
    """Of how many rows the header is."""
    if len(lines) > 2 and _is_json(lines[2]):
        return 3
    if len(lines) < 3:
        return 1
    width = max(map(len, lines[:3]))
    first, second, third = ([*line, *[""] * width][:width] for line in lines[:3])
    below = [cell for cell in second if cell]
    if not below or any(map(_is_data, below)):
        return 1
    # a name that stands over several columns leaves their cells blank, and the items
    # below it leave those blank that have a name of their own
    fills = any(item and not name for name, item in zip(first, second, strict=True))
    leaves = any(name and not item for name, item in zip(first, second, strict=True))
    said = all(map(_ANSWER.fullmatch, below))
    answered = any(cell and not item for item, cell in zip(second, third, strict=True))
    return 2 if leaves and answered and (fills or said) else 1


def _is_json(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and all(
        cell.lstrip().startswith('{"ImportId"') for cell in filled
    )


def _zone(cells: Sequence[str]) -> str | None:
    for cell in cells:
        try:
            zone = json.loads(cell).get("timeZone")
        except (ValueError, AttributeError):
            continue
        if zone:
            return str(zone)
    return None
