"""Every way in which an answer leaves, and what becomes of the case it led to."""

from odoo import fields
from odoo.tests import tagged

from ..listen.common_survey import SurveyCommon
from .common_followup import FollowupCommon


@tagged("post_install", "-at_install")
class TestFollowupReason(FollowupCommon, SurveyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # one bad answer is the reason, and nothing else
        cls.rule.active = False
        cls.env["cem.topic"].search([]).active = False

    # ------------------------------------------------------------------
    # The ways
    # ------------------------------------------------------------------

    def _sheet(self):
        return self.customer.cem_score_count and self.env["survey.user_input"].search(
            [("survey_id", "=", self.survey.id)], limit=1
        )

    def _line(self):
        return self._sheet().user_input_line_ids.filtered(
            lambda line: line.question_id == self.nps
        )

    def _bad_score(self):
        return self.env["cem.score"].search(
            [("partner_id", "=", self.customer.id), ("measure", "=", "nps")]
        )

    def _survey_ways(self):
        return {
            "corrected": lambda: self._line().write({"value_scale": 10}),
            "answer deleted": lambda: self._line().unlink(),
            "sheet deleted": lambda: self._sheet().unlink(),
            "sheet marked as a test": lambda: self._sheet().write({"test_entry": True}),
            "sheet open again": lambda: self._sheet().write({"state": "in_progress"}),
            # what has answers is neither deleted nor made another kind of survey
            "question without a measure": lambda: self.nps.write(
                {"cem_measure": False, "cem_change": "correct"}
            ),
            "score archived": lambda: self._bad_score().write({"active": False}),
            "score deleted": lambda: self._bad_score().unlink(),
            "rule archived": lambda: self.rule_nps.action_archive(),
            "rule deleted": lambda: self.rule_nps.unlink(),
        }

    def _answered(self):
        self._answer()
        self._run()
        case = self._cases()
        self.assertEqual(len(case), 1)
        self.assertFalse(case.date_closed)
        self.assertTrue(case.activity_ids)
        return case

    def test_nobody_has_worked_on_it(self):
        """Withdrawn: closed without a figure, no activity, nothing asked again."""
        for way, leave in self._survey_ways().items():
            with self.subTest(way), self.env.cr.savepoint() as savepoint:
                case = self._answered()
                leave()
                self._run()
                self.assertEqual(case.stage_id.kind, "cancelled")
                self.assertTrue(case.reason_gone)
                self.assertFalse(case.reason_check)
                self.assertFalse(case.activity_ids)
                self.assertFalse(case.case_key)
                self.assertFalse(case.recovery_state)
                self.assertIn("Withdrawn", "".join(case.message_ids.mapped("body")))
                self.assertFalse(
                    self.env["cem.invitation"].search(
                        [("res_model", "=", case._name), ("res_id", "=", case.id)]
                    )
                )
                self.assertEqual(self.env["cem.score.rollup"]._differences(), 0)
                if "rule" not in way:
                    self.assertEqual(
                        self.customer.cem_nps_group,
                        "promoter" if way == "corrected" else False,
                    )
                messages = len(case.message_ids)
                self._run()
                self.assertEqual(len(case.message_ids), messages, "once")
                savepoint.rollback()
                self.env.invalidate_all()

    def test_somebody_has_worked_on_it(self):
        """Marked, and its owner told once; the case stays where it is."""
        for way, leave in self._survey_ways().items():
            with self.subTest(way), self.env.cr.savepoint() as savepoint:
                case = self._answered()
                case.with_user(self.staff).cem_desk_note("She calls back on Monday")
                leave()
                self._run()
                self.assertFalse(case.date_closed)
                self.assertTrue(case.reason_gone)
                self.assertTrue(case.activity_ids)
                told = self._told(case).filtered(
                    lambda message: "do not count any more" in message.body
                )
                self.assertEqual(told.notified_partner_ids, self.staff.partner_id)
                self._run()
                self.assertEqual(len(self._told(case)), 2, "opened, and without reason")
                savepoint.rollback()
                self.env.invalidate_all()

    def test_kinds_of_work(self):
        """Whatever somebody has done about a case keeps it open."""
        cause = self.env.ref("cem_experience.cem_cause_service")

        def plan(case):
            case.with_user(self.staff).activity_schedule(
                "mail.mail_activity_data_call", user_id=self.staff.id, automated=False
            )

        def require(case):
            self.env["cem.requirement"].with_user(self.manager).create(
                {"name": "Mend it", "followup_ids": [(4, case.id)]}
            )

        def meet(case):
            self.env["calendar.event"].create(
                {
                    "name": "Talk",
                    "start": "2026-11-30 10:00:00",
                    "stop": "2026-11-30 11:00:00",
                    "res_model_id": self.env["ir.model"]._get_id(case._name),
                    "res_id": case.id,
                }
            )

        works = {
            "contacted": lambda case: case.with_user(self.staff).action_contacted(),
            "note": lambda case: case.with_user(self.staff).write({"note": "Looked"}),
            "cause": lambda case: case.with_user(self.staff).write(
                {"cause_ids": [(4, cause.id)]}
            ),
            "taken": lambda case: case.with_user(self.manager).action_assign_to_me(),
            "message": lambda case: case.with_user(self.staff).cem_desk_note("Hello"),
            "activity planned": plan,
            "compensation": lambda case: (
                self.env["cem.compensation"]
                .with_user(self.staff)
                .create(
                    {
                        "followup_id": case.id,
                        "kind": "apology",
                        "reason": "So sorry",
                    }
                )
            ),
            "requirement": require,
            "meeting": meet,
        }
        for name, work in works.items():
            with self.subTest(name), self.env.cr.savepoint() as savepoint:
                score = self._score("nps", 2)
                self._run()
                case = self._cases()
                work(case)
                # tracked changes become messages when the request ends
                self.env.flush_all()
                self.env.cr.precommit.run()
                score._withdraw()
                self._run()
                self.assertFalse(case.date_closed)
                self.assertTrue(case.reason_gone)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_another_answer_is_reason_enough(self):
        worst, other = self._score("nps", 0), self._score("nps", 3)
        self._run()
        case = self._cases()
        self.assertEqual(case.worst_score_id, worst)
        worst._withdraw()
        self._run()
        self.assertFalse(case.date_closed)
        self.assertFalse(case.reason_gone)
        self.assertEqual(case.worst_score_id, other)
        self.assertEqual(case.worst_value, 3)

    def test_another_rule_is_reason_enough(self):
        self._score("nps", 0)
        self._run()
        twin = self.rule_nps.copy({"name": "The same again"})
        self.rule_nps.active = False
        self._run()
        case = self._cases()
        self.assertFalse(case.date_closed or case.reason_gone)
        twin.unlink()
        self._run()
        self.assertEqual(case.stage_id.kind, "cancelled")

    def test_a_rule_that_counts_several(self):
        """An answer that is not in the case takes its reason, too."""
        self.rule_nps.active = False
        self.env["cem.followup.rule"].create(
            {"name": "Three", "kind": "several", "several_count": 3, "threshold": 3}
        )
        first, *_others = [
            self._score("experience", 1, journey_id=self.journey.id) for _n in range(3)
        ]
        self._run()
        case = self._cases()
        self.assertNotIn(first, case.score_ids)
        first._withdraw()
        self._run()
        self.assertEqual(case.stage_id.kind, "cancelled")

    def test_corrected_to_worse_goes_on(self):
        case = self._answered()
        self._line().value_scale = 0
        self._run()
        self.assertFalse(case.date_closed or case.reason_gone)
        self.assertEqual(case.worst_value, 0)

    def test_answers_that_come_back(self):
        """The mark goes; a case that was withdrawn is opened anew, once."""
        score = self._score("nps", 2)
        self._run()
        case = self._cases()
        case.with_user(self.staff).cem_desk_note("On it")
        score.active = False
        self._run()
        self.assertTrue(case.reason_gone)
        score.active = True
        self._run()
        self.assertFalse(case.reason_gone or case.date_closed)
        case.action_cancel()
        score.active = False
        score.active = True
        self._run()
        self._run()
        self.assertEqual(len(self._cases()), 2)

    def test_made_by_hand_is_never_withdrawn(self):
        score = self._score("nps", 8)
        case = (
            self.env["cem.followup"]
            .with_user(self.staff)
            .create({"partner_id": self.customer.id, "score_ids": [(4, score.id)]})
        )
        score._withdraw()
        self._run()
        self.assertFalse(case.date_closed)
        self.assertTrue(case.reason_gone)

    def test_a_closed_case_is_left_alone(self):
        score = self._score("nps", 2)
        self._run()
        case = self._cases()
        case.action_contacted()
        case.write(
            {
                "cause_ids": [(4, self.env.ref("cem_experience.cem_cause_service").id)],
                "outcome": "satisfied",
                "stage_id": case.stage_id._first("closed").id,
            }
        )
        score._withdraw()
        self._run()
        self.assertEqual(case.stage_id.kind, "closed")
        self.assertFalse(case.reason_gone or case.reason_check)

    def test_recovery_follows_the_second_answer(self):
        """The answer that showed that the customer was won back is withdrawn."""
        self._score("nps", 2, date=fields.Date.subtract(fields.Date.today(), days=2))
        self._run()
        case = self._cases()
        case.action_contacted()
        case.write(
            {
                "cause_ids": [(4, self.env.ref("cem_experience.cem_cause_service").id)],
                "outcome": "satisfied",
                "stage_id": case.stage_id._first("closed").id,
            }
        )
        good = self._score("nps", 10)
        self.assertEqual(case.recovery_state, "recovered")
        good._withdraw()
        self.assertEqual(case.recovery_state, "no_answer")
        bad = self._score("nps", 1, res_model=case._name, res_id=case.id)
        self._run()
        self.assertEqual(case.reopened_score_id, bad)
        bad._withdraw()
        self._run()
        self.assertFalse(case.reopened_score_id)
        self.assertFalse(case.recovery_state)
        self.assertFalse(case.date_closed, "somebody has worked on it before")

    def test_waits_for_what_the_rules_have_not_seen(self):
        """The correction may be bad: the case waits until the rules have looked."""
        case = self._answered()
        self._line().value_scale = 1
        self.assertTrue(case.reason_check)
        self.assertFalse(self.env["cem.followup"]._doubted([]))
