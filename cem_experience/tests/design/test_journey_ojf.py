"""Journeys as ``.ojf`` files: there and back, from other tools, and from enemies."""

import base64
import io
import json
import zipfile

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ...tools.base.messages import ToolError
from ...tools.design import ojf_json
from ...tools.design.journey_ojf import write_ojf
from ...tools.design.journey_ojf_read import MAX_STEPS, read_ojf
from ...tools.design.journey_table import (
    MAX_DEPTH,
    PHASES,
    read_journey,
)
from ...tools.design.journey_table_write import write_journey
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
    "channel": st.sampled_from(["", "Counter", "Drone_2", "Drone%"]),
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
            st.sampled_from([{"name": "Ojf A"}, {"name": 'Ojf "B"; C'}]),
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
class TestJourneyOjf(CemCommon):
    def _import(self, content, filename="journey.ojf"):
        if not isinstance(content, bytes):
            content = json.dumps(content).encode()
        journeys = self.env["cem.journey"].with_user(self.manager)
        return journeys._import_file(content, filename)

    @settings(deadline=None, max_examples=25, phases=(Phase.explicit, Phase.generate))
    @given(JOURNEY)
    def test_there_and_back(self, spec):
        """As .ojf and as CSV, through the database, nothing is lost."""
        with self.env.cr.savepoint() as savepoint:
            for write, name in ((write_ojf, "a.ojf"), (write_journey, "a.csv")):
                journey = self._import(write(spec), name)
                found = journey._describe()
                # Whoever imports a journey owns it.
                self.assertEqual(found.pop("owner")["name"], self.manager.name)
                expected = {k: v for k, v in spec.items() if k != "owner"}
                self.assertEqual(plain(found), plain(expected), name)
                again = self._import(journey._export(name[2:]), name)
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
        for kind in ("ojf", "csv"):
            with self.subTest(kind=kind):
                copy = self._import(journey._export(kind), f"x.{kind}")
                self.assertEqual(plain(copy._describe()), plain(journey._describe()))
                self.assertIn(self.staff, copy.touchpoint_ids.user_id)
                self.assertEqual(copy.persona_ids, journey.persona_ids)
                self.assertEqual(copy.segment_ids, journey.segment_ids)
                self.assertEqual(set(copy.faq_ids.mapped("state")), {"draft"})

    def test_from_other_tools(self):
        """Other names, flat lists, lanes beside them, and much that we do not know."""
        document = {
            "title": "Renting",
            "createdBy": "Some Tool 4",
            "theme": {"colour": "red"},
            "personas": ["Ms. Lin", {"label": "Mr. Wu", "age": 40}],
            "phases": [
                {
                    "id": 1,
                    "name": "Awareness",
                    "phase": "Pre-sale",
                    "painPoints": ["A"],
                },
                {"id": 2, "name": "Living", "category": "after sales"},
            ],
            "touchpoints": [
                {"id": "a", "name": "Advert", "phaseId": 1, "channels": ["Web", "App"]},
                {
                    "id": "b",
                    "name": "Poster",
                    "parent": "a",
                    "feeling": "very positive",
                },
                {
                    "id": "c",
                    "label": "Lift",
                    "phase": 2,
                    "dimensions": ["Service", "Fun"],
                },
                {
                    "id": "d",
                    "name": "Door",
                    "senses": "Touch, Sixth",
                    "owner": "Nobody",
                },
            ],
            "lanes": [
                {"title": "Doing", "cells": [{"stepId": "c", "text": "Rides up"}]},
                {"title": "Feelings", "cells": {"c": -1}},
                {"title": "Backstage", "cells": [{"stepId": "c", "text": "Service"}]},
            ],
        }
        content = json.dumps(document).encode()
        reading = self.env["cem.journey"]._read_file(content, "x.json")
        self.assertFalse(reading.problems)
        self.assertEqual(
            set(reading.left),
            {
                "theme",
                "journey › personas › age",
                "journey › steps › channels[1:]",
                "journey › lanes › Backstage",
                "Dimension: Fun",
                "Sense: Sixth",
                "Owner: Nobody",
            },
        )
        journey = self._import(content, "x.json")
        self.assertEqual(journey.stage_ids.mapped("phase"), ["before", "after"])
        self.assertEqual(journey.stage_ids[0].customer_barrier, "A")
        advert, poster, lift, door = journey.touchpoint_ids.sorted("id").sorted(
            lambda t: ["Advert", "Poster", "Lift", "Door"].index(t.name)
        )
        self.assertEqual(advert.channel_id.name, "Web")
        self.assertEqual(poster.parent_id, advert)
        self.assertEqual(poster.emotion_designed, "2")
        self.assertEqual(lift.stage_id.name, "Living")
        self.assertEqual(lift.customer_action, "Rides up")
        self.assertEqual(lift.emotion_designed, "-1")
        self.assertEqual(lift.weight_ids.dimension_id, self.dimensions["service"])
        self.assertFalse(door.stage_id)
        self.assertEqual(door.sense_ids.code, "touch")

    def test_texts_are_no_code(self):
        evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
        journey = self._import(
            {
                "format": "ojf",
                "journey": {
                    "title": evil,
                    "description": evil,
                    "personas": [{"title": evil, "goals": evil}],
                    "stages": [{"title": evil, "steps": [{"title": evil}]}],
                },
            }
        )
        self.assertEqual(journey.name, evil)
        self.assertNotIn("<script", journey.description)
        self.assertNotIn("<img", journey.description)
        self.assertIn("&lt;script&gt;", journey.description)
        self.assertEqual(journey.persona_ids.goals, evil)

    def test_hostile_files(self):
        """Each is refused with words, and nothing is made of it."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("journey.ojf", b"0" * 1_000_000)

        def of(**journey):
            return {"format": "ojf", "journey": {"title": "J", **journey}}

        def step(**fields):
            return of(stages=[{"title": "S", "steps": [{"title": "T", **fields}]}])

        flat = [{"id": str(k), "title": "T", "parent": str(k - 1)} for k in range(120)]
        del flat[0]["parent"]
        cases = [
            (b"", "is empty"),
            (b"  \n ", "is empty"),
            (b"no journey", "error in line 1, column 1"),
            (b'{"journey": {"title": "J"', "damaged or incomplete"),
            ('{"journey": "家"}'.encode("gbk"), "not in UTF-8"),
            ('{"a": 1}'.encode("utf-16"), "not in UTF-8"),
            (packed.getvalue(), "packed file"),
            (b"\x1f\x8b\x08\x00", "packed file"),
            (b"[" * 1_000_000, "levels inside each other"),
            (b'{"a":' * 400 + b"1" + b"}" * 400, "levels inside each other"),
            (b'{"journey": {"title": "A", "title": "B"}}', "“title” twice"),
            (b'{"journey": {"weight": NaN}}', "“NaN”, which is no number"),
            (b'{"journey": {"weight": -Infinity}}', "“-Infinity”"),
            (b'{"journey": {"weight": 1e999}}', "“1e999”"),
            (b'{"a": ' + b"9" * 5000 + b"}", "which is no number"),
            (b'{"journey": {"title": "a\\u0000b"}}', "characters that are none"),
            (b'{"journey": {"title": "\\ud800"}}', "characters that are none"),
            (b"[]", "no journey, or several"),
            (b'"journey"', "no journey, or several"),
            ({"journeys": [of(), of()]}, "no journey, or several"),
            ({"format": "geojson", "journey": {"title": "J"}}, "is a “geojson”"),
            ({"version": "2.0", **of()}, "version 2.0"),
            (of(), "no stage and no touchpoint"),
            (of(stages="many"), "journey › stages: a list was expected"),
            (of(stages=[7]), "stages 1: fields with names"),
            (of(stages=[{"phase": "before"}]), "stages 1 has no title"),
            (step(title={"a": 1}), "stages 1 › steps 1 has no title"),
            (step(title=True), "a text was expected"),
            (step(title="x" * 10_001), "longer than 10000"),
            (step(weight=-1), "weight: “-1” is no number from 0"),
            (step(weight="heavy"), "weight: “heavy” is no number"),
            (step(weight=[1]), "is no number"),
            (step(weight=True), "is no number"),
            (step(emotion=3), "emotion: “3” is no number from -2 to 2"),
            (step(emotion=1.5), "emotion: “1.5” is no number"),
            (step(dimensions={"service": 0}), "all weights are 0"),
            (step(dimensions={"service": 11}), "is no number from 0 to 10"),
            (step(dimensions="service"), "dimensions: a list was expected"),
            (step(steps=[{"title": "P", "weight": 0}]), "all parts weigh 0"),
            (step(steps={"title": "P"}), "steps: a list was expected"),
            (step(standards=[{"kind": "display"}]), "standards 1 has no title"),
            (of(steps=[{"id": 1, "title": "A", "parent": 1}]), "part of itself"),
            (
                of(
                    steps=[
                        {"id": 1, "title": "A", "parent": 2},
                        {"id": 2, "title": "B", "parent": 1},
                    ]
                ),
                "“A” is a part of itself",
            ),
            (of(steps=[{"title": "A", "parent": "x"}]), "has the id “x”"),
            (of(steps=[{"title": "A", "stageId": "x"}]), "has the id “x”"),
            (
                {**of(stages=["S"], lanes=[{"type": "emotion", "cells": {"x": 1}}])},
                "has the id “x”",
            ),
            (
                of(steps=[{"id": "a", "title": "A"}, {"id": "a", "title": "B"}]),
                "the id “a” is there twice",
            ),
            (of(steps=flat), f"more than {MAX_DEPTH} levels"),
            (of(steps=["T"] * (MAX_STEPS + 1)), f"more than {MAX_STEPS} touchpoints"),
        ]
        counts = self._counts()
        for content, message in cases:
            with (
                self.subTest(message=message),
                self.assertRaisesRegex(UserError, message.replace("(", r"\(")),
            ):
                self._import(content)
        with self.assertRaisesRegex(UserError, "The file has 50 MB"):
            self._import(b" " * (50 << 20))
        self.assertEqual(self._counts(), counts)

    def _counts(self):
        models = ("journey", "journey.stage", "touchpoint", "persona", "channel", "faq")
        return {model: self.env[f"cem.{model}"].search_count([]) for model in models}

    @settings(deadline=None, max_examples=50)
    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers(-3, 3) | st.floats() | st.text(),
            lambda inner: (
                st.lists(inner, max_size=4)
                | st.dictionaries(
                    st.sampled_from(
                        [
                            "journey",
                            "title",
                            "stages",
                            "steps",
                            "id",
                            "parent",
                            "stageId",
                        ]
                        + ["lanes", "type", "cells", "weight", "dimensions", "emotion"]
                        + ["owner", "channel", "questions", "standards", "x", "phase"]
                    ),
                    inner,
                    max_size=6,
                )
            ),
            max_leaves=30,
        )
    )
    def test_whatever_it_is_it_is_read_or_refused(self, value):
        content = json.dumps({"journey": value}).encode("utf-8", "replace")
        try:
            reading = read_ojf(content, "x.ojf")
        except ToolError:
            return
        self.assertNotEqual(reading.spec is None, not reading.problems)

    def test_deeper_than_nested(self):
        """What is too deep to nest is written beside it, so that readers can read."""
        spec = {"name": "Deep", "stages": []}
        place = spec
        for level in range(MAX_DEPTH * 3):
            place["parts" if level else "touchpoints"] = [{"name": f"L{level}"}]
            place = place["parts" if level else "touchpoints"][0]
        value = ojf_json.read_json(write_ojf(spec), "deep.ojf")
        steps = value["journey"]["steps"]
        self.assertEqual(len(steps), 1 + 2 * MAX_DEPTH)
        self.assertEqual(steps[-1]["parentId"], steps[-2]["id"])

    def test_ten_thousand_touchpoints_are_read(self):
        """What becomes of as many is proved in ``test_journey_table``."""
        steps = [
            {"title": f"T{a}", "steps": [{"title": f"T{a}.{b}"} for b in range(99)]}
            for a in range(100)
        ]
        content = json.dumps({"journey": {"title": "Big", "steps": steps}}).encode()
        reading = read_ojf(content, "big.ojf")
        self.assertFalse(reading.problems)
        self.assertEqual(len(reading.spec["touchpoints"]), 100)

    def test_wizard(self):
        content = write_ojf(
            {
                "name": "Renting",
                "stages": [
                    {"name": "Looking", "phase": "before"},
                    {
                        "name": "Living",
                        "phase": "after",
                        "touchpoints": [{"name": "Lift", "senses": ["sixth"]}],
                    },
                ],
            }
        )
        wizards = self.env["cem.journey.import"].with_user(self.manager)
        wizard = wizards.create(
            {"file": base64.b64encode(content), "filename": "r.ojf"}
        )
        before = self._counts()
        action = wizard.action_preview()
        self.assertEqual((action["res_id"], wizard.state), (wizard.id, "preview"))
        self.assertEqual(wizard.stage_names, "Looking → Living")
        self.assertEqual(wizard.touchpoint_count, 1)
        self.assertEqual(wizard.left, "Sense: sixth")
        self.assertEqual(self._counts(), before)
        journey = self.env["cem.journey"].browse(wizard.action_import()["res_id"])
        self.assertEqual(journey.name, "Renting")
        wizard = wizards.create(
            {"file": base64.b64encode(b'{"journey": {"stages": [{}]}}')}
        )
        wizard.action_preview()
        self.assertEqual(wizard.state, "refused")
        self.assertIn("stages 1 has no title", wizard.problems)
        wizard.action_back()
        with self.assertRaisesRegex(UserError, "Choose a file"):
            wizard.action_preview()
        with self.assertRaises(AccessError):
            self.env["cem.journey.import"].with_user(self.staff).create({})

    def test_tables_are_still_tables(self):
        spec, problems = read_journey(b"type,name\nstage,Viewing\n", "a.csv")
        self.assertFalse(problems)
        self.assertEqual(spec["stages"][0]["name"], "Viewing")


@tagged("post_install", "-at_install")
class TestJourneyOjfDownload(CemCommon, HttpCase):
    def test_download(self):
        journey = self.env["cem.journey"].create({"name": "Buying 买房"})
        url = journey.action_export_ojf()["url"]
        self.authenticate("cem_staff", "cem_staff")
        answer = self.url_open(url)
        self.assertEqual(answer.json()["journey"]["title"], "Buying 买房")
        self.assertIn(".ojf", answer.headers["Content-Disposition"])
        self.assertEqual(self.url_open(f"{url}x").status_code, 404)
        self.authenticate("cem_manager_two", "cem_manager_two")
        with mute_logger("odoo.http"):  # logs the refusal
            self.assertIn(self.url_open(url).status_code, (403, 404))
