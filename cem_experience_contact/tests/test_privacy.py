"""What was noted of somebody's calls is handed out, and erased."""

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.cem_experience.tests.customer.common_privacy import MARK, PrivacyCommon


@tagged("post_install", "-at_install")
class TestPrivacyContacts(PrivacyCommon):
    def _leave_traces(self):
        env, person = self.env, self.person
        result = super()._leave_traces()
        contact = env["cem.contact"].create(
            {
                "partner_id": person.id,
                "question": f"Where does {MARK} get help with lenses?",
                "note": f"My name is {MARK}",
                "feeling": "-1",
            }
        )
        self.assertTrue(contact.question_id)
        env.flush_all()
        return result

    @mute_logger("odoo.models.unlink", "odoo.addons.cem_experience")
    def test_nothing_is_left(self):
        self._check_handed_out_and_erased(
            {"cem_contact.note", "cem_question.name"}, {"cem.contact"}
        )
