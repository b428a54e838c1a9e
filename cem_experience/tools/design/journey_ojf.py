"""A journey written in the open journey format ``.ojf`` (JSON).

No specification was at hand; ``docs/design.md`` describes how the format is understood
here. ``journey_ojf_read`` reads what this writes, and what others write.
"""

import json

from .journey_table import MAX_DEPTH

FORMAT, VERSION = "ojf", "1.0"
# Our names of the lanes, and what the journey builder calls them
LANES = {"action": "does", "question": "asks", "barrier": "fears"}


def write_ojf(spec):
    """The bytes of a file.

    :param spec: description of a journey as the journey builder wants it, its texts
        in one language; ``owner`` is a dict of ``name`` and ``email``
    """

    def side(item):
        return {
            "title": item["name"],
            "description": item.get("description"),
            "owner": item.get("owner"),
            **{ours: item.get(name) for ours, name in LANES.items()},
            "emotion": item.get("emotion"),
            "channel": item.get("channel"),
            "senses": item.get("senses"),
            "momentOfTruth": item.get("moment_of_truth") or None,
        }

    def questions(item):
        return [
            _filled(
                {
                    "title": question["name"],
                    "answer": question.get("answer"),
                    "phase": question.get("phase"),
                }
            )
            for question in item.get("questions", ())
        ]

    count, flat = 0, []

    def steps(items):

        nonlocal count
        top = []
        todo = [(item, top, None, 1) for item in reversed(items)]
        while todo:
            item, place, whole, depth = todo.pop()
            count += 1
            parts = []
            stage = item.get("stage")
            step = {
                "id": f"step{count}",
                "parentId": whole if depth > MAX_DEPTH else None,
                **side(item),
                "stageId": None if stage is None else f"stage{stage + 1}",
                "weight": item.get("weight", 1.0),
                "ownWeight": item.get("own_weight", 1.0),
                "dimensions": item.get("dimensions"),
                "standards": [
                    _filled(
                        {
                            "title": standard["name"],
                            "kind": standard.get("kind"),
                            "sense": standard.get("sense"),
                            "description": standard.get("description"),
                        }
                    )
                    for standard in item.get("standards", ())
                ],
                "questions": questions(item),
            }
            step = _filled(step)
            # Readers that recurse give up somewhere: what is deeper stands beside it
            (flat if depth > MAX_DEPTH else place).append(step)
            if item.get("parts") and depth < MAX_DEPTH:
                step["steps"] = parts
            todo.extend(
                (part, parts, step["id"], depth + 1)
                for part in reversed(item.get("parts", ()))
            )
        return top

    journey = {
        "id": "journey1",
        "title": spec["name"],
        "description": spec.get("description"),
        "industry": spec.get("industry"),
        "owner": spec.get("owner"),
        "personas": [
            _filled(
                {
                    "title": persona["name"],
                    **{n: persona.get(n) for n in ("description", "goals", "fears")},
                }
            )
            for persona in spec.get("personas", ())
        ],
        "segments": [segment["name"] for segment in spec.get("segments", ())],
        "stages": [
            _filled(
                {
                    "id": f"stage{number}",
                    **side(stage),
                    "phase": stage["phase"],
                    "steps": steps(stage.get("touchpoints", ())),
                }
            )
            for number, stage in enumerate(spec["stages"], start=1)
        ],
        "steps": steps(spec.get("touchpoints", ())) + flat,
        "questions": questions(spec),
    }
    document = {"format": FORMAT, "version": VERSION, "journey": _filled(journey)}
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _filled(item):
    return {
        name: value
        for name, value in item.items()
        # 0 is an emotion and a weight
        if value is not None and value is not False and value not in ("", [], {})
    }
