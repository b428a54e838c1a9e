import io

from pypdf import PdfReader

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_assessment import AssessmentCommon


@tagged("post_install", "-at_install")
class TestGapAnalysis(AssessmentCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # (dimension, a, e, w); None is not known
        cls.assessments = cls._judged(
            [("price", 4, 8, 9), ("product", 6, 7, 3), ("service", 2, None, None)]
        ) | cls._judged([("price", 8, 9, 1), ("product", 5, 4, None)])
        cls.lines = cls.env["cem.assessment.line"]
        cls.domain = [("assessment_id", "in", cls.assessments.ids)]

    @classmethod
    def _judged(cls, marks):
        figures = ("experience", "expectation", "importance")
        return cls._assessment(
            line_ids=[
                Command.create(
                    {
                        "dimension_id": cls.dimensions[code].id,
                        **{
                            figure: mark
                            for figure, mark in zip(figures, values, strict=True)
                            if mark is not None
                        },
                    }
                )
                for code, *values in marks
            ]
        )

    def _groups(self, groupby, *measures):
        rows = self.lines.formatted_read_group(
            self.domain, groupby, [f"{measure}:avg" for measure in measures]
        )
        return [[row[f"{measure}:avg"] for measure in measures] for row in rows]

    def test_means_of_a_group_are_weighted_by_importance(self):
        """Price: w 9 and 1, a 4 and 8, s -4 and -1; one plain mean would say -2.5."""
        groups = self._groups(["dimension_id"], "satisfaction", "experience")
        price = groups[2]
        self.assertAlmostEqual(price[0], (9 * -4 + 1 * -1) / 10)
        self.assertAlmostEqual(price[1], (9 * 4 + 1 * 8) / 10)

    def test_lines_without_weight_or_figure(self):
        product, service, _price = self._groups(
            ["dimension_id"], "satisfaction", "experience", "weighted_satisfaction"
        )
        # the second product line has no weight: it cannot enter a weighted mean
        self.assertAlmostEqual(product[0], -1)
        self.assertAlmostEqual(product[2], -3)
        # a single line shows its own figure, and what is not known is not 0
        self.assertEqual(service, [False, 2, False])

    def test_totals_row(self):
        total = self._groups(
            [],
            "experience",
            "expectation",
            "satisfaction",
            "importance",
            "weighted_satisfaction",
            "gap",
            "weighted_gap",
        )[0]
        weight = 9 + 3 + 1
        self.assertAlmostEqual(total[0], (9 * 4 + 3 * 6 + 1 * 8) / weight)
        self.assertAlmostEqual(total[1], (9 * 8 + 3 * 7 + 1 * 9) / weight)
        self.assertAlmostEqual(total[2], (9 * -4 + 3 * -1 + 1 * -1) / weight)
        # the totals row adds up too
        self.assertAlmostEqual(total[0] - total[1], total[2])
        self.assertAlmostEqual(total[3], weight / 3)
        self.assertAlmostEqual(total[4], (-36 - 3 - 1) / 3)
        # price is key in both: g = -6 and -2, product 0
        self.assertAlmostEqual(total[5], (9 * -6 + 3 * 0 + 1 * -2) / weight)
        # no gap is no weighted gap, also on the two lines without a weight
        self.assertAlmostEqual(total[6], (-54 + 0 + 0 - 2 + 0) / 5)

    def test_all_levels_of_a_pivot_at_once(self):
        measure = "satisfaction:avg"
        (total,), by_dimension = self.lines.formatted_read_grouping_sets(
            self.domain, [[], ["dimension_id"]], [measure]
        )
        self.assertAlmostEqual(total[measure], -40 / 13)
        self.assertIn(False, [row[measure] for row in by_dimension])


@tagged("post_install", "-at_install")
class TestAssessmentPdf(AssessmentCommon):
    def _print(self, assessments):
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        # Debian's wkhtmltopdf warns of header switches that it does not know
        with mute_logger("odoo.addons.base.models.ir_actions_report"):
            pdf, _type = report._render_qweb_pdf(
                "cem_experience.cem_assessment_report_action", assessments.ids
            )
        self.assertTrue(pdf.startswith(b"%PDF"))
        pages = PdfReader(io.BytesIO(pdf)).pages
        text = " ".join(page.extract_text() for page in pages)
        return len(pages), " ".join(text.split())

    def test_golden_example_in_print(self):
        assessment = self._meisu(brand_value="<p>Marked prices, reliable brand</p>")
        line = self._line(assessment, "convenience")
        line.experience_reason = "Walked the street ourselves"
        assessment.action_propose_requirements()
        self.env["cem.result"].create(
            {
                "name": "Cameras sold",
                "assessment_id": assessment.id,
                "before": 100,
                "after": 205,
            }
        )
        pages, text = self._print(assessment)
        self.assertLessEqual(pages, 3)
        for expected in (
            "Meisu Electric",
            "Marked prices, reliable brand",
            "Convenience",
            "−2.00",
            "−18.00",
            "10.00",
            "−5.00",
            "−45.00",
            "Walked the street ourselves",
            "Close the gap in Convenience",
            "from 100 to 205",
            "—",
        ):
            self.assertIn(expected, text)

    def test_several_in_one_document(self):
        first = self._meisu()
        second = self._meisu()
        second.name = "美苏电器"
        _pages, text = self._print(first | second)
        self.assertIn("Meisu Electric", text)
        self.assertIn("美苏电器", text)

    def test_empty_assessment_prints(self):
        _pages, text = self._print(self._assessment())
        self.assertIn("Not stated", text)
        self.assertIn("No key experience", text)
