from psycopg2 import IntegrityError

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_assessment import MEISU, AssessmentCommon


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
