from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_pages import PagesCommon
from .sms_service import catch_sms


@tagged("post_install", "-at_install")
class TestSms(PagesCommon):
    """Real requests to a stand-in of Odoo's SMS service on this machine."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.touchpoint.ask_channel = "sms"
        cls.customer.write(
            {"phone": "+852 5123 4567", "country_id": cls.env.ref("base.hk").id}
        )

    def _plan(self, partner=None):
        lead = self._lead(partner_id=(partner or self.customer).id)
        return self.touchpoint._invite(lead)._for_customer()

    def test_short_text_with_a_link_that_works(self):
        invitation = self._plan()
        self.assertEqual((invitation.channel, invitation.state), ("sms", "waiting"))
        with catch_sms(self.env) as service:
            self._send()
            self._send()
        ((number, text),) = service.messages
        self.assertEqual(number, "+85251234567")
        self.assertLess(len(text), 160)
        path = invitation._answer_path(short=True)
        self.assertIn(path, text)
        self.assertEqual(invitation.state, "sent")
        self.assertFalse(self.env["sms.sms"].search([("number", "=", number)]))
        self._answer_page(path, mark="2")
        self.assertEqual(invitation.state, "answered")
        self.assertEqual(invitation.user_input_id.cem_channel, "sms")

    def test_number_as_people_write_it_at_home(self):
        self.customer.phone = "5123 4567"
        self.assertEqual(self._plan().phone, "+85251234567")

    def test_no_valid_number(self):
        for phone in (False, "12", "not a number"):
            self.customer.phone = phone
            invitation = self._plan()
            self.assertEqual(invitation.reason, "no_phone", phone)

    def test_blacklisted_number(self):
        self.env["phone.blacklist"]._add(["+85251234567"])
        self.assertEqual(self._plan().reason, "phone_blacklisted")

    def test_mail_first(self):
        self.touchpoint.ask_channel = "mail_sms"
        self.assertEqual(self._plan().channel, "mail")
        other = self._customer(
            "Ho", False, phone="+852 5123-7654", country_id=self.env.ref("base.hk").id
        )
        invitation = self._plan(other)
        self.assertEqual((invitation.channel, invitation.state), ("sms", "waiting"))
        nobody = self._customer("Nobody", False)
        self.assertEqual(self._plan(nobody).reason, "no_address")

    def test_refused_by_the_service(self):
        invitation = self._plan()
        with catch_sms(self.env) as service:
            service.state = "insufficient_credit"
            self._send()
        self.assertEqual((invitation.state, invitation.reason), ("failed", "sms_error"))
        self.assertIn("Credit", invitation.note)
        self.assertFalse(invitation.sent_date, "nobody was disturbed")

    @mute_logger("odoo.addons.iap.tools.iap_tools", "odoo.tools.translate")
    def test_service_not_there_loses_nothing(self):
        invitation = self._plan()
        with catch_sms(self.env, there=False):
            self._send()
        self.assertEqual((invitation.state, invitation.try_count), ("waiting", 1))
        with catch_sms(self.env) as service:
            invitation.scheduled_date = self._days_ago(0)
            self._send()
        self.assertEqual(len(service.messages), 1)
        self.assertEqual(invitation.state, "sent")

    @mute_logger("odoo.addons.iap.tools.iap_tools", "odoo.tools.translate")
    def test_hanging_up_half_way_is_never_sent_again(self):
        invitation = self._plan()
        with catch_sms(self.env) as service:
            service.state = "hang up"
            self._send()
            self._send()
        self.assertEqual(len(service.messages), 1)
        self.assertEqual(
            (invitation.state, invitation.reason), ("failed", "interrupted")
        )
        self._answer_page(invitation._answer_path(), mark="7")
        self.assertEqual(invitation.state, "answered")
