"""Sheets of other programs than today's Excel: old XLS workbooks, and ODS."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

from defusedxml.ElementTree import iterparse

from .messages import _lt
from .text_tables import TableError

try:
    import xlrd
except ImportError:  # the same file as XLSX or CSV is read without it
    xlrd = None

LEGACY_XLS = _lt(
    "%(filename)s is an old XLS workbook. Open it in the spreadsheet program and save"
    " it as XLSX (Excel workbook) or CSV."
)
SPSS = _lt(
    "%(filename)s is a file of SPSS. Save it there as CSV or XLSX, with the labels of"
    " values instead of their codes, and import that file."
)
# What is repeated to the edge of the sheet is blank; a table is not so wide.
MOST_REPEATED = 3_000
MOST_BLANK_ROWS = 10_000

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def refuse_statistics(content: bytes, filename: str) -> None:
    """Refuse a file of SPSS in words that say what to do."""
    if content.startswith((b"$FL2@(#)", b"$FL3@(#)")):
        raise TableError(SPSS, filename=filename)


def open_xls(content: bytes, filename: str) -> dict[str, tuple[bool, Any]]:
    """The sheets of an old workbook: by name whether it is shown, and its rows.

    :raises TableError: the reader for such files is not installed
    """
    if xlrd is None:
        raise TableError(LEGACY_XLS, filename=filename)
    book = xlrd.open_workbook(file_contents=content, logfile=io.StringIO())
    return {
        sheet.name: (sheet.visibility == 0, _xls_rows(sheet, book.datemode))
        for sheet in book.sheets()
    }


def _xls_rows(sheet: Any, datemode: int) -> Iterator[list[str]]:
    for row in sheet.get_rows():
        yield [_xls_text(cell, datemode) for cell in row]


def _xls_text(cell: Any, datemode: int) -> str:
    value = cell.value
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            moment = xlrd.xldate_as_datetime(value, datemode)
        except (ValueError, OverflowError):
            return str(value)
        return _moment_text(moment)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if value else "FALSE"
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(value, "#N/A"))
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        return str(int(value)) if float(value).is_integer() else repr(value)
    return str(value)


def _moment_text(moment: datetime) -> str:
    return str(moment.date() if moment.time() == time() else moment)


def is_ods(content: bytes) -> bool:
    """Is a zip a sheet of LibreOffice and its kin? Its type stands at the beginning."""
    return b"application/vnd.oasis.opendocument.spreadsheet" in content[:200]


def open_ods(content: bytes, most: int) -> dict[str, tuple[bool, Any]] | None:
    """The sheets of an ODS file, as of :func:`open_xls`; None if it is too large.

    :param most: bytes that its table may have when it is unpacked
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        part = archive.getinfo("content.xml")
        if part.file_size > most:
            return None
        names = []
        with archive.open(part) as stream:
            for _event, element in iterparse(stream, events=("start",)):
                if element.tag == f"{_TABLE}table":
                    names.append(element.get(f"{_TABLE}name", ""))
    return {name: (True, _ods_rows(content, name)) for name in names}


def _ods_rows(content: bytes, wanted: str) -> Iterator[list[str]]:
    blank, here = 0, False
    with (
        zipfile.ZipFile(io.BytesIO(content)) as archive,
        archive.open("content.xml") as stream,
    ):
        for event, element in iterparse(stream, events=("start", "end")):
            if element.tag == f"{_TABLE}table":
                here = event == "start" and element.get(f"{_TABLE}name") == wanted
            if event != "end" or element.tag != f"{_TABLE}table-row" or not here:
                continue
            cells: list[str] = []
            for cell in element:
                text = _ods_text(cell)
                times = int(cell.get(f"{_TABLE}number-columns-repeated", 1))
                cells += [text] * min(times, MOST_REPEATED - len(cells))
            while cells and not cells[-1]:
                cells.pop()
            times = int(element.get(f"{_TABLE}number-rows-repeated", 1))
            element.clear()
            if not cells:
                blank += times  # told only if something follows
                continue
            yield from ([] for _n in range(min(blank, MOST_BLANK_ROWS)))
            blank = 0
            yield from (list(cells) for _n in range(min(times, MOST_BLANK_ROWS)))


def _ods_text(cell: Any) -> str:
    kind = cell.get(f"{_OFFICE}value-type")
    if kind in ("float", "currency", "percentage"):
        number = float(cell.get(f"{_OFFICE}value", "nan"))
        return str(int(number)) if number.is_integer() else repr(number)
    if kind == "date":
        return str(cell.get(f"{_OFFICE}date-value", "")).replace("T", " ")
    if kind == "boolean":
        return str(cell.get(f"{_OFFICE}boolean-value", "")).upper()
    # remarks on a cell are deeper
    return "\n".join("".join(part.itertext()) for part in cell.findall(f"{_TEXT}p"))
