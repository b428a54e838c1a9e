from datetime import timedelta

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.cem_experience.tests.base.test_plausible_dates import WRONG

from .common_contact import ContactCommon


@tagged("post_install", "-at_install")
class TestPlausibleDatesOfContacts(ContactCommon):
    def test_noted(self):
        contacts = self.env["cem.contact"]
        today = fields.Date.context_today(self.env.user)
        far = fields.Date.to_string(today + timedelta(days=2))
        for day in (*WRONG, far):
            with self.subTest(day=day), self.assertRaises(ValidationError):
                contacts.create({"date": day})
        contact = contacts.create({"date": today})
        with self.assertRaisesRegex(ValidationError, "is in the future"):
            contact.write({"date": far})
