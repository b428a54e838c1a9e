"""Alarms and weekly sums follow the answers that leave and come back."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from ...models.prove.cem_problem_warning import WEEK
from .common_problem import ProblemCommon


@tagged("post_install", "-at_install")
class TestProblemRecount(ProblemCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.recount = cls.env["cem.problem.recount"]

    def _bad(self, week):
        return self.env["cem.score"].search(
            [
                ("company_id", "=", self.shop.id),
                ("date", ">=", week),
                ("date", "<", week + WEEK),
                ("value", "=", 2.5),
            ]
        )

    def _again(self):
        self.env["cem.problem"]._count_again(self.shop)

    def _sums(self, week):
        rows = self.env["cem.problem.week"].search(
            [("company_id", "=", self.shop.id), ("week", "=", week)]
        )
        return sum(rows.mapped("answer_count")), sum(rows.mapped("unhappy_count"))

    def _alarm(self):
        self._steady()
        self._answers(self.last, unhappy=8, happy=12)
        self._look()
        self.assertEqual(self._problems().state, "proposed")
        return self._problems()

    def test_an_alarm_is_taken_back_with_its_answers(self):
        problem = self._alarm()
        bad = self._bad(self.last)
        bad[:7]._withdraw()
        self._again()
        self.assertEqual(problem.state, "dismissed")
        self.assertFalse(problem.activity_ids)
        self.assertIn("taken back", problem.message_ids[0].body)
        self.assertFalse(self.recount.search([("company_id", "=", self.shop.id)]))

    def test_answers_that_come_back_raise_it_again(self):
        problem = self._alarm()
        bad = self._bad(self.last)
        bad._withdraw()
        self._again()
        self._again()
        self.assertEqual(self._problems(), problem, "nothing to be said")
        bad.write({"active": True})
        self._again()
        new = self._problems() - problem
        self.assertEqual(new.state, "proposed")
        self.assertEqual(new.date_first, self.last)

    def test_the_first_week_of_a_shift_is_enough(self):
        problem = self._alarm()
        self._answers(self.last + WEEK, unhappy=8, happy=12)
        self._look(self.last + WEEK)
        self.assertEqual(problem.date_last, self.last + WEEK)
        self._bad(self.last + WEEK)._withdraw()
        self._again()
        self.assertEqual(problem.state, "proposed", "seen in the week before, too")

    def test_what_still_stands_stays(self):
        problem = self._alarm()
        self._bad(self.last)[:1]._withdraw()
        self._again()
        self.assertEqual(problem.state, "proposed")
        self.assertTrue(problem.activity_ids)

    def test_what_somebody_works_on_is_only_told(self):
        confirmed = self._alarm()
        self.env["cem.requirement"].create(
            {
                "name": "A second desk",
                "company_id": self.shop.id,
                "problem_id": confirmed.id,
            }
        )
        self._bad(self.last).unlink()
        self._again()
        self.assertEqual(confirmed.state, "proposed")
        self.assertIn("still a problem", confirmed.message_ids[0].body)

    def test_old_weeks_are_counted_again_and_nobody_is_woken_for_new_ones(self):
        self._steady()
        self._answers(self.last)
        self._look()
        old = self.last - 20 * WEEK
        self.assertEqual(self._sums(old), (20, 1))
        bad = self._bad(old)
        bad._withdraw()
        self._again()
        self.assertEqual(self._sums(old), (19, 0))
        bad.active = True
        self._again()
        self.assertEqual(self._sums(old), (20, 1))
        self.shop.cem_warning_week = self.last - 2 * WEEK
        self._bad(self.last)._withdraw()
        self.assertFalse(
            self.recount.search([("company_id", "=", self.shop.id)]),
            "not judged yet, so counted anyway",
        )

    @settings(max_examples=8, deadline=None)
    @given(
        st.lists(
            st.tuples(st.integers(0, 12), st.sampled_from(["out", "back", "count"])),
            max_size=8,
        )
    )
    def test_property_sums_equal_the_answers(self, steps):
        """Whatever leaves and comes back, in whatever order, counted now or later."""
        with self.env.cr.savepoint() as savepoint:
            self._steady(13)
            self._answers(self.last)
            self._look()
            for back, step in steps:
                bad = self._bad(self.last - back * WEEK)
                if step == "out":
                    bad._withdraw()
                elif step == "back":
                    gone = bad.with_context(active_test=False).search(
                        [
                            ("company_id", "=", self.shop.id),
                            ("active", "=", False),
                            ("date", ">=", self.last - back * WEEK),
                        ]
                    )
                    gone.write({"active": True})
                else:
                    self._again()
            self._again()
            for n in range(13):
                week = self.last - n * WEEK
                scores = self.env["cem.score"].search_count(
                    [
                        ("company_id", "=", self.shop.id),
                        ("date", ">=", week),
                        ("date", "<", week + timedelta(days=7)),
                    ]
                )
                self.assertEqual(self._sums(week)[0], scores)
            savepoint.rollback()
