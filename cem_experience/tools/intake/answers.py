"""Checking the answers of a table: numbers, scales, and what to do with bad rows.

A row with one bad answer is rejected whole. Were its good answers taken, mending the
row and importing it again would count them twice.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ..base.messages import ToolError, _lt
from ..score.scales import (
    NOT_AN_NPS_ANSWER,
    OFF_SCALE,
    WHOLE_MEASURES,
    _plain,
    check_scale,
    normalise,
)
from .skipped import is_skipped

NOT_A_NUMBER = _lt("“%(value)s” is not a number.")
NO_SUCH_COLUMN = _lt("The file has no column “%(column)s”.")

UNSETTLED = _lt(
    "“%(value)s” is not a number. If it is an answer, say under “Words” what it is worth."
)
# a digit in a box (5\ufe0f\u20e3), and what joins letters
_NO_DIGIT = dict.fromkeys([0xFE0F, 0x20E3, 0x200C, 0x200D])
_NUMBER = re.compile(r"([+-]?\d+(?:[.,]\d+)?)\s*(.*)", re.DOTALL)


def parse_number(text: str) -> float | None:
    """The number that a cell means, or None if it is none.

    Taken: decimal points and commas (``7.5`` and ``7,5``), full-width digits and signs,
    and a number followed by words or symbols (``9 - very likely``, ``5分``, ``4 ★``).
    Refused, because they may mean something else: a second number behind the first
    (``7/10``, ``9-10``, ``1 234``), words before it, signs alone behind it (``5+``,
    ``90 %``).
    """
    text = unicodedata.normalize("NFKC", text).replace("\N{MINUS SIGN}", "-")
    text = text.translate(_NO_DIGIT).strip()
    found = _NUMBER.fullmatch(text)
    if not found:
        return None
    number, rest = found.groups()
    if rest and not _is_label(rest):
        return None
    return float(number.replace(",", "."))


def _is_label(rest: str) -> bool:
    kinds = {unicodedata.category(char) for char in rest}
    has_words = any(kind[0] == "L" or kind == "So" for kind in kinds)
    return has_words and not any(kind[0] == "N" for kind in kinds)


@dataclass
class Answers:
    """What a table holds once its answers are checked.

    :ivar columns: the answer columns, in the order of the arrays' columns
    :ivar rows: row numbers taken, the index of their cells in the frame
    :ivar raw: answers as given, rows x columns, NaN where not answered
    :ivar values: the same normalised to 0-10
    :ivar rejected: row numbers left out because of a problem
    :ivar blank: row numbers without any cell filled
    :ivar problems: frame of row, column, value, template, params; one line a problem,
        by row. The text is ``template % params``.
    """

    columns: list
    rows: np.ndarray
    raw: np.ndarray
    values: np.ndarray
    rejected: np.ndarray
    blank: np.ndarray
    problems: pd.DataFrame

    @property
    def count(self) -> int:
        """Number of answers taken."""
        return int(np.count_nonzero(~np.isnan(self.raw)))

    def scores(self) -> tuple[Any, ...]:
        """The answers one by one, by row.

        :return: tuple of arrays: row number, position of the column in ``columns``,
            answer as given, answer normalised to 0-10
        """
        where, column = np.nonzero(~np.isnan(self.raw))
        return (
            self.rows[where],
            column,
            self.raw[where, column],
            self.values[where, column],
        )

    def reasons(self, translate: Callable[[Any], str] = str) -> dict[int, str]:
        """Why each rejected row was rejected.

        :param translate: turns an English template into the reader's language
        :return: dict of row number to text, the column's name before each reason
        """
        texts = {}
        for problem in self.problems.itertuples():
            text = translate(problem.template) % problem.params
            if problem.column:
                text = f"{problem.column}: {text}"  # type: ignore[str-bytes-safe]
            texts.setdefault(problem.row, []).append(text)
        return {row: " ".join(parts) for row, parts in texts.items()}


def check_answers(
    frame: pd.DataFrame, columns: Any, problems: Any = (), missing: Any = ()
) -> Answers:
    """Read the answers of a table, or of a chunk of one.

    :param frame: str cells with the spreadsheet's row numbers as index
    :param columns: the mapping, :class:`columns.Column` or anything with ``header``,
        ``role``, ``measure``, ``low``, ``high``, ``reverse``, ``values`` (what texts
        are worth that are no plain numbers: None for "not answered", NaN for "not
        known yet"); those with another role than ``answer`` are passed over
    :param problems: what was found while reading (``TableInfo.problems``); rows named
        there as not to be trusted are rejected
    :param missing: texts that stand for "not answered" beside the empty cell and the
        usual ones (:mod:`skipped`)
    :return: :class:`Answers`
    :raises ToolError: (a ValueError) a mapping that does not fit the table, or a scale
        that does not fit its measure
    """
    columns = [column for column in columns if column.role == "answer"]
    for column in columns:
        if column.header not in frame.columns:
            raise ToolError(NO_SUCH_COLUMN, column=column.header)
        check_scale(column.measure, column.low, column.high)
    numbers = frame.index.to_numpy()
    raw = np.full((len(frame), len(columns)), np.nan)
    bad = np.zeros(len(frame), dtype=bool)
    found = []
    for position, column in enumerate(columns):
        raw[:, position], wrong = _column_answers(frame, column, missing)
        for offset, *problem in wrong:
            bad[offset] = True
            found.append((offset, column.header, *problem))
    for problem in problems:
        if problem.rejects and len(numbers):
            offset = int(np.searchsorted(numbers, problem.row))
            if offset < len(numbers) and numbers[offset] == problem.row:
                bad[offset] = True
                found.append((offset, *problem[1:5]))
    blank = ~bad & np.isnan(raw).all(axis=1)
    blank[blank] = _is_blank(frame[blank])
    taken = ~bad & ~blank
    raw = raw[taken]
    values = np.empty_like(raw)
    for position, column in enumerate(columns):
        values[:, position] = normalise(
            raw[:, position], column.low, column.high, column.reverse
        )
    return Answers(
        columns,
        numbers[taken],
        raw,
        values,
        numbers[bad],
        numbers[blank],
        _problem_frame(found, numbers),
    )


def _column_answers(frame: pd.DataFrame, column: Any, missing: Any) -> tuple[Any, Any]:
    """Answers of one column, and (offset, text, template, params) of the wrong ones.

    Few texts occur in a column of answers, however long it is: each is read once.
    """
    codes, texts = pd.factorize(frame[column.header].to_numpy(dtype=object))
    numbers = np.full(len(texts) + 1, np.nan)  # the last one is for code -1: no text
    objections = {}
    for code, text in enumerate(texts):
        stripped = text.strip()
        if not stripped or stripped in missing:
            continue
        if stripped in column.values:
            number = column.values[stripped]
            if number is None:
                continue
        elif is_skipped(stripped):
            continue
        else:
            number = parse_number(stripped)
        objection = _objection(number, stripped, column)
        if objection:
            objections[code] = (text, *objection)
        else:
            numbers[code] = number
    offsets = np.flatnonzero(np.isin(codes, list(objections))) if objections else ()
    wrong = [(int(offset), *objections[codes[offset]]) for offset in offsets]
    return numbers[codes], wrong


def _objection(
    number: float | None, text: str, column: Any
) -> tuple[str, dict[str, Any]] | None:
    """What is wrong with an answer: template and parameters, or None."""
    if number is None:
        return NOT_A_NUMBER, {"value": text}
    if np.isnan(number):
        return UNSETTLED, {"value": text}
    if not column.low <= number <= column.high:
        low, high = _plain(column.low), _plain(column.high)
        return OFF_SCALE, {"value": text, "low": low, "high": high}
    if column.measure in WHOLE_MEASURES and number % 1:
        return NOT_AN_NPS_ANSWER, {"value": text}
    return None


def _is_blank(frame: pd.DataFrame) -> Any:
    blank = np.ones(len(frame), dtype=bool)
    for position in range(frame.shape[1]):
        cells = frame.iloc[:, position]
        blank &= np.fromiter((not cell.strip() for cell in cells), bool, len(frame))
    return blank


def _problem_frame(found: Any, numbers: Any) -> pd.DataFrame:
    found.sort(key=lambda problem: problem[0])
    names = ["row", "column", "value", "template", "params"]
    frame = pd.DataFrame(found, columns=names, dtype=object)
    offsets = frame["row"].to_numpy(dtype=np.intp)
    frame["row"] = numbers[offsets].astype(np.int64)
    return frame
