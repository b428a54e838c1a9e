"""The words of the ``.ojf`` journey format, and what other tools call the same.

Names are compared without regard to case, spaces, dashes and underscores.
"""

import re

# Our name of a field: what it is called elsewhere
DOCUMENT = {
    "format": ("fileformat", "schema"),
    "version": ("formatversion", "schemaversion"),
    "generator": ("createdby", "exportedby", "application"),
    "language": ("lang", "locale"),
    "journey": ("customerjourney", "journeymap", "map"),
    "journeys": ("customerjourneys", "journeymaps", "maps"),
}
NAMES = {
    "id": ("key", "uid", "uuid", "guid"),
    "title": ("name", "label", "heading"),
    "description": ("summary", "notes", "note", "details"),
    "owner": ("responsible", "assignee"),
}
LANES = {
    "action": ("actions", "doing", "does", "customeraction", "activity", "activities"),
    "question": ("thinking", "thoughts", "asks", "customerquestion"),
    "barrier": (
        *("barriers", "painpoint", "painpoints", "pains", "pain", "fears", "fear"),
        "customerbarrier",
    ),
    "emotion": ("emotions", "feeling", "feelings", "sentiment", "mood"),
    "channel": ("channels",),
    "senses": ("sense",),
    "momentOfTruth": ("ismomentoftruth", "mot", "keymoment"),
}
JOURNEY = {
    **NAMES,
    "industry": ("sector", "branch"),
    "personas": ("persona", "actors"),
    "segments": ("segment", "customersegments", "audience", "audiences"),
    "stages": ("phases",),
    "steps": ("touchpoints", "moments"),
    "lanes": ("rows", "swimlanes", "layers"),
    "questions": ("faq", "faqs"),
}
STAGE = {
    **NAMES,
    **LANES,
    "question": (*LANES["question"], "questions"),
    "phase": ("category", "period", "phasetype"),
    "steps": ("touchpoints", "moments", "children"),
}
STEP = {
    **NAMES,
    **LANES,
    "weight": (),
    "ownWeight": (),
    "dimensions": ("dimension",),
    "standards": ("standard", "requirements"),
    "questions": ("faq", "faqs"),
    "steps": ("touchpoints", "moments", "parts", "children", "substeps"),
    "parentId": ("parent", "parentstep", "parentstepid", "partof"),
    "stageId": ("stage", "phaseid", "phase"),
}
OWNER = {"name": ("title", "displayname"), "email": ("mail", "login")}
DIMENSION = {"title": ("name", "code", "id"), "weight": ("value",)}
PERSONA = {**NAMES, "goals": ("goal", "needs"), "fears": ("fear", "frustrations")}
STANDARD = {**NAMES, "kind": ("type",), "sense": ()}
QUESTION = {
    "title": ("question", "name", "text"),
    "answer": ("reply", "response"),
    "phase": ("category",),
    "id": ("key",),
}
LANE = {
    "id": ("key", "uid", "uuid"),
    "type": ("kind", "field", "title", "name", "label"),
    "cells": ("items", "values", "entries", "content", "contents"),
}
CELL = {
    "id": ("key", "uid", "uuid"),
    "stepId": ("step", "touchpoint", "touchpointid", "momentid"),
    "stageId": ("stage", "phase", "phaseid"),
    "value": ("text", "title", "name", "content", "label"),
}

PHASES = {
    "before": ("beforethesale", "presale", "presales", "prepurchase", "售前"),
    "during": ("duringthesale", "sale", "purchase", "insale", "售中"),
    "after": ("afterthesale", "aftersale", "aftersales", "postsale", "售后"),
}
EMOTIONS = {
    **dict.fromkeys(("verybad", "verynegative", "terrible", "angry"), -2),
    **dict.fromkeys(("bad", "negative", "sad", "frustrated"), -1),
    **dict.fromkeys(("neutral", "indifferent"), 0),
    **dict.fromkeys(("good", "positive", "happy"), 1),
    **dict.fromkeys(("verygood", "verypositive", "delighted", "excellent"), 2),
}
KINDS = {
    "action": ("tobedone", "process"),
    "display": ("tobedisplayed", "visual"),
    "sensory": ("tobeperceived", "sense", "sensorial"),
}

_NO_WORD = re.compile(r"[\s_\-.:/]+")


def plain(name):
    """A name without what makes no difference."""
    return _NO_WORD.sub("", str(name)).lower()


def reverse(words):
    """What others say to what we say; our own word is one of them."""
    result = {}
    for ours, others in words.items():
        for other in (ours, *others):
            result.setdefault(plain(other), ours)
    return result
