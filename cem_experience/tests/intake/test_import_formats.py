"""Files of other programs, days, headers and words that are kept for the next file."""

import io
import zipfile
from datetime import date, datetime

import xlwt
from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_import import ImportCommon

ODS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>
<office:spreadsheet><table:table table:name="Notes"/><table:table table:name="Answers">
<table:table-row><table:table-cell><text:p>Date</text:p></table:table-cell>
<table:table-cell><text:p>NPS</text:p></table:table-cell>
<table:table-cell table:number-columns-repeated="16382"/></table:table-row>
<table:table-row table:number-rows-repeated="2"><table:table-cell
 office:value-type="date" office:date-value="2026-10-05T09:12:00"/>
<table:table-cell office:value-type="float" office:value="9"/></table:table-row>
<table:table-row table:number-rows-repeated="1048000"><table:table-cell/>
</table:table-row></table:table></office:spreadsheet></office:body>
</office:document-content>"""


def ods():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS)
    return stream.getvalue()


def xls():
    book = xlwt.Workbook()
    sheet = book.add_sheet("Answers")
    style = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for row, (day, mark) in enumerate([("Date", "NPS"), (datetime(2026, 10, 5), 9.0)]):
        sheet.write(row, 0, day, style)
        sheet.write(row, 1, mark)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@tagged("post_install", "-at_install")
@freeze_time("2026-11-02 10:00:00")
class TestImportFormats(ImportCommon):
    def test_old_workbook(self):
        record = self._done(xls(), filename="old.xls")
        score = self._scores(record)
        self.assertEqual([score.raw_value, score.date], [9, date(2026, 10, 5)])

    def test_open_document(self):
        record = self._done(ods(), filename="answers.ods", sheet="Answers")
        self.assertEqual(self._scores(record).mapped("raw_value"), [9, 9])
        self.assertEqual(set(self._scores(record).mapped("date")), {date(2026, 10, 5)})
        with self.assertRaisesRegex(UserError, "Notes, Answers"):
            self._mapped(ods(), filename="answers.ods", sheet="Other")

    def test_statistics_file_is_refused_in_words(self):
        with self.assertRaisesRegex(UserError, "file of SPSS"):
            self._mapped(b"$FL2@(#) SPSS DATA FILE" + b"\0" * 200, filename="a.sav")

    def test_header_is_found_or_chosen(self):
        text = "Our survey,,\n,,\nE-mail,NPS,Comment\nli@customer.example,9,fine\n"
        record = self._done(text)
        self.assertEqual(self._scores(record).mapped("import_row"), [4])
        record = self._mapped(text, header_row=1, header_rows=1)
        self.assertEqual(record.column_ids[0].name, "Our survey")
        record.header_row = 3
        self.assertEqual(record.state, "draft", "it is read anew")
        record.action_map()
        self.assertEqual(record.column_ids.mapped("name"), ["E-mail", "NPS", "Comment"])

    def test_moments_count_on_the_companys_day(self):
        self.company.sudo().partner_id.tz = "Asia/Shanghai"
        text = "Date,NPS\n2026-10-31T17:30:00Z,9\n2026-10-31 17:30:00,8\n"
        for zone, second in ((False, date(2026, 10, 31)), ("UTC", date(2026, 11, 1))):
            with self.subTest(zone):
                record = self._done(text, zone=zone, import_again=True)
                days = self._scores(record).mapped("date")
                self.assertEqual(days, [date(2026, 11, 1), second])

    @freeze_time("2026-11-01 19:42:00")
    def test_today_is_the_companys(self):
        self.company.sudo().partner_id.tz = "Asia/Shanghai"
        record = self._import("NPS\n9\n")
        self.assertEqual(record.date, date(2026, 11, 2))
        score = self.env["cem.score"].create({"measure": "nps", "raw_value": 9})
        self.assertEqual(score.date, date(2026, 11, 2))

    def test_no_date_is_told(self):
        """Blank, and what survey tools write for it, count on the day that is given."""
        head = "Response ID,Date submitted,Last page,Seed,Date started,NPS\n"
        rows = "1,1980-01-01 00:00:00,2,7,2026-10-05 12:00:00,9\n2,,2,7,,8\n"
        record = self._mapped(head + rows, date=date(2026, 10, 31))
        self._column(record, "Date submitted").leave_out_if = False
        record.action_preview()
        self.assertEqual(record.undated_count, 1)
        record.action_import()
        self.assertEqual(
            self._scores(record).mapped("date"), [date(2026, 10, 5), date(2026, 10, 31)]
        )

    def test_impossible_years(self):
        record = self._mapped("Date,NPS\n0026-10-05,9\n2206-10-05,9\n2026-10-05,9\n")
        record.action_preview()
        self.assertEqual(record.reject_ids.mapped("row"), [2, 3])

    def test_rounded_numbers_are_nobodys(self):
        text = "Phone,NPS\n1.38E+10,9\n1.38E+10,3\n+8613800138000,8\n"
        for policy in ("anonymous", "create"):
            with self.subTest(policy):
                record = self._mapped(text, partner_policy=policy, import_again=True)
                self._column(record, "Phone").role = "phone"
                record.action_preview()
                record.action_import()
                self.assertEqual(record.reject_ids.mapped("row"), [2, 3])
                self.assertIn("rounded", record.reject_ids[0].reason)
                self.assertEqual(record.respondent_count, 1)

    def test_words_are_kept_for_the_next_file(self):
        text = "E-mail,Service\n,Splendid\n,Very good\n,Good\n,Poor\n,Poor\n"
        record = self._mapped(text)
        service = self._column(record, "Service")
        self.assertEqual(service.role, "answer")
        words = {word.text: word for word in record.value_ids}
        self.assertEqual(words["Splendid"].meaning, "unknown")
        record.action_preview()
        self.assertEqual([record.unsettled_count, record.reject_count], [1, 1])
        self.assertIn("under “Words”", record.reject_ids.reason)
        words["Splendid"].write({"meaning": "answer", "value": 5})
        self.assertEqual(record.state, "mapped", "the preview no longer holds")
        record.action_preview()
        record.action_import()
        self.assertEqual(self._scores(record).mapped("raw_value"), [5, 5, 4, 2, 2])
        again = self._mapped(text.replace("Good", "Splendid"))
        again.action_preview()
        self.assertEqual([again.unsettled_count, again.answer_count], [0, 5])
        with self.assertRaises(UserError):
            words["Splendid"].value = 1

    def test_words_further_down_are_asked(self):
        """What the first rows did not show is put among the words by the preview."""
        record = self._mapped("Service (1-5)\n5\n4\n3\n4\n5\n4\n3\n2\nsuperb\nsuperb\n")
        record.value_ids.sudo().unlink()
        record.action_preview()
        self.assertEqual(record.value_ids.mapped("text"), ["superb"])
        self.assertEqual(record.value_ids.times, 2)

    def test_another_survey_in_one_click(self):
        text = "Respondent ID,NPS\n1,{}\n2,{}\n"
        self._done(text.format(9, 3))
        record = self._mapped(text.format(5, 7))
        record.action_preview()
        self.assertEqual([record.changed_count, record.answer_count], [2, 0])
        record.action_other_form()
        self.assertEqual([record.repeat_count, record.answer_count], [0, 2])

    def test_batch_without_a_kept_row(self):
        """12,000 rows of which 5,001 to 10,000 are of unknown customers."""
        self.env["res.partner"].sudo().create(
            {"name": "Known", "email": "known@rows.example"}
        )
        rows = [
            f"{'un' if 5000 <= n < 10000 else ''}known@rows.example,9,fine"
            for n in range(12000)
        ]
        record = self._done(
            "Email,NPS,Comments\n" + "\n".join(rows), partner_policy="reject"
        )
        self.assertEqual(record.state, "done", record.error)
        self.assertEqual([record.answer_count, record.reject_count], [7000, 5000])
