"""A journey as a Mermaid ``journey`` diagram, which wikis draw.

https://mermaid.js.org/syntax/userJourney.html: a section a stage, a task a touchpoint
with a score from 1 to 5 and who takes part. The designed emotion, -2 to 2, gives the
score; where there is none it is 3, for the diagram knows no task without a score.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

# What means something to Mermaid, to Markdown around it or to HTML
_SPECIAL = re.compile(r"""[#;:,%<>&"'`{}\\]""")
# A line that begins with one of these words is taken for more than the name of a task
_WORDS = re.compile(r"(journey|title|section|acctitle|accdescr|---)", re.IGNORECASE)
NEUTRAL = 3


def write_mermaid(spec: dict[str, Any], words: Mapping[str, str]) -> bytes:
    """The text of a diagram, UTF-8.

    :param spec: description of a journey as the journey builder wants it, its texts
        in one language
    :param words: what is said for ``customer``, if the journey has no personas, and
        for ``no_stage``, the section of touchpoints on no stage
    """
    personas = [persona["name"] for persona in spec.get("personas", ())]
    actors = ", ".join(_plain(name) for name in personas or [words["customer"]])
    lines = ["journey", f"    title {_plain(spec['name'])}"]
    sections = [
        (stage["name"], stage.get("touchpoints") or [stage]) for stage in spec["stages"]
    ]
    if spec.get("touchpoints"):
        sections.append((words["no_stage"], spec["touchpoints"]))
    for name, items in sections:
        lines.append(f"    section {_plain(name)}")
        todo = list(reversed(items))
        while todo:
            item = todo.pop()
            todo.extend(reversed(item.get("parts", ())))
            emotion = item.get("emotion")
            score = NEUTRAL if emotion is None else NEUTRAL + emotion
            lines.append(f"      {_task(item['name'])}: {score}: {actors}")
    return ("\n".join(lines) + "\n").encode()


def _plain(name: str) -> str:
    """A name in which nothing means anything: Mermaid's own codes for the rest."""
    return _SPECIAL.sub(lambda found: f"#{ord(found[0])};", " ".join(name.split()))


def _task(name: str) -> str:
    name = _plain(name)
    return f"#{ord(name[0])};{name[1:]}" if _WORDS.match(name) else name
