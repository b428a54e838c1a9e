"""When two questions are the same one in other words, in Chinese and in English.

A question becomes a set of features: the stems of its English words without those that
carry little, and of its Chinese characters, politeness and particles taken out, each one
and each neighbouring two. Two questions are compared by the Dice coefficient of their
sets, 2 |A and B| / (|A| + |B|) (Dice 1945, Sørensen 1948). Neither language needs a
dictionary. It knows no synonyms: who knows better picks or merges by hand.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

# One question holds the other, or each has something of its own: likeness from which on
# they count as one. "For the phone" and "for the battery" differ in one word of many.
SAME_LONGER = 0.8
SAME_CHANGED = 0.9
# What is less alike is not worth showing to whoever is typing.
LIKE = 0.3
LONGEST = 500

_WORD = re.compile(r"[㐀-䶿一-鿿]+|[^\W_]+")
_CHINESE = re.compile(r"[㐀-䶿一-鿿]")
# Question words and negations stay: they make another question of it.
_LITTLE = frozenset(
    [
        "a",
        "an",
        "the",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "am",
        "do",
        "does",
        "did",
        "can",
        "could",
        "will",
        "would",
        "shall",
        "should",
        "may",
        "might",
        "must",
        "i",
        "we",
        "you",
        "he",
        "she",
        "it",
        "they",
        "me",
        "us",
        "my",
        "our",
        "your",
        "their",
        "its",
        "this",
        "that",
        "these",
        "those",
        "there",
        "of",
        "to",
        "in",
        "on",
        "at",
        "for",
        "with",
        "by",
        "from",
        "and",
        "or",
        "so",
        "if",
        "as",
        "please",
        "tell",
        "about",
        "have",
        "has",
        "had",
        "get",
        "got",
        "any",
        "some",
        "just",
        "also",
        "hi",
        "hello",
        "s",
        "t",
        "d",
        "ll",
        "ve",
        "re",
        "m",
    ]
)
_POLITE = (
    *("请问一下", "麻烦问一下", "我想问一下", "想问一下", "问一下", "咨询一下"),
    *("我想知道", "想知道", "想咨询", "请问", "你好", "您好", "麻烦", "请", "一下"),
    *("你们", "您们", "我们", "咱们", "这个", "那个"),
)
# Characters that change the tone and not the question
_PARTICLES = str.maketrans(
    "", "", "的了吗呢啊吧呀嘛么哦噢喔哈有是会能要我你您它他她在给和跟"
)
_NEGATIONS = frozenset(
    {"not", "no", "never", "without", "cannot", "不", "没", "无", "别"}
)
_ENDINGS = (("ies", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""))


def plain(text: str) -> str:
    """The text in one spelling: full and half width, upper and lower case are one."""
    text = unicodedata.normalize("NFKC", str(text or "")[:LONGEST]).casefold()
    return " ".join(text.split())


def _stem(word: str) -> str:
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)] + instead
            break
    return word[:-1] if word.endswith("e") and len(word) > 2 else word


def _chinese(run: str) -> Any:
    for words in _POLITE:
        run = run.replace(words, "")
    rest = run.translate(_PARTICLES)
    return rest or run


def features(text: str) -> frozenset[str]:
    """What a question is made of, for comparing.

    :return: frozenset of texts; empty if there is neither letter nor digit
    """
    words, found = [], set()
    text = re.sub(r"n['’]t\b", " not", plain(text))
    for run in _WORD.findall(text):
        if _CHINESE.match(run):
            run = _chinese(run)
            found.update(run)
            found.update(run[at : at + 2] for at in range(len(run) - 1))
        else:
            words.append(run)
    # Of a question of such words only, they are all there is.
    found.update(_stem(word) for word in words if word not in _LITTLE)
    return frozenset(found or words)


def key(text: str) -> str:
    """One text for all questions of the same features: their name in the database."""
    return " ".join(sorted(features(text))) or plain(text)


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Dice coefficient of two sets of features: 0 (nothing in common) to 1 (equal)."""
    together = len(one) + len(other)
    return 2 * len(one & other) / together if together else 0.0


def is_same(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two sets of features are the same question in other words."""
    if (one ^ other) & _NEGATIONS:
        return False
    changed = one - other and other - one
    return likeness(one, other) >= (SAME_CHANGED if changed else SAME_LONGER)


def nearest(text: str, known: Any, least: float = LIKE, most: int = 5) -> list[Any]:
    """The known questions that are like a text, also while it is being typed.

    A text that is the beginning of a question is like it: of the likeness, and the share
    of what has been typed that the question holds (nine tenths of it, since a whole
    question says more), the greater one counts.

    :param known: iterable of (anything, features)
    :param least: likeness from which on a question is named, 0-1
    :return: list of (likeness, the anything), the most alike first, at most ``most``
    """
    mine = features(text)
    if not mine:
        return []
    last = plain(text).split(" ")[-1]
    found = []
    for what, theirs in known:
        common = mine & theirs
        # the word that is being typed
        begun = last not in _LITTLE and any(
            one not in common and len(one) > len(last) and one.startswith(last)
            for one in theirs
        )
        if not common and not begun:
            continue
        share = min(1.0, (len(common) + begun) / len(mine))
        alike = max(
            likeness(mine, theirs), 0.9 * share if len(mine) > 1 else 0.5 * share
        )
        if alike >= least:
            found.append((alike, what))
    found.sort(key=lambda pair: -pair[0])
    return found[:most]
