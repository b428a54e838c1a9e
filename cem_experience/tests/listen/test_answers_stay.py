from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common_survey import SurveyCommon


@tagged("post_install", "-at_install")
class TestAnswersStay(SurveyCommon):
    """What has been answered stays what it was, whatever is asked later."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scale = cls._question(
            "How was it?",
            "experience",
            "scale",
            cem_dimension_id=cls.dimensions["price"].id,
            scale_min=1,
            scale_max=5,
            scale_min_label="Bad",
            scale_max_label="Good",
        )

    def _mark(self, question, mark, **values):
        sheet = self.survey._create_answer(partner=self.customer, **values)
        sheet._save_lines(question, str(mark))
        sheet._mark_done()
        return sheet

    def _ask(self, decision):
        return self.scale.with_user(self.manager).with_context(cem_change=decision)

    def _value(self, sheet):
        return [round(value, 2) for value in sheet.cem_score_ids.mapped("value")]

    def test_a_longer_scale_asks_what_it_means(self):
        sheet = self._mark(self.scale, 5)
        scores = sheet.cem_score_ids
        with self.assertRaisesRegex(
            UserError, "(?s)answered by customers.*1 to 5.*1 to 10"
        ):
            self.scale.with_user(self.manager).scale_max = 10
        self.env.invalidate_all()
        self.assertEqual(self._value(sheet), [10.0])
        self.assertEqual(sheet.cem_score_ids, scores)

    def test_from_now_on_old_answers_keep_their_scores(self):
        old = self._mark(self.scale, 5)
        scores = old.cem_score_ids
        self.scale.with_user(self.manager).write(
            {"scale_max": 10, "cem_change": "from_now"}
        )
        new = self._mark(self.scale, 5)
        old._cem_sync_scores()
        self.assertEqual(old.cem_score_ids, scores)
        self.assertEqual((self._value(old), self._value(new)), ([10.0], [4.44]))
        self.assertEqual(self.scale.cem_version_ids.mapped("number"), [2, 1])
        note = self.survey.message_ids[:1]
        self.assertIn("version 2", note.body)
        self.assertIn("Scale 1 to 5 → Scale 1 to 10", note.body)
        self.assertEqual(note.author_id, self.manager.partner_id)

    def test_a_mistake_is_corrected_and_noted(self):
        sheet = self._mark(self.scale, 5)
        self._ask("correct").cem_reversed = True
        self.assertEqual(self._value(sheet), [0.0])
        self.assertEqual(len(self.scale.cem_version_ids), 1)
        self.assertIn("scored anew: 1", self.survey.message_ids[:1].body)

    def test_no_correction_takes_the_place_of_an_answer(self):
        sheet = self._mark(self.scale, 5)
        with self.assertRaisesRegex(UserError, "1 answers .* no place"):
            self._ask("correct").scale_max = 4
        self.env.invalidate_all()
        self.assertEqual(self._value(sheet), [10.0])
        self._ask("from_now").scale_max = 4
        self.assertEqual(self._value(sheet), [10.0])

    def test_each_part_of_the_meaning_asks(self):
        service = self.dimensions["service"].id
        self._mark(self.scale, 5)
        self._mark(self.csat, self.csat.suggested_answer_ids[3].id)
        self._mark(self.number, 4)
        sheet = self.survey._create_answer(partner=self.customer)
        rows, columns = self.matrix.matrix_row_ids, self.matrix.suggested_answer_ids
        sheet._save_lines(self.matrix, {str(rows[0].id): [columns[2].id]})
        sheet._mark_done()
        choices = self.csat.suggested_answer_ids
        edits = {
            "end": lambda: self.scale.write({"scale_min": 0}),
            "label": lambda: self.scale.write({"scale_max_label": "Fair"}),
            "reverse": lambda: self.number.write({"cem_reversed": False}),
            "dimension": lambda: self.scale.write({"cem_dimension_id": service}),
            "touchpoint": lambda: self.scale.write(
                {"cem_touchpoint_id": self.counter.id}
            ),
            "measure": lambda: self.scale.write({"cem_measure": "importance"}),
            "no measure": lambda: self.scale.write({"cem_measure": False}),
            "kind": lambda: self.scale.write({"question_type": "numerical_box"}),
            "ends of a number": lambda: self.number.write({"cem_scale_max": 20}),
            "choice added": lambda: self.matrix.write(
                {"suggested_answer_ids": [Command.create({"value": "Extremely"})]}
            ),
            "choice made": lambda: columns.create(
                {"question_id": self.matrix.id, "value": "Extremely"}
            ),
            "unused choice deleted": lambda: columns[0].unlink(),
            "choice archived": lambda: columns[2].write({"active": False}),
            "order": lambda: columns[0].write({"sequence": 99}),
            "text": lambda: choices[0].write({"value": "Great"}),
            "counts": lambda: columns[1].write({"cem_counts": "none"}),
            "value": lambda: columns[0].write({"cem_counts": "value", "cem_value": 5}),
            "row": lambda: rows[0].write({"cem_dimension_id": service}),
            "row added": lambda: rows.create(
                {
                    "matrix_question_id": self.matrix.id,
                    "value": "Brand",
                    "cem_dimension_id": service,
                }
            ),
        }
        for name, edit in edits.items():
            with (
                self.subTest(name),
                self.assertRaisesRegex(UserError, "has been answered by customers"),
                self.env.cr.savepoint(),
            ):
                edit()
            self.env.invalidate_all()

    def test_the_form_asks_where_it_has_to(self):
        self._mark(self.scale, 5)
        questions = self.survey.question_and_page_ids
        manager = self.survey.with_user(self.manager)
        with (
            Form(manager) as survey,
            survey.question_and_page_ids.edit(
                questions.ids.index(self.scale.id)
            ) as form,
        ):
            self.assertFalse(form.cem_asks_change)
            form.title = "How was it, please?"
            self.assertFalse(form.cem_asks_change)
            form.scale_max = 10
            self.assertTrue(form.cem_asks_change)
            form.scale_max = 5
            self.assertFalse(form.cem_asks_change)
            form.scale_max_label = "Fine"
            self.assertTrue(form.cem_asks_change)
            form.cem_change = "correct"
        self.assertEqual(self.scale.scale_max_label, "Fine")
        self.assertEqual(len(self.scale.cem_version_ids), 1)
        with (
            Form(manager) as survey,
            survey.question_and_page_ids.edit(
                questions.ids.index(self.csat.id)
            ) as form,
        ):
            # nobody has answered it
            form.cem_dimension_id = self.dimensions["price"]
            self.assertFalse(form.cem_asks_change)
        self._mark(self.csat, self.csat.suggested_answer_ids[0].id)
        with (
            Form(manager) as survey,
            survey.question_and_page_ids.edit(
                questions.ids.index(self.csat.id)
            ) as form,
        ):
            with form.suggested_answer_ids.edit(5) as choice:
                choice.active = False
            self.assertTrue(form.cem_asks_change)
            form.cem_change = "from_now"
        self.assertEqual(len(self.csat.suggested_answer_ids), 5)
        self.assertEqual(len(self.csat.cem_version_ids), 2)

    def test_a_copy_measures_the_same(self):
        self.csat.suggested_answer_ids[5].unlink()
        copied = self.survey.copy()
        for old, new in zip(self.survey.question_ids, copied.question_ids, strict=True):
            with self.subTest(old.title):
                self.assertEqual(
                    self._plain(old.cem_version_id), self._plain(new.cem_version_id)
                )
        self.env["res.lang"]._activate_lang("zh_CN")
        copied.lang_ids = self.env["res.lang"]._lang_get("zh_CN")
        for old, new in zip(self.survey.question_ids, copied.question_ids, strict=True):
            self.assertEqual(
                self._plain(old.cem_version_id), self._plain(new.cem_version_id)
            )

    def _plain(self, version):
        """What a version says, without the numbers of its choices."""
        if not version:
            return None
        meaning = dict(version.meaning)
        for part in ("choices", "rows"):
            meaning[part] = [rest for _id, *rest in meaning.get(part, ())]
        return meaning

    def test_what_does_not_measure_is_not_asked_about(self):
        self._mark(self.scale, 5)
        self.scale.write(
            {"title": "How was it, please?", "sequence": 3, "constr_mandatory": True}
        )
        self.scale.write({"scale_min": 1, "scale_max_label": "Good"})
        self.assertEqual(len(self.scale.cem_version_ids), 1)

    def test_unanswered_questions_change_freely(self):
        self._mark(self.scale, 5, test_entry=True)
        skipped = self.survey._create_answer(partner=self.customer)
        skipped._save_lines(self.scale, "")
        skipped._mark_done()
        self.scale.scale_max = 10
        self.matrix.suggested_answer_ids[0].unlink()
        self.assertEqual(self._value(self._mark(self.scale, 10)), [10.0])

    def test_what_measured_nothing_counts_from_now_on_or_from_the_start(self):
        self.scale.cem_measure = False
        old = self._mark(self.scale, 5)
        self.assertFalse(old.cem_score_ids)
        with self.env.cr.savepoint() as savepoint:
            self._ask("from_now").cem_measure = "experience"
            self.assertFalse(old.cem_score_ids)
            self.assertEqual(self._value(self._mark(self.scale, 3)), [5.0])
            savepoint.close(rollback=True)
        self.env.invalidate_all()
        self._ask("correct").cem_measure = "experience"
        self.assertEqual(self._value(old), [10.0])
        self._ask("from_now").cem_measure = False
        self.assertEqual(self._value(old), [10.0])
        self.assertFalse(self._mark(self.scale, 3).cem_score_ids)

    def test_an_archived_choice_keeps_its_answers(self):
        last = self.matrix.suggested_answer_ids[2]
        row = self.matrix.matrix_row_ids[0]
        sheet = self.survey._create_answer(partner=self.customer)
        sheet._save_lines(self.matrix, {str(row.id): [last.id]})
        sheet._mark_done()
        with self.assertRaisesRegex(UserError, "chosen .*Archive it"):
            last.with_user(self.manager).unlink()
        with self.assertRaisesRegex(UserError, "chosen .*Archive it"):
            row.with_user(self.manager).unlink()
        with self.assertRaisesRegex(UserError, "no place"):
            last.with_context(cem_change="correct").active = False
        self.env.invalidate_all()
        last.with_context(cem_change="from_now").active = False
        self.assertEqual(len(self.matrix.suggested_answer_ids), 2)
        sheet._cem_sync_scores()
        self.assertEqual(self._value(sheet), [10.0])

    def test_what_has_answers_is_archived_instead_of_deleted(self):
        sheet = self._mark(self.scale, 5)
        for record in (self.scale, self.survey):
            with self.assertRaisesRegex(UserError, "answered .*Archive it"):
                record.with_user(self.manager).unlink()
        with self.assertRaisesRegex(UserError, "answered .*Archive it"):
            self.survey.with_user(self.manager).write(
                {"question_and_page_ids": [Command.delete(self.scale.id)]}
            )
        with self.assertRaisesRegex(UserError, "archive it"):
            self.survey.with_user(self.manager).survey_type = "custom"
        self.scale.with_user(self.manager).active = False
        self.assertNotIn(self.scale, self.survey.question_ids)
        sheet._cem_sync_scores()
        self.assertEqual(self._value(sheet), [10.0])
        # what nobody has answered goes
        self.number.unlink()

    def test_whoever_is_still_answering_answers_what_is_asked_now(self):
        sheet = self.survey._create_answer(partner=self.customer)
        sheet._save_lines(self.scale, "5")
        self._ask("from_now").scale_max = 10
        sheet._save_lines(self.scale, "10")
        sheet._mark_done()
        self.assertEqual(self._value(sheet), [10.0])
        self.assertFalse(sheet.cem_problem)

    def test_translations_are_the_same_scale(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        choice = self.csat.suggested_answer_ids[4]
        sheet = self._mark(self.csat, choice.id)
        choice.with_context(lang="zh_CN").value = "很好"
        self.scale.with_context(lang="zh_CN").scale_max_label = "好"
        choice.update_field_translations("value", {"zh_CN": "非常好"})
        choice.cem_counts = "position"
        self.assertEqual(len(self.csat.cem_version_ids), 1)
        self.assertEqual(self._value(sheet), [10.0])
