"""Single fields of a file in the journey format ``.ojf``, as others may write them."""

import math
from collections import Counter

from ..base.messages import _lt
from . import ojf_words as words
from .journey_table import MAX_TEXT, Problems

NO_LIST = _lt("%(place)s: a list was expected.")
NO_OBJECT = _lt("%(place)s: fields with names were expected.")
NO_TITLE = _lt("%(place)s has no title.")
NO_TEXT = _lt("%(place)s: a text was expected.")
LONG_TEXT = _lt("%(place)s: the text is longer than %(most)s characters.")
NO_NUMBER = _lt("%(place)s: “%(value)s” is no number from %(low)s to %(high)s.")
ZERO_WEIGHTS = _lt("%(place)s: all weights are 0. Give one of them a weight.")


class FieldReader:
    """Reads values, and collects what is wrong and what has no counterpart.

    ``problems`` refuse the file; ``left`` counts by place what is not taken over.
    """

    def __init__(self):
        self.problems = Problems()
        self.left = Counter()

    def _fields(self, item, vocabulary, place):
        """The fields by our names; what has no counterpart is noted and left."""
        if not isinstance(item, dict):
            self.problems.add(NO_OBJECT, place=place_text(place))
            return {}
        ours = words.reverse(vocabulary)
        result = {}
        for name, value in item.items():
            own = ours.get(words.plain(name))
            if own in result or own is None:
                if value not in (None, "", [], {}):
                    self._leave(place, name)
            else:
                result[own] = value
        return result

    def _titled(self, item, vocabulary, place):
        """Fields of what some write as its title alone."""
        if isinstance(item, str):
            item = {"title": item}
        return self._fields(item, vocabulary, place)

    def _leave(self, place, name):
        path = [part if isinstance(part, str) else part[0] for part in (*place, name)]
        self.left[" › ".join(str(part)[:60] for part in path)] += 1

    def _list(self, value, place):
        if value is None:
            return []
        if not isinstance(value, list):
            self.problems.add(NO_LIST, place=place_text(place))
            return []
        return value

    def _text(self, value, place):
        """A text; a list of texts is one text of several lines."""
        if value is None or value == "":
            return ""
        if isinstance(value, dict):
            value = self._fields(value, words.CELL, place).get("value")
        if isinstance(value, list):
            lines = [self._text(one, place) for one in value]
            text = "\n".join(line for line in lines if line)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            text = f"{value:g}" if isinstance(value, float) else str(value)
        elif isinstance(value, str):
            text = value.replace("\r\n", "\n").strip()
        else:
            self.problems.add(NO_TEXT, place=place_text(place))
            return ""
        if len(text) > MAX_TEXT:
            self.problems.add(LONG_TEXT, place=place_text(place), most=MAX_TEXT)
            return ""
        return text

    def _title(self, fields, place):
        title = " ".join(self._text(fields.get("title"), (*place, "title")).split())
        if not title:
            self.problems.add(NO_TITLE, place=place_text(place))
        return title

    def _number(self, value, place, low, high, default=None):
        if value is None or value == "":
            return default
        try:
            number = math.nan if isinstance(value, bool) else float(value)
        except (TypeError, ValueError):
            number = math.nan
        if low <= number <= high:
            return number
        self.problems.add(
            NO_NUMBER,
            place=place_text(place),
            value=str(value)[:40],
            low=low,
            high=high,
        )
        return default

    def _choice(self, value, choices, place, default):
        """One of our words; another is left, for it is no mistake elsewhere."""
        if value is None or value == "":
            return default
        word = words.reverse(choices).get(words.plain(value))
        if word is None:
            self._leave(place[:-1], place[-1])
            return default
        return word

    def _owner(self, value, place):
        if not value:
            return None
        if isinstance(value, dict):
            found = self._fields(value, words.OWNER, place)
            return {name: self._text(text, place) for name, text in found.items()}
        return {"name": self._text(value, place)}

    def _names(self, value, place):
        if isinstance(value, str):
            value = value.replace(",", " ").split()
        names = [self._text(one, place) for one in self._list(value, place)]
        return [name for name in names if name]

    def _channel(self, value, place):
        if isinstance(value, list):
            if len(value) > 1:
                self._leave(place, "channels[1:]")
            value = value[0] if value else None
        if isinstance(value, dict):
            value = self._fields(value, words.NAMES, (*place, "channel")).get("title")
        return " ".join(self._text(value, (*place, "channel")).split())

    def _dimensions(self, value, place):
        here = (*place, "dimensions")
        if isinstance(value, list):
            pairs = []
            for item in value:
                if isinstance(item, str):
                    pairs.append((item, 1))
                    continue
                found = self._fields(item, words.DIMENSION, here)
                pairs.append((found.get("title", ""), found.get("weight", 1)))
        elif isinstance(value, dict):
            pairs = value.items()
        else:
            pairs = []
            if value is not None:
                self.problems.add(NO_LIST, place=place_text(here))
        result = {}
        for name, weight in pairs:
            number = self._number(weight, (*here, str(name)), 0, 10)
            if number is not None:
                result[self._text(name, here)] = number
        if result and not any(result.values()):
            self.problems.add(ZERO_WEIGHTS, place=place_text(here))
        return result

    def _questions(self, value, place):
        result = []
        for number, item in enumerate(self._list(value, (*place, "questions")), 1):
            here = (*place, ("questions", number))
            fields = self._titled(item, words.QUESTION, here)
            phases = words.PHASES
            result.append(
                {
                    "name": self._title(fields, here),
                    "answer": self._text(fields.get("answer"), (*here, "answer")),
                    "phase": self._choice(
                        fields.get("phase"), phases, (*here, "phase"), ""
                    ),
                }
            )
        return result


def place_text(parts):
    """Where in the file, counted as people count: stages 2 › steps 1 › weight."""
    return " › ".join(
        part if isinstance(part, str) else f"{part[0]} {part[1]}" for part in parts
    )
