"""The contact centre in a browser, each person with only the rights of the role."""

from datetime import datetime, timedelta

from odoo.tests import HttpCase, tagged

from .common_contact import ContactCommon


@tagged("post_install", "-at_install")
class TestContactTour(HttpCase, ContactCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        (cls.staff | cls.manager).lang = "en_US"

    def test_wrap_up_by_keyboard(self):
        """A whole contact: ten keys at most beside the words themselves."""
        self.env["cem.followup"].create(
            {"partner_id": self.customer.id, "name": "Lift broken"}
        )
        self._save(
            self.colleague,
            need_id=self.need.id,
            stage_id=self.stage.id,
            product="Lift",
        )
        self.start_tour("/odoo/cem-wrap-up", "cem_contact_tour", login=self.staff.login)
        contacts = self.env["cem.contact"].with_context(active_test=False)
        contact, undone = contacts.search([("user_id", "=", self.staff.id)], order="id")
        self.assertEqual(contact.partner_id, self.customer)
        self.assertEqual(contact.need_id, self.parking)
        self.assertEqual(contact.product_name, "level 2")
        self.assertEqual(contact.faq_id, self.faq)
        self.assertEqual(contact.barrier_id.name, "Too expensive")
        self.assertEqual(contact.feeling, "-1")
        self.assertEqual(contact.note, "before may")
        self.assertEqual(contact.stage_id, self.stage)
        tomorrow = contact.callback_date - datetime.now()
        self.assertTrue(timedelta(0) < tomorrow < timedelta(days=2))
        self.assertEqual(contact.activity_ids.user_id, self.staff)
        self.assertFalse(undone.active)
        self.assertEqual(undone.question_id.faq_id, self.faq)

    def test_missing_question(self):
        """The manager puts what is asked most often on the list."""
        for words in ("Where is the pool?", "where's the pool", "Where is the pool"):
            self._save(question=words)
        self._save(question="Is parking free?")
        # Questions of the demonstration would come before these.
        self.env["cem.question"].search(
            [("journey_id", "!=", self.journey.id)]
        ).dismissed = True
        self.start_tour(
            "/odoo/cem-questions", "cem_question_tour", login=self.manager.login
        )
        faq = self.env["cem.faq"].search([("name", "=", "Where is the pool?")])
        self.assertEqual(faq.journey_id, self.journey)
        self.assertEqual((faq.answer, faq.state), ("On the roof.", "approved"))
        self.assertEqual(
            self.env["cem.contact"].search_count([("faq_id", "=", faq.id)]), 3
        )
