from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_listen import ListenCommon


@tagged("post_install", "-at_install")
class TestInvitationAccess(ListenCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mine = cls.touchpoint._invite(cls._lead())
        # No copy: what the software keeps of an invitation is copied by nobody.
        cls.theirs = cls.env["cem.invitation"].create(
            {
                "touchpoint_id": cls.touchpoint.id,
                "survey_id": cls.mine.survey_id.id,
                "partner_id": cls.mine.partner_id.id,
                "company_id": cls.company_two.id,
            }
        )

    def _may(self, user, record):
        allowed = set()
        for operation in ("read", "write", "create", "unlink"):
            if record.with_user(user).has_access(operation):
                allowed.add(operation)
        return allowed

    def test_roles_and_companies(self):
        # Rules of the company make them, and their addresses are the customers' keys.
        everything = {"read", "unlink"}
        for user, mine, theirs in (
            (self.plain_user, set(), set()),
            (self.staff, {"read"}, set()),
            (self.manager, everything, set()),
            (self.administrator, everything, set()),
            (self.manager_two, set(), everything),
        ):
            self.assertEqual(self._may(user, self.mine), mine, user.login)
            self.assertEqual(self._may(user, self.theirs), theirs, user.login)
            if mine or theirs:
                found = self.env["cem.invitation"].with_user(user).search([])
                self.assertEqual(self.mine in found, bool(mine))
                self.assertEqual(self.theirs in found, bool(theirs))

    def test_buttons_need_the_right_to_read(self):
        for user, record in (
            (self.plain_user, self.mine),
            (self.staff, self.theirs),
            (self.manager_two, self.mine),
        ):
            for button in ("action_cancel", "action_send_again"):
                with self.assertRaises(AccessError):
                    getattr(record.with_user(user), button)()
        self.mine.with_user(self.staff).action_cancel()
        self.assertEqual(self.mine.state, "not_sent")

    def test_token_is_for_the_customer_only(self):
        for user in (self.staff, self.manager):
            record = self.mine.with_user(user)
            self.assertNotIn("access_token", record.read()[0])
            with self.assertRaises(AccessError):
                record.read(["access_token"])

    def test_ask_by_hand(self):
        values = {
            "touchpoint_id": self.touchpoint.id,
            "partner_ids": [(6, 0, self.customer.ids)],
        }
        with self.assertRaises(AccessError):
            self.env["cem.ask"].with_user(self.plain_user).create(values)
        self.assertTrue(self.env["cem.ask"].with_user(self.staff).create(values))
        # A touchpoint of another company is no more to ask about than to see.
        self.touchpoint.company_id = self.company_two
        self.env.invalidate_all()
        wizard = self.env["cem.ask"].with_user(self.staff)
        with self.assertRaises(AccessError):
            wizard.create(values).action_ask()

    def test_partner_without_rights_here(self):
        """The contact's form opens for colleagues who know nothing of all this."""
        partner = self.customer.with_user(self.plain_user)
        self.assertNotIn("cem_invitation_count", partner.fields_get())
        self.assertNotIn(
            "cem_invitation_count", partner.get_view(view_type="form")["arch"]
        )
