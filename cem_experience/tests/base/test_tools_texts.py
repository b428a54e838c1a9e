import base64
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from ...tools.base.texts import (
    file_name,
    header_line,
    html_page,
    language_tag,
    one_line,
)


class TestTexts(TestCase):
    def test_one_line(self):
        for text, expected in (
            ("Lin\r\nBcc: spy@example.com", "Lin Bcc: spy@example.com"),
            ("\tLi\0\x7f\u2028Na\u202e\n", "Li Na"),
            ("Two  blanks stay", "Two  blanks stay"),
            ("👩\u200d🔧 می\u200cخواهم 李", "👩\u200d🔧 می\u200cخواهم 李"),
            ("", ""),
            (None, None),
            (False, False),
        ):
            self.assertEqual(one_line(text), expected)

    @given(st.text())
    def test_nothing_ends_a_line(self, text):
        clean = one_line(text)
        self.assertEqual(clean.splitlines() or [""], [clean])
        self.assertEqual(one_line(clean), clean)
        clean.encode("utf-8")

    def test_encoded_words(self):
        def word(text):
            return f"=?utf-8?b?{base64.b64encode(text.encode()).decode()}?="

        self.assertEqual(header_line(word("Lin")), word("Lin"))
        self.assertEqual(header_line(word("Lin\r\nBcc: x")), word("Lin Bcc: x"))
        self.assertEqual(
            header_line("=?utf-8?q?Lin=0D=0ABcc:_x?= <a@b.example>"),
            f"{word('Lin Bcc: x')} <a@b.example>",
        )
        self.assertNotIn("=?", header_line("=?no-such-charset?b?TGlu?="))

    def test_file_name(self):
        self.assertEqual(file_name("../../etc/passwd"), "-..-etc-passwd")
        self.assertEqual(file_name("A\nB: C"), "A B- C")
        self.assertEqual(file_name(" . "), "file")
        self.assertEqual(len(file_name("x" * 500)), 120)

    def test_language(self):
        for code, tag in (
            ("zh_CN", "zh-CN"),
            ("fr", "fr"),
            ("sr@latin", "sr-Latn"),
            ("es_419", "es-419"),
        ):
            self.assertEqual(language_tag(code), tag)
        page = html_page("<p>x</p>", "ar_001", "rtl")
        self.assertIn('<html lang="ar-001" dir="rtl">', page)
        self.assertEqual(html_page(page, "fr_FR"), page, "it says so already")
