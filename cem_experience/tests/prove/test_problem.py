"""The early warning: one alarm per shift, and what becomes of it."""

from datetime import datetime, time
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ...models.prove.cem_problem_warning import WEEK
from .common_problem import ProblemCommon


@tagged("post_install", "-at_install")
class TestProblem(ProblemCommon):
    def test_a_steady_process_raises_no_alarm(self):
        self._steady()
        self._answers(self.last)
        self._look()
        self.assertFalse(self._problems())

    def test_more_unhappy_answers_become_a_proposed_problem(self):
        self._steady()
        self._answers(self.last, unhappy=8, happy=12)
        self._look()
        problem = self._problems()
        self.assertEqual(problem.chart, "p", "one alarm, though both charts see it")
        self.assertEqual(problem.state, "proposed")
        self.assertEqual(problem.touchpoint_id, self.desk)
        self.assertEqual(problem.user_id, self.owner)
        self.assertEqual(problem.activity_ids.user_id, self.owner)
        self.assertEqual(problem.date_first, self.last)
        self.assertIn("itl.nist.gov", problem.source_url)
        self.assertEqual(len(problem.chart_data["values"]), 8)
        self.assertTrue(problem.chart_data["signals"][-1])
        self.assertAlmostEqual(problem.value, 0.4)
        self.assertIn("40.0 %", problem.explanation)

    def test_a_shift_of_the_mean(self):
        """Nobody is unhappy, but hardly anybody is delighted any more."""
        self._steady()
        self._answers(self.last, marks=(7.5, 5.0))
        self._look()
        problem = self._problems()
        self.assertEqual(problem.chart, "ewma")
        self.assertEqual(problem.touchpoint_id, self.desk)
        self.assertLess(problem.value, problem.limit)
        self.assertIn("pmc324", problem.source_url)

    def test_named_in_the_language_of_the_owner(self):
        """The scheduled action has none of its own."""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.owner.lang = "zh_CN"
        self._steady()
        self._answers(self.last, unhappy=8, happy=12)
        self.env["cem.problem"].with_context(lang=None)._judge_company_week(
            self.shop, self.last
        )
        self.assertTrue(self._problems())
        for problem in self._problems():
            self.assertRegex(problem.name, "[\u4e00-\u9fff]")

    def test_better_than_usual_is_no_problem(self):
        for n in range(34):
            self._answers(self.last - (n + 1) * WEEK, unhappy=8, happy=12)
        self._answers(self.last, unhappy=0, happy=20)
        self._look()
        self.assertFalse(self._problems())

    def test_few_answers_are_no_baseline(self):
        self._answers(self.last - 10 * WEEK)
        self._answers(self.last, unhappy=20, happy=0)
        self._look()
        self.assertFalse(self._problems())

    def test_one_alarm_per_shift(self):
        self._steady()
        self._answers(self.last, unhappy=8, happy=12)
        self._look()
        first = self._problems()
        messages = len(first.message_ids)
        self._look()
        self.assertEqual(self._problems(), first, "looked at twice")
        self.assertEqual(first.week_count, 1)
        for n in range(1, 4):
            week = self.last + n * WEEK
            self._answers(week, unhappy=8, happy=12)
            self._look(week)
        self.assertEqual(self._problems(), first, "the shift goes on")
        self.assertEqual(first.week_count, 4)
        self.assertEqual(first.date_last, self.last + 3 * WEEK)
        self.assertEqual(len(first.activity_ids), 1)
        self.assertEqual(len(first.message_ids), messages, "and nobody is told again")
        # The moving average takes some weeks to forget, and then come weeks of rest.
        for n in range(4, 13):
            self._answers(self.last + n * WEEK)
            self._look(self.last + n * WEEK)
        self.assertEqual(self._problems(), first)
        week = self.last + 13 * WEEK
        self._answers(week, unhappy=10, happy=10)
        self._look(week)
        again = self._problems() - first
        self.assertEqual(
            again.date_first, week, "after weeks of rest it is another one"
        )

    def test_dismissed_is_not_proposed_again_for_the_same_shift(self):
        self._steady()
        self._answers(self.last, unhappy=8, happy=12)
        self._look()
        problems = self._problems()
        problems.with_user(self.owner).action_dismiss()
        self.assertFalse(problems.activity_ids)
        self._answers(self.last + WEEK, unhappy=8, happy=12)
        self._look(self.last + WEEK)
        self.assertEqual(self._problems(), problems)
        self.assertEqual(set(problems.mapped("state")), {"dismissed"})

    def test_each_week_is_read_once(self):
        self._steady()
        self._answers(self.last)
        read = self._look()
        self.assertEqual(read, 34 * 20, "the first time the whole window")
        with freeze_time(datetime.combine(self.last + 2 * WEEK, time(9))):
            self._answers(self.last + WEEK)
            self.assertEqual(
                self.env["cem.problem"]._weeks_to_judge(self.shop),
                [self.last + WEEK],
            )
            self.assertEqual(self._look(self.last + WEEK), 5 * 20, "and late answers")
            self.assertFalse(self.env["cem.problem"]._weeks_to_judge(self.shop))
        with freeze_time(datetime.combine(self.last + 40 * WEEK, time(9))):
            weeks = self.env["cem.problem"]._weeks_to_judge(self.shop)
        self.assertEqual(len(weeks), 8, "after a long outage the last weeks only")

    def test_late_and_corrected_answers_count(self):
        self._steady()
        self._look()
        self.assertFalse(self._problems())
        self._answers(self.last, unhappy=8, happy=12)
        self._answers(self.last + WEEK, unhappy=0)
        self._look(self.last + WEEK)
        week = self.env["cem.problem.week"].search(
            [("company_id", "=", self.shop.id), ("week", "=", self.last)]
        )
        self.assertEqual((week.answer_count, week.unhappy_count), (20, 8))

    def test_killed_half_way_changes_nothing(self):
        self._steady()
        self._answers(self.last, unhappy=8, happy=12)
        self.env.flush_all()
        cron = self.env.ref("cem_experience.ir_cron_early_warning")
        Problem = type(self.env["cem.problem"])

        def _dies(problems, company, *args):
            if company == self.shop:
                raise ValueError("killed")

        with (
            patch.object(Problem, "_judge", _dies),
            self.assertLogs("odoo.addons.cem_experience", "WARNING"),
            self.enter_registry_test_mode(),
        ):
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertFalse(self.shop.cem_warning_week)
        self.assertFalse(self._problems())
        for _time in range(2):
            with self.enter_registry_test_mode():
                cron.method_direct_trigger()
            self.env.invalidate_all()
            self.assertEqual(len(self._problems()), 1)
        self.assertEqual(self.shop.cem_warning_week, self.last)

    def _cases(self, week, number, cause=None):
        partners = self.env["res.partner"].create(
            [
                {"name": f"Customer {n}", "email": f"c{n}@customer.example"}
                for n in range(number)
            ]
        )
        return self.env["cem.followup"].create(
            [
                {
                    "partner_id": partner.id,
                    "company_id": self.shop.id,
                    "user_id": self.owner.id,
                    "date_open": datetime.combine(week, time(12)),
                    "cause_ids": [(4, (cause or self.cause).id)],
                }
                for partner in partners
            ]
        )

    def test_a_cause_above_its_usual_rate(self):
        part = self.env["cem.cause"].create(
            {"name": "At noon", "parent_id": self.cause.id}
        )
        self._steady()
        self._answers(self.last)
        for n in range(0, 30, 5):
            self._cases(self.last - (n + 9) * WEEK, 1)
        cases = self._cases(self.last, 12, part)
        self._look()
        problem = self._problems()
        self.assertEqual(problem.chart, "u")
        self.assertEqual(problem.cause_id, part, "and not what it is part of as well")
        self.assertEqual(problem.followup_count, 12)
        action = problem.action_followups()
        self.assertEqual(self.env["cem.followup"].search(action["domain"]), cases)
        # Of the whole, only what its part does not explain
        week = self.last + WEEK
        self._answers(week)
        self._cases(week, 12, part)
        self._look(week)
        self.assertEqual(self._problems(), problem)
        self._answers(week + WEEK)
        self._cases(week + WEEK, 12)
        self._look(week + WEEK)
        self.assertEqual((self._problems() - problem).cause_id, self.cause)

    def test_part_and_parts_together(self):
        """What no part shows by itself is seen in the whole."""
        parts = self.env["cem.cause"].create(
            [{"name": f"Part {n}", "parent_id": self.cause.id} for n in range(6)]
        )
        self._steady()
        self._answers(self.last)
        for part in parts:
            self._cases(self.last, 1, part)
        self._look()
        self.assertEqual(self._problems().cause_id, self.cause)

    def test_rights(self):
        problem = self.env["cem.problem"].create(
            {"name": "Ours", "company_id": self.company.id, "cause_id": self.cause.id}
        )
        for who, may in (
            (self.plain_user, False),
            (self.staff, False),
            (self.manager, True),
            (self.administrator, True),
            (self.manager_two, False),
        ):
            with self.subTest(who.login):
                for operation in ("read", "write", "unlink"):
                    self.assertEqual(problem.with_user(who).has_access(operation), may)
        with self.assertRaises(AccessError):
            self.env["cem.problem"].with_user(self.staff).create({"name": "Mine"})
