import io
import zipfile
from datetime import datetime
from unittest.mock import patch

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from ...tools.base import workbooks
from ...tools.base.tabular import TableError
from .test_tools_tabular import TableCase


def workbook(rows, title="Answers"):
    """The bytes of an XLSX file with these rows."""
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    return saved(book)


def saved(book):
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def rezipped(content, changes):
    """A workbook with parts replaced (name: bytes) or added."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in {*old.namelist(), *changes}:
            new.writestr(name, changes[name] if name in changes else old.read(name))
    return stream.getvalue()


class TestWorkbooks(TableCase):
    def test_values(self):
        moment = datetime(2026, 3, 1)
        content = workbook(
            [
                ["id", "q", "when", "text"],
                [1, 7.0, moment, "=text"],
                [13800138000, 7.5, moment.replace(hour=9), None],
                [],
                [True, None, moment.date(), "好"],
            ]
        )
        frame, info = self.table(content, filename="answers.csv")
        self.assertEqual((info.kind, info.sheet), ("xlsx", "Answers"))
        self.assertEqual(
            frame.drop(columns="text").to_numpy().tolist(),
            [
                ["1", "7", "2026-03-01"],
                ["13800138000", "7.5", "2026-03-01 09:00:00"],
                ["", "", ""],
                ["TRUE", "", "2026-03-01"],
            ],
        )
        self.assertEqual(frame.index.tolist(), [2, 3, 4, 5])
        self.assertEqual(info.row_count, 3)

    def test_formulas_without_stored_value(self):
        content = workbook([["a", "b"], [1, "=A2*2"], [3, None], ["=A3", 4]])
        frame, info = self.table(content)
        self.assertEqual(frame["b"].tolist(), ["=A2*2", "", "4"])
        self.assertEqual(
            [(p.row, p.column, p.value) for p in info.problems],
            [(2, "b", "=A2*2"), (4, "a", "=A3")],
        )
        self.assertIn(
            "Formula without stored value: row 2, column b.", str(info.problems[0])
        )

    def test_formulas_with_stored_value(self):
        content = workbook([["a", "b"], [1, "=A2*2"]])
        name = "xl/worksheets/sheet1.xml"
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            sheet = archive.read(name)
        stored = sheet.replace(b"<v></v>", b"<v>2</v>").replace(b"<v />", b"<v>2</v>")
        self.assertNotEqual(stored, sheet)
        frame, info = self.table(rezipped(content, {name: stored}))
        self.assertEqual((frame["b"].tolist(), info.problems), (["2"], []))

    def test_sheets(self):
        book = openpyxl.Workbook()
        book.active.title = "Lists"
        book.active.sheet_state = "hidden"
        for title in ("Answers", "Empty"):
            book.create_sheet(title)
        book["Answers"].append(["a"])
        book["Answers"].append([1])
        content = saved(book)
        _frame, info = self.table(content)
        self.assertEqual(info.sheet, "Answers")
        self.assertEqual(info.sheets, ["Lists", "Answers", "Empty"])
        self.assert_refused(
            content, "“Empty” .* is empty; it has: Lists", sheet="Empty"
        )
        self.assert_refused(content, "no sheet “No” .* Lists, Answers", sheet="No")

    def test_formatted_cells_without_content(self):
        book = openpyxl.Workbook()
        sheet = book.active
        for row in (["a", "b", "", ""], [1, 2, "", ""], [3, 4]):
            sheet.append(row)
        frame, info = self.table(saved(book))
        self.assertEqual((list(frame), info.problems), (["a", "b"], []))

    def test_a_row_longer_than_the_header(self):
        _frame, info = self.table(workbook([["a"], [1], [1, 2]]))
        self.assertEqual(self.texts(info)[0][:3], (3, "", True))

    def test_other_workbooks_are_refused(self):
        ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
        self.assert_refused(ole, "damaged.*save it as XLSX")
        locked = ole + "EncryptedPackage".encode("utf-16-le")
        self.assert_refused(locked, "protected by a password. Remove")
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument")
        self.assert_refused(stream.getvalue(), "not an XLSX workbook")

    def test_damaged_workbooks_are_refused(self):
        content = workbook([["a", "b"], [1, 2]])
        self.assert_refused(content[: len(content) // 2], "damaged")
        self.assert_refused(b"PK\x03\x04", "damaged")
        name = "xl/worksheets/sheet1.xml"
        self.assert_refused(rezipped(content, {name: b"<worksheet><row"}), "damaged")
        self.assert_refused(rezipped(content, {"xl/workbook.xml": b""}), "damaged")

    def test_bombs_are_refused(self):
        content = workbook([["a"], [1]])
        bomb = rezipped(content, {"xl/media/x.bin": bytes(workbooks.MAX_PART + 1)})
        self.assertLess(len(bomb), 1 << 20)
        self.assert_refused(bomb, "unpacks to far more")
        tree = rezipped(content, {"xl/styles.xml": b" " * (workbooks.MAX_TREE + 1)})
        self.assert_refused(tree, "unpacks to far more")

    def test_entities_are_refused_wherever_they_hide(self):
        content = workbook([["a"], ["x"]])
        declared = '<!DOCTYPE l [<!ENTITY a "aaa">]><sst>&a;</sst>'
        comment = f"<!-- {'x' * 1500} -->"
        far = f"<!-- {'x' * ((1 << 20) - 10)} -->"  # across two blocks
        start = '<?xml version="1.0"{}?>'
        for text in (
            (start.format("") + declared).encode(),
            (start.format("") + comment + declared).encode(),
            (start.format("") + far + declared).encode(),
            (start.format(' encoding="UTF-16"') + declared).encode("utf-16"),
            # only the parser sees what this says
            start.format(' encoding="cp037"').encode() + declared.encode("cp037"),
        ):
            sheet = {"xl/worksheets/sheet1.xml": text}
            self.assert_refused(rezipped(content, sheet), "damaged")

    def test_the_parser_expands_no_entities(self):
        """Also where the look at the bytes sees none."""
        self.assertTrue(openpyxl.DEFUSEDXML)
        bomb = workbook([["a"], ["x"]])
        laughs = b'<!DOCTYPE l [<!ENTITY a "aaa">]><sst><si><t>&a;</t></si></sst>'
        bomb = rezipped(bomb, {"xl/worksheets/sheet1.xml": laughs})
        with patch.object(workbooks, "_has_formula", return_value=False):
            self.assert_refused(bomb, "damaged")

    def test_rows_are_limited(self):
        content = workbook([["a"], [1]])
        name = "xl/worksheets/sheet1.xml"
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            sheet = archive.read(name)
        far = sheet.replace(b'r="2"', b'r="99999999"').replace(b'"A2"', b'"A99999999"')
        self.assertNotEqual(far, sheet)
        content = rezipped(content, {name: far})
        self.assert_refused(content, "more than 5,000 rows", max_rows=5000)

    @settings(deadline=None)
    @given(st.data())
    def test_damage_anywhere_is_read_or_refused(self, data):
        content = bytearray(SMALL)
        for _time in range(data.draw(st.integers(1, 4))):
            content[data.draw(st.integers(4, len(content) - 1))] = data.draw(
                st.integers(0, 255)
            )
        try:
            self.table(bytes(content))
        except TableError as error:
            self.assertIn("answers.csv", str(error))


SMALL = workbook([["a", "b"], [1, "x"], [2, "=A1"]])
