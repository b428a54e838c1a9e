"""A journey as a table, one row a stage, touchpoint, standard or question.

The columns are named in :data:`COLUMNS`. ``type`` says what a row is, ``id`` names it
within the file, and ``part_of`` names the row that it belongs to. Rows may come in any
order; siblings keep theirs. Whatever is wrong with the file is reported, and then
nothing of it is used.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from ..base.messages import Message, _lt
from ..base.tabular import read_table
from .journey_cells import read_cell, split_names

# Shapes of what is passed on; see the docstrings
Spec = dict[str, Any]
Row = dict[str, Any]

COLUMNS = (
    "type",
    "id",
    "part_of",
    "name",
    "phase",
    "channel",
    "weight",
    "own_weight",
    "dimensions",
    "senses",
    "emotion",
    "moment_of_truth",
    "does",
    "asks",
    "fears",
    "kind",
    "sense",
    "text",
    "stage",
    "owner",
    "industry",
    "segments",
)
TYPES = ("journey", "persona", "stage", "touchpoint", "standard", "question")
PARENTS = {
    "persona": (None,),
    "stage": (None,),
    "touchpoint": (None, "stage", "touchpoint"),
    "standard": ("touchpoint",),
    "question": (None, "touchpoint"),
}
PHASES = ("before", "during", "after")
KINDS = ("action", "display", "sensory")
TEXTS = ("name", "does", "asks", "fears", "text")

MAX_BYTES = 20 << 20
MAX_ROWS = 100_000
MAX_DEPTH = 100
MAX_TEXT = 10_000
MAX_PROBLEMS = 50

TOO_BIG = _lt("The file has %(size)s MB; at most %(most)s MB are read.")
NO_COLUMN = _lt(
    "The file has no column “%(column)s”. Export a journey to see how a file looks."
)
NO_ROWS = _lt("The file holds no stage and no touchpoint.")
BAD_TYPE = _lt("Row %(row)s: “%(value)s” is no type; use one of: %(types)s.")
TWO_JOURNEYS = _lt("Row %(row)s: there is a second journey in the file.")
NO_NAME = _lt("Row %(row)s has no name.")
LONG_TEXT = _lt(
    "Row %(row)s: the text in “%(column)s” is longer than %(most)s characters."
)
DOUBLE_ID = _lt("Row %(row)s: the id “%(value)s” is there twice.")
NO_ID = _lt("Row %(row)s: there is no row with the id “%(value)s”.")
BAD_PARENT = _lt("Row %(row)s: a %(type)s cannot be part of a %(parent)s.")
CYCLE = _lt("Row %(row)s: “%(value)s” is a part of itself.")
TOO_DEEP = _lt("Row %(row)s: more than %(most)s levels of parts.")
BAD_VALUE = _lt(
    "Row %(row)s: “%(value)s” is not possible in “%(column)s”; %(allowed)s."
)
ZERO_WEIGHTS = _lt("Row %(row)s: all weights are 0. Give one of them a weight.")
ZERO_PARTS = _lt("Row %(row)s: all parts weigh 0. Give one of them a weight.")


class Problems(list):
    """Messages, the first :data:`MAX_PROBLEMS` of them; ``count`` counts all."""

    count = 0  # type: ignore[assignment]

    def add(self, template: str, **params: Any) -> None:
        self.count += 1
        if len(self) < MAX_PROBLEMS:
            self.append(Message(template, params))


def read_journey(content: bytes, filename: str) -> tuple[Spec | None, Problems]:
    """Read a table of a journey.

    :param content: the bytes of a CSV or XLSX file
    :param filename: its name, for messages
    :return: tuple of the description of the journey (as the journey builder wants it;
        None if anything is wrong) and :class:`Problems`
    :raises TableError: a file that is no readable table
    """
    problems = Problems()
    if len(content) > MAX_BYTES:
        problems.add(TOO_BIG, size=len(content) >> 20, most=MAX_BYTES >> 20)
        return None, problems
    frame, _info = read_table(content, filename, max_rows=MAX_ROWS)
    frame.columns = [str(name).strip().lower() for name in frame.columns]
    for column in ("type", "name"):
        if column not in frame.columns:
            problems.add(NO_COLUMN, column=column)
    if problems:
        return None, problems
    known = [name for name in COLUMNS if name in frame.columns]
    frame = frame.loc[:, ~frame.columns.duplicated()][known]
    rows = [
        {"row": number, **{name: read_cell(value) for name, value in row.items()}}
        for number, row in zip(frame.index, frame.to_dict("records"), strict=True)
    ]
    rows = [row for row in rows if any(row[name] for name in known)]
    return _Reader(rows, problems).journey(filename), problems


def _owner(row: Row) -> Spec | None:
    return {"name": row["owner"]} if row.get("owner") else None


class _Reader:
    def __init__(self, rows: Any, problems: Problems) -> None:
        self.rows = rows
        self.problems = problems
        self.by_id = {}

    def journey(self, filename: str) -> Spec | None:
        spec = {"name": filename.rsplit(".", 1)[0], "stages": []}
        items, journeys = [], 0
        for row in self.rows:
            kind = row["type"].lower()
            if kind not in TYPES:
                self._bad(BAD_TYPE, row, value=row["type"][:40], types=", ".join(TYPES))
                continue
            if not self._texts(row):
                continue
            if kind == "journey":
                journeys += 1
                if journeys > 1:
                    self._bad(TWO_JOURNEYS, row)
                self._journey(row, spec)
                continue
            item = self._item(kind, row)
            items.append(item)
            key = row.get("id")
            if key in self.by_id:
                self._bad(DOUBLE_ID, row, value=key[:40])
            elif key:
                self.by_id[key] = item
        self._attach_parts(items, spec)
        if not self.problems and not (spec["stages"] or spec.get("touchpoints")):
            self.problems.add(NO_ROWS)
        return None if self.problems else spec

    def _journey(self, row: Row, spec: Spec) -> None:
        spec["name"], spec["description"] = row["name"], row.get("text")
        spec["industry"] = row.get("industry")
        spec["owner"] = _owner(row)
        names = split_names(row.get("segments", ""))
        spec["segments"] = [{"name": name} for name in names]

    def _bad(self, template: str, row: Row, **params: Any) -> None:
        self.problems.add(template, row=row["row"], **params)

    def _texts(self, row: Row) -> bool:
        if not row["name"]:
            self._bad(NO_NAME, row)
            return False
        long = [name for name in TEXTS if len(row.get(name, "")) > MAX_TEXT]
        for name in long:
            self._bad(LONG_TEXT, row, column=name, most=MAX_TEXT)
        return not long

    def _item(self, kind: str, row: Row) -> Spec:
        item = {"_row": row, "_kind": kind, "_parent": row.get("part_of", "")}
        item["name"] = row["name"]
        if kind == "standard":
            item["kind"] = self._one_of(row, "kind", KINDS, "action")
            item["sense"] = row.get("sense", "").lower()
            item["description"] = row.get("text")
            return item
        if kind == "question":
            item["phase"] = self._one_of(row, "phase", PHASES, "")
            item["answer"] = row.get("text")
            return item
        if kind == "persona":
            item["description"], item["goals"] = row.get("text"), row.get("does")
            item["fears"] = row.get("fears")
            return item
        item.update(
            {name: row.get(name) for name in ("does", "asks", "fears", "channel")}
        )
        item["description"], item["owner"] = row.get("text"), _owner(row)
        item["senses"] = row.get("senses", "").lower().split()
        emotion = row.get("emotion", "")
        if emotion:
            number = self._number(row, "emotion", emotion, -2, 2)
            item["emotion"] = None if number is None else int(number)
        truth = row.get("moment_of_truth", "").lower()
        item["moment_of_truth"] = truth in ("1", "x", "yes", "true", "是")
        if kind == "stage":
            item["phase"] = self._one_of(row, "phase", PHASES, "before")
            return item
        for name in ("weight", "own_weight"):
            number = self._number(row, name, row.get(name) or "1", 0, 1e6)
            item[name] = 1.0 if number is None else number
        item["dimensions"] = self._dimensions(row)
        return item

    def _one_of(
        self, row: Row, column: str, allowed: Sequence[str], default: str
    ) -> str:
        value = row.get(column, "").lower() or default
        if value and value not in allowed:
            self._bad(
                BAD_VALUE,
                row,
                value=value[:40],
                column=column,
                allowed=", ".join(allowed),
            )
        return value

    def _number(
        self, row: Row, column: str, text: str, low: float, high: float
    ) -> float | None:
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        whole = column != "emotion" or number == round(number, 0)
        if not low <= number <= high or not whole:
            allowed = f"{int(low)} – {int(high)}"
            self._bad(BAD_VALUE, row, value=text[:40], column=column, allowed=allowed)
            return None
        return number

    def _dimensions(self, row: Row) -> dict[str, float]:
        """service:5 product:3 as a mapping of code to weight."""
        result = {}
        for word in row.get("dimensions", "").replace(";", " ").split():
            code, _colon, text = word.partition(":")
            number = self._number(row, "dimensions", text or "1", 0, 10)
            if number is not None:
                result[code.lower()] = number
        if result and not any(result.values()):
            self._bad(ZERO_WEIGHTS, row)
        return result

    def _attach_parts(self, items: list[Spec], spec: Spec) -> None:
        """Put every item where it belongs, and refuse what belongs nowhere."""
        places = {
            "persona": "personas",
            "stage": "stages",
            "touchpoint": "touchpoints",
            "standard": "standards",
            "question": "questions",
        }
        for item in items:
            kind, key, row = item["_kind"], item["_parent"], item["_row"]
            parent = self.by_id.get(key) if key else None
            if key and parent is None:
                self._bad(NO_ID, row, value=key[:40])
                continue
            parent_kind = parent["_kind"] if parent else None
            if parent_kind not in PARENTS[kind]:
                self._bad(BAD_PARENT, row, type=kind, parent=parent_kind or "journey")
                continue
            item["_whole"] = parent
            place = "parts" if parent_kind == kind == "touchpoint" else places[kind]
            target = spec if parent is None else parent
            target.setdefault(place, []).append(item)
            if place == "parts":
                self._misplaced_part(item)
        self._number_stages(items, spec)
        self._check_depth([item for item in items if item["_kind"] == "touchpoint"])
        for item in items:
            parts = item.get("parts", ())
            if parts and not any(part["weight"] for part in parts):
                self._bad(ZERO_PARTS, item["_row"])

    def _misplaced_part(self, item: Spec) -> None:
        """A part that is on another stage than its whole."""
        key = item["_row"].get("stage")
        if not key:
            return
        stage = self.by_id.get(key)
        if stage is None or stage["_kind"] != "stage":
            self._bad(NO_ID, item["_row"], value=key[:40])
            return
        item["_stage"] = stage

    def _number_stages(self, items: list[Spec], spec: Spec) -> None:
        numbers = {id(stage): number for number, stage in enumerate(spec["stages"])}
        for item in items:
            if "_stage" in item:
                item["stage"] = numbers.get(id(item["_stage"]))

    def _check_depth(self, touchpoints: list[Spec]) -> None:
        """Refuse cycles and trees beyond any sense; each item is looked at once."""
        depth = {}
        for item in touchpoints:
            path: list[Spec] = []
            current: Spec | None = item
            while current and id(current) not in depth and len(path) <= MAX_DEPTH:
                if current["_kind"] != "touchpoint":
                    break
                path.append(current)
                depth[id(current)] = None
                current = current.get("_whole")
            known = depth.get(id(current), 0) if current else 0
            if known is None:
                self._bad(CYCLE, item["_row"], value=item["name"][:40])
                known = 0
            for one in reversed(path):
                known += 1
                depth[id(one)] = known
                if known == MAX_DEPTH + 1:
                    self._bad(TOO_DEEP, one["_row"], most=MAX_DEPTH)
