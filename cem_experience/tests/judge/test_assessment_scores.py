from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ...tools.figures import intervals
from .common_assessment import SURVEY_MEASURES, AssessmentCommon

# marks of any precision, few or many
answers = st.lists(st.floats(0, 10), min_size=0, max_size=12)


@tagged("post_install", "-at_install")
class TestAssessmentScores(AssessmentCommon):
    @settings(deadline=None, max_examples=25)
    @given(
        marks=st.dictionaries(
            st.tuples(
                st.sampled_from(("product", "convenience", "price")),
                st.sampled_from(SURVEY_MEASURES),
            ),
            answers,
            max_size=9,
        )
    )
    def test_compute_equals_numpy(self, marks):
        savepoint = self.env.cr.savepoint()
        try:
            for (code, measure), values in marks.items():
                self._answers(values, code, measure)
            assessment = self._assessment()
            assessment.action_compute()
            for code in ("product", "convenience", "price"):
                self._check_line(self._line(assessment, code), code, marks)
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()

    def _check_line(self, line, code, marks):
        known = {}
        for figure in SURVEY_MEASURES:
            values = marks.get((code, figure), [])
            self.assertEqual(line[f"{figure}_count"], len(values))
            self.assertEqual(line[f"has_{figure}"], len(values) >= 5)
            if len(values) >= 5:
                known[figure] = np.mean(values)
                self.assertAlmostEqual(line[figure], known[figure], 9)
            else:
                self.assertEqual(line[f"{figure}_measured"], 0)
        self.assertEqual(line.answer_count, line.experience_count)
        self.assertEqual(
            line.has_satisfaction, {"experience", "expectation"} <= set(known)
        )
        if line.has_satisfaction:
            self.assertAlmostEqual(
                line.satisfaction, known["experience"] - known["expectation"], 9
            )
        if line.is_key:
            expected = intervals.gap_interval(
                intervals.Sample.of(marks[code, "experience"]), 10.0
            )
            self.assertTrue(line.has_gap_interval)
            self.assertAlmostEqual(line.gap, known["experience"] - 10, 9)
            self.assertAlmostEqual(line.gap_low, expected.low, 9)
            self.assertAlmostEqual(line.gap_high, expected.high, 9)
        else:
            self.assertFalse(line.has_gap_interval)
            self.assertEqual((line.gap, line.gap_low, line.gap_high), (0, 0, 0))

    def test_t_interval_of_a_hand_computed_example(self):
        """2, 4, 4, 6, 9: mean 5, s = 2.6458, t(4) = 2.7764, half width 3.2851."""
        self._answers([2, 4, 4, 6, 9])
        self._answers([8] * 5, measure="expectation")
        self._answers([9] * 5, measure="importance")
        assessment = self._assessment()
        assessment.action_compute()
        line = self._line(assessment, "convenience")
        self.assertTrue(line.is_key)
        self.assertAlmostEqual(line.gap, -5)
        self.assertAlmostEqual(line.gap_low, -8.2851, 4)
        self.assertAlmostEqual(line.gap_high, -1.7149, 4)
        self.assertAlmostEqual(line.satisfaction_low, -6.2851, 4)
        line.experience = 4
        self.assertFalse(line.has_gap_interval or line.has_satisfaction_interval)
        self.assertEqual((line.gap_low, line.gap_high), (-6, -6))

    def test_only_the_period_the_company_and_the_journey(self):
        journey = self.env["cem.journey"].create({"name": "Buying"})
        self._answers([4] * 5, journey_id=journey.id)
        self._answers([6] * 5)
        self._answers([0] * 5, date="2025-12-31")
        self._answers([0] * 5, date="2016-04-01")
        self._answers([0] * 5, company_id=self.company_two.id)
        everything = self._assessment()
        on_journey = self._assessment(journey_id=journey.id)
        (everything | on_journey).action_compute()
        self.assertEqual(self._line(everything, "convenience").experience, 5)
        self.assertEqual(self._line(on_journey, "convenience").experience, 4)
        self.assertEqual(everything.answer_count, 10)

    def test_withdrawn_answers_do_not_count(self):
        self._answers([4] * 6)[0].active = False
        assessment = self._assessment()
        assessment.action_compute()
        self.assertEqual(self._line(assessment, "convenience").experience_count, 5)

    def test_small_groups_are_not_used(self):
        self._answers([4] * 4)
        assessment = self._assessment()
        assessment.action_compute()
        line = self._line(assessment, "convenience")
        self.assertFalse(line.has_experience)
        self.assertEqual((line.experience_count, line.experience_measured), (4, 0))
        self.env["ir.config_parameter"].set_param(
            "cem_experience.minimum_group_size", "4"
        )
        assessment.action_compute()
        self.assertTrue(line.has_experience)
        self.assertEqual(line.experience, 4)

    def test_minimum_group_of_nought_still_needs_an_answer(self):
        self.env["ir.config_parameter"].set_param(
            "cem_experience.minimum_group_size", "0"
        )
        assessment = self._assessment()
        assessment.action_compute()
        self.assertFalse(any(assessment.line_ids.mapped("has_experience")))

    def test_new_driver_with_scores_gets_a_line(self):
        driver, outcome = self.env["cem.dimension"].create(
            [
                {"name": "Speed", "code": "speed_t"},
                {"name": "Loyalty", "code": "loyalty_t", "kind": "outcome"},
            ]
        )
        self._answers([5], dimension_id=driver.id)
        self._answers([5], dimension_id=outcome.id)
        assessment = self._meisu()
        assessment.action_compute()
        self.assertIn(driver, assessment.line_ids.dimension_id)
        self.assertNotIn(outcome, assessment.line_ids.dimension_id)

    def test_overrule_and_undo(self):
        self._answers([4] * 5)
        assessment = self._assessment()
        assessment.action_compute()
        line = self._line(assessment, "convenience")
        line.write({"experience": 6.5, "experience_reason": "Two new shops"})
        self.assertTrue(line.experience_overruled)
        assessment.action_compute()
        self.assertEqual((line.experience, line.experience_measured), (6.5, 4))
        line.experience_overruled = False
        self.assertEqual(line.experience, 4)

    def test_nought_is_a_figure(self):
        line = self._line(self._assessment(), "price")
        line.experience = 0
        self.assertTrue(line.experience_overruled and line.has_experience)

    def test_overruling_the_unknown_needs_a_figure(self):
        line = self._line(self._assessment(), "price")
        with self.assertRaisesRegex(UserError, "type the figure"):
            line.experience_overruled = True

    def test_origin_of_the_expectation(self):
        self._answers([7] * 5, measure="expectation")
        assessment = self._assessment()
        assessment.action_compute()
        line = self._line(assessment, "convenience")
        self.assertEqual(line.expectation_origin, "survey")
        line.expectation = 8
        self.assertEqual(line.expectation_origin, "management")
        line.write({"expectation": 7.5, "expectation_origin": "staff"})
        self.assertEqual(line.expectation_origin, "staff")
        line.expectation_overruled = False
        self.assertEqual(line.expectation_origin, "survey")

    def test_done_is_frozen(self):
        assessment = self._meisu()
        with self.assertRaisesRegex(UserError, "frozen"):
            assessment.action_done()
            assessment.action_compute()
        for record, vals in (
            (assessment, {"date_to": "2016-12-31"}),
            (assessment, {"brand_value": "Cheap"}),
            (assessment.line_ids[0], {"experience": 1}),
        ):
            with self.assertRaisesRegex(UserError, "frozen"):
                record.write(vals)
        for record in (assessment, assessment.line_ids[0]):
            with self.assertRaisesRegex(UserError, "frozen"):
                record.unlink()
        assessment.step = "7"
        assessment.action_reopen()
        assessment.action_compute()

    def test_statements_do_not_grow_with_scores(self):
        assessment = self._assessment()
        self._answers([5] * 5)
        assessment.action_compute()
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(40):
            before = self.env.cr.sql_log_count
            assessment.action_compute()
            self.env.flush_all()
            few = self.env.cr.sql_log_count - before
        for code in self.dimensions:
            for measure in SURVEY_MEASURES:
                self._answers(np.linspace(0, 10, 50), code, measure)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        assessment.action_compute()
        self.env.flush_all()
        self.assertLessEqual(self.env.cr.sql_log_count - before, few + 20)

    def test_dates_are_dates(self):
        self.assertEqual(self._assessment().date_from, date(2016, 1, 1))

    def test_bad_requirement_line(self):
        one, two = self._meisu(), self._meisu()
        with self.assertRaises(ValidationError):
            self.env["cem.requirement"].create(
                {
                    "name": "Wrong",
                    "assessment_id": one.id,
                    "line_id": two.line_ids[0].id,
                }
            )
