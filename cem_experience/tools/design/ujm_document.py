"""The nodes of a UJM file, and which of them is the journey."""

from __future__ import annotations

import re
from typing import Any

from ..base.messages import _lt
from .ujm_fields import FieldReader, place_text
from .ujm_terms import SPECIFICATION, term_of

# Shapes of what is passed on; see the docstrings
Node = dict[str, Any]
Place = tuple[Any, ...]

NO_JOURNEY = _lt("The file holds no journey, or several. Import one journey a file.")
NOT_OURS = _lt(
    "The file is no UJM journey: its “@context” does not name"
    " https://www.openuji.org/ns/ujm#. Export a journey as UJM to see how a file looks."
)
NOT_VERSION = _lt(
    "The file follows %(version)s; UJM 1.0 is read (https://specs.openuji.org/ujm/)."
)
DOUBLE_ID = _lt("%(place)s: the id “%(value)s” is there twice.")
NO_ID = _lt("%(place)s: nothing in the file has the id “%(value)s”.")

_CONTEXT = re.compile(r"openuji\.org/(ns/)?ujm\b")
# Fields that hold data of ours and no nodes: their keys are no terms
_DATA = ("cem:dimensions", "cem:standards", "cem:questions", "context")
_KNOWN = {"Journey", "Persona", "Touchpoint", "Step", "CallStep"}


def with_terms(value: Any) -> Any:
    """The same with every key as the bare term that it stands for.

    A term that is there twice, with and without a prefix, keeps both: the second under
    the name that it was written with.
    """
    if isinstance(value, list):
        return [with_terms(one) for one in value]
    if not isinstance(value, dict):
        return value
    result = {}
    for name, inner in value.items():
        term = term_of(name)
        result[name if term in result else term] = (
            inner if term in _DATA else with_terms(inner)
        )
    return result


def types_of(node: Node) -> set[str]:
    """The terms of a node's types; the draft has one type, older files had lists."""
    return {term_of(one) for one in several(node.get("type")) if isinstance(one, str)}


def iri_of(value: Any) -> str | None:
    """The IRI that a value is or that a node has, None if there is none."""
    value = value.get("id") if isinstance(value, dict) else value
    return value if isinstance(value, str) else None


def several(value: Any) -> list[Any]:
    """A list, where a single value may stand without one."""
    return value if isinstance(value, list) else [] if value is None else [value]


class DocumentReader(FieldReader):
    """Finds nodes by their IRIs, wherever in the file they stand."""

    def _find_journey(self, document: Any) -> Node | None:
        """The node of the journey that no step of another calls; None with a problem."""
        nodes = [
            # JSON is read only so deep that recursion may go as deep.
            with_terms(node)
            for node in several(document)
            if isinstance(node, dict)
        ]
        if not any(_CONTEXT.search(str(node.get("context"))) for node in nodes):
            self.problems.add(NOT_OURS)
            return None
        nodes = [one for node in nodes for one in self._graph(node)]
        self.by_iri = {}
        self._index(nodes, "@graph")
        journeys = [node for node in nodes if "Journey" in types_of(node)]
        called = set()
        for journey in journeys:
            self._check_version(journey)
            for term in ("steps", "phases"):
                self._index(several(journey.get(term)), term)
            for step in several(journey.get("steps")):
                callee = self._find(step.get("calls") if isinstance(step, dict) else "")
                called.add(id(callee))
        for node in nodes:
            kinds = types_of(node)
            if not kinds & _KNOWN:
                self._leave(("@graph",), " ".join(sorted(kinds)) or "?")
        main = [journey for journey in journeys if id(journey) not in called]
        if len(main) != 1:
            self.problems.add(NO_JOURNEY)
            return None
        return main[0]

    def _graph(self, node: Node) -> list[Node]:
        if "graph" not in node:
            return [node]
        return [one for one in several(node["graph"]) if isinstance(one, dict)]

    def _check_version(self, journey: Node) -> None:
        expected = SPECIFICATION.removesuffix("-draft")
        for value in several(journey.get("conformsTo")):
            said = iri_of(value) or ""
            if "openuji.org/ujm" in said and not said.startswith(expected):
                self.problems.add(NOT_VERSION, version=said[:80])

    def _index(self, nodes: list[Any], place: str) -> None:
        for number, node in enumerate(nodes, start=1):
            key = iri_of(node) if isinstance(node, dict) else None
            # A node that only names another is a reference to it.
            if key is None or not set(node) - {"id"}:
                continue
            if self.by_iri.get(key, node) is not node:
                self._double(key, ((place, number),))
            self.by_iri[key] = node

    def _find(self, value: Any) -> Any:
        """The node that is meant by an IRI, or stands in its place."""
        if isinstance(value, dict):
            return self.by_iri.get(iri_of(value), value)
        return self.by_iri.get(value) if isinstance(value, str) else None

    def _double(self, key: str, place: Place) -> None:
        self.problems.add(DOUBLE_ID, place=place_text(place), value=key[:40])

    def _no_id(self, value: Any, place: Place) -> None:
        self.problems.add(NO_ID, place=place_text(place), value=str(value)[:40])
