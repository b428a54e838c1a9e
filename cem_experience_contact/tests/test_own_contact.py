from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_contact import ContactCommon


@tagged("post_install", "-at_install")
class TestOwnContact(ContactCommon):
    def test_refusals_name_the_colleague(self):
        """Staff are told whose contact it is, and may not write it."""
        colleague = self._new_user("cem_wang", "group_cem_user")
        colleague.name = "Wang Lei"
        contact = (
            self.env["cem.contact"]
            .with_user(colleague)
            .create({"partner_id": self.customer.id})
        )
        with self.assertRaisesRegex(AccessError, "Wang Lei"):
            contact.with_user(self.staff).check_access("write")
