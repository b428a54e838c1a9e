from odoo.tests import HttpCase, tagged

from odoo.addons.cem_experience.tests.base.hostile import NAMES, SCRIPT, look_at

from .common import ActivityCommon


@tagged("post_install", "-at_install")
class TestHostileNames(HttpCase, ActivityCommon):
    def test_at_the_desk(self):
        """What people call themselves at the door stays a name."""
        self.manager.lang = "en_US"
        activity = self._plan()
        self._register(activity, NAMES, "open")
        activity.name = SCRIPT
        desk = {
            "type": "ir.actions.client",
            "tag": "cem_activity_desk",
            "context": {"active_id": activity.id},
        }
        look_at(self, self.manager.login, [[desk, ".o_action_manager", SCRIPT]])
