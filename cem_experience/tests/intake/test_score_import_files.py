import io

import numpy as np
import openpyxl
import pandas as pd

from odoo.exceptions import UserError
from odoo.tests import HttpCase, new_test_user, tagged

from .common_ecsi import ecsi_file
from .common_import import ImportCommon, hide_outcomes

ECSI = {
    "CUEX": ("expectation", "product"),
    "PERQ": ("experience", "product"),
    "IMAG": ("experience", "brand"),
    "PERV": ("experience", "price"),
    "CUSA": ("experience", "satisfaction"),
    "CUSL": ("experience", "loyalty"),
    "CUSC": ("experience", "complaints"),
}


def xlsx(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@tagged("post_install", "-at_install")
class TestScoreImportFiles(ImportCommon):
    """Files as they come: each is imported, or refused in words that help."""

    def _refused(self, content, message, filename="answers.csv"):
        record = self._import(content, filename=filename)
        with self.assertRaisesRegex(UserError, message):
            record.action_map()
        self.assertEqual(record.state, "draft")

    def test_ecsi(self):
        """250 respondents, 6,000 answers, nothing typed, nothing rejected."""
        # a company of our own: nobody has imported the file there before
        self.env = self.env(user=self.manager_two)
        content = ecsi_file()
        record = self._done(content)
        self.assertEqual(
            [record.state, record.respondent_count, record.answer_count],
            ["done", 250, 6000],
        )
        self.assertEqual(record.reject_count, 0)
        answers = pd.read_csv(io.BytesIO(content))
        means = dict(
            self.env["cem.score"]._read_group(
                [("import_column_id.import_id", "=", record.id)],
                ["import_column_id"],
                ["raw_value:avg"],
            )
        )
        self.assertEqual(
            sorted(column.name for column in means), sorted(answers.columns[1:])
        )
        for column, mean in means.items():
            expected = answers[column.name].mean()
            self.assertAlmostEqual(mean, expected, delta=1e-9)
            self.assertAlmostEqual(column.mean_raw, expected, delta=1e-9)
            self.assertAlmostEqual(column.mean, (expected - 1) / 0.9, delta=1e-9)
            self.assertEqual(
                (column.measure, column.dimension_id.code), ECSI[column.name[:4]]
            )
        again = self._mapped(content)
        again.action_preview()
        with self.assertRaisesRegex(UserError, "imported already"):
            again.action_import()

    def test_gbk_and_byte_order_mark(self):
        text = "邮箱,服务（1-5）,建议\nli@customer.example,4,服务很好，下次再来\n,2,\n"
        for encoding in ("gb18030", "utf-8-sig", "utf-16"):
            with self.subTest(encoding):
                record = self._done(text.encode(encoding), import_again=True)
                scores = self._scores(record)
                self.assertEqual(scores.mapped("raw_value"), [4, 2])
                self.assertEqual(scores[0].comment, "服务很好，下次再来")
                self.assertEqual(scores[0].partner_id, self.customer)

    def test_wrong_encoding_chosen(self):
        record = self._import("服务,1\n好,2\n".encode("gb18030"), encoding="utf-8")
        with self.assertRaisesRegex(UserError, "Choose another encoding"):
            record.action_map()
        record.encoding = False
        record.action_map()
        self.assertIn("guess", record.reading)

    def test_other_delimiters(self):
        for delimiter in ";\t|":
            with self.subTest(delimiter):
                text = "Service (1-5),Price (1-5)\n4,3\n5,1\n".replace(",", delimiter)
                record = self._done(text)
                self.assertEqual(record.answer_count, 4)
        record = self._mapped("Service (1-5);Price (1-5)\n4;3\n", delimiter="|")
        self.assertEqual(len(record.column_ids), 1, "what a person chose holds")

    def test_workbook(self):
        rows = [
            ["Service (1-5)", "Price (1-5)", None],
            [4, 2.5, None],
            [5.0, "3", None],
        ]
        record = self._done(xlsx(rows), filename="answers.xlsx")
        self.assertEqual(self._scores(record).mapped("raw_value"), [4, 2.5, 5, 3])

    def test_formula_in_workbook(self):
        """A formula nobody has computed is no answer; the others are imported."""
        rows = [["Service (1-5)"], ["=1+3"], [5], [4], [3], [2], [1]]
        record = self._done(xlsx(rows), filename="answers.xlsx")
        self.assertEqual(record.reject_ids.mapped("row"), [2])
        self.assertIn("=1+3", record.reject_ids.content)
        self.assertEqual(record.answer_count, 5)

    def test_formula_in_text(self):
        text = "Service (1-5)\n=1+3\n" + "5\n4\n3\n2\n1\n"
        record = self._done(text)
        self.assertEqual(record.reject_ids.mapped("row"), [2])
        self.assertIn("=1+3", record.reject_ids.reason)

    def test_empty_columns(self):
        record = self._done("Service (1-5),,Price (1-5),Note\n4,,2,\n5,,1,\n")
        self.assertEqual(record.answer_count, 4)
        self.assertIn("is empty", record.reading)
        self.assertEqual(
            record.column_ids.mapped("role"), ["answer", "ignore", "answer", "ignore"]
        )

    def test_refused_files(self):
        old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
        damaged = xlsx([["Service"], [4]])[:-200]
        cases = [
            (old, "old.xls", "damaged"),
            (damaged, "damaged.xlsx", "damaged"),
            (b" \n", "empty.csv", "is empty"),
            (b"Service,Price\n", "header.csv", "no rows"),
            (b"<html><table></table></html>", "page.xls", "web page"),
            (b"\x00\x01\x02\x03PNG" * 50, "picture.csv", "not a table"),
            (b'Service,Price\n4,"5\n3,4\n', "quote.csv", "never closed"),
        ]
        for content, filename, message in cases:
            with self.subTest(filename):
                self._refused(content, message, filename)
        with self.assertRaisesRegex(UserError, "Choose a file"):
            self.env["cem.score.import"].create({}).action_map()

    def test_reading_stays_true_to_the_choice(self):
        """What is wrong deep in the file is told as well, and changes nothing."""
        record = self._mapped("Service (1-5)\n" + "4\n" * 3000 + '"5\n4\n')
        with self.assertRaisesRegex(UserError, "row 3002"):
            record.action_preview()

    def test_long_and_short_rows_are_rejected(self):
        record = self._done("Service (1-5),Price (1-5)\n4,3,2\n5\n4,4\n3,2\n")
        self.assertEqual(record.reject_ids.mapped("row"), [2, 3])
        self.assertIn("3 cells", record.reject_ids[0].reason)
        self.assertEqual(record.answer_count, 4)

    def test_many_rows(self):
        """More rows than a chunk of the preview; a million were tried by hand."""
        rows = 60_000
        answers = np.arange(rows) % 5 + 1
        text = "Service (1-5)\n" + "\n".join(map(str, answers)) + "\n9\n"
        record = self._mapped(text)
        record.action_preview()
        self.assertEqual([record.answer_count, record.reject_count], [rows, 1])
        self.assertEqual(record.reject_ids.row, rows + 2)
        self.assertEqual(self._column(record, "Service (1-5)").mean_raw, 3)


@tagged("post_install", "-at_install")
class TestScoreImportPartners(ImportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.sudo().country_id = cls.env.ref("base.cn")
        cls.wang, cls.twin_a, cls.twin_b, cls.foreign = (
            cls.env["res.partner"]
            .sudo()
            .create(
                [
                    {"name": "Wang", "phone": "+86 138 0013 8000", "ref": "C-7"},
                    {"name": "Twin A", "email": "twin@x.example", "ref": "T-A"},
                    {"name": "Twin B", "email": "twin@x.example", "ref": "T-B"},
                    {
                        "name": "Foreign",
                        "email": "foreign@x.example",
                        "company_id": cls.company_two.id,
                    },
                ]
            )
        )
        cls.text = (
            "E-mail,Phone,Customer No,Name,Service (1-5)\n"
            " LI@Customer.example ,,,,5\n"
            ",+8613800138000,,,4\n"
            ",,C-7,,3\n"
            "twin@x.example,,,,2\n"
            "twin@x.example,,T-B,,1\n"
            "foreign@x.example,,,Somebody,5\n"
            ",,,,4\n"
        )

    def _partners(self, **values):
        record = self._done(self.text, **values)
        scores = self._scores(record)
        return record, dict(
            zip(
                scores.mapped("import_row"), [s.partner_id for s in scores], strict=True
            )
        )

    def test_anonymous(self):
        record, partners = self._partners()
        nobody = self.env["res.partner"]
        self.assertEqual(
            partners,
            {
                2: self.customer,
                3: self.wang,
                4: self.wang,
                5: nobody,
                6: self.twin_b,
                7: nobody,
                8: nobody,
            },
        )
        self.assertEqual(record.known_count, 4)

    def test_reject(self):
        record, partners = self._partners(partner_policy="reject")
        self.assertEqual(set(partners), {2, 3, 4, 6})
        reasons = record.reject_ids.mapped("reason")
        for reason, words in zip(
            reasons, ("share", "No customer", "names no"), strict=True
        ):
            self.assertIn(words, reason)

    def test_create(self):
        self.text += "new@x.example,,N-1,New One,2\nNEW@x.example,,N-1,New One,3\n"
        record, partners = self._partners(partner_policy="create")
        self.assertEqual(record.reject_ids.mapped("row"), [5])
        self.assertEqual(partners[7].name, "Somebody")
        self.assertEqual(partners[7].company_id, self.company)
        self.assertNotEqual(partners[7], self.foreign)
        self.assertEqual(partners[9], partners[10], "one customer, two rows")
        self.assertEqual(partners[9].ref, "N-1")
        self.assertFalse(partners[8])

    def test_looked_up_together(self):
        """The number of statements does not grow with the number of rows."""

        def count(rows):
            text = "E-mail,Service (1-5)\n" + "".join(
                f"somebody{i}@x.example,{i % 5 + 1}\n" for i in range(rows)
            )
            record = self._mapped(text)
            record.action_preview()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            record.action_import()
            return self.env.cr.sql_log_count - before

        count(5)
        self.assertLessEqual(count(400), count(40) + 3)

    def test_policy_needs_a_key(self):
        record = self._mapped("Service (1-5)\n4\n", partner_policy="create")
        with self.assertRaisesRegex(UserError, "Mark such a column"):
            record.action_preview()


@tagged("post_install", "-at_install")
class TestScoreImportTour(HttpCase):
    def test_tour(self):
        """A manager uploads a file, sees what is wrong, and imports the rest."""
        hide_outcomes(self.env)
        manager = new_test_user(
            self.env,
            "cem_import_manager",
            "cem_experience.group_cem_manager",
            lang="en_US",
        )
        self.start_tour(
            "/odoo/action-cem_experience.cem_score_import_action",
            "cem_score_import",
            login=manager.login,
            timeout=120,
        )
        record = self.env["cem.score.import"].search([("create_uid", "=", manager.id)])
        self.assertEqual(
            [record.state, record.answer_count, record.reject_count], ["done", 9, 1]
        )
