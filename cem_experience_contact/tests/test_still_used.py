from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_contact import ContactCommon


@tagged("post_install", "-at_install")
class TestNeedStillUsed(ContactCommon):
    """Whoever deletes a need that contacts name is told which."""

    def _refusal(self):
        with self.assertRaises(UserError) as refusal:
            self.need.with_user(self.manager).unlink()
        return str(refusal.exception)

    def test_names_of_what_one_may_read_only(self):
        contact = self.env["cem.contact"].create(
            {"partner_id": self.customer.id, "need_id": self.need.id}
        )
        self.assertIn(contact.display_name, self._refusal())
        contact.company_id = self.company_two
        said = self._refusal()
        self.assertNotIn(contact.display_name, said)
        self.assertIn("1 more", said)
