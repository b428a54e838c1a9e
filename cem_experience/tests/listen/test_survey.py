from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo import Command, fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common_survey import SurveyCommon

EXPECTED = {
    ("nps", False): 3.0,
    ("csat", "service"): 2.5,
    ("experience", "convenience"): 0.0,
    ("importance", "product"): 10.0,
    ("importance", "price"): 5.0,
}


@tagged("post_install", "-at_install")
class TestSurvey(SurveyCommon):
    def test_the_code_of_an_archived_survey_is_taken(self):
        self.survey.active = False
        taken = int(self.survey.session_code)
        # a chance that would give the taken code, and then the next ones
        with patch(
            "odoo.addons.survey.models.survey_survey.random.randint",
            side_effect=range(taken, taken + 100),
        ):
            other = self.survey.create({"title": "Another"})
            self.assertEqual(len(other.session_code), 4)
            self.assertNotEqual(other.session_code, self.survey.session_code)

    def test_every_kind_of_question_scores(self):
        sheet = self._answer()
        self.assertEqual(self._values(sheet), EXPECTED)
        scores = sheet.cem_score_ids
        self.assertEqual(set(scores.mapped("source")), {"survey"})
        self.assertEqual(scores.partner_id, self.customer)
        self.assertEqual(scores.company_id, self.company)
        nps = scores.filtered(lambda score: score.measure == "nps")
        self.assertEqual(nps.touchpoint_id, self.counter)
        self.assertEqual(nps.journey_id, self.journey)
        self.assertEqual(nps.question_id, self.nps)

    def test_words_are_kept(self):
        scores = self._answer().cem_score_ids
        csat = scores.filtered(lambda score: score.measure == "csat")
        self.assertEqual(csat.comment, "Slow and rude")
        # words go with the mark that they follow, and not with the worst one
        matrix = scores.filtered(lambda score: score.question_id == self.matrix)
        self.assertEqual(matrix[-1:].comment or matrix[:1].comment, "Never again")
        worst = scores.filtered(lambda score: score.measure == "experience")
        self.assertFalse(worst.comment)

    def test_unfinished_and_test_answers_do_not_count(self):
        unfinished = self._answer(done=False)
        self.assertFalse(unfinished.cem_score_ids)
        self.assertFalse(self._answer(test_entry=True).cem_score_ids)
        unfinished._mark_done()
        self.assertEqual(self._values(unfinished), EXPECTED)

    def test_skipped_question_has_no_row(self):
        sheet = self.survey._create_answer(partner=self.customer)
        sheet._save_lines(self.nps, "")
        sheet._save_lines(self.csat, str(self.csat.suggested_answer_ids[5].id))
        sheet._save_lines(self.number, "1")
        sheet._mark_done()
        self.assertEqual(self._values(sheet), {("experience", "convenience"): 10.0})

    def test_counted_once(self):
        sheet = self._answer()
        before = sheet.cem_score_ids
        sheet._mark_done()
        sheet._cem_sync_scores()
        self.assertEqual(sheet.cem_score_ids, before)

    def test_created_done_through_the_api(self):
        sheet = self.env["survey.user_input"].create(
            {
                "survey_id": self.survey.id,
                "state": "done",
                "partner_id": self.customer.id,
                "end_datetime": "2026-03-01 10:00:00",
                "user_input_line_ids": [
                    Command.create(
                        {
                            "question_id": self.nps.id,
                            "answer_type": "scale",
                            "value_scale": 0,
                        }
                    )
                ],
            }
        )
        self.assertEqual(self._values(sheet), {("nps", False): 0.0})
        self.assertEqual(sheet.cem_score_ids.date, fields.Date.to_date("2026-03-01"))

    def test_changed_answer_supersedes(self):
        sheet = self._answer()
        old = sheet.cem_score_ids.filtered(lambda score: score.measure == "nps")
        kept = sheet.cem_score_ids - old
        line = sheet.user_input_line_ids.filtered(
            lambda line: line.question_id == self.nps
        )
        line.value_scale = 10
        self.assertFalse(old.active)
        self.assertEqual(old.value, 3.0)
        self.assertEqual(old.superseded_by_id.value, 10.0)
        self.assertTrue(all(kept.mapped("active")))
        self.assertEqual(self.customer.cem_nps_group, "promoter")

    def test_deleted_line_and_sheet_are_followed(self):
        sheet = self._answer()
        line = sheet.user_input_line_ids.filtered(
            lambda line: line.question_id == self.nps
        )
        line.unlink()
        expected = {key: v for key, v in EXPECTED.items() if key[0] != "nps"}
        self.assertEqual(self._values(sheet), expected)
        scores = sheet.cem_score_ids
        sheet.unlink()
        self.assertFalse(any(scores.mapped("active")))
        self.assertEqual(self.customer.cem_score_count, 0)

    def test_kind_is_offered_for_many_at_once(self):
        surveys = self.survey | self.survey.copy()
        surveys.invalidate_recordset(["allowed_survey_types"])
        for survey in surveys:
            self.assertIn("cem", survey.allowed_survey_types)

    def test_deleted_survey_withdraws(self):
        sheet = self._answer()
        sheet.test_entry = True
        self.assertFalse(sheet.cem_score_ids)
        self.survey.unlink()
        self.assertFalse(self.survey.exists())
        self.assertFalse(sheet.exists())

    def test_changed_question_rescores(self):
        sheet = self._answer()
        correcting = {"cem_change": "correct"}
        self.number.with_context(**correcting).cem_reversed = False
        self.assertEqual(self._values(sheet)["experience", "convenience"], 10.0)
        choice = self.matrix.suggested_answer_ids[1]
        choice.with_context(**correcting).write({"cem_counts": "none"})
        self.assertNotIn(("importance", "price"), self._values(sheet))

    def test_test_entry_mark_set_later(self):
        sheet = self._answer()
        sheet.test_entry = True
        self.assertFalse(sheet.cem_score_ids)

    def test_number_off_the_scale_is_kept_and_said(self):
        sheet = self.survey._create_answer(partner=self.customer)
        sheet._save_lines(self.number, "99")
        sheet._save_lines(self.nps, "7")
        sheet._mark_done()
        self.assertEqual(self._values(sheet), {("nps", False): 7.0})
        self.assertIn("99 is not between 1 and 10", sheet.cem_problem)
        self.assertEqual(sheet.user_input_line_ids[0].value_numerical_box, 99)

    def test_half_a_point_of_nps_is_kept_and_said(self):
        number = self._question("Recommend, as a number?", "nps", "numerical_box")
        sheet = self.survey._create_answer(partner=self.customer)
        sheet._save_lines(number, "8.5")
        sheet._mark_done()
        self.assertFalse(sheet.cem_score_ids)
        self.assertIn("8.5", sheet.cem_problem)

    def test_the_page_refuses_numbers_off_the_scale(self):
        self.assertTrue(self.number.validate_question("99"))
        self.assertFalse(self.number.validate_question("9"))

    def test_other_surveys_do_not_score(self):
        self.survey.survey_type = "survey"
        self.assertFalse(self._answer().cem_score_ids)

    def test_scale_is_enforced(self):
        wrong = [
            ("nps", "scale", {"scale_min": 1, "scale_max": 10}),
            ("csat", "scale", {"scale_min": 0, "scale_max": 10}),
            ("ces", "numerical_box", {"cem_scale_min": 1, "cem_scale_max": 5}),
            ("experience", "numerical_box", {"cem_scale_min": 5, "cem_scale_max": 5}),
            ("emotion", "scale", {}),
            ("nps", "text_box", {}),
            ("experience", "multiple_choice", {}),
            ("experience", "matrix", {"matrix_subtype": "multiple"}),
        ]
        for measure, question_type, values in wrong:
            with (
                self.subTest(measure=measure, type=question_type),
                self.assertRaises(ValidationError),
                self.env.cr.savepoint(),
            ):
                self._question("Wrong", measure, question_type, **values)

    def test_a_measures_own_scale_is_set_by_itself(self):
        question = self._question("Easy?", "ces", "scale")
        self.assertEqual((question.scale_min, question.scale_max), (1, 7))

    def test_choices_must_fit_the_scale(self):
        with self.assertRaisesRegex(ValidationError, "needs 5 choices"):
            self._question(
                "Satisfied?",
                "csat",
                "simple_choice",
                suggested_answer_ids=[
                    Command.create({"value": word}) for word in ("Bad", "Good")
                ],
            )
        with self.assertRaisesRegex(ValidationError, "not between 1 and 5"):
            self.csat.suggested_answer_ids[0].write(
                {"cem_counts": "value", "cem_value": 6}
            )

    def test_what_cannot_be_answered_is_refused(self):
        service = {"cem_dimension_id": self.dimensions["service"].id}
        choices = {
            "suggested_answer_ids": [
                Command.create({"value": word}) for word in ("Bad", "Good")
            ]
        }
        silent = Command.create({"value": "I do not know", "cem_counts": "none"})
        wrong = [
            ("nps", "simple_choice", {}, "two choices"),
            (
                "csat",
                "simple_choice",
                {"suggested_answer_ids": [silent]},
                "two choices",
            ),
            ("importance", "matrix", {**choices, **service}, "no rows"),
            ("importance", "matrix", service, "two choices"),
            ("experience", "scale", {}, "which dimension"),
            ("expectation", "numerical_box", {}, "which dimension"),
            (
                *("importance", "matrix"),
                {**choices, "matrix_row_ids": [Command.create({"value": "Price"})]},
                "which dimension",
            ),
        ]
        for measure, question_type, values, problem in wrong:
            with (
                self.subTest(measure=measure, type=question_type),
                self.assertRaisesRegex(ValidationError, problem),
                self.env.cr.savepoint(),
            ):
                self._question("Wrong", measure, question_type, **values)
        with (
            self.assertRaisesRegex(ValidationError, "two choices"),
            self.env.cr.savepoint(),
        ):
            self.matrix.suggested_answer_ids[1:].unlink()
        self.env.invalidate_all()
        with self.assertRaisesRegex(ValidationError, "which dimension"):
            self.matrix.matrix_row_ids[0].cem_dimension_id = False

    def test_emotion_by_choice(self):
        question = self._question(
            "How did you feel?",
            "emotion",
            "simple_choice",
            suggested_answer_ids=[Command.create({"value": word}) for word in "ABCDE"],
        )
        sheet = self.survey._create_answer(partner=self.customer)
        sheet._save_lines(question, str(question.suggested_answer_ids[1].id))
        sheet._mark_done()
        self.assertEqual(sheet.cem_score_ids.raw_value, -1)
        self.assertEqual(sheet.cem_score_ids.value, 2.5)

    def test_responsible_and_source_when_asked(self):
        sheet = self._answer(
            cem_res_model="res.partner",
            cem_res_id=self.customer.id,
            cem_user_id=self.staff.id,
        )
        self.assertEqual(sheet.cem_score_ids.user_id, self.staff)
        self.assertEqual(set(sheet.cem_score_ids.mapped("res_id")), {self.customer.id})

    def test_batch_of_sheets_keeps_to_each_its_own(self):
        sheets = self._answer(done=False) | self._answer(done=False)
        line = sheets[1].user_input_line_ids.filtered(
            lambda line: line.question_id == self.nps
        )
        line.value_scale = 9
        sheets._mark_done()
        self.assertEqual(self._values(sheets[0])["nps", False], 3.0)
        self.assertEqual(self._values(sheets[1])["nps", False], 9.0)

    @settings(deadline=None, max_examples=30)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["answer", "delete", "reopen", "done", "test"]),
                st.integers(0, 10),
            ),
            max_size=8,
        )
    )
    def test_scores_equal_answers_whatever_happens(self, steps):
        """Any order of changes leaves just what the finished sheet says."""
        with self.env.cr.savepoint() as savepoint:
            sheet = self.survey._create_answer(partner=self.customer)
            for step, value in steps:
                if step == "answer":
                    sheet._save_lines(self.nps, str(value))
                elif step == "delete":
                    sheet.user_input_line_ids.unlink()
                elif step == "test":
                    sheet.test_entry = bool(value % 2)
                else:
                    sheet.state = "done" if step == "done" else "in_progress"
            expected = {}
            if sheet.state == "done" and not sheet.test_entry:
                marks = sheet.user_input_line_ids.mapped("value_scale")
                expected = {("nps", False): mark for mark in marks[:1]}  # noqa: B035
            self.assertEqual(self._values(sheet), expected)
            savepoint.close(rollback=True)
        self.env.invalidate_all()

    def test_every_language_unless_some_are_chosen(self):
        self.assertFalse(self.survey.lang_ids)
        english = self.env["res.lang"]._lang_get("en_US")
        chosen = self.env["survey.survey"].create(
            {"title": "X", "survey_type": "cem", "lang_ids": english.ids}
        )
        self.assertEqual(chosen.lang_ids, english)

    def test_roles_and_companies(self):
        sheet = self._answer()
        self.assertEqual(sheet.with_user(self.staff).state, "done")
        with self.assertRaises(AccessError):
            sheet.with_user(self.plain_user).read(["state"])
        with self.assertRaises(AccessError):
            self.survey.with_user(self.staff).write({"title": "Mine"})
        self.survey.with_user(self.manager).write({"title": "Ours"})
        for record in (self.survey, self.nps, sheet, sheet.user_input_line_ids):
            with self.assertRaises(AccessError):
                record.with_user(self.manager_two).read(["id", "display_name"])
        exam = self.env["survey.survey"].create({"title": "Exam"})
        with self.assertRaises(AccessError):
            exam.with_user(self.manager).read(["title"])
