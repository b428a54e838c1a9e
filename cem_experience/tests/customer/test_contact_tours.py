"""Merge, hand out, erase, bounce: in the browser, with the figures before and after."""

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common_privacy import PrivacyCommon


@tagged("post_install", "-at_install")
class TestContactTours(HttpCase, PrivacyCommon):
    def setUp(self):
        super().setUp()
        for partner, value in ((self.person, 2), (self.twin, 9), (self.customer, 10)):
            self._score(
                "nps",
                value,
                partner_id=partner.id,
                touchpoint_id=self.touchpoint.id,
                comment="Too slow",
            )
        self._asked(self.person, answered=True)
        self._asked(self.twin, answered=False)
        self.before = self._figures()
        self.assertEqual(self.before["nps"][()].count, 3)
        self.assertEqual(self.before["responses"], (1, 2))

    def _send(self):
        self.env.flush_all()
        self.sender.method_direct_trigger()
        self.env.invalidate_all()

    @mute_logger("odoo.models.unlink", "odoo.addons.cem_experience")
    def test_hand_out_and_erase(self):
        self.start_tour(
            "/odoo/action-cem_experience.cem_privacy_request_action",
            "cem_privacy_tour",
            login=self.administrator.login,
        )
        self.env.invalidate_all()
        self.assertTrue(self.person.cem_anonymous_date)
        self.assertFalse(self.person.email)
        self.assertEqual(self._figures(), self.before)
        logs = self.env["privacy.log"].search([("user_id", "=", self.administrator.id)])
        self.assertEqual(len(logs), 2, "handed out, and made anonymous")

    @mute_logger("odoo.models.unlink", "odoo.addons.base.partner.merge")
    def test_merge(self):
        action = self.env["ir.actions.act_window"].create(
            {
                "name": "Twins",
                "res_model": "res.partner",
                "view_mode": "list,form",
                "domain": [("id", "in", (self.customer | self.twin).ids)],
            }
        )
        self.start_tour(
            f"/odoo/action-{action.id}", "cem_merge_tour", login=self.clerk.login
        )
        self.env.invalidate_all()
        [left] = (self.customer | self.twin).exists()
        self.assertEqual(left.cem_score_count, 2)
        self.assertEqual(self._figures(), self.before)

    def test_bounce(self):
        invitation = self._asked(
            self._customer("Wang", "wang@customer.example"), answered=False
        )
        self.assertEqual(self._figures()["responses"], (1, 3))
        invitation.write({"state": "bounced", "sent_date": False, "note": "550 No"})
        self.assertEqual(self._figures()["responses"], (1, 2))
        self.start_tour(
            f"/odoo/action-cem_experience.cem_invitation_action/{invitation.id}",
            "cem_bounce_tour",
            login=self.staff.login,
        )
        self.env.invalidate_all()
        self.assertEqual(invitation.state, "waiting")
        self.assertEqual(self._figures()["responses"], (1, 2))
