"""Personas, standards, questions and lifecycle: role by role, company by company."""

from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..base.common import CemCommon


@tagged("post_install", "-at_install")
class TestDesignRoom(CemCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journey = cls.env["cem.journey"].create(
            {
                "name": "Buying a home",
                "stage_ids": [(0, 0, {"name": "Living", "phase": "after"})],
            }
        )
        cls.office = cls.env["cem.touchpoint"].create(
            {
                "name": "Sales office",
                "journey_id": cls.journey.id,
                "stage_id": cls.journey.stage_ids.id,
            }
        )

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_roles_and_companies(self):
        models = {
            "cem.persona": {"name": "Ms. Lin"},
            "cem.standard": {"name": "Warm light", "touchpoint_id": self.office.id},
            "cem.faq": {"name": "Why?", "touchpoint_id": self.office.id},
        }
        for model, values in models.items():
            Model = self.env[model]
            with self.subTest(model=model):
                with self.assertRaises(AccessError):
                    Model.with_user(self.plain_user).check_access("read")
                with self.assertRaises(AccessError):
                    Model.with_user(self.staff).create(values)
                record = Model.with_user(self.manager).create(values)
                self.assertEqual(record.company_id, self.company)
                self.assertTrue(record.with_user(self.staff).read(["name"]))
                with self.assertRaises(AccessError):
                    record.with_user(self.staff).write({"name": "Other"})
                with self.assertRaises(AccessError):
                    record.with_user(self.manager_two).read(["name"])
                record.with_user(self.manager).unlink()
        senses = self.env["cem.sense"]
        self.assertEqual(senses.search_count([("code", "=", "smell")]), 1)
        with self.assertRaises(AccessError):
            senses.with_user(self.staff).create({"name": "Sixth", "code": "sixth"})
        sixth = senses.with_user(self.manager).create({"name": "Six", "code": "six"})
        with self.assertRaises(AccessError):
            sixth.with_user(self.manager).unlink()
        sixth.with_user(self.administrator).unlink()
        rule = self.env.ref("cem_experience.cem_lifecycle_rule_signed")
        with self.assertRaises(AccessError):
            rule.with_user(self.manager).write({"days_from": 1})
        rule.with_user(self.administrator).write({"days_from": 1})

    def test_answers_are_approved_by_somebody(self):
        faq = self.env["cem.faq"].with_user(self.manager)
        vals = {"name": "Why?", "touchpoint_id": self.office.id}
        forged = {"state": "approved", "approved_by_id": self.administrator.id}
        for name, value in forged.items():
            with self.assertRaises(AccessError):
                faq.create({**vals, name: value})
        faq = faq.with_context(
            **{f"default_{name}": value for name, value in forged.items()}
        ).create(vals)
        self.assertEqual((faq.state, faq.phase), ("draft", "after"))
        self.assertEqual(faq.journey_id, self.journey)
        self.assertFalse(faq.approved_by_id)
        with self.assertRaisesRegex(ValidationError, "Write an answer"):
            faq.action_approve()
        faq.answer = "Because."
        with self.assertRaises(AccessError):
            faq.write({"state": "approved"})
        self.assertEqual(faq.state, "draft")
        self.journey.with_user(self.manager).action_approve_answers()
        self.assertEqual((faq.state, faq.approved_by_id), ("approved", self.manager))
        with self.assertRaises(AccessError):
            faq.with_user(self.staff).action_approve()
        faq.sequence = 3
        faq.answer = "Because."
        self.assertEqual(faq.state, "approved")
        faq.answer = "Because of that."
        self.assertEqual(faq.state, "draft")
        self.assertFalse(faq.approved_by_id)

    @mute_logger("odoo.sql_db")
    def test_a_question_is_asked_somewhere(self):
        faqs = self.env["cem.faq"]
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            faqs.create({"name": "Where?"})
        other = self.journey.create({"name": "Renting"})
        with self.assertRaisesRegex(ValidationError, "not on the journey"):
            faqs.create(
                {
                    "name": "Where?",
                    "touchpoint_id": self.office.id,
                    "journey_id": other.id,
                }
            )
        faq = faqs.create({"name": "Where?", "journey_id": other.id})
        self.assertEqual(faq.phase, "before")

    def test_touchpoint_takes_its_standards_along(self):
        standards = self.env["cem.standard"].create(
            [
                {"name": "Warm light", "touchpoint_id": self.office.id},
                {"name": "No glare", "touchpoint_id": self.office.id},
            ]
        )
        self.assertEqual(self.office.standard_count, 2)
        self.assertEqual(self.journey.standard_count, 2)
        copy = self.office.copy()
        self.assertEqual(copy.standard_count, 2)
        self.office.unlink()
        self.assertFalse(standards.exists())


@tagged("post_install", "-at_install")
class TestLifecycle(CemCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.context_today(cls.env.user)
        cls.cron = cls.env.ref("cem_experience.ir_cron_lifecycle")

    def _happened(self, partner, **days):
        for code, ago in days.items():
            self.env["cem.lifecycle.date"].create(
                {
                    "partner_id": partner.id,
                    "event_id": self.env.ref(
                        f"cem_experience.cem_lifecycle_event_{code}"
                    ).id,
                    "date": self.today - timedelta(days=ago),
                }
            )

    def _run(self):
        with self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        self.env.invalidate_all()

    def _segment(self, partner):
        names = {
            self.env.ref(f"cem_experience.res_partner_category_{name}").id: name
            for name in ("prospect", "signed", "settling_in", "settled")
        }
        return names.get(partner.cem_lifecycle_segment_id.id)

    def test_the_buyer_of_a_home(self):
        cases = {
            "prospect": {"visit": 364},
            None: {"visit": 365},
            "signed": {"visit": 600, "contract": 0},
            "settling_in": {"contract": 500, "handover": 0},
            "settled": {"handover": 800, "move_in": 730},
        }
        partners = {
            segment: self.customer.create({"name": str(segment)}) for segment in cases
        }
        almost = self.customer.create({"name": "Almost"})
        self._happened(almost, handover=800, move_in=729)
        tomorrow = self.customer.create({"name": "Tomorrow"})
        self._happened(tomorrow, contract=-1)
        for segment, partner in partners.items():
            self._happened(partner, **cases[segment])
        self._run()
        for segment, partner in partners.items():
            self.assertEqual(self._segment(partner), segment)
        self.assertEqual(self._segment(almost), "settling_in")
        self.assertEqual(self._segment(tomorrow), None)
        # Nothing changes the second time, and what no longer holds is taken back.
        stamp = {partner: partner.write_date for partner in partners.values()}
        self._run()
        for partner, date in stamp.items():
            self.assertEqual(partner.write_date, date)
        signed = partners["signed"]
        signed.cem_lifecycle_date_ids.unlink()
        self._run()
        self.assertEqual(self._segment(signed), None)

    def test_any_model_will_do(self):
        tag = self.env["res.partner.category"].create({"name": "New contact"})
        self.env["cem.lifecycle.rule"].create(
            {
                "name": "Known for less than a week",
                "sequence": 1,
                "segment_id": tag.id,
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain": f"[('id', '=', {self.customer.id})]",
                "partner_path": "id",
                "date_path": "create_date",
                "days_to": 7,
            }
        )
        self._run()
        self.assertEqual(self.customer.cem_lifecycle_segment_id, tag)

    @mute_logger("odoo.sql_db")
    def test_rules_that_make_no_sense(self):
        rule = self.env.ref("cem_experience.cem_lifecycle_rule_signed")
        for values in (
            {"partner_path": "event_id"},
            {"partner_path": "nothing.at_all"},
            {"date_path": "note"},
            {"domain": "[('colour', '=', 1)]"},
            {"domain": "__import__('os')"},
        ):
            with (
                self.subTest(values=values),
                self.assertRaises(ValidationError),
                self.env.cr.savepoint(),
            ):
                rule.write(values)
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            rule.write({"days_from": 10, "days_to": 5})
