"""From bad scores to one open follow-up: rules, and what joins which case."""

from collections import Counter
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo import fields
from odoo.tests import Form, tagged

from .common_followup import FollowupCommon


@tagged("post_install", "-at_install")
class TestFollowupOpen(FollowupCommon):
    def test_bad_score_becomes_somebodys_task(self):
        lead = self.env["crm.lead"].create({"name": "The lead"})
        score = self._score(
            value=2.0,
            comment="Nobody called me back.",
            dimension_id=self.dimensions["service"].id,
            res_model="crm.lead",
            res_id=lead.id,
        )
        self._run()
        case = self._cases()
        self.assertEqual(len(case), 1)
        self.assertEqual(case.user_id, self.staff)
        self.assertEqual(case.rule_id, self.rule)
        self.assertEqual(case.score_ids, score)
        self.assertEqual(case.worst_score_id, score)
        self.assertEqual(case.dimension_id, self.dimensions["service"])
        self.assertEqual(case.customer_words, "Nobody called me back.")
        self.assertEqual((case.res_model, case.res_id), ("crm.lead", lead.id))
        self.assertEqual(case.source_name, "The lead")
        self.assertEqual(case.action_open_source()["res_id"], lead.id)
        self.assertEqual(case.stage_id.kind, "todo")
        self.assertGreater(case.deadline, case.date_open)
        self.assertFalse(score.followup_pending)
        activity = case.activity_ids
        self.assertEqual(activity.user_id, self.staff)
        self.assertEqual(
            activity.activity_type_id,
            self.env.ref("cem_experience.mail_activity_type_followup"),
        )
        self.assertEqual(activity.date_deadline, case._activity_date())
        self.assertIn("Nobody called me back.", activity.note)
        self.assertIn("Bad experience", case.message_ids[-1:].body)

    def test_words_beside_a_good_mark_are_shown(self):
        self._score(value=9.0, comment="But the phone!")
        case = self._open_case()
        self.assertEqual(case.customer_words, "But the phone!")

    def test_good_score_opens_nothing_and_is_looked_at_once(self):
        score = self._score(value=8.0)
        self.assertTrue(score.followup_pending)
        self._run()
        self.assertFalse(self._cases())
        self.assertFalse(score.followup_pending)

    def test_what_never_opens(self):
        for name, values in {
            "anonymous": {"partner_id": False},
            "expectation": {"measure": "expectation"},
            "importance": {"measure": "importance"},
            "old": {"date": fields.Date.today() - timedelta(days=60)},
        }.items():
            with self.subTest(name):
                score = self._score(value=0.0, source="import", **values)
                self.assertFalse(score.followup_pending)
        self._run()
        self.assertFalse(self._cases())

    def test_withdrawn_before_the_cron_opens_nothing(self):
        self._score(value=1.0)._withdraw()
        self._run()
        self.assertFalse(self._cases())

    def test_threshold_of_a_third_of_a_scale(self):
        """3 of 1 to 7 is 3.333..., which nobody types in full."""
        rule = self.env["cem.followup.rule"].create(
            {"name": "Effort", "measure": "ces", "threshold": 3.33}
        )
        self.assertEqual(rule.threshold_text, "3 or lower on 1 to 7")
        score = self.env["cem.score"].create(
            {"measure": "ces", "raw_value": 3, "partner_id": self.customer.id}
        )
        self.assertEqual(rule._matching(score), score)
        score = self.env["cem.score"].create(
            {"measure": "ces", "raw_value": 4, "partner_id": self.customer.id}
        )
        self.assertFalse(rule._matching(score))

    def test_shipped_rules_say_what_their_names_say(self):
        for name, measure, bad, good in (
            ("nps", "nps", 6, 7),
            ("csat", "csat", 2, 3),
            ("ces", "ces", 3, 4),
            ("experience", "experience", 3, 4),
        ):
            rule = self.env.ref(f"cem_experience.cem_followup_rule_{name}")
            for raw, expected in ((bad, 1), (good, 0)):
                score = self.env["cem.score"].create(
                    {
                        "measure": measure,
                        "raw_value": raw,
                        "partner_id": self.customer.id,
                    }
                )
                with self.subTest(name, raw=raw):
                    self.assertEqual(len(rule._matching(score)), expected)

    def test_one_case_for_all_questions_of_a_sheet(self):
        scores = self._score(value=2.0) + self._score("nps", 3.0)
        scores += self._score(value=1.0)
        self._score(value=9.0)
        self._run()
        case = self._cases()
        self.assertEqual(len(case), 1)
        self.assertEqual(case.score_ids, scores)
        self.assertEqual(case.worst_value, 1.0)
        self.assertEqual(case.rule_id, self.rule, "first rule by sequence")
        self.assertEqual(len(case.message_ids), 1)

    def test_scope(self):
        journey = self.env["cem.journey"].create({"name": "Stay"})
        hotel = self.env["cem.touchpoint"].create(
            {"name": "Hotel", "journey_id": journey.id}
        )
        desk = self.env["cem.touchpoint"].create(
            {"name": "Desk", "parent_id": hotel.id, "journey_id": journey.id}
        )
        tier = self.env.ref("cem_experience.cem_value_tier_a")
        self.customer.cem_value_tier_id = tier
        at_desk = self._score(value=0.0, touchpoint_id=desk.id)
        elsewhere = self._score(
            value=0.0, dimension_id=self.dimensions["price"].id, value_tier_id=False
        )
        both = at_desk + elsewhere
        for vals, expected in (
            ({"touchpoint_ids": hotel.ids}, at_desk),
            ({"journey_ids": journey.ids}, at_desk),
            ({"dimension_ids": self.dimensions["price"].ids}, elsewhere),
            ({"value_tier_ids": tier.ids}, at_desk),
            ({"company_id": self.company_two.id}, both.browse()),
            ({"company_id": self.company.id}, both),
            ({"measure": "nps"}, both.browse()),
            ({"measure": False}, both),
        ):
            rule = self.rule.copy(vals)
            with self.subTest(str(vals)):
                self.assertEqual(rule._matching(both), expected)

    def test_new_bad_score_joins_the_open_case(self):
        case = self._open_case()
        deadline = case.deadline
        again = self._score("nps", 0.0)
        self._run()
        self.assertEqual(self._cases(), case)
        self.assertIn(again, case.score_ids)
        self.assertEqual(case.worst_score_id, again)
        self.assertEqual(case.priority, "1", "the more urgent rule counts")
        self.assertEqual(case.deadline, deadline, "no more time for being bad twice")
        news = case.message_ids.filtered(lambda one: "dissatisfied again" in one.body)
        self.assertEqual(len(news), 1)
        told = self._told(case).filtered(lambda one: "dissatisfied again" in one.body)
        self.assertEqual(len(told), 1)
        self.assertEqual(told.notified_partner_ids, self.staff.partner_id)
        self.assertEqual(len(case.activity_ids), 1)

    def test_a_closed_case_is_not_joined(self):
        case = self._open_case()
        case.write(
            {
                "cause_ids": [(4, self.env.ref("cem_experience.cem_cause_service").id)],
                "outcome": "explained",
            }
        )
        case.action_close()
        self._score(value=1.0)
        self._run()
        self.assertEqual(len(self._cases()), 2)

    def test_case_made_by_hand_becomes_the_one_case(self):
        by_hand = self.env["cem.followup"].create({"partner_id": self.customer.id})
        self.assertFalse(by_hand.case_key)
        self._score(value=1.0)
        self._run()
        self.assertEqual(self._cases(), by_hand)
        self.assertTrue(by_hand.case_key)
        self.env["cem.followup"].create({"partner_id": self.customer.id})
        self._score(value=1.0)
        self._run()
        self.assertEqual(len(by_hand.score_ids), 2)

    def test_one_case_per_company(self):
        self._score(value=1.0)
        self._score(value=1.0, company_id=self.company_two.id)
        self._run()
        cases = self._cases()
        self.assertEqual(cases.company_id, self.company | self.company_two)
        self.assertEqual(len(cases), 2)
        second = cases.filtered(lambda case: case.company_id == self.company_two)
        self.assertEqual(second.user_id, self.manager_two, "staff has no access there")

    def test_running_twice_changes_nothing(self):
        case = self._open_case()
        before = (case.read(), len(case.message_ids), len(case.activity_ids))
        self._run()
        case.invalidate_recordset()
        self.assertEqual(self._cases(), case)
        self.assertEqual(
            before, (case.read(), len(case.message_ids), len(case.activity_ids))
        )

    def test_merged_customers_keep_their_cases(self):
        other = self.customer.copy({"email": "li2@customer.example"})
        self._score(value=1.0, partner_id=other.id)
        case = self._open_case()
        other_case = self._cases(other)
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.customer | other).ids, self.customer
        )
        self.env.invalidate_all()
        self.assertEqual(self._cases(), (case | other_case).sorted("id"))
        self._score(value=1.0)
        self._run()
        self.assertEqual(len(self._cases()), 2, "the answer joins one of them")

    # ------------------------------------------------------------------
    # Corrections
    # ------------------------------------------------------------------

    def _correct(self, old, value):
        new = self._score(value=value)
        old.write({"active": False, "superseded_by_id": new.id})
        return new

    def test_corrected_to_good_withdraws_the_case_and_says_so(self):
        case = self._open_case()
        new = self._correct(case.score_ids, 9.0)
        self._run()
        self.assertEqual(case.stage_id.kind, "cancelled")
        self.assertEqual(len(case.score_ids), 1, "still shown, though archived")
        self.assertNotIn(new, case.score_ids)
        said = "".join(case.message_ids.mapped("body"))
        self.assertIn("corrected", said)
        messages = len(case.message_ids)
        self._run()
        self.assertEqual(len(case.message_ids), messages)

    def test_corrected_to_bad_joins(self):
        case = self._open_case()
        new = self._correct(case.score_ids, 1.0)
        self._run()
        self.assertEqual(self._cases(), case)
        self.assertEqual(case.worst_score_id, new)

    # ------------------------------------------------------------------
    # Properties
    # ------------------------------------------------------------------

    @given(
        answers=st.lists(
            st.tuples(
                st.integers(0, 2),  # customer
                st.sampled_from(["experience", "nps"]),
                st.integers(0, 10),
                st.booleans(),  # the other company
                st.booleans(),  # the cron runs after this answer
            ),
            min_size=1,
            max_size=12,
        ),
        limit=st.integers(1, 4),
    )
    @settings(deadline=None, max_examples=25)
    def test_property_one_open_case_per_customer(self, answers, limit):
        """Whatever the order of the answers and the size of the batches."""
        with self.env.cr.savepoint() as savepoint:
            partners = self.env["res.partner"].create(
                [{"name": f"Customer {number}"} for number in range(3)]
            )
            expected = {}
            for number, measure, value, second, run in answers:
                company = self.company_two if second else self.company
                score = self._score(
                    measure,
                    value,
                    partner_id=partners[number].id,
                    company_id=company.id,
                )
                if value <= {"experience": 3, "nps": 6}[measure]:
                    key = (partners[number], company)
                    expected[key] = expected.get(key, score.browse()) | score
                if run:
                    self.env["cem.followup"]._open_batch(Counter(), limit)
            tries = Counter()
            while self.env["cem.followup"]._open_batch(tries, limit):
                pass
            self.assertFalse(tries)
            self.assertFalse(self.env["cem.followup"]._open_batch(tries, limit))
            cases = self._cases(partners)
            found = {
                (case.partner_id, case.company_id): case.score_ids for case in cases
            }
            self.assertEqual(len(found), len(cases), "one case each")
            self.assertEqual(found, expected, "and every bad answer is in one")
            for case in cases:
                self.assertEqual(len(case.activity_ids), 1)
                self.assertEqual(case.worst_value, min(case.score_ids.mapped("value")))
            savepoint.rollback()
            self.env.invalidate_all()

    def test_rule_form(self):
        with Form(self.env["cem.followup.rule"]) as form:
            form.name = "Angry"
            form.measure = "csat"
            form.threshold = 2.5
            self.assertEqual(form.threshold_text, "2 or lower on 1 to 5")
