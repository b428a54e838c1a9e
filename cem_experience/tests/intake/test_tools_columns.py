import pandas as pd

from odoo.tests import BaseCase

from ...tools.base.tabular import read_table
from ...tools.intake.columns import ROLES, guess_columns

TEN = [str(k) for k in range(1, 11)]
NPS = ["0", "10", "9", "7", "8", "10", "3", "9", "10", "6"]
FIVE = ["1", "5", "4", "4", "5", "3", "2", "4", "5", "4"]
SEVEN = ["1", "7", "6", "6", "5", "3", "2", "4", "5", "7"]


class TestColumns(BaseCase):
    def guess(self, **columns):
        """Guesses by name of the column; values are repeated to ten rows."""
        cells = {name: (values * 10)[:10] for name, values in columns.items()}
        return self.guess_frame(pd.DataFrame(cells, dtype=object))

    def guess_frame(self, frame):
        guesses = guess_columns(list(frame), frame)
        self.assertEqual([g.header for g in guesses], list(frame))
        for guess in guesses:
            self.assertIn(guess.role, ROLES)
            self.assertTrue(str(guess.reason))
            self.assertFalse(guess.reverse)
            self.assertTrue(0 < guess.confidence <= 1)
            if guess.role == "answer":
                self.assertTrue(str(guess.scale_reason))
        return {guess.header: guess for guess in guesses}

    def assert_answers(self, guesses, expected):
        got = {
            name: (g.measure, g.dimension, g.low, g.high) for name, g in guesses.items()
        }
        self.assertEqual(got, expected)

    def test_roles_in_english(self):
        guesses = self.guess(
            **{
                "Respondent ID": TEN,
                "E-mail": ["a@x.com", "b@y.org"],
                "Mobile phone": ["+86 138 0013 8000", "13800138001"],
                "Customer no": ["C-77", "C-78"],
                "Full name": ["Ann Lee", "Bo"],
                "Date": ["2026-03-01", "2026-03-02 10:00"],
                "Comments": ["Good", "Bad"],
                "Age": ["33", "7"],
                "City": ["Ulm", "Bonn"],
                "Nothing": [""],
            }
        )
        self.assertEqual(
            [guess.role for guess in guesses.values()],
            [
                "respondent",
                "email",
                "phone",
                "reference",
                "name",
                "date",
                "comment",
                "ignore",
                "ignore",
                "ignore",
            ],
        )

    def test_roles_in_chinese(self):
        guesses = self.guess(
            编号=TEN,
            邮箱=["a@x.com"],
            手机=["13800138001", "13900139001"],
            会员号=["8801", "8802"],
            姓名=["王小明", "李华"],
            日期=["2026年3月1日", "2026/3/2"],
            建议=["好", "快一点"],
            性别=["1", "2"],
            年龄=["33", "7"],
        )
        self.assertEqual(
            [guess.role for guess in guesses.values()],
            [
                "respondent",
                "email",
                "phone",
                "reference",
                "name",
                "date",
                "comment",
                "ignore",
                "ignore",
            ],
        )

    def test_roles_by_values_alone(self):
        guesses = self.guess(
            Kontakt=["a@x.com", "b@y.org"],
            Wann=["01.03.2026", "2.3.2026"],
            Text=[f"This is what customer {k} told us at length" for k in range(10)],
            文字=[f"服务态度很好希望继续保持{k}" for k in range(10)],
        )
        self.assertEqual(
            [guess.role for guess in guesses.values()],
            ["email", "date", "comment", "comment"],
        )

    def test_measures_and_dimensions_in_english(self):
        self.assert_answers(
            self.guess(
                **{
                    "NPS": NPS,
                    "How likely would you recommend us?": NPS,
                    "CSAT": FIVE,
                    "Customer effort": SEVEN,
                    "Mood": ["-2", "2", "0"],
                    "service_expectation": TEN,
                    "ServiceExperience": TEN,
                    "Importance of price": FIVE,
                    "Rating of convenience": TEN,
                    "Phone support": TEN,
                    "brandImage": TEN,
                }
            ),
            {
                "NPS": ("nps", None, 0, 10),
                "How likely would you recommend us?": ("nps", None, 0, 10),
                "CSAT": ("csat", "satisfaction", 1, 5),
                "Customer effort": ("ces", None, 1, 7),
                "Mood": ("emotion", None, -2, 2),
                "service_expectation": ("expectation", "service", 1, 10),
                "ServiceExperience": ("experience", "service", 1, 10),
                "Importance of price": ("importance", "price", 1, 5),
                "Rating of convenience": ("experience", "convenience", 1, 10),
                "Phone support": ("experience", "service", 1, 10),
                "brandImage": ("experience", "brand", 1, 10),
            },
        )

    def test_measures_and_dimensions_in_chinese(self):
        self.assert_answers(
            self.guess(
                满意度=FIVE,
                服务期望=TEN,
                服务体验=TEN,
                价格重要性=FIVE,
                推荐意愿=NPS,
                品牌形象评分=TEN,
                便利性体验=TEN,
                客户关系体验=TEN,
                产品质量=TEN,
                忠诚度=TEN,
                投诉处理=TEN,
            ),
            {
                "满意度": ("csat", "satisfaction", 1, 5),
                "服务期望": ("expectation", "service", 1, 10),
                "服务体验": ("experience", "service", 1, 10),
                "价格重要性": ("importance", "price", 1, 5),
                "推荐意愿": ("nps", None, 0, 10),
                "品牌形象评分": ("experience", "brand", 1, 10),
                "便利性体验": ("experience", "convenience", 1, 10),
                "客户关系体验": ("experience", "relationship", 1, 10),
                "产品质量": ("experience", "product", 1, 10),
                "忠诚度": ("experience", "loyalty", 1, 10),
                "投诉处理": ("experience", "complaints", 1, 10),
            },
        )

    def test_another_scale_is_another_measure(self):
        """ "Recommend" asked on 1-100 or 1-5 is no NPS, "satisfied" on 1-10 no CSAT."""
        guesses = self.guess(
            **{"Recommend (1-5)": FIVE, "Satisfaction": TEN, "CES": ["0", "9", "10"]}
        )
        self.assert_answers(
            guesses,
            {
                "Recommend (1-5)": ("experience", "loyalty", 1, 5),
                "Satisfaction": ("experience", "satisfaction", 0, 10),
                "CES": ("experience", "convenience", 0, 10),
            },
        )

    def test_stated_scales(self):
        guesses = self.guess(
            **{
                "服务（1-5分）": ["3", "4"],
                "Price 0 to 100": ["3", "4"],
                "Rate 1-3": TEN,
            }
        )
        self.assert_answers(
            guesses,
            {
                "服务（1-5分）": ("experience", "service", 1, 5),
                "Price 0 to 100": ("experience", "price", 0, 100),
                "Rate 1-3": ("experience", None, 1, 10),
            },
        )
        self.assertIn(
            "states the scale 1 to 5", str(guesses["服务（1-5分）"].scale_reason)
        )

    def test_columns_of_a_kind_decide_together(self):
        guesses = self.guess(Q1=["4", "6", "7"], Q2=["2", "10"], Q3=["3", "5"])
        for guess in guesses.values():
            self.assertEqual((guess.low, guess.high), (1, 10))
            self.assertIn("1 to 10 is a guess", str(guess.scale_reason))
        self.assertIn(
            "the highest answer here is only 5", str(guesses["Q3"].scale_reason)
        )
        self.assertLess(guesses["Q3"].confidence, guesses["Q1"].confidence)

    def test_slips_do_not_widen_the_scale(self):
        rows = [*TEN * 10, "99", "-1", "55", "n/a", ""]
        frame = pd.DataFrame({"Q1": rows, "NPS": [*NPS * 10, "11", "", "", "", ""]})
        guesses = self.guess_frame(frame)
        self.assertEqual((guesses["Q1"].low, guesses["Q1"].high), (1, 10))
        self.assertEqual(guesses["NPS"].measure, "nps")

    def test_percentages_are_a_scale(self):
        guesses = self.guess(**{"Service score": ["80", "95", "5", "100"]})
        self.assert_answers(
            guesses, {"Service score": ("experience", "service", 0, 100)}
        )

    def test_numbers_that_are_no_answers(self):
        guesses = self.guess(
            Year=["2026"],
            Amount=["199", "3500"],
            Flag=["0", "1"],
            Ratio=["1.37", "9.2"],
        )
        self.assertEqual({guess.role for guess in guesses.values()}, {"ignore"})

    def test_labelled_answers(self):
        guesses = self.guess(NPS=["9 - very likely", "0 - never", "7分"])
        self.assertEqual(guesses["NPS"].measure, "nps")

    def test_ecsi(self):
        head = "CUEX1,PERQ1,IMAG1,PERV1,CUSA1,CUSL1,CUSCO"
        rows = [",".join([str(k), *[str(k)] * 7]) for k in range(1, 11)]
        content = "\n".join([f",{head}", *rows]).encode()
        frame, info = read_table(content, "ecsi.csv")
        number, *items = guess_columns(info.original_headers, frame)
        self.assertEqual((number.header, number.role), ("Column A", "ignore"))
        self.assertEqual(
            [(item.header, item.measure, item.dimension) for item in items],
            [
                ("CUEX1", "expectation", "product"),
                ("PERQ1", "experience", "product"),
                ("IMAG1", "experience", "brand"),
                ("PERV1", "experience", "price"),
                ("CUSA1", "experience", "satisfaction"),
                ("CUSL1", "experience", "loyalty"),
                ("CUSCO", "experience", "complaints"),
            ],
        )
        self.assertEqual({(item.low, item.high) for item in items}, {(1, 10)})

    def test_a_long_unnamed_column_numbers_the_rows(self):
        frame = pd.DataFrame({"": [str(k) for k in range(1, 12_001)]}, dtype=object)
        self.assertEqual(guess_columns([""], frame)[0].role, "ignore")

    def test_an_unnamed_column_need_not_number_the_rows(self):
        frame, info = read_table(b",q\n5,1\n9,2\n5,3\n", "answers.csv")
        self.assertEqual(guess_columns(info.headers, frame)[0].role, "answer")
