"""Reading a table of opinions for the import, one respondent a row.

Cells stay the texts they are: nothing is converted, evaluated or taken for missing,
an empty cell is ``""``. Rows carry the numbers a spreadsheet shows, so that a person
finds what a message speaks of. What is odd is reported and the rest read on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ..base.messages import _lt
from .cells import Cleaned, clean
from .other_workbooks import refuse_statistics
from .text_tables import (
    TableError,
    check_delimiter,
    find_delimiter,
    find_encoding,
    refuse_web_page,
    text_rows,
)
from .workbooks import FORMULA_WITHOUT_VALUE, is_workbook, open_workbook

MAX_ROWS = 2_000_000
MAX_COLUMNS = 2_000
CHUNK_ROWS = 50_000
_BATCH_ROWS = 1_000
_FIRST_ROWS = 14

EMPTY_FILE = _lt("%(filename)s is empty.")
EMPTY_SHEET = _lt("The sheet “%(sheet)s” of %(filename)s is empty; it has: %(sheets)s.")
NO_ROWS = _lt("%(filename)s has a header but no rows under it.")
TOO_MANY_ROWS = _lt(
    "%(filename)s has more than %(most)s rows. Split it, and import the parts one"
    " after the other."
)
TOO_MANY_COLUMNS = _lt(
    "%(filename)s has %(columns)s columns, more than %(most)s. Was it saved with one"
    " respondent a row?"
)
HEADER_TOO_SHORT = _lt(
    "Every row of %(filename)s has more cells than its header (row %(row)s). Give"
    " every column a name, and remove titles above the header."
)
ROW_TOO_LONG = _lt("The row has %(cells)s cells, but the header only %(columns)s.")
ROW_TOO_SHORT = _lt("The row has %(cells)s cells, but the header %(columns)s.")
UNNAMED_COLUMN = _lt("A column without a name was called “%(column)s”.")
DOUBLE_COLUMN = _lt("The name “%(value)s” occurs twice; one became “%(column)s”.")
EMPTY_COLUMN = _lt("The column “%(column)s” is empty.")
FORMULA_TEXT = _lt(
    "“%(value)s” looks like a formula. It is read as text, not computed."
)

# +86 138... and -2 are no formulas, and - alone is a dash
_FORMULA = re.compile(r"[=@].|[+-]\s*[^\s\d.,+(-]", re.DOTALL)


class Problem(NamedTuple):
    """Something odd about the file: where, what, and whether the row must be left out.

    ``row`` is the spreadsheet's row number. The text is ``template % params``.
    """

    row: int
    column: str
    value: str
    template: str
    params: dict
    rejects: bool = False

    def __str__(self) -> str:
        return self.template % self.params


@dataclass
class TableInfo:
    """What was found out about a file; grows while its rows are read."""

    filename: str
    kind: str  # csv or xlsx
    encoding: str | None = None
    encoding_guessed: bool = False
    delimiter: str | None = None
    sheet: str | None = None
    sheets: list = field(default_factory=list)
    header_row: int = 1  # the last one, if there are several
    original_headers: list = field(default_factory=list)
    codes: list = field(default_factory=list)  # what the first of them says
    hints: list = field(default_factory=list)
    zone: str | None = None  # of the moments, if the header states it
    hidden_rows: list = field(default_factory=list)
    headers: list = field(default_factory=list)
    row_count: int = 0
    empty_columns: list = field(default_factory=list)
    problems: list = field(default_factory=list)


def read_table(
    content: bytes, filename: str, **options: Any
) -> tuple[pd.DataFrame, TableInfo]:
    """Read a whole table.

    :param content: the bytes of the file
    :param filename: its name, for messages; what it is shows by its content
    :param options: as of :func:`open_table`
    :return: tuple of the frame and its :class:`TableInfo`. The frame has one column of
        str (dtype object) per header and the spreadsheet's row numbers as index; rows
        that are empty altogether are in it.
    :raises TableError: a file that is no readable table; the text says what to do
    """
    table = open_table(content, filename, **options)
    chunks = list(table.iter_chunks())
    frame = chunks[0] if len(chunks) == 1 else pd.concat(chunks)
    return frame, table.info


def open_table(
    content: bytes,
    filename: str,
    sheet: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    max_rows: int = MAX_ROWS,
    find_header: Callable[..., Any] | None = None,
) -> Table:
    """Open a table and read its header; the rows follow with ``iter_chunks``.

    :param content: the bytes of the file: CSV, TSV or the like, or XLSX
    :param filename: its name, for messages
    :param sheet: name of the sheet of a workbook, None for the first visible one
    :param encoding: Python's name of the encoding; None to find it out
    :param delimiter: one character; None to find it out
    :param max_rows: most rows under the header
    :param find_header: tells of the first rows which are the header and what it says
        (``skip rows names codes hints zone``); None: the first that is not empty
    :return: :class:`Table`
    :raises TableError: a file that is no readable table; the text says what to do
    """
    if not content.strip(b" \t\r\n\0"):
        raise TableError(EMPTY_FILE, filename=filename)
    if is_workbook(content):
        book = open_workbook(content, filename, sheet)
        info = TableInfo(filename, "xlsx", sheet=book.sheet, sheets=book.sheets)
        info.hidden_rows = book.hidden
        return Table(
            info,
            book.rows,  # type: ignore[arg-type]
            max_rows,
            lacking=book.lacking,
            find_header=find_header,
        )
    refuse_web_page(content, filename)
    refuse_statistics(content, filename)
    codec, guessed = find_encoding(content, filename, encoding)
    found, named = find_delimiter(content, codec)
    if delimiter:
        check_delimiter(delimiter)
    separator = delimiter or found
    info = TableInfo(filename, "csv", codec, guessed, separator)
    records = text_rows(content, filename, codec, separator, skip_first=named)
    formulas = _may_hold_formulas(content, codec, separator)
    return Table(info, records, max_rows, formulas=formulas, find_header=find_header)


def _may_hold_formulas(content: bytes, encoding: str, delimiter: str) -> bool:
    """Does any cell begin with one of the four characters before a formula?

    A look at the bytes is far faster than one at ten million cells, of which as a
    rule none begins so.
    """
    if encoding.startswith(("utf-16", "utf-32")):
        return True
    starts = re.escape(delimiter.encode(encoding, "ignore")) + rb"\r\n\""
    return bool(re.search(rb"[=+@-](?<=[" + starts + rb"].)", content))


class Table:
    """An open table: ``info``, and its rows once through ``iter_chunks``."""

    def __init__(
        self,
        info: TableInfo,
        rows: Iterable[Any],
        max_rows: int = MAX_ROWS,
        lacking: Any = None,
        formulas: bool = False,
        find_header: Callable[..., Any] | None = None,
    ) -> None:
        self.info = info
        self._rows = iter(rows)
        self._max_rows = max_rows
        self._lacking = [] if lacking is None else lacking
        self._formulas = formulas  # some cell may look like one
        self._filled = set()  # columns in which something stood
        self._read_header(find_header)

    def iter_chunks(self, size: int = CHUNK_ROWS) -> Iterator[pd.DataFrame]:
        """Yield the rows as frames of at most ``size`` rows, as of :func:`read_table`.

        Problems of a chunk are in ``info.problems`` when it is yielded, those of whole
        columns after the last one.
        """
        info, first = self.info, self.info.header_row + 1
        while True:
            columns = [[] for _name in info.headers]
            # answers repeat: one object for equal texts keeps a million rows small
            texts = [Cleaned() for _name in info.headers]
            count = 0
            while count < size:
                batch = self._batch(first + count, min(_BATCH_ROWS, size - count))
                if not batch:
                    break
                count += len(batch)
                cells = zip(*batch, strict=True)
                for column, same, part in zip(columns, texts, cells, strict=True):
                    column.extend(map(same.__getitem__, part))
            if not count:
                break
            yield self._frame(columns, texts, first)
            first += count
        if not info.row_count:
            raise TableError(NO_ROWS, filename=info.filename)
        for index, name in enumerate(info.headers):
            if index not in self._filled:
                info.empty_columns.append(name)
                self._report(info.header_row, index, "", EMPTY_COLUMN)

    def _batch(self, first: int, size: int) -> list[Any]:
        """The next rows, squared; few at a time, so that they stay in the cache."""
        rows = list(islice(self._rows, size))
        if first + len(rows) - 1 - self.info.header_row > self._max_rows:
            raise TableError(
                TOO_MANY_ROWS, filename=self.info.filename, most=f"{self._max_rows:,}"
            )
        self.info.row_count += sum(map(any, rows))
        for number, index, formula in self._lacking:
            self._report(number, index, formula, FORMULA_WITHOUT_VALUE)
        self._lacking.clear()
        width = len(self.info.headers)
        if any(len(row) != width for row in rows):
            return self._squared(rows, first)
        return rows

    def _report(
        self,
        row: int,
        index: int | None,
        value: str,
        template: str,
        rejects: bool = False,
        **params: Any,
    ) -> None:
        """Keep a problem of the cell in column ``index``, or of the row if None."""
        headers = self.info.headers
        # a formula beyond the header has no name; its place in the row serves
        column = ""
        if index is not None:
            column = headers[index] if index < len(headers) else column_letters(index)
        params = {"row": row, "column": column, "value": value, **params}
        self.info.problems.append(
            Problem(row, column, value, template, params, rejects)
        )

    def _read_header(self, find_header: Callable[..., Any] | None) -> None:
        """The first row that is not empty, or what is found to be the header."""
        info = self.info
        first = list(islice(self._rows, _FIRST_ROWS))
        blank = next((n for n, cells in enumerate(first) if any(cells)), len(first))
        while blank == len(first) and (cells := next(self._rows, None)) is not None:
            first.append(cells)
            blank += not any(cells)
        if blank == len(first):
            raise TableError(
                EMPTY_FILE if info.kind == "csv" else EMPTY_SHEET,
                filename=info.filename,
                sheet=info.sheet,
                sheets=", ".join(info.sheets),
            )
        if find_header and blank < _FIRST_ROWS:
            header = find_header([list(map(clean, cells)) for cells in first])
            info.header_row = header.skip + header.rows
            names, info.codes = list(header.names), list(header.codes)
            info.hints, info.zone = list(header.hints), header.zone
        else:
            info.header_row = blank + 1
            names = [" ".join(clean(cell).split()) for cell in first[blank]]
        self._rows = chain(first[info.header_row :], self._rows)
        while info.kind == "xlsx" and names and not names[-1]:
            names.pop()  # formatted, but never filled
        if len(names) > MAX_COLUMNS:
            raise TableError(
                TOO_MANY_COLUMNS,
                filename=info.filename,
                columns=len(names),
                most=f"{MAX_COLUMNS:,}",
            )
        info.original_headers = names
        taken = {name for name in names if name}
        seen = set()
        for index, name in enumerate(names):
            unique = name or f"Column {column_letters(index)}"
            copy = 1
            while unique in seen or (unique in taken and unique != name):
                copy += 1
                unique = f"{name or 'Column ' + column_letters(index)} ({copy})"
            seen.add(unique)
            info.headers.append(unique)
            if unique != name:
                template = DOUBLE_COLUMN if name else UNNAMED_COLUMN
                self._report(info.header_row, index, name, template)

    def _frame(self, columns: Any, texts: Any, first: int) -> pd.DataFrame:
        """A frame of the columns' texts, numbered from ``first``."""
        arrays = {}
        for index, (column, same) in enumerate(zip(columns, texts, strict=True)):
            arrays[index] = array = np.empty(len(column), dtype=object)
            array[:] = column
            if any(same.values()):
                self._filled.add(index)
            if self._formulas:
                self._report_formulas(index, column, same, first)
        rows = pd.RangeIndex(first, first + len(columns[0]), name="row")
        frame = pd.DataFrame(arrays, index=rows, dtype=object, copy=False)
        frame.columns = pd.Index(self.info.headers, dtype=object)
        return frame

    def _squared(self, rows: Any, first: int) -> Any:
        """Rows of the header's width; what does not fit is reported, not guessed at."""
        width = len(self.info.headers)
        squared, filled, long = [], 0, 0
        for number, row in enumerate(rows, start=first):
            filled += any(row)
            counts = {"cells": len(row), "columns": width}
            if any(row[width:]):
                long += 1
                self._report(number, None, "", ROW_TOO_LONG, rejects=True, **counts)
            elif len(row) < width and any(row) and self.info.kind == "csv":
                # which cell is missing is not known; a workbook just leaves out blanks
                self._report(number, None, "", ROW_TOO_SHORT, rejects=True, **counts)
            squared.append([*row[:width], *[""] * (width - len(row))])
        if long and long == filled:
            raise TableError(
                HEADER_TOO_SHORT, filename=self.info.filename, row=self.info.header_row
            )
        return squared

    def _report_formulas(self, index: int, column: Any, texts: Any, first: int) -> None:
        suspects = {text for text in texts if _FORMULA.match(text)}
        if suspects:
            for offset, text in enumerate(column):
                if text in suspects:
                    self._report(first + offset, index, text, FORMULA_TEXT)


def column_letters(index: int) -> str:
    """The name a spreadsheet gives to the column at ``index`` (0 is A, 26 is AA)."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
