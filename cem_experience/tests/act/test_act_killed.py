"""A scheduled action that is killed anywhere, or run twice, changes nothing."""

from datetime import timedelta
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo import SUPERUSER_ID, api, fields
from odoo.tests import tagged, test_cursor

from ..base.common import CemCommon

WEEK = timedelta(weeks=1)
ACTIONS = (
    ("cem.followup", "_cron_open"),
    ("cem.followup", "_cron_escalate"),
    ("cem.problem", "_cron_early_warning"),
)


class Killed(BaseException):
    """The process is gone: no handler of ours or of Odoo's may catch this."""


@tagged("post_install", "-at_install")
class TestActKilled(CemCommon):
    """What was committed is all that is left of a killed process.

    Odoo's test cursor keeps what was committed and drops the rest when the exception
    closes it, as PostgreSQL does when a process dies.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        scores = cls.env["cem.score"]
        scores.search([("followup_pending", "=", True)]).write(
            {"followup_pending": False}
        )
        cls.shop = cls.env["res.company"].create({"name": "Shop"})
        cls.shop.cem_followup_user_id = cls._new_user(
            "cem_owner", "group_cem_manager", company=cls.shop
        )
        cls.desk = cls.env["cem.touchpoint"].create(
            {"name": "Desk", "company_id": cls.shop.id}
        )
        cls.env["cem.followup.rule"].search([]).active = False
        cls.env["cem.followup.rule"].create({"name": "Bad", "measure": "experience"})
        today = fields.Date.today()
        last = today - timedelta(days=today.weekday()) - WEEK
        weeks = [last - n * WEEK for n in range(34)]
        happy, unhappy = weeks * 19, [*weeks, *[last] * 8]
        for days, value in ((happy, 7.5), (unhappy, 2.5)):
            scores._insert_bulk(
                {
                    "measure": ["csat"] * len(days),
                    "raw_value": [1 + value / 2.5] * len(days),
                    "value": [value] * len(days),
                    "date": days,
                    "source": ["survey"] * len(days),
                    "company_id": [cls.shop.id] * len(days),
                    "touchpoint_id": [cls.desk.id] * len(days),
                }
            )
        cls.partners = cls.env["res.partner"].create(
            [{"name": f"Customer {n}"} for n in range(3)]
        )
        for partner in cls.partners:
            for measure in ("experience", "experience", "csat"):
                cls._score(measure, 1.0, partner_id=partner.id, company_id=cls.shop.id)
        now = fields.Datetime.now()
        cls.late = cls.env["cem.followup"].create(
            [
                {
                    "partner_id": cls.customer.id,
                    "company_id": cls.shop.id,
                    "name": f"Late {n}",
                    "user_id": False,
                    "contact_deadline": now - timedelta(days=3),
                    "deadline": now - timedelta(days=2),
                }
                for n in range(2)
            ]
        )

    def _run(self, action, at=0):
        """Do a scheduled action in a process that dies at its ``at``-th statement."""
        model, method = action
        real, count = test_cursor.TestCursor.execute, [0]

        def execute(cursor, *args, **kwargs):
            count[0] += 1
            if count[0] == at:
                raise Killed
            return real(cursor, *args, **kwargs)

        with self.enter_registry_test_mode():
            try:
                with (
                    patch.object(test_cursor.TestCursor, "execute", execute),
                    self.registry.cursor() as cr,
                ):
                    getattr(api.Environment(cr, SUPERUSER_ID, {})[model], method)()
            except Killed:
                return True
        return False

    def _state(self):
        """All that the scheduled actions have done, without the ids."""
        self.env.invalidate_all()
        cases = self.env["cem.followup"].search([("company_id", "=", self.shop.id)])
        problems = self.env["cem.problem"].search([("company_id", "=", self.shop.id)])
        return (
            sorted(
                (
                    case.display_name,
                    len(case.score_ids),
                    len(case.activity_ids),
                    len(case.message_ids),
                    case.escalation_level,
                    len(case.escalation_ids),
                    case.priority,
                )
                for case in cases
            ),
            sorted(
                (problem.name, problem.state, problem.week_count)
                + (str(problem.date_first), len(problem.activity_ids))
                for problem in problems
            ),
            self.shop.cem_warning_week,
        )

    def test_without_kills(self):
        for action in ACTIONS:
            self._run(action)
        cases, problems, week = self._state()
        self.assertEqual(
            [(name, answers) for name, answers, *_rest in cases if answers],
            [(f"Customer {n}", 2) for n in range(3)],
        )
        self.assertEqual({row[4] > 0 for row in cases if not row[1]}, {True})
        self.assertTrue(problems)
        self.assertTrue(week)
        before = self._state()
        for action in ACTIONS * 2:
            self._run(action)
        self.assertEqual(self._state(), before, "twice is once")

    @given(
        kills=st.lists(
            st.tuples(st.sampled_from(ACTIONS), st.integers(1, 250)),
            min_size=1,
            max_size=4,
        )
    )
    @settings(deadline=None, max_examples=8)
    def test_property_killed_anywhere(self, kills):
        with self.env.cr.savepoint() as savepoint:
            for action in ACTIONS:
                self._run(action)
            expected = self._state()
            savepoint.rollback()
            self.env.invalidate_all()
            for action, at in kills:
                self._run(action, at)
            for action in ACTIONS:
                self._run(action)
            self.assertEqual(self._state(), expected)
            savepoint.rollback()
            self.env.invalidate_all()
