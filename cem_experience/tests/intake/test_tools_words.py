"""Words as answers, codes for no answer, forms, headers, days and phone numbers."""

from datetime import date

from odoo.tests import BaseCase

from ...tools.base.cells import clean
from ...tools.intake.answer_words import on_other_scale, read_each, read_words
from ...tools.intake.forms import FORMS, find_form, is_left_out, seconds
from ...tools.intake.headers import find_header
from ...tools.intake.moments import read_day
from ...tools.intake.phones import read_phone
from ...tools.intake.skipped import find_codes, is_skipped
from ...tools.intake.word_scales import SCALES


class TestWords(BaseCase):
    def test_every_scale_is_read_in_its_order(self):
        """Box by box from the worst to the best; no wording stands in two boxes."""
        for scale in SCALES:
            boxes = [box.split("|") for box in scale.boxes]
            with self.subTest(scale.family, length=len(boxes), first=boxes[0][0]):
                wordings = [wording for box in boxes for wording in box]
                self.assertEqual(len(wordings), len(set(wordings)))
                for pick in (0, -1):
                    words = [box[pick] for box in boxes]
                    worded = read_words([word.upper() + " " for word in words])
                    self.assertEqual(
                        list(worded.values.values()), [*range(1, len(boxes) + 1)]
                    )
                    self.assertEqual((worded.low, worded.high), (1, len(boxes)))

    def test_five_boxes_or_seven(self):
        worded = read_words(["Strongly agree", "Agree", "Strongly disagree"])
        self.assertEqual((worded.certain, worded.others), (False, (7,)))
        self.assertEqual(
            on_other_scale(worded.values, 7),
            {"Strongly agree": 7, "Agree": 6, "Strongly disagree": 1},
        )
        worded = read_words(["Strongly agree", "Agree", "Somewhat agree"])
        self.assertEqual((worded.certain, worded.high), (True, 7))

    def test_stars_fractions_percents_codes(self):
        for texts, values, scale in (
            (["★★★☆☆", "★★★★★"], [3, 5], (1, 5)),
            (["⭐⭐", "⭐⭐⭐⭐"], [2, 4], (1, 5)),
            (["4/5", "2 / 5"], [4, 2], (1, 5)),
            (["7 out of 10"], [7], (0, 10)),
            (["80 %", "95%"], [80, 95], (0, 100)),
            (["AO05", "AO10"], [5, 10], (None, None)),
            (["Extremely likely - 10", "Not at all likely - 0"], [10, 0], (None, None)),
        ):
            with self.subTest(texts):
                worded = read_words(texts)
                self.assertEqual(list(worded.values.values()), values)
                self.assertEqual((worded.low, worded.high), scale)
        self.assertFalse(read_words(["AO05"]).certain)
        self.assertEqual(read_each(["★★★★☆", "十", "words"]), {"★★★★☆": 4, "十": 10})

    def test_remarks_are_no_answers(self):
        for texts in (
            ["good"],
            ["一般"],
            ["Paris", "Rome"],
            ["good value", "slow"],
            [],
        ):
            with self.subTest(texts):
                self.assertIsNone(read_words(texts))

    def test_not_answered(self):
        for text in ("N/A", "(跳过)", "（空）", "-", "不适用", "#N/A", " n/a "):
            self.assertTrue(is_skipped(text), text)
        for text in ("0", "no", "none of it was good", "-3"):
            self.assertFalse(is_skipped(text), text)

    def test_codes_repeat_and_stand_apart(self):
        five = {1: 5, 2: 5, 3: 5, 4: 5, 5: 5}
        for numbers, scale, codes in (
            ({**five, -3: 3}, None, {-3}),
            ({**five, 9: 4}, None, {9}),
            ({**five, 99: 2, -1: 2}, None, {99, -1}),
            ({**five, 99: 1}, None, set()),
            ({**five, 8: 3, 9: 4, 10: 2}, None, set()),
            ({-2: 3, -1: 4, 0: 5, 1: 5, 2: 4}, None, set()),
            ({0: 4, 3: 4, 5: 4, 9: 4}, (0, 10), set()),
            ({80: 4, 95: 4, 99: 4}, None, set()),
            ({80: 4, 95: 4, 999: 4}, None, {999}),
        ):
            with self.subTest(numbers):
                self.assertEqual(find_codes([(numbers, scale)]), [codes])
        self.assertEqual(find_codes([({**five, -3: 1}, None)], [-3]), [{-3}])

    def test_forms_are_known_by_their_columns(self):
        heads = {
            "Qualtrics": "StartDate,EndDate,Status,Progress,Finished,ResponseId,Q1",
            "SurveyMonkey": "Respondent ID,Collector ID,Start Date,End Date,Q",
            "LimeSurvey": "id,submitdate,lastpage,startlanguage,seed,Q1",
            "Typeform": "#,Rate us,Response Type,Start Date (UTC),Submit Date (UTC)",
            "Microsoft Forms": "ID,Start time,Completion time,Email,Name,Rate us",
            "问卷星": "序号,提交答卷时间,所用时间,来源,来自IP,1、满意度",
            "腾讯问卷": "编号,开始答题时间,结束答题时间,答题时长,1.满意度",
            "Google Forms": "Timestamp,Email Address,How satisfied are you?",
        }
        self.assertEqual(set(heads), {form.name for form in FORMS})
        for name, head in heads.items():
            with self.subTest(name):
                self.assertEqual(find_form(head.split(",")).name, name)
        self.assertIsNone(find_form(["E-mail", "Date", "NPS", "Timestamp"]))

    def test_rows_left_out(self):
        self.assertTrue(is_left_out(" Survey preview", "is", "1, Survey Preview"))
        self.assertFalse(is_left_out("0", "is", "1, Survey Preview"))
        self.assertTrue(is_left_out(" ", "empty", None))
        self.assertEqual(
            [seconds(text) for text in ("63秒", "1分3秒", "00:01:03", "63", "x")],
            [63, 63, 63, 63, None],
        )
        self.assertTrue(is_left_out("4秒", "below", "5"))
        self.assertFalse(is_left_out("1分", "below", "5"))

    def test_headers(self):
        plain = [["E-mail", "NPS"], ["a@x.example", "9"], ["b@x.example", "3"]]
        titled = [["Results of May", ""], [], *plain]
        for rows, chosen, names, last in (
            (plain, None, ["E-mail", "NPS"], 1),
            (titled, None, ["E-mail", "NPS"], 3),
            (titled, 1, ["Results of May", ""], 1),
            ([["a"], ["1", "2"], ["3", "4"]], None, ["a"], 1),
            (
                [
                    ["Id", "Rate", "", "Why"],
                    ["", "Staff", "Price", "Response"],
                    ["1", "5", "4", ""],
                ],
                None,
                ["Id", "Rate: Staff", "Rate: Price", "Why"],
                2,
            ),
            (
                [["Name", "", "Why"], ["Li", "", "slow"], ["Bo", "5", ""]],
                None,
                ["Name", "", "Why"],
                1,
            ),
        ):
            with self.subTest(rows, chosen=chosen):
                header = find_header(rows, chosen)
                self.assertEqual(header.names, names)
                self.assertEqual(header.skip + header.rows, last)

    def test_moments_are_brought_to_the_companys_day(self):
        shanghai = "Asia/Shanghai"
        for text, zone, day in (
            ("2026-10-31T17:30:00Z", None, date(2026, 11, 1)),
            ("2026-10-31 17:30:00", "UTC", date(2026, 11, 1)),
            ("2026-10-31 17:30:00", None, date(2026, 10, 31)),
            ("2026-10-31 12:00:00-05:00", None, date(2026, 11, 1)),
            ("2026/10/31 5:30:00 PM GMT+0", None, date(2026, 11, 1)),
            ("2026年10月31日 下午5:30", "UTC", date(2026, 11, 1)),
            ("2026-10-31", "UTC", date(2026, 10, 31)),
            ("10/31/2026 05:30:00 PM", "UTC", date(2026, 11, 1)),
            ("soon", "UTC", None),
            ("02/03/2026 10:00", "UTC", None),
        ):
            with self.subTest(text, zone=zone):
                self.assertEqual(read_day(text, None, zone, shanghai), day)

    def test_one_number_however_written(self):
        for text in (
            "+32 470 12 34 56",
            "0032470123456",
            "0470/12.34.56",
            "+32 (0)470 12 34 56",
            "0470 12 34 56 / 02 555 12 12",
            "02 555 12 12; 0470 12 34 56",
            "tel: 0470123456",
            "٠٤٧٠١٢٣٤٥٦",
            "０４７０１２３４５６",
        ):
            with self.subTest(text):
                self.assertEqual(read_phone(text, "BE").digits, "32470123456")
        self.assertIsNone(read_phone("1.38E+10", "CN"))

    def test_cells_are_cleaned(self):
        for written, meant in (
            ("\u200b9\ufeff", "9"),
            ("\u202a+32\u202c", "+32"),
            ("a_x000D_\nb", "a\nb"),
            ("a_x005F_x000D_b", "a_x000D_b"),
            ("_x1F600_ stays", "_x1F600_ stays"),
            ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ):
            with self.subTest(written):
                self.assertEqual(clean(written), meant)
