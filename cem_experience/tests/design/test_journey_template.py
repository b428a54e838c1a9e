"""No template is a placeholder: each is complete, in both languages, and loads."""

import re
from collections import Counter

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...models.design.cem_journey_template import read_template, walk
from ..base.common import CemCommon

CHINESE = re.compile(r"[\u4e00-\u9fff]")
# code: stages, touchpoints
SIZES = {
    "property": (6, 27),
    "bank": (7, 11),
    "car_sharing": (5, 10),
    "restaurant": (7, 10),
    "rail": (4, 12),
    "online_shop": (4, 8),
    "retail_store": (4, 9),
}


def texts_of(spec):
    """Every text of a template, with the place where it stands."""
    for name in ("name", "description", "industry"):
        yield name, spec[name]
    for persona in spec["personas"]:
        for name in ("name", "description", "goals", "fears"):
            yield f"persona.{name}", persona[name]
    for stage in spec["stages"]:
        for item in [stage, *(item for item, _d in walk(stage["touchpoints"]))]:
            for name in ("name", "does", "asks", "fears"):
                yield f"{item['key']}.{name}", item[name]
            for number, standard in enumerate(item.get("standards", ())):
                for name in ("name", "description"):
                    yield f"{item['key']}.s{number}.{name}", standard[name]
            for number, question in enumerate(item.get("questions", ())):
                for name in ("name", "answer"):
                    yield f"{item['key']}.q{number}.{name}", question[name]


@tagged("post_install", "-at_install")
class TestJourneyTemplate(CemCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.templates = cls.env["cem.journey.template"].search([])
        # A company in which nobody has used a template yet
        cls.company = cls.env["res.company"].create({"name": "Fresh Company"})
        cls.manager = cls._new_user(
            "cem_template_manager", "group_cem_manager", company=cls.company
        )

    def _template(self, code):
        return self.env.ref(f"cem_experience.cem_journey_template_{code}")

    def test_the_files(self):
        """What stands in the files, before any record is made of it."""
        self.assertEqual(set(self.templates.mapped("code")) & set(SIZES), set(SIZES))
        for code, (stages, touchpoints) in SIZES.items():
            spec = read_template(code)
            items = [
                item
                for stage in spec["stages"]
                for item, _depth in walk(stage["touchpoints"])
            ]
            with self.subTest(code=code):
                self.assertEqual(len(spec["stages"]), stages)
                self.assertEqual(len(items), touchpoints)
                self.assertEqual(
                    {stage["phase"] for stage in spec["stages"]},
                    {"before", "during", "after"},
                )
                self.assertTrue(all(stage["touchpoints"] for stage in spec["stages"]))
                keys = [item["key"] for item in items]
                self.assertEqual(len(keys), len(set(keys)))
                self.assertTrue(any(item["moment_of_truth"] for item in items))
                for stage in spec["stages"]:
                    parts = [item for item, _d in walk(stage["touchpoints"])]
                    # Approved answers for every phase: each stage has a question.
                    self.assertTrue(any(part.get("questions") for part in parts), stage)
            for item in items:
                with self.subTest(code=code, touchpoint=item["key"]):
                    self.assertTrue(item["channel"])
                    self.assertGreater(item["weight"], 0)
                    self.assertGreater(sum(item["dimensions"].values()), 0)
                    self.assertTrue(item["senses"] or item["key"] == "fitting_offer")
                    self.assertIn(item["emotion"], range(-2, 3))
                    self.assertGreaterEqual(len(item["standards"]), 1)
                    for standard in item["standards"]:
                        if standard["kind"] == "sensory":
                            self.assertTrue(standard["sense"])

    def test_every_text_is_there_in_both_languages(self):
        everywhere = {"en": Counter(), "zh": Counter()}
        for code in SIZES:
            for place, text in texts_of(read_template(code)):
                with self.subTest(code=code, place=place):
                    self.assertEqual(set(text), {"en", "zh"})
                    english, chinese = text["en"].strip(), text["zh"].strip()
                    self.assertGreaterEqual(len(english), 3)
                    self.assertGreaterEqual(len(chinese), 1)
                    self.assertFalse(CHINESE.search(english))
                    self.assertTrue(CHINESE.search(chinese))
                    # No English is left in the Chinese, but for a name such as "K"
                    self.assertFalse(re.search(r"[A-Za-z]{3}", chinese), chinese)
                    for word in ("todo", "lorem", "xxx", "tbd", "placeholder"):
                        self.assertNotIn(word, english.lower())
                    if place.rsplit(".", 1)[-1] in ("does", "asks", "answer"):
                        self.assertGreaterEqual(len(english), 10)
                        self.assertGreaterEqual(len(chinese), 4)
                    everywhere["en"][english] += 1
                    everywhere["zh"][chinese] += 1
        for language, texts in everywhere.items():
            # A stage may share its name with its one touchpoint, hardly more.
            often = {text: count for text, count in texts.items() if count > 3}
            self.assertFalse(often, language)
            repeated = sum(count - 1 for count in texts.values())
            self.assertLess(repeated / sum(texts.values()), 0.03, language)

    def test_the_displays_and_senses_of_property_sales(self):
        """What the domain asks for by name."""
        spec = read_template("property")
        items = {
            item["key"]: item
            for stage in spec["stages"]
            for item, _depth in walk(stage["touchpoints"])
        }
        for display in (
            "brand_wall",
            "sand_table",
            "adverse_factors",
            "contract_risk",
            "loan_risk",
            "withdrawal",
            "progress_board",
            "parking_info",
            "complaint_hotline",
            "property_service_board",
            "relations_board",
        ):
            kinds = [standard["kind"] for standard in items[display]["standards"]]
            self.assertIn("display", kinds, display)
        words = " ".join(
            standard["name"]["en"]
            for item in items.values()
            for standard in item["standards"]
        )
        for word in ("warm", "instrumental", "warm colours", "sofa", "shoe covers"):
            self.assertIn(word, words)

    def test_all_load_in_both_languages(self):
        for template in self.templates.filtered(lambda t: t.code in SIZES):
            spec = read_template(template.code)
            journey = template.with_user(self.manager)._create_journey()
            with self.subTest(code=template.code):
                stages, touchpoints = SIZES[template.code]
                self.assertEqual(len(journey.stage_ids), stages)
                self.assertEqual(journey.touchpoint_count, touchpoints)
                self.assertEqual(journey.standard_count, template.standard_count)
                self.assertEqual(journey.faq_count, template.faq_count)
                self.assertEqual(journey.name, spec["name"]["en"])
                self.assertEqual(journey.company_id, self.company)
                for touchpoint in journey.touchpoint_ids:
                    self.assertTrue(touchpoint.channel_id)
                    self.assertGreater(touchpoint.weight_total, 0)
                    self.assertTrue(touchpoint.standard_ids)
                    self.assertTrue(touchpoint.stage_id)
                    self.assertTrue(touchpoint.emotion_designed)
                chinese = journey.with_context(lang="zh_CN")
                self.assertEqual(chinese.name, spec["name"]["zh"])
                for records, names in (
                    (chinese.stage_ids, ["name", "customer_action"]),
                    (chinese.touchpoint_ids, ["name", "customer_barrier"]),
                    (chinese.standard_ids, ["name", "description"]),
                    (chinese.faq_ids, ["name", "answer"]),
                    (chinese.persona_ids, ["name", "goals"]),
                    (chinese, ["industry", "description"]),
                ):
                    for record in records:
                        for name in names:
                            self.assertTrue(CHINESE.search(record[name]), record)
                english = journey.with_context(lang="en_US")
                self.assertIn(spec["description"]["en"], english.description)
                for touchpoint in english.touchpoint_ids:
                    self.assertFalse(CHINESE.search(touchpoint.name))
                self.assertTrue(english.persona_ids and english.segment_ids)
                self.assertFalse(journey.is_translation_missing)

    def test_the_tree_and_its_order(self):
        journey = self._template("property")._create_journey()
        self.assertEqual(
            journey.stage_ids.mapped("name"),
            ["Viewing", "Signing", "Waiting", "Handover", "Moving in", "Living"],
        )
        rows = journey.get_rollup()["touchpoints"]
        names = [row["name"] for row in rows[:4]]
        self.assertEqual(
            names,
            [
                "Show area: the way in",
                "Sales office",
                "Reception and first drink",
                "Brand wall",
            ],
        )
        self.assertEqual([row["depth"] for row in rows[:4]], [0, 0, 1, 1])

    def test_twice_gives_two_that_are_independent(self):
        template = self._template("bank").with_user(self.manager)
        first = template._create_journey()
        second = template._create_journey()
        third = template._create_journey()
        self.assertEqual(second.name, f"{first.name} (2)")
        self.assertEqual(third.name, f"{first.name} (3)")
        self.assertTrue(second.with_context(lang="zh_CN").name.endswith(" (2)"))
        self.assertFalse(first.touchpoint_ids & second.touchpoint_ids)
        self.assertEqual(first.persona_ids, second.persona_ids)
        second.touchpoint_ids[0].name = "Robot"
        second.standard_ids[0].name = "Robots smile"
        second.faq_ids[0].answer = "Ask the robot"
        second.stage_ids[0].active = False
        self.assertNotIn("Robot", first.touchpoint_ids.mapped("name"))
        self.assertNotIn("Robots smile", first.standard_ids.mapped("name"))
        self.assertNotIn("Ask the robot", first.faq_ids.mapped("answer"))
        self.assertEqual(first.touchpoint_count, third.touchpoint_count)
        # The template itself is as it was, and gives the same once more.
        self.assertEqual(template._create_journey().touchpoint_count, 11)

    def test_all_or_nothing(self):
        journeys = self.env["cem.journey"].search_count([])
        personas = self.env["cem.persona"].search_count([])
        self.env["cem.sense"].search([("code", "=", "touch")]).code = "feeling"
        with self.assertRaisesRegex(UserError, "no Sense with the code “touch”"):
            self._template("rail")._create_journey()
        self.assertEqual(self.env["cem.journey"].search_count([]), journeys)
        self.assertEqual(self.env["cem.persona"].search_count([]), personas)

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_roles(self):
        template = self._template("rail")
        self.assertEqual(template.with_user(self.staff).touchpoint_count, 12)
        with self.assertRaises(AccessError):
            template.with_user(self.staff).action_create_journey()
        with self.assertRaises(AccessError):
            template.with_user(self.manager).write({"code": "../secret"})
        theirs = template.with_user(self.manager_two)._create_journey()
        self.assertEqual(theirs.company_id, self.company_two)
        self.assertEqual(theirs.touchpoint_ids.company_id, self.company_two)
        self.assertEqual(theirs.persona_ids.company_id, self.company_two)
        with self.assertRaises(AccessError):
            theirs.touchpoint_ids[0].with_user(self.manager).read(["name"])

    def test_preview_in_the_users_language(self):
        template = self._template("restaurant")
        chinese = template.with_context(lang="zh_CN")
        self.assertTrue(CHINESE.search(chinese.name))
        self.assertIn("门头与店外菜单", chinese.preview)
        self.assertIn("Front and menu outside", template.preview)
        found = self.env["cem.journey.template"].search([("name", "ilike", "restau")])
        self.assertEqual(found, template)

    def test_translations_of_a_language_installed_later(self):
        builder = type(self.env["cem.journey.builder"])
        languages = self.env["cem.journey.builder"]._other_languages()
        self.assertEqual(languages, [("zh", "zh_CN")])
        with self.subTest("as if it were not installed yet"):
            original = builder._other_languages
            builder._other_languages = lambda self: []
            try:
                template = self._template("restaurant").with_user(self.manager)
                journey = template._create_journey()
            finally:
                builder._other_languages = original
        self.assertFalse(CHINESE.search(journey.with_context(lang="zh_CN").name))
        self.assertTrue(journey.is_translation_missing)
        changed, other = journey.touchpoint_ids[:2]
        changed.name = "Our own front"
        journey.with_user(self.manager).action_load_translations()
        journey.invalidate_recordset()
        self.assertFalse(journey.is_translation_missing)
        chinese = journey.with_context(lang="zh_CN")
        self.assertTrue(CHINESE.search(chinese.name))
        self.assertEqual(changed.with_context(lang="zh_CN").name, "Our own front")
        self.assertTrue(CHINESE.search(other.with_context(lang="zh_CN").name))
        for records in (chinese.standard_ids, chinese.faq_ids, chinese.persona_ids):
            self.assertTrue(all(CHINESE.search(record.name) for record in records))
