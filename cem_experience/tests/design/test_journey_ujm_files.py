"""UJM files of other tools, and of enemies."""

import base64
import io
import json
import zipfile

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...tools.base.messages import ToolError
from ...tools.design.journey_table import MAX_DEPTH, read_journey
from ...tools.design.ujm_read import MAX_STEPS, read_ujm
from ...tools.design.ujm_terms import CONTEXT
from ...tools.design.ujm_write import write_ujm
from ..base.common import CemCommon


@tagged("post_install", "-at_install")
class TestJourneyUjmFiles(CemCommon):
    def _import(self, content, filename="journey.jsonld"):
        if not isinstance(content, bytes):
            content = json.dumps(content).encode()
        journeys = self.env["cem.journey"].with_user(self.manager)
        return journeys._import_file(content, filename)

    def test_from_other_tools(self):
        """With prefixes and full names, a nested journey, and what we do not know."""
        step = {"@type": ["ujm:Step"], "ujm:channel": "ujm:Web"}
        document = {
            "@context": {"ujm": "https://openuji.org/ns/ujm#"},
            "@graph": [
                {
                    "@id": "urn:x:buy",
                    "@type": "ujm:Journey",
                    "ujm:title": {"@value": "Buying", "@language": "en"},
                    "ujm:goal": "A flat",
                    "ujm:tags": ["b2c"],
                    "ujm:personas": [{"@id": "urn:x:lin"}, "urn:x:nobody"],
                    "ujm:steps": [
                        {**step, "@id": "urn:x:3", "ujm:name": "Sign"},
                        {
                            **step,
                            "@id": "urn:x:1",
                            "ujm:name": "Search",
                            "ujm:touchpoint": {"@id": "urn:x:site"},
                            "ujm:preconditions": ["Has heard of us"],
                            "ujm:emotions": [{"label": "calm"}],
                        },
                        {
                            "@id": "urn:x:2",
                            "@type": "ujm:CallStep",
                            "ujm:name": "Visit",
                            "ujm:channel": "https://www.openuji.org/ns/ujm#VideoCall",
                            "ujm:persona": "urn:x:wu",
                            "ujm:calls": {"@id": "urn:x:visit"},
                        },
                        {**step, "@id": "urn:x:4", "ujm:name": "Ring"},
                    ],
                    "ujm:transitions": [
                        {"ujm:from": {"@id": "urn:x:1"}, "ujm:to": {"@id": "urn:x:2"}},
                        {
                            "ujm:from": "urn:x:2",
                            "ujm:to": "urn:x:3",
                            "ujm:label": "signed",
                        },
                    ],
                    "ujm:phases": [
                        {
                            "@type": "ujm:Phase",
                            "ujm:name": "All",
                            "ujm:members": [
                                {"ujm:step": {"@id": "urn:x:3"}, "ujm:order": "10"},
                                {"ujm:step": {"@id": "urn:x:2"}, "ujm:order": "9"},
                                {"ujm:step": {"@id": "urn:x:1"}, "ujm:order": 1},
                            ],
                        }
                    ],
                },
                {
                    "@id": "urn:x:visit",
                    "@type": "ujm:Journey",
                    "ujm:title": "Visit",
                    "ujm:steps": [
                        {**step, "@id": "urn:x:b", "ujm:name": "Look"},
                        {**step, "@id": "urn:x:a", "ujm:name": "Arrive"},
                    ],
                    "ujm:transitions": [{"ujm:from": "urn:x:a", "ujm:to": "urn:x:b"}],
                },
                {"@id": "urn:x:lin", "@type": "ujm:Persona", "schema:name": "Ms. Lin"},
                {"@id": "urn:x:wu", "@type": "ujm:Persona", "ujm:name": "Mr. Wu"},
                {
                    "@id": "urn:x:site",
                    "@type": "ujm:Touchpoint",
                    "ujm:name": "Search page",
                    "ujm:uri": "https://example.org/flats",
                    "ujm:owner": "Nobody",
                },
                {"@id": "urn:x:run", "@type": "ujm:JourneyRun"},
            ],
        }
        content = json.dumps(document).encode()
        reading = self.env["cem.journey"]._read_file(content, "x.json")
        self.assertFalse(reading.problems)
        self.assertEqual(
            set(reading.left),
            {
                "@graph › JourneyRun",
                "journey › tags",
                "journey › personas › urn:x:nobody",
                "journey › transitions › label",
                "steps › emotions",
                "Owner: Nobody",
            },
        )
        journey = self._import(content, "x.json")
        self.assertEqual(journey.stage_ids.mapped("name"), ["All"])
        self.assertEqual(set(journey.persona_ids.mapped("name")), {"Ms. Lin", "Mr. Wu"})
        names = list(journey.touchpoint_ids._tree_order())
        self.assertEqual(
            [(touchpoint.name, depth) for touchpoint, depth in names],
            [("Search", 0), ("Visit", 0), ("Arrive", 1), ("Look", 1), ("Sign", 0)]
            + [("Ring", 0)],
        )
        by_name = {touchpoint.name: touchpoint for touchpoint, _depth in names}
        self.assertFalse(by_name["Ring"].stage_id)
        search = by_name["Search"]
        self.assertEqual(
            search.channel_id, self.env.ref("cem_experience.cem_channel_web_site")
        )
        self.assertEqual(by_name["Visit"].channel_id.name, "Video Call")
        for text in ("Has heard of us", "Search page", "https://example.org/flats"):
            self.assertIn(text, search.description)

    def _document(self, *others, **journey):
        first = {"type": "Journey", "title": "J", **journey}
        return {"@context": CONTEXT, "@graph": [first, *others]}

    def test_texts_are_no_code(self):
        evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
        persona = {"type": "Persona", "id": "p", "name": evil, "cem:goals": evil}
        journey = self._import(
            self._document(
                persona,
                title=evil,
                goal=evil,
                personas=["p"],
                steps=[{"id": "s", "name": evil}],
                phases=[{"name": evil, "members": [{"step": "s"}]}],
            )
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
            archive.writestr("journey.jsonld", b"0" * 1_000_000)
        of = self._document

        def step(**fields):
            return of(steps=[{"type": "Step", "id": "s1", "name": "T", **fields}])

        def phase(**fields):
            steps = [{"id": "s1", "name": "A"}]
            return of(steps=steps, phases=[{"name": "P", **fields}])

        def nested(key, callee):
            return {
                "id": f"j{key}",
                "type": "Journey",
                "title": "T",
                "steps": [{"id": f"n{key}", "name": "T", "calls": f"j{callee}"}],
            }

        deep = [nested(key, key + 1) for key in range(120)]
        wide = [
            {
                **nested(key, key + 1),
                "steps": [{"name": "T", "calls": f"j{key + 1}"}] * 9,
            }
            for key in range(9)
        ]
        cases = [
            (b"", "is empty"),
            (b"  \n ", "is empty"),
            (b"no journey", "error in line 1, column 1"),
            (b'{"@graph": {"title": "J"', "damaged or incomplete"),
            ('{"title": "家"}'.encode("gbk"), "not in UTF-8"),
            ('{"a": 1}'.encode("utf-16"), "not in UTF-8"),
            (packed.getvalue(), "packed file"),
            (b"\x1f\x8b\x08\x00", "packed file"),
            (b"[" * 1_000_000, "levels inside each other"),
            (b'{"a":' * 400 + b"1" + b"}" * 400, "levels inside each other"),
            (b'{"a": {"title": "A", "title": "B"}}', "“title” twice"),
            (b'{"a": {"weight": NaN}}', "“NaN”, which is no number"),
            (b'{"a": {"weight": -Infinity}}', "“-Infinity”"),
            (b'{"a": {"weight": 1e999}}', "“1e999”"),
            (b'{"a": ' + b"9" * 5000 + b"}", "which is no number"),
            (b'{"a": {"title": "a\\u0000b"}}', "characters that are none"),
            (b'{"a": {"title": "\\ud800"}}', "characters that are none"),
            (b"[]", "is no UJM journey"),
            (b'"journey"', "is no UJM journey"),
            ({"format": "ojf", "journey": {"title": "J"}}, "is no UJM journey"),
            (
                {"@context": "https://ujg.specs.openuji.org/ed/ns/context.jsonld"},
                "is no UJM journey",
            ),
            ({"@context": CONTEXT}, "no journey, or several"),
            (of({"type": "Journey", "title": "K"}), "no journey, or several"),
            (
                of(conformsTo="https://specs.openuji.org/ujm/2.0"),
                "follows https://specs.openuji.org/ujm/2.0; UJM 1.0 is read",
            ),
            (of(), "no stage and no touchpoint"),
            (of(steps="many"), "journey › steps: a list was expected"),
            (of(steps=[7]), "steps 1: nothing in the file has the id “7”"),
            (of(steps=[{"type": "Step"}]), "steps 1 has no name"),
            (step(name=["", " "]), "steps 1 has no name"),
            (step(name=True), "a text was expected"),
            (step(name="x" * 10_001), "longer than 10000"),
            (phase(name=""), "phases 1 has no name"),
            (phase(members=["s2"]), "phases 1 › members: nothing .* id “s2”"),
            (phase(members=[{"step": ["s1"]}]), "nothing in the file has the id"),
            (step(**{"cem:weight": -1}), "cem:weight: “-1” is no number from 0"),
            (step(**{"cem:weight": "heavy"}), "“heavy” is no number"),
            (step(**{"cem:weight": [1]}), "is no number"),
            (step(**{"cem:weight": True}), "is no number"),
            (step(**{"cem:emotion": 3}), "“3” is no number from -2 to 2"),
            (step(**{"cem:emotion": 1.5}), "“1.5” is no number"),
            (step(**{"cem:dimensions": {"service": 0}}), "all weights are 0"),
            (step(**{"cem:dimensions": {"service": 11}}), "no number from 0 to 10"),
            (step(**{"cem:dimensions": "service"}), "fields with names"),
            (step(**{"cem:standards": [{"kind": "display"}]}), "standards 1 has no"),
            (
                of(steps=[{"id": "a", "name": "A"}, {"id": "a", "name": "B"}]),
                "the id “a” is there twice",
            ),
            (
                of(
                    steps=[{"id": "a", "name": "A"}],
                    transitions=[{"from": "a", "to": "b"}],
                ),
                "transitions 1 › to: nothing in the file has the id “b”",
            ),
            (
                of(
                    {**nested(1, 1), "steps": [{"name": "P", "cem:weight": 0}]},
                    steps=[{"name": "A", "calls": "j1"}],
                ),
                "all parts weigh 0",
            ),
            (
                of(nested(1, 2), nested(2, 1), steps=[{"name": "A", "calls": "j1"}]),
                "“T” is a part of itself",
            ),
            (
                of(*deep, steps=[{"name": "A", "calls": "j0"}]),
                f"more than {MAX_DEPTH} levels",
            ),
            (
                of(*wide, steps=[{"name": "A", "calls": "j0"}]),
                f"more than {MAX_STEPS} touchpoints",
            ),
            (
                of(steps=[{"name": "T"}] * (MAX_STEPS + 1)),
                f"more than {MAX_STEPS} touchpoints",
            ),
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

    @settings(deadline=None, max_examples=100)
    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers(-3, 3) | st.floats() | st.text(),
            lambda inner: (
                st.lists(inner, max_size=4)
                | st.dictionaries(
                    st.sampled_from(
                        ["id", "@id", "type", "title", "name", "steps", "phases"]
                        + ["transitions", "from", "to", "members", "step", "order"]
                        + ["calls", "personas", "persona", "touchpoint", "channel"]
                        + ["cem:phase", "cem:dimensions", "cem:questions", "owner"]
                        + ["cem:standards", "cem:emotion", "cem:senses", "@value"]
                    ),
                    inner | st.sampled_from(["Journey", "Step", "a", "b"]),
                    max_size=6,
                )
            ),
            max_leaves=30,
        ),
        st.lists(st.sampled_from(["steps", "phases", "transitions", "personas"])),
    )
    def test_whatever_it_is_it_is_read_or_refused(self, value, places):
        document = self._document(value, **dict.fromkeys(places, [value]))
        content = json.dumps(document).encode("utf-8", "replace")
        try:
            reading = read_ujm(content, "x.jsonld")
        except ToolError:
            return
        self.assertNotEqual(reading.spec is None, not reading.problems)

    def test_wizard(self):
        content = write_ujm(
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
            },
            "urn:test:1",
        )
        wizards = self.env["cem.journey.import"].with_user(self.manager)
        wizard = wizards.create(
            {"file": base64.b64encode(content), "filename": "r.jsonld"}
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
            {"file": base64.b64encode(json.dumps(self._document(steps=[{}])).encode())}
        )
        wizard.action_preview()
        self.assertEqual(wizard.state, "refused")
        self.assertIn("steps 1 has no name", wizard.problems)
        wizard.action_back()
        with self.assertRaisesRegex(UserError, "Choose a file"):
            wizard.action_preview()
        with self.assertRaises(AccessError):
            self.env["cem.journey.import"].with_user(self.staff).create({})

    def test_tables_are_still_tables(self):
        spec, problems = read_journey(b"type,name\nstage,Viewing\n", "a.csv")
        self.assertFalse(problems)
        self.assertEqual(spec["stages"][0]["name"], "Viewing")
