from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...tools.figures import intervals
from ..base.common import CemCommon

FIGURES = ("experience", "expectation", "importance")
# domain.md, section 3: (a, e, w) per dimension; None is not stated by the source.
MEISU = {
    "convenience": (5, 7, 9),
    "product": (6, 7, None),
    "price": (7, 7, None),
    "brand": (7, 7, None),
    "service": (6, None, None),
    "relationship": (4, None, None),
}
# marks of any precision, few or many
answers = st.lists(st.floats(0, 10), min_size=0, max_size=12)


class AssessmentCommon(CemCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # no mail and no tracking noise: the figures are what is tested here
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})

    @classmethod
    def _assessment(cls, env=None, **values):
        # years before any demo data: tests see their own answers only
        values = {
            "name": "Assessment",
            "date_from": "2016-01-01",
            "date_to": "2016-03-31",
            **values,
        }
        return (env or cls.env)["cem.assessment"].create(values)

    @classmethod
    def _meisu(cls, env=None, **values):
        lines = []
        for code, marks in MEISU.items():
            vals = {"dimension_id": cls.dimensions[code].id}
            for figure, mark in zip(FIGURES, marks, strict=True):
                if mark is not None:
                    vals[figure] = mark
            lines.append(Command.create(vals))
        return cls._assessment(env, name="Meisu Electric", line_ids=lines, **values)

    def _line(self, assessment, code):
        return assessment.line_ids.filtered(
            lambda line: line.dimension_id == self.dimensions[code]
        )

    def _answers(self, values, code="convenience", measure="experience", **extra):
        return self.env["cem.score"].create(
            [
                {
                    "measure": measure,
                    "value": value,
                    "dimension_id": self.dimensions[code].id,
                    "date": "2016-02-01",
                    **extra,
                }
                for value in values
            ]
        )


@tagged("post_install", "-at_install")
class TestAssessmentSteps(AssessmentCommon):
    def test_golden_example_of_meisu(self):
        assessment = self._meisu()
        line = {code: self._line(assessment, code) for code in MEISU}
        for code, satisfaction in {
            "convenience": -2,
            "product": -1,
            "price": 0,
            "brand": 0,
        }.items():
            self.assertTrue(line[code].has_satisfaction)
            self.assertEqual(line[code].satisfaction, satisfaction)
        self.assertEqual(line["convenience"].weighted_satisfaction, -18)
        self.assertEqual(assessment.line_ids.filtered("is_key"), line["convenience"])
        self.assertEqual(assessment.key_experience, "Convenience")
        for code, ideal, gap in (
            ("convenience", 10, -5),
            ("product", 6, 0),
            ("price", 7, 0),
            ("brand", 7, 0),
            ("service", 6, 0),
            ("relationship", 4, 0),
        ):
            self.assertTrue(line[code].has_gap)
            self.assertEqual((line[code].ideal, line[code].gap), (ideal, gap), code)
        self.assertEqual(line["convenience"].weighted_gap, -45)

    def test_a_stated_weighted_nought_is_nought(self):
        """Price and brand image: ws and wg are 0, though their weight is not known."""
        assessment = self._meisu()
        for code in ("price", "brand"):
            line = self._line(assessment, code)
            self.assertFalse(line.has_importance)
            for _weight_known in (False, True):
                self.assertTrue(line.has_weighted_satisfaction)
                self.assertTrue(line.has_weighted_gap)
                figures = (line.weighted_satisfaction, line.weighted_gap)
                self.assertEqual(figures, (0, 0))
                line.importance = 5

    def test_unknown_figures_stay_unknown(self):
        service = self._line(self._meisu(), "service")
        self.assertTrue(service.has_experience and service.has_ideal)
        for figure in (
            "expectation",
            "importance",
            "satisfaction",
            "weighted_satisfaction",
        ):
            self.assertFalse(service[f"has_{figure}"], figure)
        self.assertFalse(service.expectation_origin)

    def test_computing_without_scores_keeps_what_was_set(self):
        assessment = self._meisu()
        assessment.action_compute()
        self.assertEqual(assessment.state, "running")
        self.assertEqual(self._line(assessment, "convenience").weighted_gap, -45)
        self.assertEqual(len(assessment.line_ids), 6)

    def test_plain_create_gets_a_line_per_driver(self):
        outcome = self.env["cem.dimension"].create(
            {"name": "Loyalty", "code": "loyalty_t", "kind": "outcome"}
        )
        assessment = self._assessment()
        drivers = self.env["cem.dimension"].search([("kind", "=", "driver")])
        self.assertEqual(assessment.line_ids.dimension_id, drivers)
        self.assertNotIn(outcome, assessment.line_ids.dimension_id)
        self.assertFalse(any(assessment.line_ids.mapped("has_experience")))
        self.assertFalse(assessment.key_experience)

    def test_ties_are_all_key(self):
        assessment = self._meisu()
        self._line(assessment, "product").importance = 9
        self._line(assessment, "product").expectation = 8
        keys = assessment.line_ids.filtered("is_key").dimension_id.mapped("code")
        self.assertEqual(set(keys), {"convenience", "product"})
        self.assertEqual(assessment.key_experience, "Product and Convenience (tie)")
        self.assertEqual(self._line(assessment, "product").ideal, 10)

    def test_no_key_where_nothing_is_negative(self):
        assessment = self._meisu()
        self._line(assessment, "convenience").expectation = 5
        self.assertFalse(assessment.line_ids.filtered("is_key"))
        self.assertEqual(self._line(assessment, "convenience").gap, 0)

    def test_key_moves_when_a_sibling_goes(self):
        assessment = self._meisu()
        product = self._line(assessment, "product")
        product.importance = 3
        self.assertFalse(product.is_key)
        self._line(assessment, "convenience").unlink()
        self.assertTrue(product.is_key)
        self.assertEqual(product.gap, -4)

    def test_several_assessments_at_once(self):
        """A batch must not give one record's figure to all."""
        assessments = self._meisu() | self._meisu()
        second = assessments[1]
        self._line(second, "convenience").importance = 0
        self._line(second, "product").importance = 2
        (assessments.line_ids).invalidate_recordset()
        self.assertEqual(assessments[0].key_experience, "Convenience")
        self.assertEqual(second.key_experience, "Product")

    def test_ideal_can_be_overruled_and_taken_back(self):
        line = self._line(self._meisu(), "convenience")
        line.ideal = 8
        self.assertTrue(line.ideal_overruled)
        self.assertEqual((line.gap, line.weighted_gap), (-3, -27))
        line.ideal_overruled = False
        self.assertEqual((line.ideal, line.gap), (10, -5))

    def test_marks_off_the_scale_are_refused(self):
        line = self._line(self._meisu(), "convenience")
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            with self.env.cr.savepoint():
                line.experience = 11
                self.env.flush_all()

    def test_period_the_wrong_way_round_is_refused(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            with self.env.cr.savepoint():
                self._assessment(date_from="2016-04-01")

    def test_a_dimension_once(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            with self.env.cr.savepoint():
                dimension = {"dimension_id": self.dimensions["price"].id}
                self._assessment(line_ids=[Command.create(dimension)] * 2)


@tagged("post_install", "-at_install")
class TestAssessmentScores(AssessmentCommon):
    @settings(deadline=None, max_examples=25)
    @given(
        marks=st.dictionaries(
            st.tuples(
                st.sampled_from(("product", "convenience", "price")),
                st.sampled_from(FIGURES),
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
        for figure in FIGURES:
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
            for measure in FIGURES:
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
