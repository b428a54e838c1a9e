"""A journey written as UJM 1.0 draft (JSON-LD); ``ujm_read`` reads it again.

A touchpoint is a Step, one that has parts a CallStep with a Journey of its own; a stage
is a Phase. Emotions and weights are designed and not measured: UJM keeps Emotion and
Metric for what was observed, so that they stand in our namespace.
"""

from __future__ import annotations

import json
from collections import deque
from typing import Any

from .ujm_terms import CONTEXT, SPECIFICATION, channel_term

# Shapes of what is passed on; see the docstrings
Spec = dict[str, Any]

# Texts of the builder's description that have no term in UJM
LANES = ("does", "asks", "fears")


def write_ujm(spec: Spec, iri: str) -> bytes:
    """The bytes of a file.

    :param spec: description of a journey as the journey builder wants it, its texts
        in one language; ``owner`` is a dict of ``name``
    :param iri: the IRI of the journey; those of its parts are made of it
    """
    document = {"@context": CONTEXT, "@graph": _Writer(iri).graph(spec)}
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


class _Writer:
    def __init__(self, iri: str) -> None:
        self.iri = iri
        self.count = 0
        self.touchpoints = []

    def graph(self, spec: Spec) -> list[Spec]:
        phases, main, todo = [], [], deque()
        for number, stage in enumerate(spec["stages"], start=1):
            phase = self._phase(number, stage)
            steps = [self._step(item, todo) for item in stage.get("touchpoints", ())]
            # A Phase has one member at least; ours may have no touchpoint yet.
            steps = steps or [self._empty(stage)]
            phase["members"] = [
                {"step": step["id"], "order": order}
                for order, step in enumerate(steps, start=1)
            ]
            phases.append(phase)
            main += steps
        order = list(main)
        main += [self._step(item, todo) for item in spec.get("touchpoints", ())]
        main = main or [self._empty(spec)]
        personas = [
            {
                "id": f"{self.iri}#persona{number}",
                "type": "Persona",
                "name": persona["name"],
                "description": persona.get("description"),
                **{f"cem:{n}": persona.get(n) for n in ("goals", "fears")},
            }
            for number, persona in enumerate(spec.get("personas", ()), start=1)
        ]
        segments = [segment["name"] for segment in spec.get("segments", ())]
        industry = spec.get("industry")
        journey = self._journey(self.iri, spec["name"], main, order)
        journey |= {
            "conformsTo": SPECIFICATION,
            "goal": spec.get("description"),
            "personas": [persona["id"] for persona in personas],
            "tags": [*([industry] if industry else []), *segments],
            "phases": phases,
            "cem:industry": industry,
            "cem:segments": segments,
            "cem:owner": _owner(spec),
            "cem:questions": spec.get("questions"),
        }
        journeys = [journey]
        while todo:  # it grows while it is worked off: depth costs no recursion
            iri, item = todo.popleft()
            steps = [self._step(part, todo) for part in item["parts"]]
            journeys.append(self._journey(iri, item["name"], steps, steps))
        return [_filled(one) for one in (*journeys, *personas, *self.touchpoints)]

    def _journey(
        self, iri: str, title: str, steps: list[Spec], order: list[Spec]
    ) -> Spec:
        """The journey with one transition from each of ``order`` to the next."""
        ids = [step["id"] for step in order]
        return {
            "id": iri,
            "type": "Journey",
            "title": title,
            "steps": steps,
            "transitions": [
                {"type": "Transition", "from": before, "to": after}
                for before, after in zip(ids, ids[1:], strict=False)
            ],
            "start": steps[0]["id"],
            "end": (order or steps)[-1]["id"],
        }

    def _phase(self, number: int, stage: Spec) -> Spec:
        return _filled(
            {
                "id": self._phase_iri(number),
                "type": "Phase",
                "name": stage["name"],
                "members": None,
                "cem:description": stage.get("description"),
                "cem:salePhase": stage["phase"],
                "cem:owner": _owner(stage),
                **self._side(stage),
            }
        )

    def _phase_iri(self, number: int) -> str:
        return f"{self.iri}#phase{number}"

    def _next(self) -> str:
        self.count += 1
        return f"{self.iri}#step{self.count}"

    def _empty(self, item: Spec) -> Spec:
        step = {"id": self._next(), "type": "Step", "name": item["name"]}
        return {**step, "cem:placeholder": True}

    def _step(self, item: Spec, todo: deque[tuple[str, Spec]]) -> Spec:
        iri = self._next()
        step = {"id": iri, "type": "Step", "name": item["name"]}
        if item.get("parts"):
            callee = iri.replace("#step", "#journey")
            step |= {"type": "CallStep", "calls": callee}
            todo.append((callee, item))
        touchpoint = iri.replace("#step", "#touchpoint")
        self.touchpoints.append(
            {
                "id": touchpoint,
                "type": "Touchpoint",
                "name": item["name"],
                "owner": _owner(item),
            }
        )
        stage = item.get("stage")
        step |= {
            "description": item.get("description"),
            "touchpoint": touchpoint,
            **self._side(item),
            "cem:phase": None if stage is None else self._phase_iri(stage + 1),
            "cem:weight": item.get("weight", 1.0),
            "cem:ownWeight": item.get("own_weight", 1.0),
            **{
                f"cem:{name}": item.get(name)
                for name in ("dimensions", "standards", "questions")
            },
        }
        return _filled(step)

    def _side(self, item: Spec) -> Spec:
        channel = item.get("channel")
        return {
            "channel": channel and channel_term(channel),
            "cem:channelName": channel,
            **{f"cem:{name}": item.get(name) for name in LANES},
            "cem:emotion": item.get("emotion"),
            "cem:senses": item.get("senses"),
            "cem:momentOfTruth": item.get("moment_of_truth") or None,
        }


def _owner(item: Spec) -> str | None:
    return (item.get("owner") or {}).get("name")


def _filled(item: Spec) -> Spec:
    # 0 is an emotion and a weight
    return {
        name: value
        for name, value in item.items()
        if value is not None and value is not False and value not in ("", [], {})
    }
