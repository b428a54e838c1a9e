"""Figures as an XLSX workbook that people go on working with."""

from __future__ import annotations

import io
import re
from typing import Any

import pandas as pd

# What a sheet's name may not hold, and how long it may be
FORBIDDEN, LONGEST = re.compile(r"[\[\]:*?/\\]"), 31
WIDEST = 60
# Two digits, and two more where there are any: a p is read to four
DIGITS = "0.00##"


def workbook(sheets: Any) -> bytes:
    """A workbook of tables.

    Numbers stay numbers, an empty cell is a figure that is not known or not shown. A
    text that begins like a formula or a link stays a text.

    :param sheets: list of (name, head, rows); rows are lists of texts, numbers, None
    :return: bytes of the XLSX file
    """
    content, taken = io.BytesIO(), set()
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with pd.ExcelWriter(
        content, engine="xlsxwriter", engine_kwargs={"options": options}
    ) as writer:
        for name, head, rows in sheets:
            sheet = sheet_name(name, taken)
            frame = pd.DataFrame(rows, columns=head, dtype=object)
            frame.to_excel(writer, sheet_name=sheet, index=False)
            page = writer.sheets[sheet]
            page.freeze_panes(1, 0)
            digits = writer.book.add_format({"num_format": DIGITS})
            for place, title in enumerate(head):
                longest = max([_width(title), *(_width(row[place]) for row in rows)])
                has_digits = any(isinstance(row[place], float) for row in rows)
                page.set_column(
                    place,
                    place,
                    min(longest + 2, WIDEST),
                    digits if has_digits else None,
                )
    return content.getvalue()


def sheet_name(name: str, taken: set[str]) -> str:
    """A name that a spreadsheet program takes, and that is not taken yet."""
    plain = FORBIDDEN.sub(" ", str(name)).strip(" '")[:LONGEST] or "-"
    found, number = plain, 1
    while found.lower() in taken:
        number += 1
        ending = f" {number}"
        found = plain[: LONGEST - len(ending)] + ending
    taken.add(found.lower())
    return found


def _width(value: Any) -> int:
    if isinstance(value, float):
        return 8
    text = str(value or "")
    return sum(2 if ord(letter) > 0x2E80 else 1 for letter in text)
