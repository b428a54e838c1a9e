"""The outer loop: from a cause to a requirement, its mail and its result."""

from datetime import timedelta

from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..base.common import CemCommon


@tagged("post_install", "-at_install")
class TestRequirementLoop(CemCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls._new_user("cem_second", "group_cem_manager")
        cls.cause = cls.env["cem.cause"].create({"name": "Queue"})
        partners = cls.env["res.partner"].create(
            [
                {"name": f"Customer {n}", "email": f"c{n}@customer.example"}
                for n in range(12)
            ]
        )
        cls.cases = cls.env["cem.followup"].create(
            [
                {"partner_id": partner.id, "cause_ids": [(4, cls.cause.id)]}
                for partner in partners
            ]
        )
        cls.problem = cls.env["cem.problem"].create(
            {"name": "The queue", "cause_id": cls.cause.id, "user_id": cls.manager.id}
        )

    def _requirement(self):
        action = self.problem.with_user(self.manager).action_requirement()
        return self.env["cem.requirement"].browse(action["res_id"])

    def _written(self):
        requirement = self._requirement().with_user(self.manager)
        requirement.write(
            {
                "state": "done",
                "tell_subject": "You said the queue was too long",
                "tell_body": "<p>There is a second desk now.</p>",
            }
        )
        return requirement

    def _mails(self, requirement):
        return self.env["mail.mail"].search(
            [
                ("model", "=", "cem.requirement.notice"),
                ("res_id", "in", requirement.sudo().notice_ids.ids),
            ]
        )

    def test_from_the_problem_to_the_requirement(self):
        requirement = self._requirement()
        self.assertEqual(requirement.problem_id, self.problem)
        self.assertFalse(requirement.assessment_id)
        self.assertEqual(requirement.company_id, self.company)
        self.assertEqual(requirement.followup_ids, self.cases)
        self.assertEqual(requirement.customer_count, 12)
        self.assertEqual(self._requirement(), requirement, "one, not two")
        late = self.env["cem.followup"].create(
            {"partner_id": self.customer.id, "cause_ids": [(4, self.cause.id)]}
        )
        requirement.action_add_cases()
        self.assertIn(late, requirement.followup_ids)
        self.assertFalse(requirement.date_done)
        requirement.action_done()
        self.assertEqual(requirement.date_done, fields.Date.today())

    def test_the_expected_effect_stands_beside_the_measured_one(self):
        requirement = self._requirement().with_user(self.manager)
        requirement.expected_gap = 1.5
        result = self.env["cem.result"].with_user(self.manager)
        result = result.create(
            {"name": "Waiting", "kind": "scores", "requirement_id": requirement.id}
        )
        self.assertEqual(result.expected_gap, 1.5)
        self.assertEqual(requirement.copy().expected_gap, 1.5)
        for wrong in (-0.5, 10.5):
            with (
                self.subTest(wrong),
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
                self.cr.savepoint(),
            ):
                requirement.expected_gap = wrong
                requirement.flush_recordset()

    def test_told_when_it_is_done_and_approved(self):
        requirement = self._written()
        requirement.action_tell_request()
        approver = requirement.activity_ids.user_id
        self.assertTrue(approver.has_group("cem_experience.group_cem_manager"))
        self.assertNotEqual(approver, self.manager)
        self.assertFalse(self._mails(requirement))
        requirement.with_user(self.second).action_tell_approve()
        self.assertEqual(requirement.tell_state, "sent")
        self.assertEqual(requirement.tell_approved_by_id, self.second)
        mails = self._mails(requirement)
        self.assertEqual(len(mails), 12)
        self.assertEqual(set(mails.mapped("state")), {"outgoing"})
        self.assertEqual(mails.recipient_ids, self.cases.partner_id)
        self.assertIn("second desk", mails[0].body_html)
        self.assertIn("Customer", mails[0].body_html)
        self.assertFalse(requirement.activity_ids)
        with self.assertRaises(UserError):
            requirement.with_user(self.second).action_tell_approve()
        self.assertEqual(self._mails(requirement), mails, "told once")

    def test_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        partner = self.cases[0].partner_id
        partner.lang = "fr_FR"
        requirement = self._written()
        requirement.with_context(lang="fr_FR").write(
            {"tell_subject": "Vous l'avez dit"}
        )
        requirement.action_tell_request()
        requirement.with_user(self.second).action_tell_approve()
        subjects = {
            mail.recipient_ids: mail.subject for mail in self._mails(requirement)
        }
        self.assertEqual(subjects.pop(partner), "Vous l'avez dit")
        self.assertEqual(set(subjects.values()), {"You said the queue was too long"})
        bodies = {
            mail.recipient_ids: mail.body_html for mail in self._mails(requirement)
        }
        self.assertIn('<html lang="fr-FR"', bodies.pop(partner))
        for body in bodies.values():
            self.assertIn('<html lang="en-US"', body)

    def test_what_stands_in_the_way(self):
        requirement = self._requirement().with_user(self.manager)
        for vals, words in (
            ({}, "when it is done"),
            ({"state": "done"}, "Write the mail"),
            (
                {"tell_subject": "S", "tell_body": "<p>B</p>", "followup_ids": [(5,)]},
                "Link",
            ),
        ):
            requirement.write(vals)
            with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
                requirement.action_tell_request()
        requirement.write({"followup_ids": [(6, 0, self.cases.ids)]})
        with self.assertRaisesRegex(UserError, "Ask for approval"):
            requirement.with_user(self.second).action_tell_approve()
        requirement.action_tell_request()
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            requirement.action_tell_approve()
        # What is changed has to be approved anew.
        requirement.tell_subject = "Other"
        self.assertEqual(requirement.tell_state, "draft")
        requirement.action_tell_request()
        requirement.action_tell_back()
        self.assertEqual(requirement.tell_state, "draft")
        self.assertFalse(requirement.activity_ids)
        for values in (
            {"tell_state": "sent"},
            {"tell_approved_by_id": self.manager.id},
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                requirement.write(values)
        with self.assertRaises(AccessError):
            requirement.with_user(self.staff).action_tell_request()

    def test_who_is_not_told(self):
        no_address, blacklisted, same = self.cases[:3].partner_id
        no_address.email = False
        self.env["mail.blacklist"].create({"email": blacklisted.email})
        same.email = f"Other <{self.cases[3].partner_id.email.upper()}>"
        requirement = self._written()
        requirement.action_tell_request()
        requirement.with_user(self.second).action_tell_approve()
        reasons = {
            notice.partner_id: notice.reason
            for notice in requirement.sudo().notice_ids
            if notice.reason
        }
        self.assertEqual(
            reasons, {no_address: "no_address", blacklisted: "blacklisted"}
        )
        self.assertEqual(len(self._mails(requirement)), 9, "one address, one mail")

    def test_staff_see_their_requirement_but_not_the_customers(self):
        requirement = self._requirement()
        requirement.user_id = self.staff
        names = self.env["cem.requirement"].with_user(self.staff).fields_get()
        self.assertNotIn("followup_ids", names)
        self.assertNotIn("notice_ids", names)
        self.assertEqual(requirement.with_user(self.staff).name, requirement.name)


@tagged("post_install", "-at_install")
class TestResultMeasure(CemCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.today()
        cls.change = cls.today - timedelta(days=60)
        cls.here, cls.there = cls.env["cem.touchpoint"].create(
            [{"name": "Store one"}, {"name": "Other stores"}]
        )

    def _answers(self, values, days, touchpoint, measure="experience", **group):
        columns = {name: [record.id] * len(values) for name, record in group.items()}
        self.env["cem.score"]._insert_bulk(
            {
                "measure": [measure] * len(values),
                "raw_value": values,
                "value": values,
                "date": [self.change + timedelta(days=days)] * len(values),
                "source": ["survey"] * len(values),
                "company_id": [self.company.id] * len(values),
                "touchpoint_id": [touchpoint.id] * len(values),
            }
            | columns
        )

    def _result(self, **values):
        return self.env["cem.result"].create(
            {
                "name": "Marks",
                "kind": "scores",
                "measure": "experience",
                "touchpoint_ids": [(6, 0, self.here.ids)],
                "date_change": self.change,
                **values,
            }
        )

    def test_not_shown_while_it_is_noise(self):
        self._answers([4.0, 6.0] * 5, -10, self.here)
        self._answers([5.0, 6.0] * 5, 10, self.here)
        result = self._result()
        self.assertEqual(result.outcome, "open")
        result.with_user(self.manager).action_measure()
        self.assertEqual((result.before, result.after), (5.0, 5.5))
        self.assertEqual(result.outcome, "noise")
        self.assertIn("Not shown yet", result.verdict)
        self.assertGreater(result.p_value, 0.05)
        self.assertLess(result.effect_low, 0)
        self.assertGreater(result.effect_high, 0)

    def test_shown_with_interval_and_test(self):
        self._answers([4.0, 6.0] * 20, -10, self.here)
        self._answers([7.0, 9.0] * 20, 10, self.here)
        self._answers([0.0] * 50, -200, self.here)  # outside of the window
        result = self._result()
        result.action_measure()
        self.assertEqual((result.count_before, result.count_after), (40, 40))
        self.assertEqual(result.outcome, "better")
        self.assertAlmostEqual(result.effect, 3.0)
        self.assertLess(result.effect_low, 3.0)
        self.assertIn("p = 0.0000", result.test_text)
        result.lower_is_better = True
        self.assertEqual(result.outcome, "worse")

    def test_the_published_nps_example(self):
        """60/50/90 to 40/60/100 is +15 points, and not significant (measures.md, 7)."""
        for days, counts in ((-10, (60, 50, 90)), (10, (40, 60, 100))):
            low, middle, high = counts
            values = [3.0] * low + [8.0] * middle + [10.0] * high
            self._answers(values, days, self.here, "nps")
        result = self._result(measure="nps")
        result.action_measure()
        self.assertAlmostEqual(result.before, 15.0)
        self.assertAlmostEqual(result.after, 30.0)
        self.assertAlmostEqual(result.p_value, 0.06831, places=4)
        self.assertEqual(result.outcome, "noise")

    def test_difference_of_differences(self):
        for touchpoint, before, after in (
            (self.here, [4.0, 6.0], [7.0, 9.0]),
            (self.there, [4.0, 6.0], [7.0, 9.0]),
        ):
            self._answers(before * 20, -10, touchpoint)
            self._answers(after * 20, 10, touchpoint)
        result = self._result(
            comparison_name="the other stores",
            comparison_touchpoint_ids=[(6, 0, self.there.ids)],
        )
        result.action_measure()
        self.assertAlmostEqual(result.effect, 0.0)
        self.assertEqual(result.outcome, "noise", "it got better everywhere")
        self.assertIn("the other stores", result.test_text)
        self._answers([5.0] * 200, 10, self.there)
        result.action_measure()
        self.assertEqual(result.outcome, "better")
        self.assertAlmostEqual(result.comparison_before, 5.0)

    def test_teams_and_journeys_to_compare_with(self):
        journeys = self.env["cem.journey"].create([{"name": "A"}, {"name": "B"}])
        for group, name, records in (
            ("journey_id", "journey_ids", journeys),
            ("user_id", "user_ids", self.staff | self.manager),
        ):
            result = self._result(
                touchpoint_ids=False,
                comparison_name="the others",
                **{name: [(6, 0, records[0].ids)]},
            )
            with self.subTest(name), self.env.cr.savepoint() as savepoint:
                for record, after in zip(records, (8.0, 6.0), strict=True):
                    self._answers([4.0, 6.0] * 20, -10, self.here, **{group: record})
                    self._answers([after] * 40, 10, self.here, **{group: record})
                with self.assertRaisesRegex(UserError, "the others"):
                    result.action_measure()
                result[f"comparison_{name}"] = records[1]
                result.action_measure()
                self.assertAlmostEqual(result.effect, 2.0)
                self.assertEqual(result.outcome, "better")
                savepoint.rollback()

    def test_few_answers_are_no_figure(self):
        self._answers([1.0] * 4, -10, self.here)
        self._answers([9.0] * 40, 10, self.here)
        result = self._result()
        result.action_measure()
        self.assertFalse(result.has_before)
        self.assertEqual(result.before, 0.0)
        self.assertEqual(result.outcome, "open")

    def test_a_business_figure_of_any_model(self):
        model = self.env["ir.model"]._get("crm.lead")
        names = {
            field.name: field.id
            for field in model.field_id
            if field.name in ("date_deadline", "expected_revenue")
        }
        leads = []
        for week in range(-8, 8):
            number = 2 + week % 2 + (6 if week >= 0 else 0)
            day = self.change + timedelta(days=7 * week + 1)
            leads += [
                {"name": "cem", "date_deadline": day, "expected_revenue": 100}
            ] * number
        self.env["crm.lead"].create(leads)
        result = self._result(
            kind="records",
            days=56,
            model_id=model.id,
            domain="[('name', '=', 'cem')]",
            date_field_id=names["date_deadline"],
        )
        result.action_measure()
        self.assertEqual((result.before, result.after), (2.5, 8.5))
        self.assertEqual((result.count_before, result.count_after), (8, 8))
        self.assertEqual(result.outcome, "better")
        result.amount_field_id = names["expected_revenue"]
        result.action_measure()
        self.assertEqual((result.before, result.after), (250, 850))
        result.comparison_name = "the others"
        with self.assertRaisesRegex(UserError, "the others"):
            result.action_measure()
        # Nothing of the others: they have always had none, and the effect is the same.
        result.comparison_domain = "[('name', '=', 'no such lead')]"
        result.action_measure()
        self.assertEqual((result.comparison_before, result.comparison_after), (0, 0))
        self.assertAlmostEqual(result.effect, 600)
        with self.assertRaises(UserError):
            result.domain = "[('no_such_field', '=', 1)]"

    def test_what_is_missing_is_said(self):
        for values in ({"date_change": False}, {"measure": False}):
            with self.assertRaises(UserError):
                self._result(**values).action_measure()
        typed = self._result(kind="typed")
        typed.action_measure()
        self.assertEqual(typed.outcome, "open")
