import base64
import json
from unittest import TestCase
from unittest.mock import patch

from odoo.addons.cem_experience.tools.base import outgoing
from odoo.addons.cem_experience.tools.base.messages import ToolError

from ..tools import pulled_values, pulling


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

    def test_leaves_that_lie_deep(self):
        deep = "end"
        for _level in range(300):
            deep = {"a": deep}
        [(path, leaf)] = pulled_values.flatten(deep).items()
        self.assertEqual(path, ".".join("a" * pulled_values.DEEPEST))
        self.assertLessEqual(len(leaf), pulled_values.LONGEST_LEAF)
        answer = outgoing.Answer(200, {}, b"[" * 200_000)
        with self.assertRaises(outgoing.NoAnswer):
            answer.json()

    def _endless(self, paging, place_of, **names):
        """Pages of one row each, the next of which ``place_of`` names for ever."""
        asked = []

        def ask(url, params):
            asked.append(url)
            following = place_of(len(asked))
            row = {"id": len(asked)}
            body = json.dumps({"rows": [row], "next": following}).encode()
            return outgoing.Answer(200, {}, body)

        reader = pulling.RestReader(
            ask,
            "https://a.example/list",
            rows_path="rows",
            paging=paging,
            page_name="page",
            cursor_path="next",
            **names,
        )
        return reader, asked

    def test_lists_that_lead_in_a_circle(self):
        for paging in ("cursor", "link"):
            for size in (1, 2, 3, 7, 40):
                reader, asked = self._endless(
                    paging, lambda count, size=size: f"/list?at={count % size}"
                )
                with self.assertRaisesRegex(ToolError, "in a circle"):
                    for _page in reader.pages():
                        self.assertLess(len(asked), 10 * size + 10)

    def test_a_circle_is_seen_across_interruptions(self):
        cursor, count = None, 0
        with self.assertRaisesRegex(ToolError, "in a circle"):
            while count < 100:
                reader, _asked = self._endless(
                    "cursor", lambda _count, count=count: f"{count % 5}"
                )
                cursor = json.loads(json.dumps(next(reader.pages(cursor)).cursor))
                count += 1

    def test_lists_without_end(self):
        for paging in ("page", "offset", "cursor", "link"):
            reader, asked = self._endless(paging, lambda count: f"/list?at={count}")
            with (
                patch.object(pulling, "MOST_PAGES", 50),
                self.assertRaisesRegex(pulling.SourceRefuses, "no end"),
            ):
                for _page in reader.pages():
                    self.assertLess(len(asked), 60)

    def test_long_lists_come_to_their_end(self):
        reader, asked = self._endless("cursor", lambda count: count < 3000 and count)
        self.assertEqual(sum(len(page.rows) for page in reader.pages()), 3000)

    def test_texts(self):
        for value, text in (
            (None, ""),
            (True, "1"),
            (4.0, "4"),
            (4.5, "4.5"),
            ("a\0b", "ab"),
            ("a\ud800b", "a\N{REPLACEMENT CHARACTER}b"),
            (["\udfff"], '["\N{REPLACEMENT CHARACTER}"]'),
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
