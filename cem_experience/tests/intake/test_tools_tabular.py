import csv
import io

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ...tools.base import tabular
from ...tools.base.tabular import TableError, read_table

CHINESE = "姓名,满意度,评论\n王小明,9,服务很好，下次再来\n李华,3,等待时间太长\n"

CELL = st.text(alphabet='a7,";\n\r\t =-好的', max_size=6)


class TableCase(BaseCase):
    def table(self, content, filename="answers.csv", **options):
        if isinstance(content, str):
            content = content.encode()
        return read_table(content, filename, **options)

    def cells(self, content, **options):
        return self.table(content, **options)[0].to_numpy().tolist()

    def assert_refused(self, content, text, **options):
        with self.assertRaisesRegex(TableError, text):
            self.table(content, **options)

    def texts(self, info):
        return [(p.row, p.column, p.rejects, str(p)) for p in info.problems]


class TestEncodings(TableCase):
    def test_utf8_with_and_without_mark(self):
        for encoding, found in (("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig")):
            frame, info = self.table(CHINESE.encode(encoding))
            self.assertEqual((info.encoding, info.encoding_guessed), (found, False))
            self.assertEqual(list(frame), ["姓名", "满意度", "评论"])
            self.assertEqual(frame.loc[3].tolist(), ["李华", "3", "等待时间太长"])

    def test_utf16_with_and_without_mark(self):
        for encoding, found in (
            ("utf-16", "utf-16"),
            ("utf-16-le", "utf-16-le"),
            ("utf-16-be", "utf-16-be"),
            ("utf-32", "utf-32"),
        ):
            frame, info = self.table(CHINESE.encode(encoding))
            self.assertEqual(info.encoding, found)
            self.assertEqual(list(frame), ["姓名", "满意度", "评论"])
            self.assertEqual(frame["满意度"].tolist(), ["9", "3"])

    def test_gbk(self):
        for encoding in ("gbk", "gb18030", "gb2312"):
            frame, info = self.table(CHINESE.encode(encoding))
            self.assertEqual((info.encoding, info.encoding_guessed), ("gb18030", True))
            self.assertEqual(frame.loc[2, "评论"], "服务很好，下次再来")

    def test_western_is_not_taken_for_chinese(self):
        text = "name;score\nMüller;7\nRenée Größe;8\nDon’t know — José;9\n"
        frame, info = self.table(text.encode("cp1252"))
        self.assertEqual((info.encoding, info.encoding_guessed), ("cp1252", True))
        self.assertEqual(
            frame["name"].tolist()[1:], ["Renée Größe", "Don’t know — José"]
        )

    def test_what_fits_nothing_is_refused(self):
        big5 = "姓名,滿意度\n王小明,9\n李華,等待時間太長\n".encode("big5")
        self.assert_refused(big5, "neither UTF-8.*Save the file as “CSV UTF-8”")
        russian = "имя,оценка\nИван,9\nМария,8\n"
        self.assert_refused(russian.encode("cp1251"), "neither UTF-8")
        frame, _info = self.table(big5, encoding="big5")
        self.assertEqual(list(frame), ["姓名", "滿意度"])

    def test_a_chosen_encoding_is_checked(self):
        gbk = CHINESE.encode("gbk")
        self.assert_refused(gbk, "cannot be read as utf-8", encoding="utf-8")
        self.assert_refused(gbk, "cannot be read as klingon", encoding="klingon")
        self.assert_refused(gbk, "cannot be read as rot13", encoding="rot13")
        frame, _info = self.table(CHINESE.encode("utf-8-sig"), encoding="UTF-8")
        self.assertEqual(list(frame), ["姓名", "满意度", "评论"])

    def test_what_is_no_text_is_refused(self):
        self.assert_refused(
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), "table"
        )
        self.assert_refused(b"a,b\n1,\x07\n", "is not a table")
        self.assert_refused(b"", "is empty")
        self.assert_refused(b"\n \r\n", "is empty")
        self.assert_refused(b'"",""\n,,\n', "is empty")
        for page in ("<html><table>", "<!DOCTYPE html>", '<?xml version="1.0"?>'):
            self.assert_refused(page, "web page or XML", filename="answers.xls")

    def test_late_damage_is_found(self):
        content = b"a,b\n" + b"1,2\n" * 300_000 + b"\xff\xfe\xfd,1\n"
        self.assert_refused(content, "neither UTF-8")


class TestDelimiters(TableCase):
    def test_delimiters(self):
        for delimiter in ",;\t|":
            content = f"a{delimiter}b\n1{delimiter}2\n"
            frame, info = self.table(content)
            self.assertEqual(info.delimiter, delimiter)
            self.assertEqual(frame.to_numpy().tolist(), [["1", "2"]])

    def test_decimal_commas_do_not_mislead(self):
        frame, info = self.table("id;score\n1;7,5\n2;8,5\n3;9,0\n")
        self.assertEqual(info.delimiter, ";")
        self.assertEqual(frame["score"].tolist(), ["7,5", "8,5", "9,0"])

    def test_quoted_delimiters_do_not_mislead(self):
        content = 'id,comment\n1,"a;b;c;d"\n2,"say ""hi"", then;go"\n3,"two\nlines"\n'
        self.assertEqual(
            self.cells(content),
            [["1", "a;b;c;d"], ["2", 'say "hi", then;go'], ["3", "two\nlines"]],
        )

    def test_one_column(self):
        self.assertEqual(self.cells("score\n7\n8\n"), [["7"], ["8"]])

    def test_excel_hint(self):
        frame, info = self.table("sep=|\na|b,c\n1|2\n")
        self.assertEqual((info.delimiter, list(frame)), ("|", ["a", "b,c"]))
        self.assertEqual((info.header_row, frame.index.tolist()), (1, [2]))

    def test_a_chosen_delimiter(self):
        self.assertEqual(self.cells("a#b\n1#2\n", delimiter="#"), [["1", "2"]])
        for delimiter in ("", '"', "ab", "7", "\n"):
            if delimiter:
                self.assert_refused("a\n1\n", "delimiter is one", delimiter=delimiter)

    def test_line_ends(self):
        for end in ("\n", "\r\n", "\r"):
            self.assertEqual(
                self.cells(f"a,b{end}1,2{end}3,4"), [["1", "2"], ["3", "4"]]
            )


class TestRows(TableCase):
    def test_rows_carry_the_spreadsheets_numbers(self):
        content = 'a,b\n1,"x\ny"\n\n,\n5,6\n'
        frame, info = self.table(content)
        self.assertEqual(frame.index.tolist(), [2, 3, 4, 5])
        self.assertEqual(frame.loc[3].tolist(), ["", ""])
        self.assertEqual(info.row_count, 2)
        frame, info = self.table("\n\na,b\n1,2\n")
        self.assertEqual((info.header_row, frame.index.tolist()), (3, [4]))

    def test_nothing_is_guessed_to_be_missing(self):
        content = "a,b\nNA,null\n007, 7 \n"
        self.assertEqual(self.cells(content), [["NA", "null"], ["007", " 7 "]])

    def test_ragged_rows_are_kept_and_reported(self):
        frame, info = self.table("a,b,c\n1,2,3\n1,2\n1,2,3,4\n1,2,3,,\n\n")
        self.assertEqual(frame.loc[3].tolist(), ["1", "2", ""])
        self.assertEqual(frame.loc[4].tolist(), ["1", "2", "3"])
        self.assertEqual(
            self.texts(info),
            [
                (3, "", True, "The row has 2 cells, but the header 3."),
                (4, "", True, "The row has 4 cells, but the header only 3."),
            ],
        )

    def test_a_header_too_short_is_no_header(self):
        """R's write.table leaves out the name of the first column: all would shift."""
        content = "a b\n1 5 6\n2 7 8\n".replace(" ", ",")
        self.assert_refused(content, "Every row .* more cells than its header .row 1.")

    def test_headers_are_made_unique(self):
        frame, info = self.table("id,,Q,Q,Q (2),,Column B\n1,2,3,4,5,6,7\n")
        self.assertEqual(
            list(frame),
            ["id", "Column B (2)", "Q", "Q (3)", "Q (2)", "Column F", "Column B"],
        )
        self.assertEqual(
            info.original_headers, ["id", "", "Q", "Q", "Q (2)", "", "Column B"]
        )
        self.assertEqual(
            [text for _row, _column, _rejects, text in self.texts(info)],
            [
                "A column without a name was called “Column B (2)”.",
                "The name “Q” occurs twice; one became “Q (3)”.",
                "A column without a name was called “Column F”.",
            ],
        )

    def test_headers_are_tidied(self):
        self.assertEqual(list(self.table('" a\n b ",c\n1,2\n')[0]), ["a b", "c"])

    def test_empty_columns_are_reported(self):
        _frame, info = self.table("a,b,\n1,,\n2,,\n")
        self.assertEqual(info.empty_columns, ["b", "Column C"])
        self.assertIn((1, "b", False, "The column “b” is empty."), self.texts(info))

    def test_formulas_are_text(self):
        content = (
            'a,b\n"=HYPERLINK(""http://x"")",-2\n@SUM(A1),+86 138 0013 8000\n'
            "-cmd|x,+ good\n-,+7.5\n=1,-(3)\n"
        )
        frame, info = self.table(content)
        self.assertEqual(frame.loc[2, "a"], '=HYPERLINK("http://x")')
        self.assertEqual(
            [(p.row, p.column, p.value) for p in info.problems],
            [
                (2, "a", '=HYPERLINK("http://x")'),
                (3, "a", "@SUM(A1)"),
                (4, "a", "-cmd|x"),
                (6, "a", "=1"),
                (4, "b", "+ good"),
            ],
        )
        self.assertFalse(any(p.rejects for p in info.problems))
        self.assertIn("“=1” looks like a formula", str(info.problems[3]))
        _frame, info = self.table(content.encode("utf-16"))
        self.assertEqual(len(info.problems), 5)

    def test_an_open_quote_is_no_cell(self):
        content = 'a,b\n1,2\n3,"never closed\n5,6\n7,8\n'
        self.assert_refused(content, "opens in row 3 of answers.csv is never closed")

    def test_a_giant_cell_is_no_cell(self):
        self.addCleanup(csv.field_size_limit, csv.field_size_limit(1000))
        content = 'a,b\n1,2\n3,"' + "x" * 1001 + '"\n'
        self.assert_refused(content, "Row 3 .* longer than 1,000")

    def test_limits(self):
        self.assert_refused("a\n1\n2\n3\n", "more than 2 rows", max_rows=2)
        self.assertEqual(len(self.cells("a\n1\n2\n", max_rows=2)), 2)
        self.assert_refused("," * 2500 + "x\n1\n", "2501 columns, more than 2,000")
        self.assert_refused("a,b\n", "a header but no rows")
        self.assert_refused("a,b\n,\n\n", "a header but no rows")

    def test_chunks_are_the_table(self):
        lines = [f"{k},{k % 7}" for k in range(2501)]
        content = "\n".join(["id,q", *lines]).encode()
        frame, _info = self.table(content)
        for size in (1, 700, 1000, 2501, 9999):
            opened = tabular.open_table(content, "answers.csv")
            if size == 1:
                self.assertEqual(next(opened.iter_chunks(1)).index.tolist(), [2])
                continue
            chunks = list(opened.iter_chunks(size))
            self.assertEqual([len(c) for c in chunks[:-1]], [size] * (len(chunks) - 1))
            rows = [row for chunk in chunks for row in chunk.itertuples()]
            self.assertEqual(rows, list(frame.itertuples()))

    def test_column_letters(self):
        self.assertEqual(
            [tabular.column_letters(k) for k in (0, 25, 26, 701, 702)],
            ["A", "Z", "AA", "ZZ", "AAA"],
        )

    @settings(deadline=None)
    @given(
        st.lists(st.tuples(CELL, CELL).map(list), min_size=1, max_size=5),
        st.sampled_from(["utf-8", "utf-16", "gb18030"]),
    )
    def test_what_is_written_is_read(self, rows, encoding):
        stream = io.StringIO()
        csv.writer(stream).writerows([["编号", "满意度"], *rows])
        content = stream.getvalue().encode(encoding)
        if any(map(any, rows)):
            self.assertEqual(self.cells(content), rows)

    @settings(deadline=None, max_examples=300)
    @given(st.binary(max_size=300))
    def test_random_bytes_are_read_or_refused(self, content):
        for start in (b"", b"a,b\n", b"PK\x03\x04", "姓名,分\n".encode("gbk")):
            try:
                frame, info = self.table(start + content)
            except TableError as error:
                self.assertIn("answers.csv", str(error))
            else:
                self.assertEqual(list(frame), info.headers)
                self.assertEqual(len(set(info.headers)), frame.shape[1])
