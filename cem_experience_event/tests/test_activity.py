"""The plan of an activity: what it holds, what it lacks, who may change it."""

from datetime import datetime, timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import BEGIN, ActivityCommon


@tagged("post_install", "-at_install")
class TestActivity(ActivityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.activity = cls.env["cem.activity"].create(
            {
                "name": "Evening",
                "date_begin": BEGIN,
                "date_end": BEGIN + timedelta(hours=3),
            }
        )

    def test_many_at_once_are_ready(self):
        done = self.activity.copy({"name": "Over", "state": "done"})
        (self.activity | done).action_ready()
        self.assertEqual((self.activity.state, done.state), ("ready", "done"))
        (self.activity | done).action_close()
        self.assertEqual(self.activity.state, "done")

    def _missing(self):
        return {p["code"] for p in self.activity._check_plan() if not p["ok"]}

    def test_new_plan_makes_its_event(self):
        self.assertEqual(self.activity.event_id.name, "Evening")
        self.assertEqual(self.activity.event_id.date_begin, BEGIN)
        self.assertEqual(self.activity.company_id, self.company)
        self.activity.write(
            {
                "name": "Long evening",
                "date_begin": BEGIN + timedelta(days=9),
                "date_end": BEGIN + timedelta(days=9, hours=5),
            }
        )
        self.assertEqual(self.activity.date_begin, BEGIN + timedelta(days=9))
        self.assertEqual(self.activity.event_id.name, "Long evening")

    @mute_logger("odoo.sql_db")
    def test_one_plan_an_event(self):
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self.env["cem.activity"].create({"event_id": self.activity.event_id.id})

    def test_checklist_says_what_is_missing(self):
        missing = self._missing()
        self.assertLessEqual(
            {
                "background",
                "purpose",
                "theme",
                "segments",
                "modules",
                "steps",
                "budget",
            },
            missing,
        )
        tag = self.env["res.partner.category"].create({"name": "Sporty people"})
        self.activity.write(
            {"background": "b", "purpose": "p", "theme": "t", "segment_ids": tag.ids}
        )
        zones = next(p for p in self.activity._check_plan() if p["code"] == "zones")
        self.assertEqual(zones["hint"], "Sporty people")
        self.assertIn("Sporty people", self.activity.checklist)
        self.assertEqual(self._missing() & {"background", "purpose", "theme"}, set())

    def test_a_module_is_designed_or_waived_with_a_reason(self):
        touchpoint = self.env["cem.touchpoint"].create({"name": "Table"})
        rows = self.env["cem.activity.module"]
        for module in ("sense", "feel", "think", "act"):
            rows |= rows.create(
                {
                    "activity_id": self.activity.id,
                    "module": module,
                    "meets": "A lamp",
                    "effect": "Warmth",
                    "touchpoint_id": touchpoint.id,
                    "sense_ids": self.env.ref("cem_experience.cem_sense_sight").ids,
                }
            )
        points = {p["code"]: p for p in self.activity._check_plan()}
        self.assertEqual(points["modules"]["hint"], "Relate")
        rows.create(
            {
                "activity_id": self.activity.id,
                "module": "relate",
                "is_waived": True,
                "waive_reason": "Guests come alone",
            }
        )
        self.assertNotIn("modules", self._missing())
        rows[0].effect = False
        self.assertLessEqual({"modules", "incomplete_modules"}, self._missing())
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            with self.cr.savepoint():
                rows[1].is_waived = True
                rows.flush_recordset()

    def test_steps_owned_and_inside_the_event(self):
        step = self.env["cem.activity.step"].create(
            {
                "activity_id": self.activity.id,
                "name": "Trial",
                "kind": "trial",
                "offset": 2.5,
                "duration": 1,
            }
        )
        self.assertTrue(step.is_rated, "a trial is rated unless told otherwise")
        points = {p["code"]: p for p in self.activity._check_plan()}
        for code in ("owned", "times", "points", "rated_touchpoints"):
            self.assertEqual(points[code]["hint"], "Trial", code)
        step.write({"duration": 0.5, "user_id": self.staff.id})
        self.assertFalse({"owned", "times"} & self._missing())

    def test_programme_moves_with_the_event(self):
        step = self.env["cem.activity.step"].create(
            {
                "activity_id": self.activity.id,
                "name": "Story",
                "offset": 0.5,
                "duration": 0.25,
            }
        )
        self.assertEqual(step.date_start, BEGIN + timedelta(minutes=30))
        self.activity.event_id.write(
            {
                "date_begin": BEGIN + timedelta(days=1),
                "date_end": BEGIN + timedelta(days=1, hours=3),
            }
        )
        self.assertEqual(step.date_start, BEGIN + timedelta(days=1, minutes=30))
        step.date_start = BEGIN + timedelta(days=1, hours=1)
        self.assertEqual(step.offset, 1)

    def test_budget_against_actual(self):
        self.env["cem.activity.cost"].create(
            [
                {
                    "activity_id": self.activity.id,
                    "name": "Stage",
                    "planned": 100,
                    "actual": 130,
                },
                {"activity_id": self.activity.id, "name": "Tea", "planned": 50},
            ]
        )
        self.assertEqual(self.activity.planned_cost, 150)
        self.assertEqual(self.activity.actual_cost, 130)
        self.assertEqual(self.activity.cost_ids.mapped("difference"), [30, -50])

    def test_copy(self):
        activity = self._plan("phone_launch")
        activity.step_ids[0].is_done = True
        copied = activity.copy()
        self.assertNotEqual(copied.event_id, activity.event_id)
        self.assertEqual(copied.date_begin, activity.date_begin + timedelta(weeks=1))
        self.assertEqual(len(copied.step_ids), len(activity.step_ids))
        self.assertFalse(copied.step_ids & activity.step_ids)
        self.assertFalse(any(copied.step_ids.mapped("is_done")))
        self.assertTrue(copied.step_ids.zone_id)
        self.assertLessEqual(copied.step_ids.zone_id, copied.zone_ids)
        self.assertEqual(
            copied.step_ids.zone_id.mapped("name"),
            activity.step_ids.zone_id.mapped("name"),
        )
        self.assertLessEqual(copied.draw_ids.step_id, copied.step_ids)
        self.assertTrue(copied.draw_ids)
        self.assertFalse(any(copied.draw_ids.mapped("commitment")))
        self.assertFalse(copied.missing_count)

    def test_staff_read_and_run_managers_plan(self):
        activity = self._plan("tasting")
        mine = activity.with_user(self.staff)
        self.assertTrue(mine.name and mine.checklist and mine.step_ids[0].key_points)
        for record, values in (
            (mine, {"theme": "x"}),
            (mine.step_ids[0], {"name": "x"}),
            (mine.cost_ids[0], {"planned": 1}),
            (mine.draw_ids[0], {"name": "x"}),
            (mine.event_id, {"name": "x"}),
        ):
            with self.assertRaises(AccessError):
                record.write(values)
        mine.step_ids[0].action_done()
        self.assertTrue(activity.step_ids[0].is_done)
        activity.with_user(self.manager).write({"theme": "Another", "name": "New"})
        self.assertEqual(activity.event_id.name, "New")
        with self.assertRaises(AccessError):
            activity.with_user(self.plain_user).read(["theme"])

    def test_companies(self):
        activity = self._plan("tasting", self.manager_two)
        self.assertEqual(activity.company_id, self.company_two)
        for records in (activity, activity.step_ids, activity.draw_ids.prize_ids):
            with self.assertRaises(AccessError):
                records[0].with_user(self.manager).read(["display_name"])

    def test_form_of_a_manager(self):
        with Form(self.env["cem.activity"].with_user(self.manager)) as form:
            form.name = "By hand"
            form.date_begin = datetime(2026, 6, 1, 8)
            form.date_end = datetime(2026, 6, 1, 12)
            with form.step_ids.new() as step:
                step.name = "Welcome"
                step.kind = "sign_in"
                step.duration = 0.5
        activity = form.record
        self.assertEqual(activity.event_id.name, "By hand")
        self.assertEqual(activity.step_ids.date_start, datetime(2026, 6, 1, 8))
