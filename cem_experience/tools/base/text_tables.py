"""Reading CSV, TSV and their kin: encoding, delimiter, records.

Nothing is assumed to be English: exports from Chinese Excel are GBK, from European
Excel they have semicolons and decimal commas, from a database tool often UTF-16.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any

from ..base.messages import ToolError, _lt

DELIMITERS = (",", ";", "\t", "|")

UNKNOWN_ENCODING = _lt(
    "The characters of %(filename)s cannot be read: they are neither UTF-8, UTF-16,"
    " GBK (GB18030) nor Western European. Save the file as “CSV UTF-8”, or choose its"
    " encoding."
)
WRONG_ENCODING = _lt(
    "%(filename)s cannot be read as %(encoding)s. Choose another encoding, or leave it"
    " to be found out."
)
NOT_TEXT = _lt(
    "%(filename)s is not a table: it holds characters that no text has. Save it from"
    " the spreadsheet as CSV or XLSX."
)
WEB_PAGE = _lt(
    "%(filename)s is a web page or XML file, whatever its name says. Open it in the"
    " spreadsheet program and save it as XLSX or CSV."
)
UNCLOSED_QUOTE = _lt(
    "A quotation mark that opens in row %(row)s of %(filename)s is never closed, so"
    " the rest of the file would be one cell. Close or remove it."
)
UNREADABLE_ROW = _lt(
    "Row %(row)s of %(filename)s cannot be read: it holds a cell longer than %(limit)s"
    " characters. Most often a quotation mark was opened there and never closed."
)
BAD_DELIMITER = _lt("A delimiter is one character, but no letter, digit or quote.")

_BLOCK = 1 << 20
_SAMPLE = 1 << 17
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
# stands behind the last line; no file holds it, because control characters are refused
_END = "\x1e\x1e"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class TableError(ToolError):
    """A file that cannot be read as a table; the text says what to do about it."""


def find_encoding(
    content: bytes, filename: str, encoding: str | None = None
) -> tuple[str, bool]:
    """The encoding of a text file, checked over the whole file.

    A byte order mark wins, then UTF-16 by its zero bytes, then strict UTF-8. Bytes
    that are not UTF-8 are GB18030 (which includes GBK and GB2312) if they spell common
    Chinese characters, else Windows-1252 if they are scattered accents and quotes:
    nearly any bytes *decode* as either, so decoding alone proves nothing.

    :param encoding: the choice of a person, which is then only checked
    :return: tuple of the Python codec's name and whether it was guessed
    :raises TableError: nothing fits, or the file is no text
    """
    if encoding:
        _check_decodes(content, filename, encoding)
        name = codecs.lookup(encoding).name
        # the same, but a byte order mark would end up in the first column's name
        return ("utf-8-sig" if name == "utf-8" else name), False
    for bom, codec in _BOMS:
        if content.startswith(bom):
            _check_decodes(content, filename, codec)
            return codec, False
    wide = _utf16_without_mark(content[:_SAMPLE])
    if wide:
        _check_decodes(content, filename, wide)
        return wide, True
    if _decodes(content, "utf-8"):
        _check_decodes(content, filename, "utf-8")
        return "utf-8", False
    for codec, plausible in (("gb18030", _is_chinese), ("cp1252", _is_western)):
        if plausible(content) and _decodes(content, codec):
            _check_decodes(content, filename, codec)
            return codec, True
    raise TableError(
        NOT_TEXT if _is_binary(content) else UNKNOWN_ENCODING, filename=filename
    )


def _decoded_blocks(content: bytes, encoding: str) -> Iterator[str]:
    """The text in blocks, so that a check never holds all of it."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    for start in range(0, len(content), _BLOCK):
        yield decoder.decode(content[start : start + _BLOCK])
    yield decoder.decode(b"", final=True)


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        for _block in _decoded_blocks(content, encoding):
            pass
    except UnicodeError:
        return False
    return True


def _check_decodes(content: bytes, filename: str, encoding: str) -> None:
    try:
        "".encode(encoding)  # refuses Python's codecs that are no text encodings
        for block in _decoded_blocks(content, encoding):
            if _CONTROL.search(block):
                raise TableError(NOT_TEXT, filename=filename)
    except (UnicodeError, LookupError, TypeError) as error:
        raise TableError(
            WRONG_ENCODING, filename=filename, encoding=encoding
        ) from error


def _utf16_without_mark(sample: bytes) -> str | None:
    """UTF-16 shows by zero bytes at every other place only: commas, digits, breaks."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    enough = len(sample) / 20
    if odd > enough and not even:
        return "utf-16-le"
    if even > enough and not odd:
        return "utf-16-be"
    return None


def _high_bytes(content: bytes) -> bytes:
    """The bytes beyond ASCII, from the first lines that have some."""
    found = re.search(rb"[\x80-\xff]", content)
    start = content.rfind(b"\n", 0, found.start()) + 1 if found else 0
    return content[start : start + _SAMPLE]


def _is_chinese(content: bytes) -> bool:
    """Are most characters beyond ASCII everyday Chinese ones?

    GB2312 has the 3,755 most common characters in rows B0-D7 and the punctuation in
    A1-A9. Accented Western text read as GBK makes rare ones from everywhere.
    """
    text = _high_bytes(content).decode("gb18030", errors="ignore")
    foreign = [char for char in text if char > "\x7f"]
    leads = [char.encode("gb2312", errors="ignore")[:1] for char in foreign]
    common = sum(b"\xa1" <= b <= b"\xa9" or b"\xb0" <= b <= b"\xd7" for b in leads)
    return common >= 0.6 * len(foreign) > 0


def _is_western(content: bytes) -> bool:
    """Are the bytes beyond ASCII letters and quotes of Windows-1252, well scattered?

    Other alphabets use them side by side; in Western text three in a row are rare.
    """
    sample = _high_bytes(content)
    high = re.findall(rb"[\x80-\xff]", sample)
    usual = re.findall(rb"[\x80\x85\x91-\x97\x99\xa0-\xff]", sample)
    in_runs = sum(map(len, re.findall(rb"[\x80-\xff]{3,}", sample)))
    return len(usual) >= 0.9 * len(high) and in_runs <= 0.1 * len(high)


def _is_binary(content: bytes) -> bool:
    return bool(re.search(rb"[\x00-\x08\x0e-\x1f]", content[:_SAMPLE]))


def find_delimiter(content: bytes, encoding: str) -> tuple[str, bool]:
    """The delimiter of a text table, found by reading its first records with each.

    Quoted delimiters do not mislead it, nor do decimal commas in the answers: the one
    that splits the header counts, and the rows must agree with the header.

    :return: tuple of the delimiter (a comma for a single column) and whether the
        first line is Excel's ``sep=;``, which names it and is no row
    """
    decoder = codecs.getincrementaldecoder(encoding)("ignore")
    text = decoder.decode(content[:_SAMPLE])
    hint = re.match("sep=(.)\r?\n", text)
    if hint:
        return hint[1], True
    lines = text.splitlines(keepends=True)
    if len(content) > _SAMPLE:
        lines = lines[:-1]
    best, best_score = ",", (0.0, 1)
    for delimiter in DELIMITERS:
        score = _agreement(lines, delimiter)
        if score > best_score:
            best, best_score = delimiter, score
    return best, False


def _agreement(lines: Any, delimiter: str) -> tuple[float, int]:
    """Share of records as wide as the header, and that width."""
    try:
        records = islice(csv.reader(lines, delimiter=delimiter), 200)
        widths = [len(record) for record in records if any(record)]
    except csv.Error:
        return (0.0, 0)
    if not widths or widths[0] < 2:
        return (0.0, 0)
    return (round(widths.count(widths[0]) / len(widths), 2), widths[0])


def check_delimiter(delimiter: str) -> None:
    """Refuse what cannot separate cells (a :class:`TableError`)."""
    if len(delimiter) != 1 or delimiter.isalnum() or delimiter in "\"'\r\n":
        raise TableError(BAD_DELIMITER)


def text_rows(
    content: bytes,
    filename: str,
    encoding: str,
    delimiter: str,
    skip_first: bool = False,
) -> Iterator[list[str]]:
    """The records of a text table, as lists of str; a blank line is an empty list.

    Nothing is trimmed, converted or evaluated. Line breaks inside quotes belong to
    their cell, so a record's number is the row a spreadsheet shows.

    :raises TableError: while reading: a quote that is never closed, a giant cell
    """
    stream = io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")
    if skip_first:
        stream.readline()
    reader = csv.reader(chain(stream, [_END]), delimiter=delimiter)
    row = 0
    try:
        for row, record in enumerate(reader, start=1):
            if record and record[-1].endswith(_END):
                if record == [_END]:
                    return
                # the end was swallowed by a quote that is still open
                raise TableError(UNCLOSED_QUOTE, row=row, filename=filename)
            yield record
    except csv.Error as error:
        raise TableError(
            UNREADABLE_ROW,
            row=row + 1,
            filename=filename,
            limit=f"{csv.field_size_limit():,}",
        ) from error


def refuse_web_page(content: bytes, filename: str) -> None:
    """Refuse HTML and XML saved under a spreadsheet's name, as many systems export."""
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if re.match(rb"<(html|!doctype|table|\?xml|meta|head|body|!--)", start):
        raise TableError(WEB_PAGE, filename=filename)
