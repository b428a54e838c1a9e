"""A follow-up from stage to stage: closing, reopening, recovery, escalation."""

from contextlib import contextmanager
from datetime import timedelta

from freezegun import freeze_time
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common_followup import FollowupCommon


@tagged("post_install", "-at_install")
class TestFollowupLife(FollowupCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cause = cls.env.ref("cem_experience.cem_cause_service_waiting")
        cls.stages = {
            name: cls.env.ref(f"cem_experience.cem_followup_stage_{name}")
            for name in ("new", "contacted", "progress", "waiting", "closed")
        }
        cls.colleague = cls._new_user("cem_colleague", "group_cem_user")
        # Several steps are in test_followup_clock.py.
        close = cls.env.ref("cem_experience.cem_followup_escalation_close")
        (cls.env["cem.followup.escalation"].search([]) - close).active = False

    @contextmanager
    def _refused(self, words):
        with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
            yield

    def _close(self, case):
        case.write({"cause_ids": [(4, self.cause.id)], "outcome": "explained"})
        case.action_close()

    # ------------------------------------------------------------------
    # Stages
    # ------------------------------------------------------------------

    def test_the_inner_loop_as_staff(self):
        case = self._open_case().with_user(self.staff)
        case.action_contacted()
        self.assertEqual(case.stage_id, self.stages["contacted"])
        contacted = case.date_contacted
        self.assertTrue(contacted)
        case.stage_id = self.stages["waiting"]
        self.assertEqual(case.date_contacted, contacted)
        with Form(case) as form:
            form.cause_ids.add(self.cause)
            form.outcome = "explained"
        case.action_close()
        self.assertTrue(case.is_closed)
        self.assertTrue(case.date_closed)
        self.assertFalse(case.case_key)
        self.assertFalse(case.activity_ids)
        self.assertFalse(case.is_overdue)

    def test_closing_says_what_is_missing(self):
        case = self._open_case().with_user(self.staff)
        with self._refused("at least one cause, the outcome"):
            case.action_close()
        case.outcome = "explained"
        with self._refused("fill in: at least one cause"):
            case.stage_id = self.stages["closed"]
        case.write({"outcome": False, "cause_ids": [(4, self.cause.id)]})
        with self._refused("fill in: the outcome"):
            case.action_close()
        with self.assertRaises(UserError):
            self.env["cem.followup"].create(
                {
                    "partner_id": self.customer.id,
                    "stage_id": self.stages["closed"].id,
                }
            )

    def test_a_closed_case_keeps_its_cause(self):
        case = self._open_case()
        self._close(case)
        with self.assertRaises(UserError):
            case.cause_ids = False

    def test_closing_two_at_once_closes_both(self):
        cases = self._open_case() | self.env["cem.followup"].create(
            {"partner_id": self.customer.copy().id}
        )
        cases.write({"cause_ids": [(4, self.cause.id)], "outcome": "lost"})
        cases.action_close()
        self.assertEqual(cases.mapped("is_closed"), [True, True])
        self.assertTrue(all(cases.mapped("date_closed")))
        self.assertFalse(cases.activity_ids)

    def test_reopening(self):
        with freeze_time(fields.Datetime.now() - timedelta(days=20)):
            case = self._open_case().with_user(self.staff)
            case.action_contacted()
            self._close(case)
        opened = case.date_open
        case.action_reopen()
        self.assertFalse(case.date_closed)
        self.assertEqual(case.stage_id, self.stages["contacted"])
        self.assertEqual(case.date_open, opened, "the clock is not turned back")
        self.assertFalse(case.is_overdue, "but there is time again")
        self.assertFalse(case.outcome)
        self.assertEqual(case.cause_ids, self.cause)
        self.assertTrue(case.sudo().case_key)
        self.assertEqual(case.activity_ids.user_id, self.staff)

    def test_reopening_beside_a_new_case_is_refused(self):
        case = self._open_case()
        self._close(case)
        self._open_case()
        with self._refused("another open follow-up"):
            case.action_reopen()

    def test_meaning_of_a_used_stage_stays(self):
        case = self._open_case()
        with self._refused("Move them"):
            case.stage_id.kind = "closed"
        case.stage_id.name = "Found"

    # ------------------------------------------------------------------
    # The owner's activity
    # ------------------------------------------------------------------

    def test_handing_over_moves_the_activity(self):
        case = self._open_case().with_user(self.staff)
        activity = case.activity_ids
        case.user_id = self.colleague
        self.env.flush_all()
        self.assertEqual(case.activity_ids, activity)
        self.assertEqual(activity.user_id, self.colleague)
        with self.assertRaises(AccessError):
            case.action_contacted()
        case.with_user(self.colleague).action_contacted()

    def test_new_deadline_moves_the_activity(self):
        case = self._open_case()
        case.deadline += timedelta(days=10)
        self.assertEqual(case.activity_ids.date_deadline, case._activity_date())

    def test_done_activity_comes_back_for_a_new_owner_only(self):
        case = self._open_case()
        case.activity_ids.action_feedback()
        case.stage_id = self.stages["progress"]
        self.assertFalse(case.activity_ids)
        case.user_id = self.colleague
        self.assertEqual(case.activity_ids.user_id, self.colleague)

    def test_freeing_a_case_takes_the_activity_away(self):
        case = self._open_case()
        case.user_id = False
        self.assertFalse(case.activity_ids)
        case.with_user(self.colleague).action_assign_to_me()
        self.assertEqual(case.activity_ids.user_id, self.colleague)

    def test_activities_of_people_are_left_alone(self):
        case = self._open_case()
        mine = self.env["mail.activity"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("cem.followup"),
                "res_id": case.id,
                "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
                "user_id": self.manager.id,
            }
        )
        case.user_id = self.colleague
        self._close(case)
        self.assertEqual(case.activity_ids, mine)
        self.assertEqual(mine.user_id, self.manager)

    # ------------------------------------------------------------------
    # Recovery
    # ------------------------------------------------------------------

    def test_recovery_is_told_by_the_next_answers(self):
        for later, state in (
            ([], "no_answer"),
            ([("experience", 8.0)], "recovered"),
            ([("experience", 2.0)], "not_recovered"),
            ([("experience", 8.0), ("nps", 5.0)], "not_recovered"),
            ([("expectation", 1.0), ("importance", 9.0)], "no_answer"),
        ):
            with self.subTest(state, later=later):
                customer = self.customer.copy()
                case = self.env["cem.followup"].create({"partner_id": customer.id})
                self.assertFalse(case.recovery_state)
                self._close(case)
                for measure, value in later:
                    self._score(measure, value, partner_id=customer.id)
                self.assertEqual(case.recovery_state, state)
                self.assertEqual(case.is_recovered, state == "recovered")

    def test_first_occasion_after_closing_counts(self):
        case = self._open_case()
        self._close(case)
        self._score(value=9.0, date=fields.Date.today() - timedelta(days=1))
        self.assertEqual(case.recovery_state, "no_answer", "said before closing")
        self._score(value=9.0, date=fields.Date.today() + timedelta(days=1))
        self.assertEqual(case.recovery_state, "recovered")
        later = fields.Date.today() + timedelta(days=9)
        with freeze_time(later):
            self._score(value=1.0, date=later)
        self.assertEqual(case.recovery_state, "recovered", "that is another story")

    def test_withdrawn_answer_proves_nothing(self):
        case = self._open_case()
        self._close(case)
        score = self._score(value=9.0)
        self.assertTrue(case.is_recovered)
        score._withdraw()
        self.assertEqual(case.recovery_state, "no_answer")

    def test_other_company_proves_nothing(self):
        case = self._open_case()
        self._close(case)
        self._score(value=9.0, company_id=self.company_two.id)
        self.assertEqual(case.recovery_state, "no_answer")

    def test_recovery_is_never_typed(self):
        case = self._open_case().with_user(self.manager)
        for name, value in (
            ("is_recovered", True),
            ("recovery_state", "recovered"),
            ("date_closed", fields.Datetime.now()),
            ("escalation_level", 1),
            ("case_key", "x"),
        ):
            with self.subTest(name), self._refused("cannot be"):
                case.write({name: value})
        with self.assertRaises(UserError):
            case.create({"partner_id": self.customer.id, "is_recovered": True})

    def test_reopened_case_is_not_recovered(self):
        case = self._open_case()
        self._close(case)
        self._score(value=9.0)
        case.action_reopen()
        self.assertFalse(case.is_recovered)

    def test_figures_leave_out_what_is_not_there_yet(self):
        self.env["ir.config_parameter"].set_param(
            "cem_experience.followup_hours", "wall"
        )
        good, bad, silent, untouched = (
            self.env["cem.followup"].create(
                {"partner_id": self.customer.copy().id, "name": "figures"}
            )
            for _number in range(4)
        )
        start = fields.Datetime.now() - timedelta(hours=10)
        (good | bad | silent | untouched).date_open = start
        (good | bad).date_contacted = start + timedelta(hours=4)
        silent.date_contacted = start + timedelta(hours=1)
        for case in good | bad | silent:
            self._close(case)
        self._score(value=9.0, partner_id=good.partner_id.id)
        self._score(value=0.0, partner_id=bad.partner_id.id)
        [(count, rate, contact)] = self.env["cem.followup"]._read_group(
            [("name", "=", "figures")],
            [],
            ["__count", "recovery_rate:avg", "contact_hours:avg"],
        )
        self.assertEqual((count, rate), (4, 50.0))
        self.assertAlmostEqual(contact, 3.0)

    # ------------------------------------------------------------------
    # Escalation
    # ------------------------------------------------------------------

    def _escalations(self, cases):
        return (
            self.env["mail.activity"]
            .with_context(active_test=False)
            .search(
                [
                    ("res_model", "=", "cem.followup"),
                    ("res_id", "in", cases.ids),
                    (
                        "activity_type_id",
                        "=",
                        self.env.ref(
                            "cem_experience.mail_activity_type_followup_escalation"
                        ).id,
                    ),
                ]
            )
        )

    def test_overdue_is_escalated_once(self):
        self.company.cem_followup_user_id = self.manager
        case = self._open_case()
        self._run(self.cron_escalate)
        self.assertFalse(self._escalations(case))
        # Days after the deadline, as when the server was down.
        case.deadline = fields.Datetime.now() - timedelta(days=6)
        self.assertTrue(case.is_overdue)
        domain = [("id", "=", case.id)]
        found = self.env["cem.followup"].search([*domain, ("is_overdue", "=", True)])
        self.assertEqual(found, case)
        for _time in range(2):
            self._run(self.cron_escalate)
        activity = self._escalations(case)
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.user_id, self.manager)
        self.assertEqual(case.priority, "1")
        self.assertEqual(case.escalation_level, 1)
        self._close(case)
        self.assertFalse(case.activity_ids, "nothing is left to do for the manager")
        found = self.env["cem.followup"].search([*domain, ("is_overdue", "!=", True)])
        self.assertEqual(found, case)

    def test_whom_to_tell(self):
        self.company.cem_followup_user_id = self.staff
        self.rule.escalation_user_id = self.colleague
        case = self._open_case()
        case.deadline = fields.Datetime.now() - timedelta(hours=1)
        self._run(self.cron_escalate)
        self.assertEqual(self._escalations(case).user_id, self.colleague)
        self.colleague.active = False
        case.deadline += timedelta(days=5)
        self.assertEqual(case.escalation_level, 0, "a new deadline can be missed anew")
        case.deadline -= timedelta(days=5)
        self._run(self.cron_escalate)
        last = self._escalations(case).sorted("id")[-1]
        self.assertNotEqual(last.user_id, self.staff, "not the owner again")
        self.assertTrue(last.user_id.has_group("cem_experience.group_cem_manager"))

    @given(
        delays=st.lists(st.integers(-50, 50), min_size=1, max_size=3),
        hours=st.lists(st.integers(1, 40), min_size=1, max_size=4),
        limit=st.integers(1, 2),
    )
    @settings(deadline=None, max_examples=25)
    def test_property_each_escalation_once(self, delays, hours, limit):
        """However often and at whatever hours the scheduled action runs."""
        with self.env.cr.savepoint() as savepoint:
            now = fields.Datetime.now()
            cases = self.env["cem.followup"].create(
                [
                    {
                        "partner_id": self.customer.id,
                        "user_id": self.staff.id,
                        "deadline": now + timedelta(hours=delay, minutes=30),
                    }
                    for delay in delays
                ]
            )
            clock = 0
            for step in hours:
                clock += step
                with freeze_time(now + timedelta(hours=clock)):
                    failed, left = [], 1
                    while left:
                        _looked, left = self.env["cem.followup"]._escalate_batch(
                            failed, limit
                        )
                self.assertFalse(failed)
                for case in cases:
                    late = case.deadline < now + timedelta(hours=clock)
                    self.assertEqual(len(self._escalations(case)), int(late))
                    self.assertEqual(case.escalation_level, int(late))
            savepoint.rollback()
            self.env.invalidate_all()
