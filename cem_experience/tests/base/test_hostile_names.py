from datetime import date

from odoo.tests import HttpCase, tagged

from .common import CemCommon
from .hostile import NAMES, SCRIPT, look_at


@tagged("post_install", "-at_install")
class TestHostileNames(HttpCase, CemCommon):
    """No script runs, and no page breaks, whatever customers and staff call things."""

    def test_on_our_pages(self):
        self.manager.lang = "en_US"
        people = self.env["res.partner"].create([{"name": name} for name in NAMES])
        journey = self.env["cem.journey"].create({"name": SCRIPT})
        stage = self.env["cem.journey.stage"].create(
            {"name": SCRIPT, "journey_id": journey.id}
        )
        touchpoint, *_others = self.env["cem.touchpoint"].create(
            [
                {"name": name, "journey_id": journey.id, "stage_id": stage.id}
                for name in NAMES
            ]
        )
        dimension = self.dimensions["service"]
        dimension.name = SCRIPT
        for person in people:
            self._score(
                value=1.0,
                partner_id=person.id,
                touchpoint_id=touchpoint.id,
                dimension_id=dimension.id,
                comment=SCRIPT,
            )
            self.env["cem.followup"].create(
                {"name": SCRIPT, "partner_id": person.id, "user_id": self.manager.id}
            )
            self.env["cem.requirement"].create(
                {
                    "name": person.name,
                    "user_id": self.manager.id,
                    "date_start": date.today(),
                    "date_due": date.today(),
                    "state": "doing",
                }
            )

        def client(tag):
            return {
                "type": "ir.actions.client",
                "tag": tag,
                "context": {"active_id": journey.id},
            }

        timeline = {
            "type": "ir.actions.act_window",
            "res_model": "cem.requirement",
            "views": [[False, "cem_timeline"]],
            "domain": [["user_id", "=", self.manager.id]],
        }
        form = {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": people[0].id,
            "views": [[False, "form"]],
        }
        look_at(
            self,
            self.manager.login,
            [
                [
                    "cem_experience.cem_followup_desk_action",
                    ".o_action_manager",
                    SCRIPT,
                ],
                [client("cem_journey_tree"), ".o_action_manager", ""],
                [client("cem_journey_map"), ".o_action_manager", SCRIPT],
                ["cem_experience.cem_dashboard_action", ".o_action_manager", ""],
                [timeline, ".o_action_manager", SCRIPT],
                [form, ".o_action_manager", ""],
            ],
        )
