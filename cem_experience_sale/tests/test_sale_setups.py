from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from odoo.addons.cem_experience.tests.listen.test_listening import SetupCommon


@tagged("post_install", "-at_install")
class TestSaleSetups(SetupCommon):
    def _order(self, **values):
        values.setdefault("partner_id", self.customer.id)
        values.setdefault("user_id", self.staff.id)
        return self.env["sale.order"].create(values)

    def _run(self, cron, **delta):
        with freeze_time(fields.Datetime.now() + timedelta(**delta)):
            with self.enter_registry_test_mode():
                self.env.ref(cron).method_direct_trigger()

    def test_quotation_sent(self):
        touchpoint = self._set_up("cem_experience_sale.quotation")
        order, ordered = self._order(), self._order()
        (order | ordered).action_quotation_sent()
        invitation = self._invitations(order)
        self.assertEqual(invitation.touchpoint_id, touchpoint)
        self.assertEqual(invitation.user_id, self.staff)
        self.assertEqual(invitation.team, order.team_id.with_context(lang=None).name)
        ordered.action_confirm()
        self._send_after(days=4)
        self.assertEqual(invitation.state, "sent")
        self.assertEqual(self._invitations(ordered).reason, "condition_false")

    def test_first_days_after_a_sale(self):
        self._set_up("cem_experience_sale.first_days")
        order, cancelled, other = self._order(), self._order(), self._order()
        (order | cancelled).action_confirm()
        other.action_quotation_sent()
        cancelled._action_cancel()
        cron = "base_automation.ir_cron_data_base_automation_check"
        self._run(cron, days=6)
        self.assertFalse(self._invitations(order))
        self._run(cron, days=8)
        invitation = self._invitations(order)
        self.assertEqual(len(invitation), 1)
        self._run(cron, days=9)
        self.assertEqual(self._invitations(order), invitation)
        self.assertFalse(self._invitations(cancelled | other))
        self._send_after(days=9)
        self.assertEqual(invitation.state, "sent")

    def test_long_silence(self):
        self._set_up("cem_experience_sale.silence")
        order = self._order()
        faithful = self._customer("Faithful", "faithful@customer.example")
        first, again = self._order(partner_id=faithful.id), None
        (order | first).action_confirm()
        again = self._order(partner_id=faithful.id)
        again.action_confirm()
        again.date_order = fields.Datetime.now() + timedelta(days=90)
        cron = "cem_experience.ir_cron_ask_due"
        self._run(cron, days=100)
        self.assertFalse(self._invitations(order))
        self._run(cron, days=181)
        self._run(cron, days=181)
        invitation = self._invitations(order)
        self.assertEqual(len(invitation), 1)
        self.assertFalse(self._invitations(first | again), "ordered again")
        self._send_after(days=181)
        self.assertEqual(invitation.state, "sent")
        # Silent for as long again, since nothing was ordered: not asked once more.
        self._run(cron, days=400)
        self.assertEqual(self._invitations(order), invitation)
        self.assertEqual(len(self._invitations(again)), 1)

    def test_order_after_the_silence_was_noticed(self):
        touchpoint = self._set_up("cem_experience_sale.silence")
        touchpoint.ask_delay = 48
        order = self._order()
        order.action_confirm()
        self._run("cem_experience.ir_cron_ask_due", days=181)
        invitation = self._invitations(order)
        self.assertEqual(invitation.state, "waiting")
        again = self._order()
        again.action_confirm()
        again.date_order = fields.Datetime.now() + timedelta(days=182)
        self._send_after(days=184)
        self.assertEqual(invitation.reason, "condition_false")
