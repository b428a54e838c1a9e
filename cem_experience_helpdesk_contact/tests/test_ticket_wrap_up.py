from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.cem_experience_helpdesk.tests.test_ticket import TicketCommon


@tagged("post_install", "-at_install")
class TestTicketWrapUp(TicketCommon):
    def test_call_about_a_ticket(self):
        """The customer is filled in, and the contact leads back to the ticket."""
        ticket = self._ticket(user_id=self.both.id)
        action = ticket.with_user(self.both).action_cem_wrap_up()
        desk = self.env["cem.contact"].with_user(self.both)
        values = desk.desk_start(action["params"])["values"]
        self.assertEqual(values["partner"]["id"], self.customer.id)
        row = desk.desk_save(
            {
                "key": "call",
                "note": "Called",
                "partner_id": self.customer.id,
                "res_model": values["res_model"],
                "res_id": values["res_id"],
            }
        )
        contact = desk.browse(row["id"])
        self.assertEqual(contact.action_open_record()["res_id"], ticket.id)
        # Of whoever has no right to the ticket, none is taken.
        nobody = ticket.with_user(self.staff).action_cem_wrap_up
        with self.assertRaises(AccessError):
            self.env["cem.contact"].with_user(self.staff).desk_start(nobody()["params"])
