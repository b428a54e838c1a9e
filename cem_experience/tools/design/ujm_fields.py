"""Single fields of a UJM file, as others may write them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

from ..base.messages import _lt
from .journey_table import KINDS, MAX_TEXT, PHASES, Problems

# Shapes of what is passed on; see the docstrings
Place = tuple[Any, ...]

NO_LIST = _lt("%(place)s: a list was expected.")
NO_OBJECT = _lt("%(place)s: fields with names were expected.")
NO_TITLE = _lt("%(place)s has no name.")
NO_TEXT = _lt("%(place)s: a text was expected.")
LONG_TEXT = _lt("%(place)s: the text is longer than %(most)s characters.")
NO_NUMBER = _lt("%(place)s: “%(value)s” is no number from %(low)s to %(high)s.")
ZERO_WEIGHTS = _lt("%(place)s: all weights are 0. Give one of them a weight.")


class FieldReader:
    """Reads values, and collects what is wrong and what has no counterpart.

    ``problems`` refuse the file; ``left`` counts by place what is not taken over.
    """

    def __init__(self) -> None:
        self.problems = Problems()
        self.left = Counter()

    def _fields(self, item: Any, known: Sequence[str], place: Place) -> dict[str, Any]:
        """The fields by their terms; what has no counterpart is noted and left."""
        if not isinstance(item, dict):
            self.problems.add(NO_OBJECT, place=place_text(place))
            return {}
        result = {}
        for name, value in item.items():
            if value in (None, "", [], {}):
                continue
            if name in known:
                result[name] = value
            elif name != "context":
                self._leave(place, name)
        return result

    def _leave(self, place: Place, name: Any) -> None:
        path = [part if isinstance(part, str) else part[0] for part in (*place, name)]
        self.left[" › ".join(str(part)[:60] for part in path)] += 1

    def _list(self, value: Any, place: Place) -> list[Any]:
        if value is None:
            return []
        if not isinstance(value, list):
            self.problems.add(NO_LIST, place=place_text(place))
            return []
        return value

    def _text(self, value: Any, place: Place) -> str:
        """A text; a list of texts is one text of several lines."""
        if value is None or value == "":
            return ""
        if isinstance(value, dict):
            value = self._fields(value, ("value", "language"), place).get("value")
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

    def _name(self, fields: dict[str, Any], place: Place, term: str = "name") -> str:
        name = " ".join(self._text(fields.get(term), (*place, term)).split())
        if not name:
            self.problems.add(NO_TITLE, place=place_text(place))
        return name

    def _number(
        self,
        value: Any,
        place: Place,
        low: float,
        high: float,
        default: float | None = None,
    ) -> float | None:
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

    def _choice(
        self, value: Any, choices: Sequence[str], place: Place, default: str
    ) -> str:
        """One of our words; another is left, for it is no mistake elsewhere."""
        if value is None or value == "":
            return default
        word = str(value).lower()
        if word not in choices:
            self._leave(place[:-1], place[-1])
            return default
        return word

    def _texts(self, value: Any, place: Place) -> list[str]:
        """Texts, where a single one may stand without its list."""
        value = value if isinstance(value, list) else [value]
        texts = [self._text(one, place) for one in value]
        return [text for text in texts if text]

    def _dimensions(self, value: Any, place: Place) -> dict[str, float]:
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.problems.add(NO_OBJECT, place=place_text(place))
            return {}
        result = {}
        for name, weight in value.items():
            number = self._number(weight, (*place, name), 0, 10)
            if number is not None:
                result[name] = number
        if result and not any(result.values()):
            self.problems.add(ZERO_WEIGHTS, place=place_text(place))
        return result

    def _questions(self, value: Any, place: Place) -> list[dict[str, Any]]:
        result = []
        for number, item in enumerate(self._list(value, place), 1):
            here = (*place[:-1], (place[-1], number))
            fields = self._fields(item, ("name", "answer", "phase"), here)
            phase = fields.get("phase")
            result.append(
                {
                    "name": self._name(fields, here),
                    "answer": self._text(fields.get("answer"), (*here, "answer")),
                    "phase": self._choice(phase, PHASES, (*here, "phase"), ""),
                }
            )
        return result

    def _standards(self, value: Any, place: Place) -> list[dict[str, Any]]:
        result = []
        for number, item in enumerate(self._list(value, place), start=1):
            here = (*place[:-1], (place[-1], number))
            known = ("name", "kind", "sense", "description")
            fields = self._fields(item, known, here)
            kind = fields.get("kind")
            result.append(
                {
                    "name": self._name(fields, here),
                    "kind": self._choice(kind, KINDS, (*here, "kind"), KINDS[0]),
                    **{
                        name: self._text(fields.get(name), (*here, name))
                        for name in ("sense", "description")
                    },
                }
            )
        return result


def place_text(parts: Place) -> str:
    """Where in the file, counted as people count: stages 2 › steps 1 › weight."""
    return " › ".join(
        part if isinstance(part, str) else f"{part[0]} {part[1]}" for part in parts
    )
