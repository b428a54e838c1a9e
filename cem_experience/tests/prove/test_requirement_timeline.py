"""Requirements as bars over months."""

from datetime import date

from freezegun import freeze_time

from odoo.tests import HttpCase, tagged

from ..base.common import CemCommon


@tagged("post_install", "-at_install")
class TestRequirementTimeline(CemCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.requirements = cls.env["cem.requirement"]

    def _one(self, start=None, due=None, done=None, **values):
        return self.requirements.create(
            {
                "name": "Timeline",
                "date_start": start and date(2026, *start),
                "date_due": due and date(2026, *due),
                "date_done": done and date(2026, *done),
                "state": "done" if done else "doing",
                **values,
            }
        )

    def _read(self, records, start="2026-01-15", months=4, **values):
        with freeze_time("2026-03-11 12:00:00"):
            self.env.invalidate_all()
            return self.requirements.cem_timeline(
                [("id", "in", records.ids)], start, months, **values
            )

    def _row(self, record, **values):
        groups = self._read(record, **values)["groups"]
        return groups[0]["rows"][0] if groups else None

    def test_the_period(self):
        found = self._read(self._one((1, 1), (1, 31)))
        self.assertEqual(found["start"], "2026-01-01")
        self.assertEqual(
            [month["label"] for month in found["months"]],
            ["Jan 2026", "Feb", "Mar", "Apr"],
        )
        self.env["res.lang"]._activate_lang("zh_CN")
        chinese = self.requirements.with_context(lang="zh_CN")
        self.assertEqual(
            chinese.cem_timeline([], "2026-01-01", 2)["months"][0]["label"],
            "2026年1月",
        )
        self.assertAlmostEqual(sum(month["width"] for month in found["months"]), 100)
        self.assertAlmostEqual(found["today"], 100 * (31 + 28 + 10) / 120)
        self.assertIsNone(self._read(self._one((1, 1)), start="2025-01-01")["today"])

    def test_a_bar_from_its_first_to_its_last_day(self):
        bar = self._row(self._one((2, 1), (2, 28), done=(2, 28)))["bar"]
        self.assertAlmostEqual(bar["begin"], 100 * 31 / 120)
        self.assertAlmostEqual(bar["width"], 100 * 28 / 120)
        self.assertFalse(bar["before"] or bar["after"])
        bar = self._row(self._one((2, 1), (12, 31)))["bar"]
        self.assertAlmostEqual(bar["begin"] + bar["width"], 100)
        self.assertTrue(bar["after"])

    def test_what_is_late_is_shown_as_late(self):
        overdue = self._row(self._one((2, 1), (2, 28)))
        self.assertTrue(overdue["overdue"])
        self.assertAlmostEqual(overdue["late"]["width"], 100 * 11 / 120)
        done_late = self._row(self._one((2, 1), (2, 10), done=(2, 20)))
        self.assertAlmostEqual(done_late["bar"]["width"], 100 * 10 / 120)
        self.assertAlmostEqual(done_late["late"]["width"], 100 * 10 / 120)
        early = self._row(self._one((2, 1), (2, 20), done=(2, 10)))
        self.assertAlmostEqual(early["bar"]["width"], 100 * 10 / 120)
        self.assertIsNone(early["late"])

    def test_with_one_day_or_none(self):
        point = self._row(self._one(due=(4, 2)))
        self.assertTrue(point["point"])
        self.assertAlmostEqual(point["bar"]["width"], 100 / 120)
        begun = self._row(self._one(start=(3, 1)))
        self.assertTrue(begun["open_end"])
        self.assertAlmostEqual(begun["bar"]["width"], 100 * 11 / 120, msg="until today")
        undated = self._row(self._one())
        self.assertIsNone(undated["bar"])
        self.assertEqual(undated["dates"], "no dates yet")

    def test_what_does_not_touch_the_period_is_left_out(self):
        before = self._one((1, 1), (1, 5), done=(1, 5))
        after = self._one((9, 1), (9, 5))
        point_after = self._one(due=(9, 5))
        for record in (before, after, point_after):
            self.assertIsNone(self._row(record, start="2026-02-01"))
        overdue = self._one((1, 1), (1, 5))
        self.assertTrue(self._row(overdue, start="2026-02-01")["late"]["before"])
        self.assertIsNone(self._row(overdue, start="2026-05-01"))

    def test_grouped(self):
        records = self._one((2, 1), (3, 1), user_id=self.staff.id) | self._one((2, 2))
        groups = self._read(records, group_by="user_id")["groups"]
        self.assertEqual(
            [group["name"] for group in groups], [self.staff.display_name, "None"]
        )
        [group] = self._read(records, group_by="state")["groups"]
        self.assertEqual((group["name"], len(group["rows"])), ("In Progress", 2))
        groups = self._read(records, group_by="date_due:month")["groups"]
        self.assertEqual([group["name"] for group in groups], ["March 2026", "None"])

    def test_rights(self):
        mine, other = self._one((2, 1), user_id=self.staff.id), self._one((2, 1))
        for user, expected in (
            (self.staff, mine),
            (self.manager, mine | other),
            (self.manager_two, mine.browse()),
        ):
            rows = [
                row["id"]
                for group in self.requirements.with_user(user).cem_timeline(
                    [("id", "in", (mine | other).ids)], "2026-01-01"
                )["groups"]
                for row in group["rows"]
            ]
            self.assertEqual(set(rows), set(expected.ids))


@tagged("post_install", "-at_install")
class TestRequirementTimelineTour(HttpCase, CemCommon):
    def test_in_the_browser(self):
        today = date.today()
        for name, due in (("Second desk", today), ("Shorter forms", None)):
            self.env["cem.requirement"].create(
                {
                    "name": name,
                    "user_id": self.manager.id,
                    "date_start": due and today.replace(day=1),
                    "date_due": due,
                    "state": "doing",
                }
            )
        self.manager.lang = "en_US"
        self.start_tour(
            "/odoo/action-cem_experience.cem_requirement_action?view_type=cem_timeline",
            "cem_requirement_timeline",
            login=self.manager.login,
        )
