import io

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ...tools.base.tabular import open_table, read_table
from ...tools.intake.answers import check_answers, parse_number
from ...tools.intake.columns import Column, guess_columns
from .common_ecsi import ecsi_answers, ecsi_file


def answer(header, measure="experience", low=0, high=10, reverse=False):
    return Column(header, "answer", measure, None, low, high, reverse)


class TestNumbers(BaseCase):
    def test_numbers(self):
        for text, number in {
            "7": 7,
            " 7 ": 7,
            "7.5": 7.5,
            "7,5": 7.5,
            "７": 7,
            "１０": 10,
            "－２": -2,
            "−2": -2,
            "+1": 1,
            "007": 7,
            "9 - very likely": 9,
            "9 很可能": 9,
            "5分": 5,
            "10 (excellent!)": 10,
            "4 ★★★★": 4,
            "\u3000８\u3000": 8,
        }.items():
            self.assertEqual(parse_number(text), number, text)

    def test_what_may_mean_something_else(self):
        for text in (
            "",
            "-",
            "n/a",
            "very likely",
            "very likely (9)",
            "7/10",
            "9-10",
            "3 or 4",
            "1 234",
            "1,2,3",
            "7.",
            ".5",
            "5+",
            "90 %",
            "½",
            "1e1",
            "0x7",
            "nan",
            "inf",
            "=7",
        ):
            self.assertIsNone(parse_number(text), text)

    @settings(deadline=None)
    @given(st.text())
    def test_any_text_is_a_number_or_none(self, text):
        number = parse_number(text)
        self.assertTrue(number is None or isinstance(number, float))

    @settings(deadline=None)
    @given(st.decimals(-1000, 1000, places=2))
    def test_written_numbers_are_read(self, number):
        for text in (str(number), str(number).replace(".", ",")):
            self.assertEqual(parse_number(text), float(number))


class TestAnswers(BaseCase):
    def check(self, content, *columns, **options):
        frame, info = read_table(content.encode(), "answers.csv")
        return check_answers(frame, columns, info.problems, **options)

    def test_answers(self):
        got = self.check(
            "id,a,b\n1,1,-2\n2,5,\n3,,\n,,\n5,3,2\n",
            Column("id", "respondent"),
            answer("a", low=1, high=5),
            answer("b", "emotion", -2, 2, reverse=True),
        )
        self.assertEqual(got.rows.tolist(), [2, 3, 4, 6])
        self.assertEqual(got.blank.tolist(), [5])
        self.assertEqual((got.count, len(got.rejected), len(got.problems)), (5, 0, 0))
        nan = np.nan
        np.testing.assert_array_equal(got.raw, [[1, -2], [5, nan], [nan, nan], [3, 2]])
        np.testing.assert_array_equal(
            got.values, [[0, 10], [10, nan], [nan, nan], [5, 0]]
        )
        rows, columns, raw, values = got.scores()
        self.assertEqual(rows.tolist(), [2, 2, 3, 6, 6])
        self.assertEqual(columns.tolist(), [0, 1, 0, 0, 1])
        self.assertEqual(raw.tolist(), [1, -2, 5, 3, 2])
        self.assertEqual(values.tolist(), [0, 10, 10, 5, 0])

    def test_a_bad_answer_rejects_the_row(self):
        got = self.check(
            "q,n\n7,8.5\n11,9\n?,12\n7,9\n",
            answer("q"),
            answer("n", "nps"),
        )
        self.assertEqual(got.rows.tolist(), [5])
        self.assertEqual(got.rejected.tolist(), [2, 3, 4])
        self.assertEqual(
            got.reasons(),
            {
                2: "n: 8.5 is not an NPS answer: a whole number from 0 to 10.",
                3: "q: 11 is off the scale 0 to 10.",
                4: "q: “?” is not a number. n: 12 is off the scale 0 to 10.",
            },
        )
        self.assertEqual(
            got.problems[["row", "column", "value"]].to_numpy().tolist(),
            [[2, "n", "8.5"], [3, "q", "11"], [4, "q", "?"], [4, "n", "12"]],
        )
        translated = got.reasons(translate=lambda template: f"<{template}>")
        self.assertEqual(translated[3], "q: <11 is off the scale 0 to 10.>")

    def test_ragged_rows_are_rejected(self):
        got = self.check("a,b\n1,2\n3\n4,5,6\n7,8\n", answer("a"), answer("b"))
        self.assertEqual(got.rows.tolist(), [2, 5])
        self.assertEqual(got.rejected.tolist(), [3, 4])
        self.assertEqual(got.reasons()[3], "The row has 1 cells, but the header 2.")

    def test_ragged_rows_are_rejected_in_chunks(self):
        lines = ["a,b", *["1,2"] * 5, "3", *["1,2"] * 5, "4,5,6"]
        table = open_table("\n".join(lines).encode(), "answers.csv")
        rejected, taken = [], 0
        for chunk in table.iter_chunks(4):
            got = check_answers(chunk, [answer("a")], table.info.problems)
            rejected += got.rejected.tolist()
            taken += got.count
        self.assertEqual((rejected, taken), ([7, 13], 10))

    def test_formulas_are_no_answers(self):
        got = self.check("a,b\n=3+4,x\n5,=1\n", answer("a"))
        self.assertEqual((got.rejected.tolist(), got.rows.tolist()), ([2], [3]))

    def test_missing_codes_only_when_told(self):
        content = "q\n7\nlost\nN/A\n(跳过)\n"
        self.assertEqual(self.check(content, answer("q")).rejected.tolist(), [3])
        got = self.check(content, answer("q"), missing={"lost"})
        self.assertEqual((got.rejected.tolist(), got.count), ([], 1))

    def test_wrong_mappings(self):
        for column, text in (
            (answer("z"), "no column “z”"),
            (answer("q", "nps", 1, 10), "scale 0 to 10"),
            (answer("q", "experience", 5, 5), "smallest value below"),
        ):
            with self.assertRaisesRegex(ValueError, text):
                self.check("q\n7\n", column)

    def test_no_rows_and_no_answer_columns(self):
        frame = pd.DataFrame({"q": np.array([], dtype=object)})
        self.assertEqual(check_answers(frame, [answer("q")]).count, 0)
        got = self.check("q\n7\n", Column("q", "ignore"))
        self.assertEqual((got.count, got.raw.shape), (0, (1, 0)))

    def test_a_column_of_texts_taken_for_answers(self):
        content = "q\n" + "\n".join(f"text {k}x" for k in range(20_000))
        got = self.check(content, answer("q"))
        self.assertEqual((len(got.rejected), len(got.problems)), (20_000, 20_000))

    @settings(deadline=None)
    @given(st.lists(st.sampled_from(["", " ", "0", "7", "10", "11", "x", "７,5"])))
    def test_every_row_is_taken_rejected_or_blank(self, cells):
        frame = pd.DataFrame({"q": np.array(cells, dtype=object)})
        got = check_answers(frame, [answer("q")])
        rows = [*got.rows, *got.rejected, *got.blank]
        self.assertEqual(sorted(rows), list(range(len(cells))))
        self.assertEqual(got.count, sum(c in ("0", "7", "10", "７,5") for c in cells))
        self.assertEqual(set(got.problems["row"]), set(got.rejected))


class TestEcsi(BaseCase):
    """Answers to a satisfaction index come through whole."""

    def check(self, content, respondents, items):
        frame, info = read_table(content, "ecsi_mobile_phone.csv")
        columns = guess_columns(info.original_headers, frame)
        got = check_answers(frame, columns, info.problems)
        # numbered from 1 in every file: it tells nobody from those of another file
        self.assertEqual(columns[0].role, "ignore")
        self.assertEqual(len(got.rows), respondents)
        self.assertEqual(len(got.columns), items)
        self.assertEqual(got.count, respondents * items)
        self.assertEqual((len(got.rejected), len(got.problems)), (0, 0))
        self.assertEqual({(c.low, c.high) for c in got.columns}, {(1, 10)})
        expected = pd.read_csv(io.BytesIO(content), index_col=0)
        for position, column in enumerate(got.columns):
            mean = expected[column.header].mean()
            self.assertAlmostEqual(got.raw[:, position].mean(), mean, delta=1e-9)
            value = (mean - 1) / 9 * 10
            self.assertAlmostEqual(got.values[:, position].mean(), value, delta=1e-9)

    def test_whole_index(self):
        self.check(ecsi_file(), 250, 24)

    def test_a_short_one(self):
        items = ["CUEX1", "PERQ1", "PERQ2", "IMAG1", "PERV1", "CUSA1", "CUSL1", "CUSCO"]
        drawn = ecsi_answers(60, seed=9)[items]
        self.check(drawn.to_csv(quoting=2).encode(), 60, len(items))
