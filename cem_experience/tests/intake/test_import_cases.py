"""Files in the form that other tools write, imported as a person would."""

from datetime import date
from pathlib import Path

from odoo.tests import tagged

from .common_import import ImportCommon

CASES = Path(__file__).parent / "data" / "cases"


@tagged("post_install", "-at_install")
class TestImportCases(ImportCommon):
    """Read, map as proposed, preview, import: the right figures are there after."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.sudo().country_id = cls.env.ref("base.be")

    def _case(self, name, columns=None, **values):
        record = self._import((CASES / name).read_bytes(), filename=name, **values)
        record.action_map()
        for column, mapping in (columns or {}).items():
            self._column(record, column).write(mapping)
        record.action_preview()
        record.action_import()
        self.assertEqual(record.state, "done")
        return record

    def _raw(self, record, name):
        scores = self._scores(record, active=True)
        return [s.raw_value for s in scores if s.import_column_id.name == name]

    def test_cumulative_export(self):
        """The respondents of last week are known; one is new."""
        first = self._case("week1.csv")
        self.assertEqual(self._raw(first, "NPS"), [10, 3])
        second = self._import((CASES / "week2.csv").read_bytes(), filename="week2.csv")
        second.action_map()
        second.action_preview()
        self.assertEqual([second.repeat_count, second.changed_count], [2, 0])
        self.assertEqual(second.respondent_count, 1)
        second.action_import()
        self.assertEqual(self._raw(second, "NPS"), [9])

    def test_wenjuanxing_with_skipped_rows(self):
        record = self._case("wjx60.csv")
        number, moment, service, product, nps, words = record.column_ids
        self.assertEqual(number.role, "respondent")
        self.assertEqual(moment.role, "date")
        self.assertEqual(words.role, "comment")
        self.assertEqual([service.scale_min, service.scale_max], [1, 5])
        self.assertEqual(service.dimension_id, self.dimensions["service"])
        self.assertEqual(product.dimension_id, self.dimensions["product"])
        self.assertEqual(
            [round(service.mean_raw, 2), round(service.mean, 2)], [3.02, 5.05]
        )
        self.assertEqual(
            [round(product.mean_raw, 3), round(product.mean, 2)], [3.039, 5.10]
        )
        self.assertEqual(nps.measure, "nps")
        self.assertEqual([nps.answer_count, round(nps.mean_raw, 3)], [51, 4.745])
        self.assertEqual(record.answer_count, 3 * 51)
        self.assertEqual([record.reject_count, record.blank_count], [0, 9])
        scores = self._scores(record)
        self.assertEqual(scores[0].date, date(2026, 10, 2))
        self.assertNotIn("(空)", scores.mapped("comment"))
        self.assertTrue(all(column.unsure for column in (service, product, nps)))
        self.assertEqual(
            set(record.value_ids.mapped("meaning")), {"skipped"}, "-3 is no answer"
        )
        self.assertIn("-3", record.preview)

    def test_wenjuanxing_numbers(self):
        self._matrix("wjx_num.csv", 4, [5, 2, 3, 4, 4])

    def test_wenjuanxing_words(self):
        record = self._matrix("wjx_text.csv", 2, [5, 2, 3])
        self.assertEqual(
            set(
                record.value_ids.filtered(lambda v: v.meaning == "answer").mapped(
                    "text"
                )
            ),
            {"非常满意", "不满意", "一般"},
        )

    def _matrix(self, name, answers, overall):
        record = self._case(name)
        roles = {column.name: column.role for column in record.column_ids}
        for technical in ("所用时间", "来源", "来源详情", "来自IP", "总分"):
            self.assertEqual(roles[technical], "ignore", technical)
        nps = "1、您向朋友推荐我们的可能性有多大？"
        service = self._column(record, "2、请为以下各项打分：—服务态度")
        self.assertEqual(len(self._raw(record, nps)), answers)
        self.assertEqual(service.dimension_id, self.dimensions["service"])
        self.assertEqual(service.answer_count, answers)
        self.assertEqual(self._raw(record, "3、您的总体满意度？"), overall)
        comments = self._scores(record).mapped("comment")
        self.assertFalse([c for c in comments if c and ("空" in c or "203" in c)])
        self.assertEqual(record.reject_count, 0)
        return record

    def test_qualtrics(self):
        record = self._case("qualtrics.csv")
        self.assertEqual(record.form_name, "Qualtrics")
        self.assertEqual(record.zone, "America/Denver")
        self.assertEqual(record.left_out_count, 2, "a preview and an unfinished one")
        nps = record.column_ids.filtered(lambda c: c.measure == "nps")
        self.assertEqual(nps.name, "How likely is it that you would recommend us?")
        self.assertEqual(self._raw(record, nps.name), [10, 8, 3, 9])
        self.assertEqual(self._raw(record, "Please rate - Staff"), [5, 4, 2, 5])
        words = self._scores(record).filtered("comment").mapped("comment")
        self.assertEqual(words, ["Great, thanks", "Waited too long", "ok"])

    def test_surveymonkey(self):
        record = self._case("surveymonkey.csv")
        names = record.column_ids._answers().mapped("name")
        self.assertEqual(
            [
                name.removeprefix("Overall how satisfied are you with: ")
                for name in names[1:]
            ],
            ["Staff", "Price", "Product"],
        )
        self.assertEqual(self._raw(record, names[1]), [5, 4, 1, 5])
        scores = self._scores(record)
        self.assertEqual(scores[0].date, date(2026, 10, 1), "the month comes first")
        self.assertEqual(scores.filtered("comment").mapped("comment"), ["ok", "slow"])

    def test_surveymonkey_words(self):
        record = self._case("surveymonkey_labels.csv")
        nps, satisfied, easy = record.column_ids._answers()
        self.assertEqual(self._raw(record, nps.name), [10, 8, 0])
        self.assertEqual(self._raw(record, satisfied.name), [5, 4, 1])
        self.assertFalse(satisfied.unsure)
        self.assertTrue(easy.unsure, "five boxes or seven?")
        self.assertIn(easy.name, record.preview)

    def test_seven_boxes_are_chosen(self):
        easy = "How easy was it to get help?"
        record = self._case("surveymonkey_labels.csv", {easy: {"scale_max": 7}})
        self.assertEqual(self._raw(record, easy), [7, 6, 1])

    def test_limesurvey(self):
        record = self._case("limesurvey.csv")
        satisfied, nps = record.column_ids._answers()
        self.assertEqual(record.left_out_count, 1, "one has not submitted")
        self.assertEqual(self._raw(record, satisfied.name), [5, 2])
        self.assertEqual(self._raw(record, nps.name), [10, 3])
        self.assertTrue(satisfied.unsure and nps.unsure, "what A2 is worth is asked")
        self.assertEqual(self._scores(record).filtered("comment").comment, "ok")

    def test_same_name_another_question(self):
        self._case("formA.csv", {"Q1": {"measure": "nps", "dimension_id": False}})
        second = self._import((CASES / "formB.csv").read_bytes(), filename="formB.csv")
        second.action_map()
        self.assertTrue(self._column(second, "Q1").unsure)
        self.assertIn("3 to 5", self._column(second, "Q1").reason)

    def test_one_number_in_seven_spellings(self):
        record = self._case("phones.csv", partner_policy="create")
        self.assertEqual(record.respondent_count, 7)
        partner = self._scores(record).partner_id
        self.assertEqual(len(partner), 1)
        self.assertEqual(partner.phone, "+32 470 12 34 56")

    def test_cells(self):
        record = self._case("cells.xlsx")
        self.assertEqual(
            self._raw(record, "NPS"),
            [9, 9, 9, 9, 10],
            "invisible, full-width, Arabic, 十",
        )
        reasons = {one.row: one.reason for one in record.reject_ids}
        self.assertIn("TRUE", reasons[3])
        self.assertIn("10+", reasons[7])

    def test_line_break_in_a_workbook(self):
        record = self._case("crlf_cell.xlsx")
        self.assertEqual(
            self._scores(record).mapped("comment"),
            ["First line\nSecond line", "tab\tand _x000D_ literal"],
        )

    def test_hidden_rows_are_asked(self):
        record = self._import((CASES / "hidden.xlsx").read_bytes(), "hidden.xlsx")
        record.action_map()
        record.action_preview()
        self.assertEqual([record.hidden_count, record.respondent_count], [2, 4])
        record.skip_hidden = True
        record.action_preview()
        self.assertEqual(record.respondent_count, 2)

    def test_merged_header(self):
        record = self._case("merged.xlsx")
        self.assertEqual(
            record.column_ids.mapped("name"),
            ["Email", "Service: Friendliness", "Service: Speed", "NPS"],
        )
        self.assertEqual([record.respondent_count, record.answer_count], [12, 36])

    def test_strict_workbook(self):
        record = self._case("strict.xlsx")
        self.assertEqual(self._raw(record, "NPS"), [9, 3])
        self.assertEqual(
            self._scores(record).mapped("date"), [date(2026, 10, 5), date(2026, 10, 6)]
        )
