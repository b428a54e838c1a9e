import base64
from unittest import TestCase

from ...tools.base import outgoing
from ...tools.wires import pulled_values, pulling


class TestPulling(TestCase):
    def test_paths(self):
        data = {"a": {"b": [{"c": 1}, {"c": 2}]}, "x.y": 3}
        self.assertEqual(pulled_values.walk(data, "a.b.1.c"), 2)
        self.assertEqual(pulled_values.walk(data, "$.a.b[0].c"), 1)
        self.assertEqual(pulled_values.walk(data, "x.y"), 3)
        for nothing in ("a.z", "a.b.9", "a.b.c", "q"):
            self.assertIsNone(pulled_values.walk(data, nothing))

    def test_leaves(self):
        self.assertEqual(
            pulled_values.flatten({"id": 1, "who": {"name": "Li"}, "marks": [4, 5]}),
            {"id": 1, "who.name": "Li", "marks.0": 4, "marks.1": 5},
        )

    def test_texts(self):
        for value, text in (
            (None, ""),
            (True, "1"),
            (4.0, "4"),
            (4.5, "4.5"),
            ("a\0b", "ab"),
        ):
            self.assertEqual(pulled_values.as_text(value), text)

    def test_later(self):
        self.assertEqual(pulled_values.later("9", "10"), "10")
        self.assertEqual(pulled_values.later("2026-11-09", "2026-11-10"), "2026-11-10")
        self.assertEqual(pulled_values.later("", "3"), "3")

    def test_what_may_be_tried_again(self):
        for status in (408, 429, 500, 503):
            with self.assertRaises(pulling.TryLater):
                pulling.checked(outgoing.Answer(status))
        for status in (301, 401, 403, 404):
            with self.assertRaises(pulling.SourceRefuses):
                pulling.checked(outgoing.Answer(status))

    def test_a_list_that_never_ends(self):
        """A server that ignores the paging parameter is found out, not read for ever."""
        page = outgoing.Answer(200, {}, b'[{"id": 1}]')
        reader = pulling.RestReader(
            lambda url, params: page, "https://a.example", paging="page", page_name="p"
        )
        pages = reader.pages()
        next(pages)
        with self.assertRaises(outgoing.NoAnswer):
            next(pages)

    def test_older_form_of_lime_survey(self):
        reader = pulling.LimeReader(None, "", "", 1)
        content = base64.b64encode(b'{"responses": [{"17": {"id": "17"}}]}').decode()
        reader._with_session = lambda *args: content
        self.assertEqual(reader._export(), [{"id": "17"}])
