"""What stands in a column, counted, for guessing what it means."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pandas as pd

from .answers import parse_number

# Answers have few different texts. Of a column with more (names, addresses, comments)
# this many tell enough, and a million would take seconds.
MOST_TEXTS = 10_000


@dataclass
class ColumnSample:
    """A column under examination: its name to search in, and what stands in it."""

    header: str
    name: str
    texts: dict  # text not empty: how often
    numbers: dict  # number: how often

    @classmethod
    def of(cls, header: str, name: str, cells: pd.Series) -> Any:
        # respondentId and PERQ_1 as words
        name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
        name = re.sub(r"[_\s:：/]+", " ", name).strip().lower()
        if re.fullmatch(r"column [a-z]{1,3}( \(\d+\))?", name):
            name = ""  # what the reader calls a column without a name
        texts, numbers = Counter(), Counter()
        counts = cells.value_counts(sort=False)
        for cell, count in counts.head(MOST_TEXTS).items():
            if text := cell.strip():  # type: ignore[attr-defined]
                texts[text] += count
                number = parse_number(text)
                if number is not None:
                    numbers[number] += count
        return cls(header, name, texts, numbers)

    @property
    def filled(self) -> int:
        return sum(self.texts.values())

    @property
    def is_numeric(self) -> bool:
        return sum(self.numbers.values()) >= 0.8 * self.filled > 0

    def share(self, pattern: str | re.Pattern[str]) -> float:
        """Share of the filled cells in which a pattern is found."""
        found = sum(n for text, n in self.texts.items() if re.search(pattern, text))
        return found / self.filled

    def share_on(self, low: float, high: float) -> float:
        """Share of the numbers that are boxes of a scale."""
        boxes = [n for x, n in self.numbers.items() if low <= x <= high and not x % 1]
        return sum(boxes) / sum(self.numbers.values())

    @property
    def span(self) -> tuple[float, float]:
        """Lowest and highest number, typing errors and codes as 99 or -1 left aside.

        Forms rarely go beyond 10, and where one goes to 100 most answers are beyond.
        """
        few = 0.1 * sum(self.numbers.values())
        numbers = self.numbers
        if sum(n for x, n in numbers.items() if x > 10) <= few:
            numbers = {x: n for x, n in numbers.items() if x <= 10}
        if max(numbers) > 3 and sum(n for x, n in numbers.items() if x < 0) <= few:
            numbers = {x: n for x, n in numbers.items() if x >= 0}
        return min(numbers), max(numbers)
