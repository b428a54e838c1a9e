"""Telling "not answered" from answers: the texts and codes that forms write for it."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Any

WORDS = frozenset(
    {
        *("n/a", "#n/a", "n.a.", "na", "nan", "none", "null", "nil", "-", "--", "—"),
        *("–", "/", ".", "#div/0!", "#null!", "#value!", "#ref!", "#name?", "#num!"),
        *("(skipped)", "skipped", "(skip)", "no answer", "not answered", "(empty)"),
        *("not applicable", "does not apply", "don't know", "do not know"),
        *("prefer not to say", "prefer not to answer", "no opinion", "unsure"),
        *(
            "(跳过)",
            "跳过",
            "(空)",
            "空",
            "不适用",
            "未作答",
            "未答",
            "未填写",
            "无答案",
        ),
        *("不知道", "不清楚", "拒绝回答", "不愿回答", "无法评价"),
    }
)
# What a machine writes where a person has left a remark out; "none" may be a remark.
NO_REMARK = frozenset(
    {*("n/a", "#n/a", "-", "--", "—", "(skipped)", "(empty)", "null", "nan")}
    | {"(跳过)", "(空)", "未作答", "未填写"}
)
NEGATIVE = (-1, -2, -3, -4, -7, -8, -9, -66, -77, -88, -97, -98, -99, -999, -9999)
HIGH = (8, 9, 77, 88, 97, 98, 99, 777, 888, 998, 999, 9998, 9999)


def plain(text: str) -> str:
    """A text as it is looked up: small letters, half width, single blanks."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    return " ".join(text.split())


def is_skipped(text: str) -> bool:
    """Does a text stand for "not answered" whatever was asked?"""
    return plain(text) in WORDS


def is_no_remark(text: str) -> bool:
    """Does a text stand for a comment that was not made?"""
    return plain(text) in NO_REMARK


def is_code(number: float, others: Any, scale: Any = None) -> bool:
    """Does a number stand apart from the other answers as a code does?

    :param number: one of the numbers of a column
    :param others: the numbers of the column that are no candidates
    :param scale: ends of the scale if it is known: what is on it is an answer
    """
    if scale and scale[0] <= number <= scale[1]:
        return False
    if not others:
        return False
    if number < 0:
        return number in NEGATIVE and min(others) >= 0 and -number != max(others)
    if number not in HIGH or number <= max(others):
        return False
    if number < 10:
        return 3 <= max(others) <= number - 2
    return max(others) <= (10 if number < 100 else 100)


def find_codes(columns: Iterable[Any], known: Iterable[float] = ()) -> list[set]:
    """The numbers of each column that are codes for "not answered".

    A number once in the whole file is a slip, and is told as one; a code repeats.

    :param columns: tuples of a column's numbers (dict to how often), its scale or
        None, and the share of answers that may be codes
    :param known: codes that the recognised form always writes
    :return: a set of numbers for each column
    """
    found, times = [], Counter()
    for numbers, scale in columns:
        candidates = {x for x in numbers if x in NEGATIVE or x in HIGH}
        others = [x for x in numbers if x not in candidates]
        negatives = {x for x in candidates if x < 0}
        if len(negatives) > 1 and max(numbers) <= -min(negatives):
            negatives = set()  # a scale with both signs
        codes = set()
        for x in sorted(candidates, key=abs):
            if x >= 0 or x in negatives:
                if is_code(x, others or [y for y in candidates if y > 0], scale):
                    codes.add(x)
                    continue
            others.append(x)
        codes |= {x for x in known if x in numbers and not _on(x, scale)}
        if sum(numbers[x] for x in codes) > 0.6 * sum(numbers.values()):
            codes &= set(known)
        found.append(codes)
        times.update({x: numbers[x] for x in codes})
    known = set(known)
    return [{x for x in codes if times[x] > 1 or x in known} for codes in found]


def _on(number: float, scale: Any) -> bool:
    return bool(scale) and scale[0] <= number <= scale[1]
