"""Who may see and do what at the contact centre, role by role and in two companies."""

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common_contact import ContactCommon


@tagged("post_install", "-at_install")
class TestContactAccess(ContactCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.staff_two = cls._new_user(
            "cem_staff_two", "group_cem_user", company=cls.company_two
        )

    def test_nobody(self):
        contact = self._save(need_id=self.need.id)
        for model, record in (
            ("cem.contact", contact),
            ("cem.need", self.need),
            ("cem.question", self.env["cem.question"]),
        ):
            with self.subTest(model=model), self.assertRaises(AccessError):
                record.with_user(self.plain_user).check_access("read")
        contacts = self.env["cem.contact"].with_user(self.plain_user)
        for call in (
            lambda: contacts.desk_save({"key": "x", "note": "x"}),
            lambda: contacts.desk_customers("cust"),
            lambda: contacts.desk_questions("cust"),
            lambda: contacts.desk_promises(),
            lambda: self.customer.with_user(self.plain_user).cem_desk_customer(),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_staff(self):
        mine = self._save(need_id=self.need.id)
        other = self._save(self.colleague, need_id=self.need.id)
        staff = self.env(user=self.staff)
        self.assertEqual(other.with_env(staff).need_id, self.need)
        mine.with_env(staff).note = "More"
        with self.assertRaises(AccessError):
            other.with_env(staff).note = "Not mine"
        with self.assertRaises(AccessError):
            mine.with_env(staff).unlink()
        with self.assertRaises(AccessError):
            staff["cem.contact"].create(
                {"user_id": self.colleague.id, "need_id": self.need.id}
            )
        for record in (self.need, self.env["cem.barrier"].search([], limit=1)):
            with self.assertRaises(AccessError):
                record.with_env(staff).name = "Mine"
            with self.assertRaises(AccessError):
                record.with_env(staff).action_accept()
        question = self._save(question="Where is the pool?").question_id
        with self.assertRaises(AccessError):
            question.with_env(staff).name = "Mine"
        with self.assertRaises(AccessError):
            staff["cem.question.report"].search([])
        with self.assertRaises(AccessError):
            staff["cem.question.answer"].create({"question_ids": question.ids})

    def test_manager(self):
        contact = self._save(need="Proposed one")
        manager = self.env(user=self.manager)
        contact.with_env(manager).note = "Seen"
        contact.need_id.with_env(manager).action_accept()
        self.assertFalse(contact.need_id.is_proposal)
        contact.with_env(manager).unlink()
        self.assertFalse(contact.exists())

    def test_two_companies(self):
        contact = self._save(need="Only here", question="Where is the pool?")
        for user in (self.staff_two, self.manager_two):
            env = self.env(user=user)
            with self.subTest(user=user.login):
                for record in (contact, contact.need_id, contact.question_id):
                    with self.assertRaises(AccessError):
                        record.with_env(env).check_access("read")
                self.assertFalse(env["cem.contact"].search([("id", "in", contact.ids)]))
        manager = self.env(user=self.manager_two)
        self.env["cem.contact"].flush_model()
        self.assertFalse(
            manager["cem.question.report"].search([("id", "=", contact.question_id.id)])
        )
        # The same words in the other company are another need and another question.
        theirs = self._save(
            self.staff_two,
            need="Only here",
            question="Where is the pool?",
            partner_id=False,
            journey_id=False,
        )
        self.assertEqual(theirs.company_id, self.company_two)
        self.assertNotEqual(theirs.need_id, contact.need_id)
        self.assertNotEqual(theirs.question_id, contact.question_id)
        # A record of the other company cannot be named from outside.
        with self.assertRaises(AccessError):
            self._save(self.staff_two, need_id=contact.need_id.id, journey_id=False)
        with self.assertRaises(AccessError):
            self._save(
                self.staff_two, question_id=contact.question_id.id, journey_id=False
            )
        with self.assertRaises(AccessError):
            self._save(
                self.staff_two, callback_of_id=contact.id, note="x", journey_id=False
            )

    def test_crafted(self):
        """What a browser may send is checked: ids, records, texts."""
        other = self.env["res.partner"].create(
            {"name": "Theirs", "company_id": self.company_two.id}
        )
        with self.assertRaises(AccessError):
            self._save(partner_id=other.id, note="x")
        contact = self._save(note="x", res_model="res.users", res_id=self.staff.id)
        self.assertFalse(contact.res_model)
        for crafted in ({"product": "a\0b"}, {"need_id": "1; DROP TABLE"}):
            with self.assertRaises(ValidationError):
                self._save(note="x", **crafted)
        contact = self._save(note="x", feeling="", seconds=10**9)
        self.assertEqual(contact.wrapup_seconds, 86400)
        with self.assertRaises(ValueError):
            self._save(note="x", feeling="7")
        question = self.env["cem.question"]._group(
            "Who asks over there?", self.journey.browse(), self.company_two, {}
        )
        contacts = self.env["cem.contact"].with_user(self.staff)
        with self.assertRaises(AccessError):
            contacts.create({"question_id": question.id, "channel": "call_in"})
