"""A reason belongs to its question, and a remark to the whole sheet."""

from odoo import Command
from odoo.tests import Form, tagged

from ...models.listen.survey_question_words import MOVED
from .common_survey import SurveyCommon

REASON = "What is the main reason for your score?"


@tagged("post_install", "-at_install")
class TestWordsBelong(SurveyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        questions = [
            ("Would you recommend us?", "scale", "nps"),
            (REASON, "text_box", False),
            ("How easy was it?", "scale", "experience"),
            ("Anything else you would like to tell us?", "text_box", False),
        ]
        cls.survey = cls.env["survey.survey"].create(
            {
                "title": "Visit",
                "survey_type": "cem",
                "question_and_page_ids": [
                    Command.create(
                        {
                            "title": title,
                            "question_type": kind,
                            "cem_measure": measure,
                            "sequence": number,
                            "cem_dimension_id": cls.dimensions["convenience"].id,
                        }
                    )
                    for number, (title, kind, measure) in enumerate(questions)
                ],
            }
        )
        cls.nps, cls.reason, cls.easy, cls.remark = cls.survey.question_ids

    def _sheet(self, **words):
        sheet = self.survey._create_answer(partner=self.customer)
        sheet._save_lines(self.nps, "4")
        sheet._save_lines(self.easy, "3")
        for name, text in words.items():
            sheet._save_lines(self[name], text)
        sheet._mark_done()
        return sheet

    def __getitem__(self, name):
        return getattr(self, name)

    def _words(self, sheet):
        remarks = self.env["cem.remark"].search([("user_input_id", "=", sheet.id)])
        return (
            {score.measure: score.comment for score in sheet.cem_score_ids},
            remarks.mapped("comment"),
        )

    def test_a_reason_stands_with_its_mark(self):
        sheet = self._sheet(reason="Too slow", remark="Nice dog")
        self.assertEqual(
            self._words(sheet), ({"nps": "Too slow", "experience": False}, ["Nice dog"])
        )
        found = self.env["cem.score"].search([("comment", "ilike", "slow")])
        self.assertEqual(found.mapped("measure"), ["nps"])

    def test_it_is_set_by_hand(self):
        sheet = self._sheet(reason="Too slow")
        self.reason.with_user(self.manager).cem_explains_id = self.easy
        self.assertEqual(
            self._words(sheet), ({"nps": False, "experience": "Too slow"}, [])
        )
        self.reason.cem_explains_id = False
        self.assertEqual(
            self._words(sheet), ({"nps": False, "experience": False}, ["Too slow"])
        )

    def test_a_reason_without_its_mark_is_a_remark(self):
        sheet = self._sheet(reason="Too slow")
        sheet.user_input_line_ids.filtered(
            lambda line: line.question_id == self.nps
        ).unlink()
        self.assertEqual(self._words(sheet), ({"experience": False}, ["Too slow"]))

    def test_the_form_proposes_and_a_person_decides(self):
        self.env.flush_all()
        with (
            Form(self.survey.with_user(self.manager)) as survey,
            survey.question_and_page_ids.new() as question,
        ):
            question.title = "Why was it easy?"
            question.question_type = "text_box"
            self.assertEqual(question.cem_explains_id, self.easy)
            question.cem_explains_id = self.survey.question_ids.browse()
        self.assertFalse(self.survey.question_ids[-1].cem_explains_id)

    def test_a_copy_explains_its_own_questions(self):
        self.remark.cem_explains_id = self.nps
        self.reason.cem_explains_id = False
        nps, reason, _easy, remark = self.survey.copy().question_ids
        self.assertEqual(remark.cem_explains_id, nps)
        self.assertFalse(reason.cem_explains_id)

    def test_the_case_tells_the_remark_too(self):
        sheet = self._sheet(reason="Too slow", remark="I call my lawyer")
        nps = sheet.cem_score_ids.filtered(lambda score: score.measure == "nps")
        case = self.env["cem.followup"].create(
            {"partner_id": self.customer.id, "score_ids": [Command.set(nps.ids)]}
        )
        self.assertEqual(case.customer_words, "Too slow\nI call my lawyer")

    def test_the_timeline_of_the_customer_tells_all_words(self):
        self._sheet(reason="Too slow", remark="Nice dog")
        partners = self.env["res.partner"].with_user(self.manager)
        events = partners.cem_get_timeline(self.customer.id)["events"]
        self.assertIn("Too slow\nNice dog", [event["text"] for event in events])

    def test_words_from_before_are_moved_once(self):
        sheet = self._sheet(reason="Too slow", remark="Nice dog")
        other = self._sheet(reason="Rude")
        self.env["cem.score"]._read_all()
        self.env["cem.remark"].search(
            [("user_input_id", "in", (sheet | other).ids)]
        ).unlink()
        nps, worst = sheet.cem_score_ids.sorted("measure", reverse=True)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cem_score SET comment = NULL WHERE id = %s", [nps.id]
        )
        self.env.cr.execute(
            "UPDATE cem_score SET comment = E'Too slow\\nNice dog' WHERE id = %s",
            [worst.id],
        )
        self.env.cr.execute("UPDATE survey_question SET cem_explains_id = NULL")
        self.env.invalidate_all()
        questions = self.env["survey.question"]
        questions._cem_move_words()
        self.assertEqual(self._words(sheet)[0]["nps"], False, "it has run before")
        self.env["ir.config_parameter"].set_param(MOVED, False)
        scores = sheet.cem_score_ids
        values = scores.mapped("value")
        questions._cem_move_words()
        expected = ({"nps": "Too slow", "experience": False}, ["Nice dog"])
        self.assertEqual(self._words(sheet), expected)
        self.assertEqual(self._words(other)[0]["nps"], "Rude")
        self.assertEqual(
            (sheet.cem_score_ids, scores.mapped("value")), (scores, values)
        )
        self.assertIn(nps, self.env["cem.score"]._unread())
        # and it is what a sheet says by itself
        sheet._cem_sync_scores()
        self.assertEqual(sheet.cem_score_ids, scores)
        self.assertEqual(self._words(sheet), expected)
