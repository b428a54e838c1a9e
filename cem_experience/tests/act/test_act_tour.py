"""The two loops in a browser, each person with only the rights of the role."""

from contextlib import nullcontext
from datetime import datetime, time, timedelta

from odoo import Command, fields
from odoo.tests import HttpCase, tagged

from .common_followup import FollowupCommon


@tagged("post_install", "-at_install")
class TestActTour(HttpCase, FollowupCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.approver = cls._new_user("cem_approver", "group_cem_manager")
        (cls.staff | cls.manager | cls.approver).lang = "en_US"
        cls.customer.phone = "+852 5550 0100"

    def enter_registry_test_mode(self):
        # A test with a server is in it from its beginning; Odoo warns of a second time.
        return nullcontext()

    def test_inner_loop(self):
        """Staff: found, called, noted, paid for, closed; opened again; approved."""
        self.company.cem_followup_user_id = self.manager
        self.rule.escalation_user_id = self.manager
        case = self._open_case(comment="Nobody called me back.")
        partner = self.env["res.partner"].create({"name": "Customer Wu"})
        free = self.env["cem.followup"].create(
            {"partner_id": partner.id, "user_id": False}
        )
        self.start_tour("/odoo/cem-desk", "cem_desk_tour", login=self.staff.login)
        self.assertEqual(free.user_id, self.staff)
        self.assertFalse(free.date_contacted, "that was the other one")
        free.user_id = self.manager
        self.assertTrue(case.date_closed)
        self.assertTrue(case.date_contacted)
        self.assertEqual(case.outcome, "compensated")
        self.assertTrue(case.cause_ids)
        self.assertIn("She wants a call", "".join(case.message_ids.mapped("body")))
        asked = [("res_model", "=", "cem.followup"), ("res_id", "=", case.id)]
        self.assertEqual(self.env["cem.invitation"].search_count(asked), 1)
        compensation = case.compensation_ids
        self.assertEqual(compensation.state, "to_approve")
        self.assertEqual(compensation.requested_by_id, self.staff)
        self.start_tour(
            f"/odoo/action-cem_experience.cem_compensation_action/{compensation.id}",
            "cem_approve_compensation_tour",
            login=self.manager.login,
        )
        self.assertEqual(compensation.state, "approved")
        self.assertEqual(compensation.approved_by_id, self.manager)
        # The second answer is bad: it is on the desk again.
        self._score(value=1.0, res_model="cem.followup", res_id=case.id)
        self._run()
        self.assertFalse(case.date_closed)
        self.start_tour("/odoo/cem-desk", "cem_desk_again_tour", login=self.staff.login)
        self.assertTrue(case.date_closed)
        self.assertEqual(case.recovery_state, "no_answer")
        self._score(value=9.0)
        self.assertEqual(case.recovery_state, "recovered")

    def test_the_desk_on_a_phone(self):
        self.browser_size = "390x844"
        case = self._open_case(
            comment="Nobody called me back. "
            + "A long story without an end, in one long sentence after another. " * 8
        )
        case.name = (
            "Something with a very long name that no telephone shows in one line"
        )
        self.start_tour("/odoo/cem-desk", "cem_desk_phone_tour", login=self.staff.login)
        self.assertTrue(case.date_contacted)

    def test_a_form_lets_change_what_its_reader_may(self):
        """A colleague's case is read only; answers are taken out by managers only."""
        case = self._open_case(comment="Nobody called me back.")
        where = f"/odoo/action-cem_experience.cem_followup_action/{case.id}"
        self.start_tour(where, "cem_own_case_tour", login=self.staff.login)
        self.start_tour(where, "cem_managers_case_tour", login=self.manager.login)
        case.user_id = self.manager
        self.start_tour(where, "cem_colleagues_case_tour", login=self.staff.login)

    def test_outer_loop(self):
        """From twelve cases of one cause to a requirement, its mail and its result."""
        cause = self.env["cem.cause"].create({"name": "Queue"})
        today = fields.Date.today()
        partners = self.env["res.partner"].create(
            [
                {"name": f"Customer {n}", "email": f"c{n}@customer.example"}
                for n in range(12)
            ]
        )
        cases = self.env["cem.followup"].create(
            [
                {
                    "partner_id": partner.id,
                    "user_id": self.staff.id,
                    "cause_ids": [Command.link(cause.id)],
                }
                for partner in partners
            ]
        )
        # Twenty answers a week for half a year, and hardly ever such a case.
        week = timedelta(weeks=1)
        last = today - timedelta(days=today.weekday()) - week
        weeks = [last - n * week for n in range(34)]
        self.env["cem.score"]._insert_bulk(
            {
                "measure": ["csat"] * 20 * len(weeks),
                "raw_value": [4.0] * 20 * len(weeks),
                "value": [7.5] * 20 * len(weeks),
                "date": weeks * 20,
                "source": ["survey"] * 20 * len(weeks),
                "company_id": [self.company.id] * 20 * len(weeks),
            }
        )
        cases.date_open = datetime.combine(last, time(12))
        self.company.write(
            {"cem_followup_user_id": self.manager.id, "cem_warning_week": False}
        )
        with self.enter_registry_test_mode():
            self.env.ref("cem_experience.ir_cron_early_warning").method_direct_trigger()
        problem = self.env["cem.problem"].search([("cause_id", "=", cause.id)])
        self.assertEqual(problem.state, "proposed")
        self.assertEqual(problem.chart, "u")
        self.assertEqual(problem.user_id, self.manager)
        self.start_tour(
            f"/odoo/cem-problems/{problem.id}",
            "cem_outer_loop_tour",
            login=self.manager.login,
        )
        requirement = problem.requirement_ids
        self.assertEqual(requirement.state, "done")
        self.assertEqual(requirement.tell_state, "to_approve")
        self.assertFalse(requirement.notice_ids)
        self.start_tour(
            f"/odoo/action-cem_experience.cem_requirement_action/{requirement.id}",
            "cem_tell_approve_tour",
            login=self.approver.login,
        )
        self.assertEqual(requirement.tell_state, "sent")
        self.assertEqual(requirement.notice_ids.partner_id, partners)
        mails = self.env["mail.mail"].search(
            [
                ("model", "=", "cem.requirement.notice"),
                ("res_id", "in", requirement.notice_ids.ids),
            ]
        )
        self.assertEqual(len(mails), 12)
        self.assertIn("second desk", mails[0].body_html)
        # Before and after: enough answers to tell.
        for days, values in ((-10, [2.0, 4.0]), (0, [8.0, 9.0])):
            for value in values * 6:
                self._score(value=value, date=today + timedelta(days=days))
        self.start_tour(
            "/odoo/action-cem_experience.cem_result_action/new",
            "cem_result_tour",
            login=self.manager.login,
        )
        result = requirement.result_ids
        self.assertEqual(result.date_change, today)
        self.assertEqual((result.count_before, result.count_after), (12, 12))
        self.assertEqual(result.outcome, "better")
        self.assertIn("Better", result.verdict)
