"""Kinds of rules, causes, teams and absence, and the simulator."""

from collections import Counter
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common_followup import FollowupCommon


@tagged("post_install", "-at_install")
class TestFollowupRules(FollowupCommon):
    def _rule(self, **values):
        return self.env["cem.followup.rule"].create({"name": "A rule", **values})

    def _ago(self, days, measure="experience", value=8.0, **values):
        day = fields.Date.today() - timedelta(days=days)
        return self._score(measure, value, date=day, **values)

    # ------------------------------------------------------------------
    # Kinds
    # ------------------------------------------------------------------

    def test_fall_against_the_own_history(self):
        rule = self._rule(kind="fall", fall_points=3, fall_count=2)
        self._ago(300, value=9.0)
        self._ago(20, "nps", 2.0)
        self._ago(500, value=1.0)  # too long ago
        first = self._ago(10, value=5.0)
        self.assertFalse(rule._matching(first), "one earlier answer is no history")
        self._ago(9, value=9.0)
        # mean of 9, 5 and 9 is 7.67
        fallen, stayed = self._ago(0, value=4.6), self._ago(0, value=4.8)
        self.assertEqual(rule._matching(fallen + stayed), fallen)
        other = self._score(value=4.0, partner_id=self.customer.copy().id)
        self.assertFalse(rule._matching(other), "others' history is not this one's")

    def test_words_in_a_comment(self):
        rule = self._rule(kind="words", words="Lawyer\nmoney back, C++\n投诉；退款")
        for comment, found in (
            ("I'll call my LAWYER.", True),
            ("My lawyers will call you", False),
            ("I want my money\n back!", True),
            ("Written in C++, badly", True),
            ("我要投诉你们", True),
            ("请给我退款", True),
            ("All fine", False),
            (False, False),
        ):
            with self.subTest(comment=comment):
                score = self._score(value=9.0, comment=comment)
                self.assertEqual(bool(rule._matching(score)), found)
        with self.assertRaises(ValidationError):
            rule.words = " \n"

    def test_several_bad_marks_in_a_journey(self):
        rule = self._rule(kind="several", threshold=5, several_count=3, days=30)
        journey = self.env["cem.journey"].create({"name": "Stay"})
        other = self.env["cem.journey"].create({"name": "Visit"})
        values = {"journey_id": journey.id, "value": 4.0}
        old = self._ago(40, **values)
        first, second = self._ago(20, **values), self._ago(10, **values)
        self._ago(5, journey_id=other.id, value=4.0)
        third = self._ago(0, **values)
        good = self._ago(0, journey_id=journey.id)
        scores = old + first + second + third + good
        self.assertEqual(rule._matching(scores), third)

    def test_silence_after_a_bad_mark(self):
        self.rule.active = self.rule_nps.active = False
        rule = self._rule(kind="silence", threshold=5, days=10, owner_policy="fixed")
        rule.user_id = self.staff
        silent, talker, recent, cared = self.env["res.partner"].create(
            [{"name": f"Customer {number}"} for number in range(4)]
        )
        bad = self._ago(12, value=4.0, partner_id=silent.id)
        self._ago(12, value=4.0, partner_id=talker.id)
        self._ago(5, value=8.0, partner_id=talker.id)
        self._ago(3, value=4.0, partner_id=recent.id)
        self._ago(12, value=4.0, partner_id=cared.id)
        self.env["cem.followup"].create({"partner_id": cared.id})
        self.assertFalse(rule._matching(bad), "no answer sets it off")
        self._run()
        cases = self._cases(silent + talker + recent)
        self.assertEqual(cases.partner_id, silent)
        self.assertEqual(cases.score_ids, bad)
        self.assertEqual(rule.silence_checked, fields.Date.today())
        self.assertEqual(len(self._cases(cared)), 1)
        # Looked at again, by mistake or after a crash: nothing new.
        rule.silence_checked = False
        self._run()
        self.assertEqual(self._cases(silent + talker + recent), cases)
        cases.write({"cause_ids": [(4, self._cause().id)], "outcome": "lost"})
        cases.action_close()
        rule.silence_checked = False
        self._run()
        self.assertEqual(self._cases(silent), cases, "one case for one silence")

    # ------------------------------------------------------------------
    # Causes
    # ------------------------------------------------------------------

    def _cause(self, name="Cause", **values):
        return self.env["cem.cause"].create({"name": name, **values})

    def test_one_open_case_per_cause(self):
        desk = self.env["cem.touchpoint"].create({"name": "Desk"})
        queue = self.env["cem.touchpoint"].create(
            {"name": "Queue", "parent_id": desk.id}
        )
        waiting = self._cause("Waiting", touchpoint_id=desk.id)
        money = self._cause("Money")
        self._rule(kind="words", words="refund", cause_id=money.id, sequence=1)
        self._score(value=2.0, touchpoint_id=queue.id)
        self._run()
        case = self._cases()
        self.assertEqual(case.rule_cause_id, waiting, "of the touchpoint it is in")
        self.assertEqual(case.cause_ids, waiting)
        refund = self._score(value=8.0, comment="Where is my refund?")
        unknown = self._score(value=1.0)
        self._run()
        cases = self._cases()
        self.assertEqual(len(cases), 2)
        self.assertEqual(cases.rule_cause_id, waiting | money)
        self.assertIn(refund, (cases - case).score_ids)
        self.assertIn(unknown, case.score_ids, "of no known cause: joins the first")

    def test_a_case_of_unknown_cause_takes_on_the_cause(self):
        case = self._open_case()
        self.assertFalse(case.rule_cause_id)
        money = self._cause("Money")
        self.rule.cause_id = money
        self._score(value=1.0)
        self._run()
        self.assertEqual(self._cases(), case)
        self.assertEqual(case.rule_cause_id, money)
        self.assertIn(str(money.id), case.case_key)

    @given(
        answers=st.lists(
            st.tuples(
                st.sampled_from(["money", "waiting", "unknown", "fine"]),
                st.integers(0, 1),  # customer
                st.booleans(),  # the cron runs after this answer
                st.booleans(),  # somebody closes a case after it
            ),
            min_size=1,
            max_size=7,
        ),
        limit=st.integers(1, 3),
    )
    @settings(deadline=None, max_examples=25)
    def test_property_one_open_case_per_customer_and_cause(self, answers, limit):
        """Whatever the order of answers, runs and closings."""
        followups = self.env["cem.followup"].with_context(
            tracking_disable=True, mail_activity_automation_skip=True
        )
        with self.env.cr.savepoint() as savepoint:
            partners = self.env["res.partner"].create(
                [{"name": f"Customer {number}"} for number in range(2)]
            )
            causes = {}
            for position, name in enumerate(("money", "waiting")):
                causes[name] = self._cause(name)
                self._rule(
                    kind="words",
                    words=name,
                    cause_id=causes[name].id,
                    sequence=position,
                )
            bad = self.env["cem.score"]
            for what, number, run, close in answers:
                score = self._score(
                    value=8.0 if what == "fine" else 1.0,
                    comment=what,
                    partner_id=partners[number].id,
                )
                if what != "fine":
                    bad |= score
                if run:
                    followups._open_batch(Counter(), limit)
                case = self._cases(partners).filtered(lambda one: not one.date_closed)
                if close and case:
                    cause = self.env.ref("cem_experience.cem_cause_service").id
                    case[0].write({"cause_ids": [(4, cause)], "outcome": "lost"})
                    case[0].action_close()
            tries = Counter()
            while followups._open_batch(tries, limit):
                pass
            cases = self._cases(partners)
            self.assertEqual(cases.score_ids, bad, "every bad answer is in a case")
            self.assertEqual(
                sum(len(case.score_ids) for case in cases), len(bad), "and in one"
            )
            open_cases = cases.filtered(lambda case: not case.date_closed)
            keys = [(case.partner_id, case.rule_cause_id) for case in open_cases]
            self.assertEqual(len(set(keys)), len(keys))
            for case in cases:
                about = {score.comment for score in case.score_ids} - {"unknown"}
                self.assertLessEqual(len(about), 1, "one cause a case")
            savepoint.rollback()
            self.env.invalidate_all()

    # ------------------------------------------------------------------
    # Teams and absence
    # ------------------------------------------------------------------

    def test_team_takes_turns_by_load(self):
        members = self.staff | self._new_user("cem_second", "group_cem_user")
        team = self.env["crm.team"].create(
            {
                "name": "Care",
                "user_id": self.manager.id,
                "member_ids": [(6, 0, (members | self.plain_user).ids)],
            }
        )
        self.rule.write({"owner_policy": "team", "team_id": team.id})
        self.env["cem.followup"].create(
            [
                {"partner_id": self.customer.copy().id, "user_id": self.staff.id}
                for _number in range(2)
            ]
        )
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {number}"} for number in range(4)]
        )
        for partner in partners:
            self._score(value=1.0, partner_id=partner.id)
        self._run()
        owners = Counter(case.user_id for case in self._cases(partners))
        self.assertEqual(owners, {members[1]: 3, self.staff: 1})
        members.out_of_office_from = fields.Datetime.now() - timedelta(days=1)
        score = self._score(value=1.0)
        self.assertEqual(self.rule._owner(score)[0], self.manager, "the leader")

    def test_absence_is_respected(self):
        score = self._score(value=1.0)
        now = fields.Datetime.now()
        self.rule.fallback_user_id = self.manager
        self.assertEqual(self.rule._owner(score)[0], self.staff)
        self.staff.write(
            {
                "out_of_office_from": now - timedelta(days=1),
                "out_of_office_to": now + timedelta(days=1),
            }
        )
        self.assertEqual(self.rule._owner(score), (self.manager, self.staff))
        self.staff.out_of_office_to = now - timedelta(hours=1)
        self.assertEqual(self.rule._owner(score)[0], self.staff)
        resource = self.env["resource.resource"].create(
            {"name": "Staff", "user_id": self.staff.id}
        )
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Leave",
                "resource_id": resource.id,
                "calendar_id": resource.calendar_id.id,
                "date_from": now - timedelta(hours=1),
                "date_to": now + timedelta(hours=1),
            }
        )
        self.assertEqual(self.rule._owner(score)[0], self.manager)
        self._run()
        self.assertIn(self.staff.name, self._cases().message_ids[-1:].body)

    # ------------------------------------------------------------------
    # Simulator
    # ------------------------------------------------------------------

    def test_simulator_shows_what_a_rule_would_have_opened(self):
        other = self.customer.copy()
        self.env["cem.followup"].create({"partner_id": other.id})
        self._ago(80, value=1.0)
        self._ago(79, value=2.0)  # joins
        self._ago(40, value=2.0)  # another case
        self._ago(120, value=0.0)  # too long ago
        self._ago(10, value=0.0, partner_id=other.id)
        self._ago(5, value=7.0)
        self._ago(5, value=0.0, company_id=self.company_two.id)
        rule = self._rule(threshold=3, active=False)
        pending = self.env["cem.score"].search_count([("followup_pending", "=", True)])
        action = rule.with_user(self.manager).action_simulate()
        simulation = self.env[action["res_model"]].browse(action["res_id"])
        simulation = simulation.with_user(self.manager)
        result = simulation.action_run()
        lines = self.env[result["res_model"]].search(
            [*result["domain"], ("partner_id", "in", (self.customer | other).ids)],
            order="date",
        )
        self.assertEqual(
            [
                (line.partner_id, line.answer_count, line.worst_value, line.known)
                for line in lines
            ],
            [(self.customer, 2, 1.0, 0), (self.customer, 1, 2.0, 0), (other, 1, 0, 1)],
        )
        found = len(simulation.line_ids)
        # Nothing has been opened or looked at.
        self.assertEqual(
            pending,
            self.env["cem.score"].search_count([("followup_pending", "=", True)]),
        )
        self.assertFalse(self._cases())
        simulation.action_run()
        self.assertEqual(len(simulation.line_ids), found, "shown anew, not added")
        with self.assertRaises(AccessError):
            simulation.with_user(self.staff).action_run()

    def test_simulator_tries_every_kind(self):
        """Each finds the customer it is for, and not the one who is glad."""
        self.rule.active = self.rule_nps.active = False
        glad = self.customer.copy()
        journey = self.env["cem.journey"].create({"name": "Stay"})
        for days in (62, 61, 60):
            self._ago(days, value=9.0)
        for days in (24, 23, 22):
            self._ago(days, value=2.0, journey_id=journey.id, comment="A refund!")
        self._ago(24, value=9.0, partner_id=glad.id, comment="Thank you")
        for kind in ("score", "fall", "words", "several", "silence"):
            with self.subTest(kind=kind):
                rule = self._rule(kind=kind, words="refund", active=False)
                action = rule.action_simulate()
                simulation = self.env[action["res_model"]].browse(action["res_id"])
                simulation.action_run()
                found = simulation.line_ids.partner_id
                self.assertEqual(found & (self.customer | glad), self.customer)

    def test_simulated_is_what_is_opened(self):
        """What the rule then opens on its own is what the simulation counts."""
        rule = self._rule(kind="several", threshold=4, several_count=2, days=20)
        journey = self.env["cem.journey"].create({"name": "Stay"})
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {number}"} for number in range(5)]
        )
        for number, partner in enumerate(partners):
            for _time in range(number):
                self._ago(2, value=3.9, partner_id=partner.id, journey_id=journey.id)
        action = rule.action_simulate()
        simulation = self.env[action["res_model"]].browse(action["res_id"])
        simulation.action_run()
        expected = simulation.line_ids.partner_id & partners
        self._run()
        self.assertEqual(self._cases(partners).partner_id, expected)
        self.assertEqual(expected, partners[2:])
