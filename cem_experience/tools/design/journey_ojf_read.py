"""A journey read from the open journey format ``.ojf`` (JSON), tolerantly.

Other names for the same (``ojf_words``) will do; stages and steps may be inside each
other or in flat lists that refer to each other, lanes beside them. What has no
counterpart here is listed and left. What is wrong is a problem, and then nothing of
the file is used.
"""

from collections import Counter
from typing import NamedTuple

from ..base.messages import _lt
from . import ojf_words as words
from .journey_ojf import FORMAT, LANES, VERSION
from .journey_table import KINDS, MAX_DEPTH, Problems
from .ojf_fields import NO_NUMBER, FieldReader, place_text
from .ojf_json import read_json

MAX_STEPS = 20_000

NO_JOURNEY = _lt("The file holds no journey, or several. Import one journey a file.")
NO_STAGES = _lt("The file holds no stage and no touchpoint.")
NOT_OURS = _lt("The file is a “%(format)s” and not a journey (“ojf”).")
NOT_VERSION = _lt("The file has version %(version)s of the format; 1.x is read.")
DOUBLE_ID = _lt("%(place)s: the id “%(value)s” is there twice.")
NO_ID = _lt("%(place)s: nothing in the file has the id “%(value)s”.")
CYCLE = _lt("%(place)s: “%(value)s” is a part of itself.")
TOO_DEEP = _lt("%(place)s: more than %(most)s levels of parts.")
TOO_MANY = _lt("The file has more than %(most)s touchpoints. Divide the journey.")
ZERO_PARTS = _lt("%(place)s: all parts weigh 0. Give one of them a weight.")

_LANE_WORDS = words.reverse(words.LANES)


class Reading(NamedTuple):
    """What was found in a file.

    ``spec`` is the description of the journey as the journey builder wants it, None if
    there are ``problems``; ``left`` maps the place of what has no counterpart to how
    often it is there.
    """

    spec: dict | None
    problems: Problems
    left: Counter


def read_ojf(content, filename):
    """Read a journey.

    :param content: the bytes of the file
    :param filename: its name, for messages
    :return: :class:`Reading`
    :raises ToolError: a file that is no readable JSON
    """
    return _Reader().journey(read_json(content, filename))


class _Node:
    """A step while it is not known yet where it belongs."""

    def __init__(self, place, fields, whole, stage):
        self.place, self.fields = place, fields
        self.whole, self.stage = whole, stage
        self.spec = {}


class _Reader(FieldReader):
    def journey(self, document):
        spec = self._journey(document)
        if not self.problems and not (spec["stages"] or spec.get("touchpoints")):
            self.problems.add(NO_STAGES)
        return Reading(None if self.problems else spec, self.problems, self.left)

    # ------------------------------------------------------------------
    # The journey
    # ------------------------------------------------------------------

    def _journey(self, document):
        fields = {"journeys": document}
        if isinstance(document, dict):
            known = {**words.DOCUMENT, **words.JOURNEY}
            names = words.reverse(known)
            inner = [n for n in document if names.get(words.plain(n)) == "journey"]
            inner = inner and isinstance(document[inner[0]], dict)
            vocabulary = words.DOCUMENT if inner else known
            fields = self._fields(document, vocabulary, ())
            self._check_format(fields)
        journeys = fields.get("journeys", [fields.get("journey")])
        if "stages" in fields or "steps" in fields:
            journeys = [fields]
        elif isinstance(journeys, list) and len(journeys) == 1 and journeys[0]:
            fields = self._fields(journeys[0], words.JOURNEY, ("journey",))
        else:
            self.problems.add(NO_JOURNEY)
            return {"stages": []}
        place = ("journey",)
        spec = {
            "name": self._title(fields, place),
            "description": self._text(fields.get("description"), (*place, "text")),
            "industry": self._text(fields.get("industry"), (*place, "industry")),
            "owner": self._owner(fields.get("owner"), (*place, "owner")),
            "personas": self._personas(fields.get("personas")),
            "segments": self._segments(fields.get("segments")),
            "questions": self._questions(fields.get("questions"), place),
        }
        nodes, stages = self._steps(fields)
        self._lanes(fields.get("lanes"), nodes, stages)
        phase = "before"
        for stage in stages:
            phase = self._finish_stage(stage, phase)
        for node in nodes:
            self._finish_step(node)
        self._hang(nodes, stages, spec)
        spec["stages"] = [stage.spec for stage in stages]
        return spec

    def _check_format(self, fields):
        said = words.plain(fields.get("format") or FORMAT)
        if not any(word in said for word in (FORMAT, "openjourney")):
            self.problems.add(NOT_OURS, format=str(fields["format"])[:40])
        version = str(fields.get("version") or VERSION).strip()
        if version.lstrip("v").split(".")[0] != VERSION.split(".")[0]:
            self.problems.add(NOT_VERSION, version=version[:40])

    def _personas(self, value):
        result = []
        value = value if isinstance(value, list) else [value] if value else []
        for number, item in enumerate(value, start=1):
            place = ("journey", ("personas", number))
            fields = self._titled(item, words.PERSONA, place)
            if "owner" in fields:
                self._leave(place, "owner")
            persona = {
                name: self._text(fields.get(name), (*place, name))
                for name in ("description", "goals", "fears")
            }
            result.append({"name": self._title(fields, place), **persona})
        return result

    def _segments(self, value):
        result = []
        value = value if isinstance(value, list) else [value] if value else []
        for number, item in enumerate(value, start=1):
            place = ("journey", ("segments", number))
            fields = self._titled(item, words.NAMES, place)
            result.append({"name": self._title(fields, place)})
        return result

    # ------------------------------------------------------------------
    # Stages and steps
    # ------------------------------------------------------------------

    def _steps(self, fields):
        """All stages and steps, the latter in the order of the file."""
        stages, nodes = [], []
        todo = [(fields.get("steps"), ("journey", "steps"), None, None)]
        items = self._list(fields.get("stages"), ("journey", "stages"))
        for number, item in enumerate(items, start=1):
            place = (("stages", number),)
            stage = _Node(place, self._titled(item, words.STAGE, place), None, None)
            stage.index = len(stages)
            stages.append(stage)
            todo.append((stage.fields.get("steps"), (*place, "steps"), None, stage))
        todo.reverse()
        while todo:
            value, place, whole, stage = todo.pop()
            inside = []
            for number, item in enumerate(self._list(value, place), start=1):
                here = (*place[:-1], (place[-1], number))
                node = _Node(here, self._titled(item, words.STEP, here), whole, stage)
                nodes.append(node)
                if node.fields.get("steps") is not None:
                    inside.append((node.fields["steps"], (*here, "steps"), node, stage))
            if len(nodes) > MAX_STEPS:
                self.problems.add(TOO_MANY, most=MAX_STEPS)
                return [], stages
            todo.extend(reversed(inside))
        return nodes, stages

    def _lanes(self, value, nodes, stages):
        """Lanes beside the steps: put what they say where it belongs."""
        targets = {"stepId": self._by_id(nodes), "stageId": self._by_id(stages)}
        self.steps_by_id, self.stages_by_id = targets.values()
        for number, lane in enumerate(self._list(value, ("journey", "lanes")), 1):
            place = ("journey", ("lanes", number))
            fields = self._fields(lane, words.LANE, place)
            kind = _LANE_WORDS.get(words.plain(fields.get("type", "")))
            if kind is None:
                self._leave(("journey", "lanes"), str(fields.get("type") or "?"))
                continue
            cells = fields.get("cells")
            if isinstance(cells, dict):
                cells = [{"stepId": key, "value": one} for key, one in cells.items()]
            for count, cell in enumerate(self._list(cells, (*place, "cells")), 1):
                here = (*place, ("cells", count))
                found = self._fields(cell, words.CELL, here)
                for name, by_id in targets.items():
                    key = found.get(name)
                    target = by_id.get(str(key)) if key is not None else None
                    if target:
                        target.fields.setdefault(kind, found.get("value"))
                    elif key is not None:
                        self._no_id(key, here)

    def _by_id(self, nodes):
        result = {}
        for node in nodes:
            key = node.fields.get("id")
            if key is None:
                continue
            if str(key) in result:
                self.problems.add(
                    DOUBLE_ID, place=place_text(node.place), value=str(key)[:40]
                )
            result[str(key)] = node
        return result

    def _no_id(self, key, place):
        self.problems.add(NO_ID, place=place_text(place), value=str(key)[:40])

    def _side(self, node):
        fields, place = node.fields, node.place
        emotion = fields.get("emotion")
        word = words.EMOTIONS.get(words.plain(emotion))
        number = self._number(
            emotion if word is None else word, (*place, "emotion"), -2, 2
        )
        if number is not None and number != round(number):
            self.problems.add(
                NO_NUMBER,
                place=place_text((*place, "emotion")),
                value=emotion,
                low=-2,
                high=2,
            )
            number = None
        node.spec.update(
            {
                "name": self._title(fields, place),
                "owner": self._owner(fields.get("owner"), (*place, "owner")),
                "emotion": None if number is None else int(number),
                "moment_of_truth": words.plain(fields.get("momentOfTruth", ""))
                in ("true", "1", "yes", "x", "是"),
                "senses": self._names(fields.get("senses"), (*place, "senses")),
                "channel": self._channel(fields.get("channel"), place),
                "description": self._text(
                    fields.get("description"), (*place, "description")
                ),
                **{
                    name: self._text(fields.get(lane), (*place, lane))
                    for lane, name in LANES.items()
                },
            }
        )

    def _finish_stage(self, stage, phase):
        self._side(stage)
        fields, place = stage.fields, stage.place
        phase = self._choice(
            fields.get("phase"), words.PHASES, (*place, "phase"), phase
        )
        stage.spec["phase"] = phase
        return phase

    def _finish_step(self, node):
        self._side(node)
        fields, place, spec = node.fields, node.place, node.spec
        for ours, name in (("weight", "weight"), ("ownWeight", "own_weight")):
            weight = self._number(fields.get(ours), (*place, ours), 0, 1e6, 1.0)
            spec[name] = weight
        spec["dimensions"] = self._dimensions(fields.get("dimensions"), place)
        spec["questions"] = self._questions(fields.get("questions"), place)
        spec["standards"] = []
        standards = self._list(fields.get("standards"), (*place, "standards"))
        for number, item in enumerate(standards, start=1):
            here = (*place, ("standards", number))
            found = self._titled(item, words.STANDARD, here)
            kind, sense = found.get("kind"), found.get("sense")
            spec["standards"].append(
                {
                    "name": self._title(found, here),
                    "kind": self._choice(kind, words.KINDS, (*here, "kind"), KINDS[0]),
                    "sense": self._text(sense, (*here, "sense")),
                    "description": self._text(
                        found.get("description"), (*here, "description")
                    ),
                }
            )

    def _hang(self, nodes, stages, spec):
        """Put every step where it belongs, and refuse what belongs nowhere."""
        for node in nodes:
            key = node.fields.get("parentId")
            if key is not None and node.whole is None:
                node.whole = self.steps_by_id.get(str(key))
                if node.whole is None and str(key) in self.stages_by_id:
                    node.stage = self.stages_by_id[str(key)]
                elif node.whole is None:
                    self._no_id(key, node.place)
            key = node.fields.get("stageId")
            if key is not None:
                stage = self.stages_by_id.get(str(key))
                node.stage = stage or node.stage
                if stage is None:
                    self._no_id(key, node.place)
        self._check_depth(nodes)
        for node in nodes:
            if node.whole:
                node.whole.spec.setdefault("parts", []).append(node.spec)
                own = node.fields.get("stageId") is not None
                if own and node.stage is not node.whole.stage:
                    node.spec["stage"] = node.stage.index if node.stage else None
            else:
                place = node.stage.spec if node.stage else spec
                place.setdefault("touchpoints", []).append(node.spec)
        for node in nodes:
            parts = node.spec.get("parts", ())
            if parts and not any(part["weight"] for part in parts):
                self.problems.add(ZERO_PARTS, place=place_text(node.place))

    def _check_depth(self, nodes):
        """Refuse cycles and trees beyond any sense; each step is looked at once."""
        depth = {}
        for node in nodes:
            path, current = [], node
            while current and current not in depth:
                depth[current] = None
                path.append(current)
                current = current.whole
            known = depth[current] if current else 0
            if known is None:
                self.problems.add(
                    CYCLE, place=place_text(node.place), value=node.spec["name"][:40]
                )
                known = 0
            for one in reversed(path):
                known += 1
                depth[one] = known
                if known == MAX_DEPTH + 1:
                    self.problems.add(
                        TOO_DEEP, place=place_text(one.place), most=MAX_DEPTH
                    )
