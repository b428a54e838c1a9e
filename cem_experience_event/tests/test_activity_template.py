"""No template is a placeholder: each is complete, in both languages, and loads."""

import re

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..models.cem_activity_template import read_template
from .common import ActivityCommon

CHINESE = re.compile(r"[\u4e00-\u9fff]")
CODES = {"phone_launch", "phone_fans", "language_school", "tasting", "open_house"}
MODULES = {"sense", "feel", "think", "act", "relate"}


def texts_of(value, place=""):
    """Every text of a template, with the place where it stands."""
    if isinstance(value, dict):
        if set(value) == {"en", "zh"}:
            yield place, value
            return
        for key, item in value.items():
            yield from texts_of(item, f"{place}.{key}")
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from texts_of(item, f"{place}.{number}")


@tagged("post_install", "-at_install")
class TestActivityTemplate(ActivityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")

    def test_every_text_is_there_in_both_languages(self):
        self.assertEqual(set(self.templates.mapped("code")) & CODES, CODES)
        for code in CODES:
            spec = read_template(code)
            texts = list(texts_of(spec))
            self.assertGreater(len(texts), 80)
            for place, text in texts:
                with self.subTest(code=code, place=place):
                    english, chinese = text["en"], text["zh"]
                    self.assertGreaterEqual(len(english.strip()), 3)
                    self.assertFalse(CHINESE.search(english))
                    self.assertTrue(CHINESE.search(chinese))
                    self.assertFalse(re.search(r"[A-Za-z]{3}", chinese), chinese)

    def test_what_the_domain_asks_for_by_name(self):
        kinds = [step["kind"] for step in read_template("phone_fans")["steps"]]
        self.assertEqual(
            kinds,
            [
                "sign_in",
                "story",
                "demonstration",
                "trial",
                "purchase",
                "service",
                "draw",
            ],
        )
        self.assertEqual(
            [zone["key"] for zone in read_template("phone_launch")["zones"]],
            ["young", "mature"],
        )
        for code in CODES:
            spec = read_template(code)
            self.assertEqual({item["module"] for item in spec["modules"]}, MODULES)

    def test_each_passes_its_own_checklist_in_both_languages(self):
        for template in self.templates.filtered(lambda t: t.code in CODES):
            spec = read_template(template.code)
            with self.subTest(code=template.code):
                activity = self._plan(template.code)
                lacking = [p for p in activity._check_plan() if not p["ok"]]
                self.assertFalse(lacking)
                self.assertEqual(activity.missing_count, 0)
                self.assertEqual(activity.plan_progress, 100)
                self.assertEqual(len(activity.step_ids), len(spec["steps"]))
                self.assertEqual(
                    activity.planned_cost, sum(c["planned"] for c in spec["costs"])
                )
                self.assertEqual(len(activity.draw_ids), len(spec["draws"]))
                chinese = activity.with_context(lang="zh_CN")
                self.assertEqual(chinese.name, spec["name"]["zh"])
                self.assertEqual(activity.name, spec["name"]["en"])
                for records, names in (
                    (chinese, ["background", "purpose", "theme"]),
                    (chinese.module_ids, ["meets", "effect"]),
                    (chinese.zone_ids, ["name", "look"]),
                    (chinese.rule_ids, ["action"]),
                    (
                        chinese.step_ids,
                        ["name", "role", "key_points", "execution_points"],
                    ),
                    (chinese.step_ids.item_ids, ["name"]),
                    (chinese.cost_ids, ["name"]),
                    (chinese.risk_ids, ["name", "prevention"]),
                    (chinese.draw_ids.prize_ids, ["name"]),
                    (chinese.step_ids.touchpoint_id, ["name"]),
                ):
                    for record in records:
                        for name in names:
                            self.assertTrue(CHINESE.search(record[name]), record)
                self.assertTrue(all(activity.step_ids.mapped("user_id")))
                rated = activity.step_ids.filtered("is_rated")
                self.assertTrue(all(rated.mapped("touchpoint_id.weight_ids")))

    def test_two_copies_are_independent_but_share_touchpoints(self):
        first, second = self._plan("phone_launch"), self._plan("phone_launch")
        self.assertNotEqual(first.event_id, second.event_id)
        self.assertFalse(first.step_ids & second.step_ids)
        self.assertEqual(first.step_ids.touchpoint_id, second.step_ids.touchpoint_id)
        second.step_ids[0].name = "Robots at the door"
        self.assertNotIn("Robots at the door", first.step_ids.mapped("name"))

    def test_for_an_event_that_is_there(self):
        event = self.env["event.event"].create(
            {
                "name": "Our evening",
                "date_begin": "2026-09-01 10:00:00",
                "date_end": "2026-09-01 14:00:00",
            }
        )
        template = self._template("tasting").with_user(self.manager)
        template.with_context(cem_event_id=event.id).action_create_activity()
        activity = event.cem_activity_ids
        self.assertEqual(activity.name, "Our evening")
        self.assertFalse(activity.missing_count)
        self.assertEqual(event.action_cem_activity()["res_id"], activity.id)

    def test_roles(self):
        template = self._template("tasting")
        self.assertTrue(template.with_user(self.staff).step_count)
        with self.assertRaises(AccessError):
            template.with_user(self.staff).action_create_activity()
        with self.assertRaises(AccessError):
            template.with_user(self.manager).write({"code": "../secret"})
        theirs = template.with_user(self.manager_two)._create_activity()
        self.assertEqual(theirs.company_id, self.company_two)
        self.assertEqual(theirs.step_ids.touchpoint_id.company_id, self.company_two)
        with self.assertRaises(AccessError):
            theirs.step_ids[0].with_user(self.manager).read(["name"])

    def test_in_the_users_language(self):
        chinese = self._template("open_house").with_context(lang="zh_CN")
        self.assertEqual(chinese.name, "楼盘开放体验日")
        found = self.env["cem.activity.template"].search(
            [("name", "ilike", "open day")]
        )
        self.assertEqual(found.code, "language_school")
