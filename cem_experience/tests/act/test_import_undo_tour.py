"""In the browser: an import says what it will open, opens it, and takes it back."""

from odoo.tests import HttpCase, tagged

from .common_followup import FollowupCommon


@tagged("post_install", "-at_install")
class TestImportUndoTour(FollowupCommon, HttpCase):
    def test_import_and_undo(self):
        names = ("one", "two", "three")
        partners = self.env["res.partner"].create(
            [
                {
                    "name": name,
                    "email": f"{name}@undo.example",
                    "user_id": self.staff.id,
                }
                for name in names
            ]
        )

        def figures():
            self.env.invalidate_all()
            live = self._cases(partners).filtered(lambda case: not case.date_closed)
            return {
                "answers": partners.mapped("cem_score_count"),
                "satisfaction": [
                    partner.cem_satisfaction if partner.cem_satisfaction_count else None
                    for partner in partners
                ],
                "live cases": len(live),
                "activities": len(live.activity_ids),
                "sums that are wrong": self.env["cem.score.rollup"]._differences(),
            }

        nothing = {
            "answers": [0, 0, 0],
            "satisfaction": [None, None, None],
            "live cases": 0,
            "activities": 0,
            "sums that are wrong": 0,
        }
        self.assertEqual(figures(), nothing)
        self.start_tour(
            "/odoo/action-cem_experience.cem_score_import_action",
            "cem_import_with_followups",
            login=self.manager.login,
        )
        # a test of pages is in the mode that this needs already
        self.cron_open.method_direct_trigger()
        self.assertEqual(
            figures(),
            {
                "answers": [1, 1, 1],
                "satisfaction": [0, 0, 10],
                "live cases": 2,
                "activities": 2,
                "sums that are wrong": 0,
            },
        )
        record = self.env["cem.score.import"].search([], order="id desc", limit=1)
        self.start_tour(
            f"/odoo/action-cem_experience.cem_score_import_action/{record.id}",
            "cem_import_undone",
            login=self.manager.login,
        )
        self.assertEqual(figures(), nothing)
        self.assertEqual(
            self._cases(partners).mapped("stage_kind"), ["cancelled", "cancelled"]
        )
