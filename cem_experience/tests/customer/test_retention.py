from odoo import Command, fields
from odoo.tests import tagged

from ...tools.base.personal import ERASED
from .common_privacy import PrivacyCommon
from .common_retention import RetentionCommon

KINDS = ("comments", "sheets", "invitations", "files")


@tagged("post_install", "-at_install")
class TestRetention(RetentionCommon, PrivacyCommon):
    """Two years old, and of today; kept for a year."""

    def setUp(self):
        super().setUp()
        scale, text = self.survey.question_ids[0], self.survey.question_ids[2]
        text.cem_explains_id = scale
        self.old, self.new = self._one(24, "Too slow"), self._one(0, "Too dear")
        self.assertEqual(self.old["score"].comment, "Too slow")

    def _one(self, months, words):
        """An invitation, its sheet and file of that age."""
        env, age = self.env, f"{months} months"
        lead = self._lead(partner_id=self._customer(words, f"{months}@x.example").id)
        invitation = self.touchpoint._invite(lead)
        self._send()
        sheet = invitation.user_input_id
        scale, text = self.survey.question_ids[0], self.survey.question_ids[2]
        sheet.write(
            {
                "state": "done",
                "end_datetime": fields.Datetime.subtract(
                    fields.Datetime.now(), months=months
                ),
                "user_input_line_ids": [
                    Command.create(
                        {
                            "question_id": scale.id,
                            "answer_type": "scale",
                            "value_scale": 2,
                        }
                    ),
                    Command.create(
                        {
                            "question_id": text.id,
                            "answer_type": "text_box",
                            "value_text_box": words,
                        }
                    ),
                ],
            }
        )
        self.env["cem.score"]._read_all()
        self.person.email = f"{months}@file.example"
        self._import(words)
        found = {
            "invitation": invitation,
            "sheet": sheet,
            "score": env["cem.score"].search([("user_input_id", "=", sheet.id)]),
            "file": self.file,
        }
        env.flush_all()
        for name in ("invitation", "file"):
            self._make_older(found[name], "create_date", age)
        self._make_older(invitation, "sent_date", age)
        return found

    def _state(self, one):
        sheet, invitation = one["sheet"], one["invitation"]
        return {
            "comments": one["score"].comment != ERASED,
            "sheets": bool(sheet.user_input_line_ids and sheet.partner_id),
            "invitations": bool(invitation.partner_id and invitation.email),
            "files": bool(one["file"].file),
        }

    def test_nothing_at_first(self):
        before = self._state(self.old)
        self.assertTrue(all(before.values()), before)
        self._run()
        self.assertEqual(self._state(self.old), before)

    def test_each_kind_by_itself_and_no_figure(self):
        params = self.env["ir.config_parameter"]
        expected = dict.fromkeys(KINDS, True)
        figures, dashboard = self._figures(), self._dashboard()
        for kind in KINDS:
            params.set_param(f"cem_experience.keep_{kind}_months", "12")
            self._run()
            expected[kind] = False
            self.assertEqual(self._state(self.old), expected, kind)
            self.assertTrue(all(self._state(self.new).values()), kind)
            self.assertEqual(self._figures(), figures, kind)
            self.assertEqual(self._dashboard(), dashboard, kind)
        # whatever looks at the sheet again: its scores stay
        self.old["sheet"]._cem_sync_scores()
        self.assertTrue(self.old["score"].active)
        self.assertEqual(self.old["sheet"], self.old["score"].user_input_id)
        self.assertEqual(self.old["invitation"].state, "answered")

    def test_settings(self):
        settings = self.env["res.config.settings"].create(
            {"cem_keep_comments_months": 12}
        )
        self.assertEqual(settings.cem_keep_sheets_months, 0)
        settings.execute()
        self.assertTrue(self.env["cem.retention"]._before("comments"))
        self.assertFalse(self.env["cem.retention"]._before("sheets"))
