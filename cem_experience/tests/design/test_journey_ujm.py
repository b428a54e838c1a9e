"""Journeys as files: there and back, and as the draft of UJM asks."""

import json

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ...tools.design import journey_table_write
from ...tools.design.journey_table import MAX_DEPTH, PHASES
from ...tools.design.ujm_order import in_order
from ...tools.design.ujm_read import read_ujm
from ...tools.design.ujm_terms import SPECIFICATION
from ...tools.design.ujm_write import write_ujm
from ..base.common import CemCommon


def canonical(value):
    """The same text for equal values: hypothesis shuffles the keys of a dict."""
    return json.dumps(value, sort_keys=True)


NAME = st.sampled_from(
    ["Office", "前台", "<b>x</b>", "a / b", "=1+1", "'=1", 'say "hi"', "-2"]
)
TEXT = st.sampled_from(
    ["", "One line", "第一行\n第二行", "<script>x</script>", "@a, b;c"]
)
SENSES = st.lists(st.sampled_from(["sight", "smell", "touch"]), max_size=2, unique=True)
WEIGHT = st.sampled_from([0.5, 1.0, 1 / 3, 123456.75])
PHASE = st.sampled_from(PHASES)
EMOTION = st.sampled_from([None, -2, -1, 0, 1, 2])
QUESTION = st.fixed_dictionaries({"name": NAME, "answer": TEXT, "phase": PHASE})
STANDARD = st.fixed_dictionaries(
    {
        "name": NAME,
        "kind": st.sampled_from(["action", "display", "sensory"]),
        "sense": st.sampled_from(["", "hearing"]),
        "description": TEXT,
    }
)
SIDE = {
    "name": NAME,
    "owner": st.just(None),
    "channel": st.sampled_from(["", "Counter", "Drone_2", "Drone%", "网站", "E-mail"]),
    "senses": SENSES,
    "emotion": EMOTION,
    "moment_of_truth": st.booleans(),
    "does": TEXT,
    "asks": TEXT,
    "fears": TEXT,
    "description": TEXT,
}
TOUCHPOINT = st.recursive(
    st.fixed_dictionaries(
        {
            **SIDE,
            "weight": WEIGHT,
            "own_weight": WEIGHT,
            "dimensions": st.sampled_from([{}, {"service": 3.0, "price": 1 / 3}]),
            "standards": st.lists(STANDARD, max_size=2),
            "questions": st.lists(QUESTION, max_size=2),
        }
    ),
    lambda parts: st.tuples(parts, st.lists(parts, min_size=1, max_size=3)).map(
        lambda pair: {**pair[0], "parts": pair[1]}
    ),
    max_leaves=6,
)
STAGE = st.fixed_dictionaries({**SIDE, "phase": PHASE}, optional={}).flatmap(
    lambda stage: st.lists(TOUCHPOINT, max_size=2).map(
        lambda parts: {**stage, "touchpoints": parts} if parts else stage
    )
)
PERSONA = st.fixed_dictionaries(
    {"name": NAME, "description": TEXT, "goals": TEXT, "fears": TEXT}
)
JOURNEY = st.fixed_dictionaries(
    {
        "name": NAME,
        "description": TEXT,
        "industry": st.sampled_from(["", "Property"]),
        "owner": st.just(None),
        "personas": st.lists(PERSONA, max_size=2, unique_by=canonical),
        "segments": st.lists(
            st.sampled_from([{"name": "Ujm A"}, {"name": 'Ujm "B"; C'}]),
            max_size=2,
            unique_by=canonical,
        ),
        "stages": st.lists(STAGE, min_size=1, max_size=3),
        "touchpoints": st.lists(TOUCHPOINT, max_size=1),
        "questions": st.lists(QUESTION, max_size=1),
    }
)


SORTED = {
    "personas": canonical,
    "segments": canonical,
    "senses": canonical,
    "questions": lambda question: PHASES.index(question["phase"]),
}


def plain(value):
    """Without what makes no difference: empty values, the order of sets.

    Questions are always listed by phase, and within one in the order of the file.
    """
    if isinstance(value, dict):
        items = {name: plain(one) for name, one in value.items()}
        return {
            name: sorted(one, key=SORTED[name]) if name in SORTED else one
            for name, one in items.items()
            if one is not None and one is not False and one not in ("", [], {})
        }
    return [plain(one) for one in value] if isinstance(value, list) else value


@tagged("post_install", "-at_install")
class TestJourneyUjm(CemCommon):
    def _import(self, content, filename="journey.jsonld"):
        if not isinstance(content, bytes):
            content = json.dumps(content).encode()
        journeys = self.env["cem.journey"].with_user(self.manager)
        return journeys._import_file(content, filename)

    @settings(deadline=None, max_examples=12, phases=(Phase.explicit, Phase.generate))
    @given(JOURNEY)
    def test_there_and_back(self, spec):
        """As UJM, CSV and XLSX, through the database, nothing is lost."""
        with self.env.cr.savepoint() as savepoint:
            for write, kind in (
                (lambda one: write_ujm(one, "urn:test:1"), "jsonld"),
                (journey_table_write.write_journey, "csv"),
                (journey_table_write.write_workbook, "xlsx"),
            ):
                content = write(spec)
                reading = self.env["cem.journey"]._read_file(content, f"a.{kind}")
                self.assertFalse(reading.left)
                journey = self._import(content, f"a.{kind}")
                found = journey._describe()
                # Whoever imports a journey owns it.
                self.assertEqual(found.pop("owner")["name"], self.manager.name)
                expected = {k: v for k, v in spec.items() if k != "owner"}
                self.assertEqual(plain(found), plain(expected), kind)
                again = self._import(journey._export(kind), f"a.{kind}")
                self.assertEqual(plain(again._describe()), plain(journey._describe()))
            savepoint.rollback()
        self.env.invalidate_all()

    def test_template_there_and_back(self):
        template = self.env.ref("cem_experience.cem_journey_template_property")
        journey = template.with_user(self.manager)._create_journey()
        part = journey.touchpoint_ids.filtered("parent_id")[0]
        part.user_id = self.staff
        journey.stage_ids[1].user_id = self.manager
        part.stage_id = journey.stage_ids[-1]
        for kind in ("jsonld", "csv", "xlsx"):
            with self.subTest(kind=kind):
                copy = self._import(journey._export(kind), f"x.{kind}")
                self.assertEqual(plain(copy._describe()), plain(journey._describe()))
                self.assertIn(self.staff, copy.touchpoint_ids.user_id)
                self.assertEqual(copy.persona_ids, journey.persona_ids)
                self.assertEqual(copy.segment_ids, journey.segment_ids)
                self.assertEqual(set(copy.faq_ids.mapped("state")), {"draft"})

    @settings(deadline=None, max_examples=25)
    @given(JOURNEY)
    def test_as_the_draft_asks(self, spec):
        """What UJM 1.0 draft demands of every journey that is written."""
        document = json.loads(write_ujm(spec, "urn:test:1"))
        graph = document["@graph"]
        self.assertEqual(graph[0]["conformsTo"], SPECIFICATION)
        ids = [node["id"] for node in graph]
        for journey in (node for node in graph if node["type"] == "Journey"):
            steps = {step["id"]: step for step in journey["steps"]}
            self.assertTrue(journey["title"] and steps)
            ids += [*steps, *(phase["id"] for phase in journey.get("phases", ()))]
            self.assertIn(journey["start"], steps)
            self.assertIn(journey["end"], steps)
            for edge in journey.get("transitions", ()):
                self.assertEqual(edge["type"], "Transition")
                self.assertNotEqual(edge["from"], edge["to"])
                self.assertLessEqual({edge["from"], edge["to"]}, set(steps))
            for phase in journey.get("phases", ()):
                self.assertTrue(phase["members"])
                for ref in phase["members"]:
                    self.assertIn(ref["step"], steps)
            for step in steps.values():
                self.assertTrue(step["name"])
                self.assertIn(step["type"], ("Step", "CallStep"))
                self.assertEqual("calls" in step, step["type"] == "CallStep")
                self.assertIn(step.get("calls", journey["id"]), ids)
                self.assertIn(step.get("touchpoint", journey["id"]), ids)
                # Emotions and metrics are of what was observed.
                self.assertFalse({"emotions", "metrics"} & set(step))
        self.assertEqual(len(ids), len(set(ids)))
        self.assertLessEqual(
            set(graph[0].get("personas", ())),
            {node["id"] for node in graph if node["type"] == "Persona"},
        )

    def test_iri_is_the_journeys_own(self):
        one, two = self.env["cem.journey"].create([{"name": "A"}, {"name": "A"}])
        found = [json.loads(each._export("jsonld"))["@graph"][0] for each in (one, two)]
        self.assertNotEqual(found[0]["id"], found[1]["id"])
        self.assertEqual(json.loads(one._export("jsonld"))["@graph"][0], found[0])

    @given(
        st.integers(0, 8).flatmap(
            lambda count: st.tuples(
                st.just(count),
                st.lists(st.tuples(*[st.integers(0, max(count - 1, 0))] * 2))
                if count
                else st.just([]),
            )
        )
    )
    def test_order(self, case):
        """Nothing is lost in circles; without one every edge is followed."""
        count, edges = case
        keys = list(range(count))
        self.assertEqual(sorted(in_order(keys, edges)), keys)
        forward = [(max(pair), min(pair)) for pair in edges]
        place = {key: n for n, key in enumerate(in_order(keys, forward))}
        for source, target in forward:
            if source != target:
                self.assertLess(place[source], place[target])

    def test_deeper_than_readers_go(self):
        """Nesting costs no recursion: journeys stand beside each other."""
        spec = {"name": "Deep", "stages": []}
        place = spec
        for level in range(MAX_DEPTH):
            place["parts" if level else "touchpoints"] = [{"name": f"L{level}"}]
            place = place["parts" if level else "touchpoints"][0]
        content = write_ujm(spec, "urn:test:1")
        reading = read_ujm(content, "deep.jsonld")
        self.assertFalse(reading.problems)
        self.assertEqual(len(json.loads(content)["@graph"]), 2 * MAX_DEPTH)

    def test_ten_thousand_touchpoints_are_read(self):
        """What becomes of as many is proved in ``test_journey_table``."""
        wholes = [
            {"name": f"T{a}", "parts": [{"name": f"T{a}.{b}"} for b in range(99)]}
            for a in range(100)
        ]
        spec = {"name": "Big", "stages": [], "touchpoints": wholes}
        reading = read_ujm(write_ujm(spec, "urn:test:1"), "big.jsonld")
        self.assertFalse(reading.problems)
        self.assertEqual(len(reading.spec["touchpoints"]), 100)
        parts = [len(whole["parts"]) for whole in reading.spec["touchpoints"]]
        self.assertEqual(set(parts), {99})

    def test_workbook_that_cannot_hold_it(self):
        journey = self.env["cem.journey"].create({"name": "Long"})
        journey.description = "x" * 40_000
        with self.assertRaisesRegex(UserError, "longer than a cell of XLSX"):
            journey._export("xlsx")
        self.assertIn(b"x" * 40_000, journey._export("csv"))


@tagged("post_install", "-at_install")
class TestJourneyDownload(CemCommon, HttpCase):
    def test_download(self):
        """As its user does: the button, the kind, the file; and not by others."""
        journey = self.env["cem.journey"].create({"name": "Buying 买房"})
        self.authenticate("cem_staff", "cem_staff")
        urls = {}
        for kind, begin in (
            ("jsonld", b"{"),
            ("csv", b"\xef\xbb\xbftype,"),
            ("xlsx", b"PK"),
            ("mmd", b"journey\n"),
        ):
            action = journey.with_user(self.staff).action_export()
            wizards = self.env[action["res_model"]].with_user(self.staff)
            wizard = wizards.with_context(**action["context"]).create({"kind": kind})
            urls[kind] = wizard.action_export()["url"]
            answer = self.url_open(urls[kind])
            self.assertEqual(answer.content[: len(begin)], begin)
            self.assertIn(f".{kind}", answer.headers["Content-Disposition"])
        graph = self.url_open(urls["jsonld"]).json()["@graph"]
        self.assertEqual(graph[0]["title"], "Buying 买房")
        self.assertEqual(self.url_open(f"{urls['csv']}x").status_code, 404)
        self.authenticate("cem_manager_two", "cem_manager_two")
        with mute_logger("odoo.http"):  # logs the refusal
            for url in urls.values():
                self.assertIn(self.url_open(url).status_code, (403, 404))
