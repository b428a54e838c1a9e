"""A journey written as a table, for a spreadsheet; ``journey_table`` reads it again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import xlsxwriter

from ..base.messages import ToolError, _lt
from .journey_cells import join_names, number_text, safe_cell
from .journey_table import COLUMNS

# Shapes of what is passed on; see the docstrings
Spec = dict[str, Any]
Row = dict[str, Any]

# What a cell of a workbook holds at most
MAX_CELL = 32_767

LONG_CELL = _lt(
    "“%(name)s” has a text that is longer than a cell of XLSX can be. Export as CSV."
)


def write_workbook(spec: Spec) -> bytes:
    """The bytes of an XLSX file; every cell is a text, as in :func:`write_journey`.

    :raises ToolError: a text is longer than a cell can be
    """
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        page = book.add_worksheet("journey")
        bold = book.add_format({"bold": True})
        page.freeze_panes(1, 0)
        page.set_column(COLUMNS.index("name"), COLUMNS.index("name"), 40)
        for place, column in enumerate(COLUMNS):
            page.write_string(0, place, column, bold)
        for number, row in enumerate(journey_rows(spec), start=1):
            for name, value in row.items():
                text = safe_cell(value)
                if len(text) > MAX_CELL:
                    raise ToolError(LONG_CELL, name=row["name"][:60])
                if text:
                    page.write_string(number, COLUMNS.index(name), text)
    return stream.getvalue()


def write_journey(spec: Spec) -> bytes:
    """The bytes of a CSV file, UTF-8 with a mark so that a spreadsheet reads Chinese.

    :param spec: description of a journey as the journey builder wants it, its texts
        in one language
    """
    stream = io.StringIO()
    writer = csv.DictWriter(stream, COLUMNS, restval="")
    writer.writeheader()
    for row in journey_rows(spec):
        writer.writerow({name: safe_cell(value) for name, value in row.items()})
    return stream.getvalue().encode("utf-8-sig")


def journey_rows(spec: Spec) -> Iterator[Row]:
    """One dict a journey, persona, stage, touchpoint, standard and question."""
    yield {
        "type": "journey",
        "id": "j1",
        "name": spec["name"],
        "text": spec.get("description"),
        "industry": spec.get("industry"),
        "owner": _owner(spec),
        "segments": join_names(segment["name"] for segment in spec.get("segments", ())),
    }
    for persona in spec.get("personas", ()):
        yield {
            "type": "persona",
            "name": persona["name"],
            "text": persona.get("description"),
            "does": persona.get("goals"),
            "fears": persona.get("fears"),
        }
    for number, stage in enumerate(spec["stages"], start=1):
        yield {
            "type": "stage",
            "id": f"s{number}",
            "phase": stage["phase"],
            **_side(stage),
        }
    count = 0
    todo = [(item, "") for item in reversed(spec.get("touchpoints", ()))]
    for number, stage in reversed(list(enumerate(spec["stages"], start=1))):
        parts = reversed(stage.get("touchpoints", ()))
        todo.extend((item, f"s{number}") for item in parts)
    while todo:
        item, whole = todo.pop()
        count += 1
        key, stage = f"t{count}", item.get("stage")
        yield {
            "type": "touchpoint",
            "id": key,
            "part_of": whole,
            "stage": "" if stage is None else f"s{stage + 1}",
            "weight": number_text(item.get("weight", 1.0)),
            "own_weight": number_text(item.get("own_weight", 1.0)),
            "dimensions": " ".join(
                f"{code}:{number_text(weight)}"
                for code, weight in item.get("dimensions", {}).items()
            ),
            **_side(item),
        }
        for standard in item.get("standards", ()):
            yield {
                "type": "standard",
                "part_of": key,
                "name": standard["name"],
                "kind": standard.get("kind"),
                "sense": standard.get("sense"),
                "text": standard.get("description"),
            }
        yield from _questions(item, key)
        todo.extend((part, key) for part in reversed(item.get("parts", ())))
    yield from _questions(spec, "")


def _questions(item: Spec, key: str) -> Iterator[Row]:
    for question in item.get("questions", ()):
        yield {
            "type": "question",
            "part_of": key,
            "name": question["name"],
            "phase": question.get("phase"),
            "text": question.get("answer"),
        }


def _side(item: Spec) -> Row:
    return {
        "name": item["name"],
        "owner": _owner(item),
        "channel": item.get("channel"),
        "senses": " ".join(item.get("senses", ())),
        "emotion": item.get("emotion"),
        "moment_of_truth": "x" if item.get("moment_of_truth") else "",
        "does": item.get("does"),
        "asks": item.get("asks"),
        "fears": item.get("fears"),
        "text": item.get("description"),
    }


def _owner(item: Spec) -> str | None:
    return (item.get("owner") or {}).get("name")
