"""What stands in a column, counted, for guessing what it means."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from .answer_words import Worded
from .answers import parse_number
from .skipped import is_skipped

# Answers have few different texts. Of a column with more (names, addresses, comments)
# this many tell enough, and a million would take seconds.
MOST_TEXTS = 10_000


@dataclass
class ColumnSample:
    """A column under examination: its name to search in, and what stands in it."""

    header: str
    name: str
    texts: dict  # text that says something: how often
    numbers: dict  # number: how often
    number_of: dict = field(default_factory=dict)  # text: the number that it is
    skipped: dict = field(default_factory=dict)  # text for "not answered": how often
    codes: set = field(default_factory=set)  # numbers that stand for that
    worded: Worded | None = None  # what its words are worth

    @classmethod
    def of(cls, header: str, name: str, cells: pd.Series) -> Any:
        # respondentId and PERQ_1 as words
        name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
        name = re.sub(r"[_\s:：/]+", " ", name).strip().lower()
        if re.fullmatch(r"column [a-z]{1,3}( \(\d+\))?", name):
            name = ""  # what the reader calls a column without a name
        texts, numbers, skipped = Counter(), Counter(), Counter()
        number_of = {}
        counts = cells.value_counts(sort=False)
        for cell, count in counts.head(MOST_TEXTS).items():
            text = cell.strip()  # type: ignore[attr-defined]
            if not text:
                continue
            if is_skipped(text):
                skipped[text] += count
                continue
            texts[text] += count
            number = parse_number(text)
            if number is not None:
                numbers[number] += count
                number_of[text] = number
        return cls(header, name, texts, numbers, number_of, skipped)

    def take_out(self, codes: set) -> None:
        """Some numbers stand for "not answered"."""
        self.codes = codes
        self.numbers = {x: n for x, n in self.numbers.items() if x not in codes}
        for text, number in self.number_of.items():
            if number in codes:
                self.skipped[text] = self.texts.pop(text)

    def put_in(self, worded: Worded) -> None:
        """Some texts are answers."""
        self.worded = worded
        self.numbers = Counter(self.numbers)
        for text, value in worded.values.items():
            self.numbers[value] += self.texts.get(text, 0)

    def times(self, text: str) -> int:
        return self.texts.get(text, 0) + self.skipped.get(text, 0)

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
