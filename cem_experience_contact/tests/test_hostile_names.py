from odoo.tests import HttpCase, tagged

from odoo.addons.cem_experience.tests.base.hostile import NAMES, SCRIPT, look_at

from .common_contact import ContactCommon


@tagged("post_install", "-at_install")
class TestHostileNames(HttpCase, ContactCommon):
    def test_at_the_desk(self):
        """What callers are called, and what is noted of them, stays a text."""
        self.manager.lang = "en_US"
        self.journey.name = SCRIPT
        for name in NAMES:
            person = self.env["res.partner"].create({"name": name})
            self.env["cem.contact"].create(
                {"partner_id": person.id, "user_id": self.manager.id, "note": SCRIPT}
            )
        desk = "cem_experience_contact.cem_contact_desk_action"
        look_at(self, self.manager.login, [[desk, ".o_action_manager", SCRIPT]])
