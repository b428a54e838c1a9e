"""Words without a mark: kept, read, corrected and taken back like others."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..base.common import CemCommon


@tagged("post_install", "-at_install")
class TestRemark(CemCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.survey = cls.env["survey.survey"].create(
            {
                "title": "How was it?",
                "survey_type": "cem",
                "question_and_page_ids": [
                    (
                        0,
                        0,
                        {
                            "title": "Would you recommend us?",
                            "question_type": "scale",
                            "cem_measure": "nps",
                        },
                    ),
                    (0, 0, {"title": "Why?", "question_type": "text_box"}),
                ],
            }
        )
        cls.mark, cls.why = cls.survey.question_ids

    def _sheet(self, words=False, **values):
        sheet = self.env["survey.user_input"].create(
            {
                "survey_id": self.survey.id,
                "partner_id": self.customer.id,
                "state": "done",
                **values,
            }
        )
        if words:
            self._line(sheet, self.why, "text_box", words)
        return sheet

    def _line(self, sheet, question, kind, value):
        return self.env["survey.user_input.line"].create(
            {
                "user_input_id": sheet.id,
                "question_id": question.id,
                "answer_type": kind,
                f"value_{kind}": value,
            }
        )

    def _remarks(self, sheet):
        return self.env["cem.remark"].search([("user_input_id", "=", sheet.id)])

    def test_words_only(self):
        sheet = self._sheet("The receptionist was rude")
        remark = self._remarks(sheet)
        self.assertEqual(remark.partner_id, self.customer)
        self.assertEqual(remark.source, "survey")
        self.assertFalse(sheet.cem_score_ids, "no mark, no score")
        self.env["cem.score"]._read_all()
        self.assertEqual((remark.language, remark.sentiment), ("en", "negative"))
        self.assertIn(self.env.ref("cem_experience.cem_topic_staff"), remark.topic_ids)
        # the same again changes nothing, and is not read again
        sheet._cem_sync_scores()
        self.assertEqual(self._remarks(sheet), remark)
        self.assertEqual(remark.sentiment, "negative")

    def test_a_mark_takes_the_words_along(self):
        sheet = self._sheet("The receptionist was rude")
        self._line(sheet, self.mark, "scale", 3)
        self.assertFalse(self._remarks(sheet))
        score = self.env["cem.score"].search([("user_input_id", "=", sheet.id)])
        self.assertEqual(score.comment, "The receptionist was rude")
        # and back
        sheet.user_input_line_ids.filtered("value_scale").unlink()
        self.assertEqual(self._remarks(sheet).comment, "The receptionist was rude")

    def test_silence_tests_and_deletion(self):
        self.assertFalse(self._remarks(self._sheet()))
        self.assertFalse(self._remarks(self._sheet("A test", test_entry=True)))
        sheet = self._sheet("The receptionist was rude")
        remark = self._remarks(sheet)
        sheet.user_input_line_ids.value_text_box = "The receptionist was kind"
        self.assertFalse(remark.exists())
        remark = self._remarks(sheet)
        self.assertEqual(remark.comment, "The receptionist was kind")
        sheet.unlink()
        self.assertFalse(remark.exists())

    def test_rights(self):
        remark = self._remarks(self._sheet("Great, another hour on hold."))
        self.env["cem.score"]._read_all()
        with self.assertRaises(AccessError):
            remark.with_user(self.plain_user).read(["comment"])
        with self.assertRaises(AccessError):
            remark.with_user(self.manager_two).read(["comment"])
        self.assertTrue(remark.with_user(self.staff).comment)
        with self.assertRaises(AccessError):
            remark.with_user(self.staff).write({"sentiment": "negative"})
        remark.with_user(self.manager).write({"sentiment": "negative"})
        self.assertEqual(remark.text_corrected_by_id, self.manager)
        self.env["cem.topic"].with_user(self.manager).action_read_again()
        self.env["cem.score"]._read_all()
        self.assertEqual(remark.sentiment, "negative", "a person wins")

    def test_own_work_is_kept_from_staff_unless_allowed(self):
        remark = self._remarks(self._sheet("Rude", cem_user_id=self.staff.id))
        remark.write({"res_model": "res.partner", "res_id": self.customer.id})
        remark = remark.with_user(self.staff)
        self.assertFalse(remark.search([("id", "=", remark.id)]))
        self.assertTrue(remark.with_user(self.manager).search([("id", "=", remark.id)]))
        case = self.env["cem.followup"].create(
            {"partner_id": self.customer.id, "user_id": self.staff.id}
        )
        self.assertTrue(remark.search([("id", "=", remark.id)]), "is to call her")
        case.user_id = self.manager
        self.assertFalse(remark.search([("id", "=", remark.id)]))
        self.company.cem_hide_own_answers = False
        self.assertTrue(remark.search([("id", "=", remark.id)]))
