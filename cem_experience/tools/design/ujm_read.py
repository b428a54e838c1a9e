"""A journey read from UJM 1.0 draft (JSON-LD), its own files and those of others.

The compact form is read, with or without prefixes; no context is fetched. What has no
counterpart here is listed and left. What is wrong is a problem, and then nothing of the
file is used.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from typing import Any, NamedTuple

from ..base.messages import _lt
from .journey_table import MAX_DEPTH, PHASES, Problems
from .json_file import read_json
from .ujm_document import DocumentReader, iri_of, several, types_of
from .ujm_fields import NO_NUMBER, place_text
from .ujm_order import in_order
from .ujm_terms import channel_name
from .ujm_write import LANES

# Shapes of what is passed on; see the docstrings
Spec = dict[str, Any]
Node = dict[str, Any]
Place = tuple[Any, ...]
Steps = dict[int, tuple[Node, Node, Place]]

MAX_STEPS = 20_000

NO_STAGES = _lt("The file holds no stage and no touchpoint.")
CYCLE = _lt("%(place)s: “%(value)s” is a part of itself.")
TOO_DEEP = _lt("%(place)s: more than %(most)s levels of parts.")
TOO_MANY = _lt("The file has more than %(most)s touchpoints. Divide the journey.")
ZERO_PARTS = _lt("%(place)s: all parts weigh 0. Give one of them a weight.")

_SIDE = (
    *(f"cem:{name}" for name in (*LANES, "emotion", "senses", "momentOfTruth")),
    *("channel", "cem:channelName", "id", "type", "name"),
)
_DERIVED = ("start", "end", "id", "type", "cem:placeholder")
_JOURNEY = (
    *("title", "goal", "description", "personas", "steps", "transitions", "phases"),
    *("conformsTo", "cem:industry", "cem:segments", "cem:owner", "cem:questions"),
    *_DERIVED,
)
_CALLEE = ("title", "steps", "transitions", *_DERIVED)
_PHASE = (*_SIDE, "members", "description", "cem:salePhase", "cem:owner")
_PHASE += ("cem:description",)
_STEP = (
    *(*_SIDE, *_DERIVED, "description", "touchpoint", "persona", "calls"),
    *("preconditions", "postconditions", "cem:phase", "cem:weight", "cem:ownWeight"),
    *("cem:dimensions", "cem:standards", "cem:questions"),
)
_PERSONA = ("id", "type", "name", "description", "cem:goals", "cem:fears")
_TOUCHPOINT = ("id", "type", "name", "uri", "location", "owner")


class Reading(NamedTuple):
    """What was found in a file.

    ``spec`` is the description of the journey as the journey builder wants it, None if
    there are ``problems``; ``left`` maps the place of what has no counterpart to how
    often it is there.
    """

    spec: dict | None
    problems: Problems
    left: Counter


def read_ujm(content: bytes, filename: str) -> Reading:
    """Read a journey.

    :param content: the bytes of the file
    :param filename: its name, for messages
    :return: :class:`Reading`
    :raises ToolError: a file that is no readable JSON
    """
    return _Reader().journey(read_json(content, filename))


class _Reader(DocumentReader):
    def journey(self, document: Any) -> Reading:
        journey = self._find_journey(document)
        spec = self._main(journey) if journey else {"stages": []}
        if not self.problems and not (spec["stages"] or spec.get("touchpoints")):
            self.problems.add(NO_STAGES)
        return Reading(None if self.problems else spec, self.problems, self.left)

    # ------------------------------------------------------------------
    # The journey
    # ------------------------------------------------------------------

    def _main(self, journey: Node) -> Spec:
        place = ("journey",)
        fields = self._fields(journey, _JOURNEY, place)
        if fields.get("cem:industry") or fields.get("cem:segments"):
            self.left.pop("journey › tags", None)  # the same in UJM's words
        about = [
            self._text(fields.get(name), (*place, name))
            for name in ("goal", "description")
        ]
        segments = self._texts(fields.get("cem:segments"), (*place, "cem:segments"))
        questions = fields.get("cem:questions")
        spec: Spec = {
            "name": self._name(fields, place, "title"),
            "description": "\n".join(text for text in about if text),
            "industry": self._text(fields.get("cem:industry"), (*place, "industry")),
            "owner": self._owner(fields.get("cem:owner"), (*place, "cem:owner")),
            "segments": [{"name": name} for name in segments],
            "questions": self._questions(questions, (*place, "cem:questions")),
        }
        self.personas, self.members, self.count = {}, [], 0
        for value in several(fields.get("personas")):
            self._persona(value, place)
        steps = self._steps(fields, place, ())
        spec["stages"], loose = self._stages(fields, steps, place)
        items = self._build(steps)
        for stage, keys in zip(spec["stages"], self.members, strict=True):
            members = [items[key] for key in keys if items[key]]
            if members:
                stage["touchpoints"] = members
        spec["touchpoints"] = [items[key] for key in loose if items[key]]
        spec["personas"] = list(self.personas.values())
        return spec

    def _owner(self, value: Any, place: Place) -> Spec | None:
        name = self._text(value, place)
        return {"name": name} if name else None

    def _persona(self, value: Any, place: Place) -> None:
        node = self._find(value)
        if node is None:
            self._leave((*place, "personas"), str(value))
            return
        if id(node) in self.personas:
            return
        here = (("personas", len(self.personas) + 1),)
        fields = self._fields(node, _PERSONA, here)
        self.personas[id(node)] = {
            "name": self._name(fields, here),
            **{
                term.removeprefix("cem:"): self._text(fields.get(term), (*here, term))
                for term in ("description", "cem:goals", "cem:fears")
            },
        }

    # ------------------------------------------------------------------
    # Phases
    # ------------------------------------------------------------------

    def _stages(
        self, fields: Node, steps: Steps, place: Place
    ) -> tuple[list[Spec], list[int]]:
        """The stages, and the keys of the steps that are on none of them."""
        by_iri = {iri_of(node): key for key, (node, _f, _p) in steps.items()}
        stages, taken, phase = [], set(), PHASES[0]
        self.stage_numbers = {}
        listed = self._list(fields.get("phases"), (*place, "phases"))
        for number, item in enumerate(listed):
            here = (("phases", number + 1),)
            node = self._find(item)
            found = self._fields(node, _PHASE, here)
            said = found.get("cem:salePhase")
            phase = self._choice(said, PHASES, (*here, "cem:salePhase"), phase)
            about = found.get("cem:description", found.get("description"))
            owner = self._owner(found.get("cem:owner"), (*here, "cem:owner"))
            stage = {"phase": phase, "owner": owner, **self._side(found, here)}
            stage["description"] = self._text(about, (*here, "description"))
            stages.append(stage)
            keys = []
            for iri in self._refs(found.get("members"), here):
                key = by_iri.get(iri) if isinstance(iri, str) else None
                if key is None:
                    self._no_id(iri, (*here, "members"))
                elif key in taken:
                    self._leave((*here, "members"), iri)
                else:
                    taken.add(key)
                    keys.append(key)
            self.members.append(keys)
            self.stage_numbers[iri_of(node)] = number
        return stages, [key for key in steps if key not in taken]

    def _refs(self, value: Any, place: Place) -> list[Any]:
        refs: list[tuple[Any, Any]] = []
        for number, ref in enumerate(self._list(value, (*place, "members")), start=1):
            here = (*place, ("members", number))
            ref = {"step": ref} if isinstance(ref, str) else ref
            fields = self._fields(ref, ("step", "order", "type", "id"), here)
            step = fields.get("step", fields.get("id"))
            refs.append((fields.get("order"), iri_of(step) or step))
        # Ordering is advisory: where it is no numbers, it stays as it is written.
        with suppress(TypeError, ValueError):
            refs.sort(key=lambda ref: float(ref[0]))
        return [step for _order, step in refs]

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------

    def _steps(self, fields: Node, place: Place, above: Place) -> Steps:
        """Node, fields and place of each step by its key, in the order of the walk."""
        found = {}
        for number, item in enumerate(
            self._list(fields.get("steps"), (*place, "steps")), start=1
        ):
            here = (*above, ("steps", number))
            node = self._find(item)
            if node is None:
                self._no_id(item, here)
                continue
            found[len(found)] = (node, self._fields(node, _STEP, here), here)
        self.count += len(found)
        edges = []
        ids = {iri_of(node): key for key, (node, _f, _p) in found.items()}
        ids.pop(None, None)
        transitions = fields.get("transitions")
        for number, item in enumerate(
            self._list(transitions, (*place, "transitions")), start=1
        ):
            here = (*place, ("transitions", number))
            both = self._fields(item, ("from", "to", "id", "type"), here)
            pair: list[int] = []
            for end in ("from", "to"):
                key = ids.get(iri_of(both.get(end)))
                if key is None:
                    self._no_id(both.get(end), (*here, end))
                else:
                    pair.append(key)
            if len(pair) == 2:
                edges.append((pair[0], pair[1]))
        order = in_order(list(found), edges)
        return {key: found[key] for key in order}

    def _build(self, steps: Steps) -> dict[int, Any]:
        """The touchpoints of the main journey's steps; parts level by level."""
        top = dict.fromkeys(steps)
        todo: list[Any] = [(top, key, *step, ()) for key, step in steps.items()]
        wholes = []
        while todo:
            if self.count > MAX_STEPS:
                self.problems.add(TOO_MANY, most=MAX_STEPS)
                return top
            target, key, _node, fields, place, above = todo.pop()
            if fields.get("cem:placeholder"):
                continue
            item = target[key] = self._touchpoint(fields, place)
            if fields.get("calls") is None:
                continue
            callee = self._find(fields["calls"])
            if callee is None or "Journey" not in types_of(callee):
                self._leave(place, "calls")
                continue
            here = (*above, id(callee))
            if id(callee) in above:
                value = item["name"][:40]
                self.problems.add(CYCLE, place=place_text(place), value=value)
                continue
            if len(here) >= MAX_DEPTH:
                self.problems.add(TOO_DEEP, place=place_text(place), most=MAX_DEPTH)
                continue
            inner = self._fields(callee, _CALLEE, (*place, "calls"))
            if inner.get("title") != fields.get("name"):
                self._leave((*place, "calls"), "title")
            inner_steps = self._steps(inner, (*place, "calls"), place)
            inside = dict.fromkeys(inner_steps)
            wholes.append((item, inside, place))
            todo += [(inside, part, *step, here) for part, step in inner_steps.items()]
        for item, inside, place in wholes:
            parts = item["parts"] = [part for part in inside.values() if part]
            if parts and not any(part["weight"] for part in parts):
                self.problems.add(ZERO_PARTS, place=place_text(place))
        return top

    def _touchpoint(self, fields: Node, place: Place) -> Spec:
        item = self._side(fields, place)
        about = [self._text(fields.get("description"), (*place, "description"))]
        for name in ("preconditions", "postconditions"):
            about += self._texts(fields.get(name), (*place, name))
        item["owner"] = self._touchpoint_owner(fields, item["name"], about, place)
        if fields.get("persona"):
            self._persona(fields["persona"], place)
        if len(place) > 1 and "cem:phase" in fields:
            number = self.stage_numbers.get(iri_of(fields["cem:phase"]))
            if number is None:
                self._no_id(fields["cem:phase"], (*place, "cem:phase"))
            else:
                item["stage"] = number
        item["description"] = "\n".join(text for text in about if text)
        for term, name in (("cem:weight", "weight"), ("cem:ownWeight", "own_weight")):
            value = fields.get(term)
            item[name] = self._number(value, (*place, term), 0, 1e6, 1.0)
        for name in ("dimensions", "standards", "questions"):
            read, term = getattr(self, f"_{name}"), f"cem:{name}"
            item[name] = read(fields.get(term), (*place, term))
        return item

    def _touchpoint_owner(
        self, fields: Node, name: str, about: list[str], place: Place
    ) -> Spec | None:
        """The owner of the touchpoint; where it is goes with what is said of it."""
        value = fields.get("touchpoint")
        node = self._find(value)
        if node is None:
            about.append(value if isinstance(value, str) else "")
            return None
        here = (*place, "touchpoint")
        found = self._fields(node, _TOUCHPOINT, here)
        words = [
            self._text(found.get(term), (*here, term))
            for term in ("name", "uri", "location")
        ]
        if words[0] == name:
            words = words[1:]
        about.append(" · ".join(word for word in words if word))
        return self._owner(found.get("owner"), (*here, "owner"))

    def _side(self, fields: Node, place: Place) -> Spec:
        here = (*place, "cem:emotion")
        emotion = self._number(fields.get("cem:emotion"), here, -2, 2)
        if emotion is not None and emotion != round(emotion):
            where = place_text(here)
            self.problems.add(NO_NUMBER, place=where, value=emotion, low=-2, high=2)
            emotion = None
        own = self._text(fields.get("cem:channelName"), (*place, "cem:channelName"))
        channel = self._text(fields.get("channel"), (*place, "channel"))
        return {
            "name": self._name(fields, place),
            "emotion": None if emotion is None else int(emotion),
            "moment_of_truth": fields.get("cem:momentOfTruth") is True,
            "senses": self._texts(fields.get("cem:senses"), (*place, "cem:senses")),
            "channel": " ".join((own or channel_name(channel)).split()),
            **{
                name: self._text(fields.get(f"cem:{name}"), (*place, f"cem:{name}"))
                for name in LANES
            },
        }
