"""What customers write: language, sentiment and topics, all of it offline.

- **Language**: by script (Han without kana is Chinese), else py3langid (Barbaresi; the
  model of Lui and Baldwin, *langid.py*, ACL 2012) among a handful of languages.
- **English sentiment**: VADER (Hutto and Gilbert, ICWSM 2014), with words of our own.
- **Chinese sentiment**: words of a lexicon found in the text as cut by jieba (rjieba),
  turned round by a negation before them and weighed by an adverb of degree; a clause
  after "but" counts twice. No Chinese library of sentiment comes as a wheel that can be
  pinned and installed everywhere, and the ones there are were trained on shop reviews.
- **Topics**: words of a dictionary that its users extend.

The three libraries are optional: :func:`missing_libraries` tells which are not there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

try:
    import rjieba
except ImportError:
    rjieba = None
try:
    import py3langid
except ImportError:
    py3langid = None
try:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer
except ImportError:
    SentimentIntensityAnalyzer = None

from .comment_lexicon import lexicon

POSITIVE, NEUTRAL, NEGATIVE, UNKNOWN = "positive", "neutral", "negative", "unknown"
LANGUAGES = [
    "en",
    "zh",
    "ja",
    "ko",
    "de",
    "fr",
    "es",
    "it",
    "pt",
    "nl",
    "id",
    "ms",
    "vi",
]
# Fewer words than this say little of their language.
SHORT = 4
LONGEST = 5000
# Polarity (-1..1) from which a comment counts as positive or negative
THRESHOLD = 0.05

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_HANGUL = re.compile(r"[\uac00-\ud7af]")
_CLAUSE = re.compile(r"[，。！？；,.!?;\n~…]+")
_WORD = re.compile(r"[^\W\d_]+", re.UNICODE)


class Reading(NamedTuple):
    """What a comment says.

    ``language`` is an ISO 639-1 code, None where there are no letters; ``sentiment``
    ``unknown`` in a language that is not understood; ``polarity`` -1 (bad) to 1 (good);
    ``topics`` the keys of the topics found, in order.
    """

    language: str | None
    sentiment: str
    polarity: float
    topics: tuple


def missing_libraries() -> list[str]:
    """Names, as on PyPI, of the libraries that are not installed."""
    found = {
        "rjieba": rjieba,
        "py3langid": py3langid,
        "vaderSentiment": SentimentIntensityAnalyzer,
    }
    return [name for name, module in found.items() if module is None]


class Reader:
    """Reads comments with a given dictionary.

    :param topics: mapping of a key to its words; a word of Latin letters is found as a
        whole word in any case, with a trailing ``*`` as its beginning; a word of
        Chinese characters wherever it stands
    :param tones: mapping of a word to -3 (very bad) .. 3 (very good), beside the
        words that are known already
    """

    def __init__(
        self,
        topics: Mapping[Any, Sequence[str]] | None = None,
        tones: Mapping[str, float] | None = None,
    ) -> None:
        self.topics = {
            key: _pattern(words) for key, words in (topics or {}).items() if words
        }
        self.known_chinese, self.known_english = lexicon("zh"), lexicon("en")
        self.chinese = dict(self.known_chinese.tones)
        english = dict(self.known_english.tones)
        for word, tone in (tones or {}).items():
            known = self.chinese if _HAN.search(word) else english
            known[word.strip().lower()] = float(tone)
        self.longest = max(map(len, self.chinese))
        self.vader = None
        if SentimentIntensityAnalyzer is not None:
            self.vader = SentimentIntensityAnalyzer()
            for word, tone in english.items():
                self.vader.lexicon[word] = tone
        if py3langid is not None:
            py3langid.set_languages(LANGUAGES)
        self.cutter = rjieba and rjieba.Jieba()
        if self.cutter:
            for word in self.chinese:
                self.cutter.add_word(word, self.cutter.suggest_freq(word), None)

    def reading(self, text: str) -> Reading:
        """The :class:`Reading` of a comment; only its first 5,000 characters count."""
        text = (text or "")[:LONGEST].strip()
        language = self.language(text)
        if language == "zh":
            polarity = self._chinese_polarity(text)
        elif language == "en" and self.vader:
            polarity = self._english_polarity(text, self.vader)
        else:
            polarity = None
        topics = tuple(
            key for key, pattern in self.topics.items() if pattern.search(text)
        )
        if polarity is None:
            return Reading(language, UNKNOWN, 0.0, topics)
        sentiment = (
            POSITIVE
            if polarity >= THRESHOLD
            else NEGATIVE
            if polarity <= -THRESHOLD
            else NEUTRAL
        )
        return Reading(language, sentiment, polarity, topics)

    def language(self, text: str) -> str | None:
        """ISO 639-1 code of the language, None where nothing is written."""
        if _KANA.search(text):
            return "ja"
        if _HANGUL.search(text):
            return "ko"
        words = _WORD.findall(_HAN.sub(" ", text))
        # a Chinese sentence with an English name in it is Chinese
        if len(_HAN.findall(text)) > len(words):
            return "zh"
        if not words:
            return None
        if len(words) < SHORT or py3langid is None:
            return "en"
        return py3langid.classify(text)[0]

    def _english_polarity(self, text: str, vader: Any) -> float:
        """VADER's, and what is told without a word of feeling."""
        if self.known_english.nothing.search(text):
            return 0.0
        found = vader.polarity_scores(text)["compound"]
        # its sum of tones, from which it makes the figure between -1 and 1
        total = found * (15 / max(1 - found * found, 1e-6)) ** 0.5
        return _normal(total + _event_tones(self.known_english.happenings, text))

    # ------------------------------------------------------------------
    # Chinese
    # ------------------------------------------------------------------

    def _chinese_polarity(self, text: str) -> float:
        if self.known_chinese.nothing.search(text):
            return 0.0
        total = weight = 0.0
        for clause in _CLAUSE.split(text):
            factor = 1.0
            for turn in self.known_chinese.turns:
                if turn in clause:
                    factor = 2.0
            found = self._clause(clause)
            told = _event_tones(self.known_chinese.happenings, clause)
            total += factor * (sum(found) + told)
            weight += factor * (len(found) + bool(told))
        return _normal(total) if weight else 0.0

    def _clause(self, clause: str) -> list[float]:
        """Tones of the words of a clause, negated and weighed."""
        words = self._cut(clause)
        tones = []
        sign, degree, distance = 1, 1.0, 99
        for word in words:
            tone = self.chinese.get(word)
            if tone is not None:
                near = distance <= 3
                tones.append((sign if near else 1) * (degree if near else 1.0) * tone)
                sign, degree, distance = 1, 1.0, 99
            elif word in self.known_chinese.negations:
                sign = -sign if distance <= 3 else -1
                distance = 0
            elif word in self.known_chinese.degrees:
                degree = self.known_chinese.degrees[word]
                if distance > 3:
                    sign = 1
                distance = 0
            else:
                distance += 1
                if distance > 3:
                    sign, degree = 1, 1.0
        return tones

    def _cut(self, clause: str) -> list[str]:
        """The clause in words; words of the lexicon inside a longer one are found."""
        pieces = self.cutter.cut(clause) if self.cutter else [clause]
        words = []
        for piece in pieces:
            if piece in self.chinese or len(piece) < 2:
                words.append(piece)
            else:
                words += self._split(piece)
        return words

    def _split(self, piece: str) -> list[str]:
        of_ours = self.known_chinese
        known = (self.chinese, of_ours.negations, of_ours.degrees)
        place, words, rest = 0, [], ""
        while place < len(piece):
            for size in range(min(self.longest, len(piece) - place), 0, -1):
                part = piece[place : place + size]
                if any(part in words_of for words_of in known):
                    if rest:
                        words.append(rest)
                    words.append(part)
                    rest, place = "", place + size
                    break
            else:
                rest += piece[place]
                place += 1
        return [*words, rest] if rest else words


def _normal(total: float) -> float:
    """Between -1 and 1, as VADER does: many words make it surer, none makes it certain."""
    return total / (total * total + 15) ** 0.5


def _event_tones(
    happenings: Iterable[tuple[re.Pattern[str], float]], text: str
) -> float:
    """Tones of what is told, each once."""
    return sum(tone for pattern, tone in happenings if pattern.search(text))


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    parts = []
    for word in words:
        word = word.strip().lower()
        if not word:
            continue
        begins = word.endswith("*")
        core = re.escape(word.rstrip("*")).replace(r"\ ", r"\s+")
        if _HAN.search(word):
            parts.append(core)
        else:
            parts.append(rf"(?<!\w){core}" + ("" if begins else r"(?!\w)"))
    # nothing is found by no words at all
    return re.compile("|".join(parts) or r"(?!)", re.IGNORECASE)


def split_words(text: str | None) -> list[str]:
    """Words of a dictionary as typed: one a line, or with commas between them."""
    return [
        word.strip() for word in re.split(r"[,，、;；\n]", text or "") if word.strip()
    ]
