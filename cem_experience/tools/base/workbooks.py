"""Reading the rows of an XLSX workbook, values only, guarded against hostile files."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from typing import Any, NamedTuple

import defusedxml  # noqa: F401  openpyxl reads XML through it where it is installed
import openpyxl

from ..base.messages import _lt
from .other_workbooks import is_ods, open_ods, open_xls
from .text_tables import TableError

PASSWORD = _lt(
    "%(filename)s is protected by a password. Remove the password in the spreadsheet"
    " program, save it, and import it again."
)
OTHER_FORMAT = _lt(
    "%(filename)s is not an XLSX workbook. Open it in the program it comes from and"
    " save it as XLSX or CSV."
)
CORRUPT = _lt(
    "%(filename)s is damaged and cannot be opened. Open it in the spreadsheet program,"
    " save it as XLSX under a new name, and import that file."
)
TOO_LARGE = _lt(
    "%(filename)s unpacks to far more than a table of answers needs, and was refused"
    " to protect the server. Save the sheet as CSV."
)
NO_SHEET = _lt("There is no sheet “%(sheet)s” in %(filename)s; it has: %(sheets)s.")
FORMULA_WITHOUT_VALUE = _lt(
    "Formula without stored value: row %(row)s, column %(column)s. Open and save the"
    " file in the spreadsheet program, or paste the values over the formulas."
)

_STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_NAMES = {
    _STRICT: b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
    b"http://purl.oclc.org/ooxml/drawingml/main": (
        b"http://schemas.openxmlformats.org/drawingml/2006/main"
    ),
}
_HIDDEN_ROW = re.compile(
    rb"<(?:\w+:)?row (?=[^>]*hidden=\"(?:1|true)\")[^>]*?\br=\"(\d+)\""
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# A million rows of ten answers unpack to about half of this; text deflates five to
# thirty times, while what is made to burst servers does it a thousand times.
MAX_UNPACKED = 2 << 30
MAX_PART = 64 << 20
MAX_RATIO = 100
# Sheets are read row by row; texts are all kept, the rest as trees of XML, too.
MAX_TEXTS = 512 << 20
MAX_TREE = 32 << 20
MAX_PARTS = 10_000


class Workbook(NamedTuple):
    """An opened sheet.

    ``rows`` yields the texts of each spreadsheet row from the first on. A formula
    without a stored value is given as its own text, and ``lacking`` gets (row number,
    column index, formula) when its row is read. ``hidden`` has the numbers of rows
    that are hidden, by hand or by a filter.
    """

    sheet: str
    sheets: list
    rows: object
    lacking: list
    hidden: list


def is_workbook(content: bytes) -> bool:
    """Is it a workbook by its first bytes, whatever its name is?"""
    return content.startswith((b"PK\x03\x04", b"PK\x05\x06", _OLE))


def open_workbook(content: bytes, filename: str, sheet: str | None = None) -> Workbook:
    """Open one sheet for reading.

    :param sheet: its name; None for the first one that is not hidden
    :return: :class:`Workbook`
    :raises TableError: password, old XLS, other or damaged format, a zip bomb, no
        such sheet; damage further down shows while the rows are read
    """
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise TableError(PASSWORD, filename=filename)
        with _damage_reported(filename):
            found = open_xls(content, filename)
        return _chosen(found, filename, sheet)
    if is_ods(content):
        with _damage_reported(filename):
            found = open_ods(content, MAX_TEXTS) or {}
        if not found:
            raise TableError(TOO_LARGE, filename=filename)
        return _chosen(found, filename, sheet)
    has_formulas = _inspect(content, filename)
    content = _transitional(content, filename)
    values = _load(content, filename, data_only=True)
    sheets = [ws.title for ws in values.worksheets]
    if sheet is None:
        shown = [ws.title for ws in values.worksheets if ws.sheet_state == "visible"]
        sheet = next(iter(shown or sheets), None)
    if sheet is None or sheet not in sheets:
        raise TableError(
            NO_SHEET, sheet=sheet, filename=filename, sheets=", ".join(sheets)
        )
    # only a second reading tells a formula without value from an empty cell
    formulas = _load(content, filename, data_only=False) if has_formulas else None
    lacking = []
    rows = _rows(values, formulas, sheet, lacking)
    hidden = _hidden_rows(content, values[sheet], filename)
    return Workbook(sheet, sheets, _guarded(rows, filename), lacking, hidden)


def _chosen(found: dict[str, Any], filename: str, sheet: str | None) -> Workbook:
    """One of the sheets of another program's workbook."""
    if sheet is None:
        shown = [name for name, (visible, _rows) in found.items() if visible]
        sheet = next(iter(shown or found), None)
    if sheet not in found:
        raise TableError(
            NO_SHEET, sheet=sheet, filename=filename, sheets=", ".join(found)
        )
    rows = _guarded(iter(found[sheet][1]), filename)
    return Workbook(sheet, list(found), rows, [], [])


def _transitional(content: bytes, filename: str) -> bytes:
    """A workbook in the names that openpyxl knows; those of "strict" ones are others."""
    with _damage_reported(filename), zipfile.ZipFile(io.BytesIO(content)) as archive:
        if _STRICT not in archive.read("xl/workbook.xml"):
            return content
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as plain:
            for part in archive.infolist():
                text = archive.read(part)
                if part.filename.lower().endswith((".xml", ".rels")):
                    for strict, known in _NAMES.items():
                        text = text.replace(strict, known)
                plain.writestr(part.filename, text)
        return stream.getvalue()


def _hidden_rows(content: bytes, worksheet: Any, filename: str) -> list[int]:
    path = getattr(worksheet, "_worksheet_path", None)
    if not path:
        return []
    numbers, tail = [], b""
    with _damage_reported(filename), zipfile.ZipFile(io.BytesIO(content)) as archive:
        with archive.open(path) as stream:
            while block := stream.read(1 << 20):
                block = tail + block
                end = block.rfind(b"<") if len(block) > 1000 else 0
                block, tail = (block[:end], block[end:]) if end else (block, b"")
                numbers += map(int, _HIDDEN_ROW.findall(block))
    return numbers


def _inspect(content: bytes, filename: str) -> bool:
    """Look at the zip before anything is unpacked; are there formulas in it?"""
    with _damage_reported(filename), zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if any(part.flag_bits & 1 for part in parts):
            raise TableError(PASSWORD, filename=filename)
        if "xl/workbook.xml" not in archive.namelist():
            raise TableError(OTHER_FORMAT, filename=filename)
        if (
            len(parts) > MAX_PARTS
            or sum(part.file_size for part in parts) > MAX_UNPACKED
            or any(part.file_size > _most(part) for part in parts)
        ):
            raise TableError(TOO_LARGE, filename=filename)
        has_formulas = False
        for part in parts:
            if part.filename.lower().endswith((".xml", ".rels", ".vml")):
                is_sheet = part.filename.startswith("xl/worksheets/")
                has_formulas |= _has_formula(archive, part, filename) and is_sheet
        return has_formulas


def _most(part: zipfile.ZipInfo) -> int:
    """Bytes that a part may have when it is unpacked."""
    ratio = max(MAX_PART, MAX_RATIO * part.compress_size)
    name = part.filename.lower()
    if name.startswith("xl/worksheets/") or not name.endswith((".xml", ".rels")):
        return ratio
    return min(ratio, MAX_TEXTS if "sharedstrings" in name else MAX_TREE)


def _has_formula(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, filename: str
) -> bool:
    """Whether there is a formula (element ``<f>``) in a part; a block at a time.

    No workbook declares a document type; entities that unfold do, wherever it stands.
    A declaration that hides in another encoding is refused by the parser.
    """
    formula = re.compile(rb"<(\w+:)?f[ />]")
    tail, found = b"", False
    with archive.open(part) as stream:
        while block := stream.read(1 << 20):
            block = tail + block
            plain = block.replace(b"\0", b"") if b"\0" in block else block
            if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
                raise TableError(CORRUPT, filename=filename)
            found = found or bool(formula.search(plain))
            tail = block[-40:]
    return found


@contextmanager
def _damage_reported(filename: str) -> Iterator[None]:
    """Whatever zip, XML or openpyxl raise on a damaged file becomes one clear text."""
    try:
        yield
    except TableError:
        raise
    except Exception as error:
        raise TableError(CORRUPT, filename=filename) from error


def _load(content: bytes, filename: str, data_only: bool) -> Any:
    with _damage_reported(filename):
        return openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, data_only=data_only, keep_links=False
        )


def _guarded(rows: Iterator[Any], filename: str) -> Iterator[Any]:
    while True:
        # not around the yield: an error of the reader's own is no damage of the file
        with _damage_reported(filename):
            row = next(rows, None)
        if row is None:
            return
        yield row


def _rows(values: Any, formulas: Any, sheet: str, lacking: Any) -> Iterator[list[str]]:
    if formulas is None:
        for cells in _sheet_rows(values, sheet):
            yield [_TEXT.get(type(cell), str)(cell) for cell in cells]
        return
    pairs = zip(_sheet_rows(values, sheet), _sheet_rows(formulas, sheet), strict=True)
    for number, (cells, sources) in enumerate(pairs, start=1):
        texts = [_TEXT.get(type(cell), str)(cell) for cell in cells]
        for index, source in enumerate(sources):
            if source is not None and cells[index] is None:
                texts[index] = str(getattr(source, "text", source))
                lacking.append((number, index, texts[index]))
        yield texts


def _sheet_rows(workbook: Any, sheet: str) -> Any:
    worksheet = workbook[sheet]
    # many writers leave a wrong size in the file, and rows would be cut to it
    worksheet.reset_dimensions()
    return worksheet.iter_rows(values_only=True)


def _float_text(number: float) -> str:
    """7.0 as "7": Excel stores every number as a float."""
    return str(int(number)) if number.is_integer() else repr(number)


def _datetime_text(moment: datetime) -> str:
    return str(moment.date() if moment.time() == time() else moment)


_TEXT: dict[type, Callable[[Any], str]] = {
    type(None): lambda _none: "",
    str: lambda text: text,
    float: _float_text,
    bool: lambda truth: "TRUE" if truth else "FALSE",
    datetime: _datetime_text,
    date: str,
}
