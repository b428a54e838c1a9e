"""Asking again after closing: once, at any time, and a bad answer opens it again."""

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from .common_followup import FollowupCommon


@tagged("post_install", "-at_install")
class TestFollowupRecovery(FollowupCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.touchpoint = cls.env.ref("cem_experience.cem_touchpoint_recovery")
        cls.company.write(
            {"cem_recovery_touchpoint_id": cls.touchpoint.id, "cem_recovery_days": 3}
        )
        cls.env["cem.followup.rule"].create(
            {"name": "Bad", "measure": "csat", "threshold": 2.5, "sequence": 30}
        )
        cls.cron_send = cls.env.ref("cem_experience.ir_cron_send_invitations")

    def _close(self, case):
        cause = self.env.ref("cem_experience.cem_cause_service")
        case.write({"cause_ids": [(4, cause.id)], "outcome": "explained"})
        case.action_close()

    def _invitations(self, case):
        return self.env["cem.invitation"].search(
            [("res_model", "=", "cem.followup"), ("res_id", "=", case.id)], order="id"
        )

    def _answer(self, case, raw, **values):
        """What the answer sheet of the recovery survey writes."""
        return self.env["cem.score"].create(
            {
                "measure": "csat",
                "raw_value": raw,
                "partner_id": case.partner_id.id,
                "touchpoint_id": self.touchpoint.id,
                "res_model": "cem.followup",
                "res_id": case.id,
                "source": "survey",
                **values,
            }
        )

    def test_closing_plans_the_question(self):
        case = self._open_case()
        now = fields.Datetime.now()
        self._close(case)
        invitation = self._invitations(case)
        self.assertEqual(invitation.touchpoint_id, self.touchpoint)
        self.assertEqual(invitation.state, "waiting")
        self.assertGreaterEqual(invitation.scheduled_date, now + timedelta(days=3))
        self.assertEqual(invitation.user_id, self.staff)

    def test_who_is_not_asked(self):
        stages = "cem_experience.cem_followup_stage_"
        cancelled = self._open_case()
        cancelled.stage_id = self.env.ref(f"{stages}cancelled")
        self.assertFalse(self._invitations(cancelled))
        self.company.cem_recovery_touchpoint_id = False
        case = self._open_case()
        self._close(case)
        self.assertFalse(self._invitations(case))

    def test_exempt_from_fatigue_once(self):
        case = self._open_case()
        self._close(case)
        first = self._invitations(case)
        self.env["cem.invitation"].create(
            {
                "partner_id": self.customer.id,
                "touchpoint_id": self.touchpoint.id,
                "company_id": self.company.id,
                "res_model": "res.partner",
                "res_id": self.customer.id,
                "email": self.customer.email,
                "state": "sent",
                "sent_date": fields.Datetime.now(),
            }
        )
        with freeze_time(fields.Datetime.now() + timedelta(days=4)):
            self.assertFalse(first._obstacles(), "asked about something else lately")
            first.write({"state": "sent", "sent_date": fields.Datetime.now()})
            case.action_reopen()
            self._close(case)
            again = self._invitations(case) - first
            self.assertEqual(again.state, "not_sent")
            self.assertEqual(again.reason, "duplicate", "one question a case")
            # Even if the touchpoint asks each time, the exemption is for once.
            self.touchpoint.ask_once = False
            again.write({"state": "waiting", "reason": False})
            again.scheduled_date = fields.Datetime.now()
            self.assertEqual(again._obstacles(), {again: "contacted_lately"})

    def test_reopened_before_it_was_sent_is_not_asked(self):
        case = self._open_case()
        self._close(case)
        case.action_reopen()
        invitation = self._invitations(case)
        self.assertEqual(invitation._obstacles(), {invitation: "condition_false"})

    def test_a_bad_second_answer_reopens_the_case(self):
        case = self._open_case()
        case.action_contacted()
        self._close(case)
        bad = self._answer(case, 1, comment="Still broken")
        self.assertEqual(case.recovery_state, "not_recovered")
        self._run()
        self.assertFalse(case.date_closed)
        self.assertEqual(self._cases(), case, "the same case, not another")
        self.assertEqual(case.reopened_score_id, bad)
        self.assertEqual(case.reopen_count, 1)
        self.assertIn(bad, case.score_ids)
        self.assertEqual(case.recovery_state, "not_recovered")
        self.assertEqual(case.activity_ids.user_id, self.staff)
        self.assertGreater(case.deadline, fields.Datetime.now())
        told = self._told(case).filtered(lambda one: "Still broken" in one.body)
        self.assertEqual(told.notified_partner_ids, self.staff.partner_id)
        before = len(case.message_ids)
        self._run()
        self.assertEqual(len(case.message_ids), before)
        # Closed again, the old answer says nothing about the new attempt.
        self._close(case)
        self.assertEqual(case.recovery_state, "no_answer")
        self._answer(case, 5)
        self._run()
        self.assertEqual(case.recovery_state, "recovered")
        self.assertTrue(case.date_closed)

    def test_a_good_second_answer_leaves_it_closed(self):
        case = self._open_case()
        self._close(case)
        self._answer(case, 5)
        self._run()
        self.assertTrue(case.is_recovered)
        self.assertEqual(self._cases(), case)

    def test_second_answer_beside_a_new_case_joins_it(self):
        case = self._open_case()
        self._close(case)
        new = self._open_case()
        self.assertNotEqual(new, case)
        bad = self._answer(case, 1)
        self._run()
        self.assertTrue(case.date_closed)
        self.assertIn(bad, new.score_ids)
        self.assertEqual(self._cases(), case | new)

    def test_somebody_elses_case_is_not_reopened(self):
        case = self._open_case()
        self._close(case)
        other = self.customer.copy()
        self._answer(case, 1, partner_id=other.id)
        self._run()
        self.assertTrue(case.date_closed)
        self.assertEqual(len(self._cases(other)), 1)

    def test_owner_who_has_left_is_replaced(self):
        case = self._open_case()
        self._close(case)
        self.staff.active = False
        self._answer(case, 1)
        self._run()
        self.assertFalse(case.date_closed)
        self.assertTrue(self.company._cem_is_staff(case.user_id))

    def test_recovery_of_many_cases_is_one_statement(self):
        cases = self.env["cem.followup"].create(
            [{"partner_id": self.customer.copy().id} for _number in range(20)]
        )
        self._close(cases)
        self.env.flush_all()
        for name in ("recovery_state", "is_recovered"):
            self.env.add_to_compute(cases._fields[name], cases)
        with self.assertQueryCount(40):
            cases._recompute_recordset(["recovery_state"])
            self.env.flush_all()
