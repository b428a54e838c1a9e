"""Respondents who are known by an id count once, whatever is imported and undone."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from .common_import import ImportCommon

HEADER = "Respondent ID,NPS,Comments\n"


@tagged("post_install", "-at_install")
class TestImportRespondents(ImportCommon):
    def _file(self, rows, **values):
        text = HEADER + "".join(f"{key},{mark},{words}\n" for key, mark, words in rows)
        record = self._mapped(text, import_again=True, **values)
        record.form = "weekly"
        return record

    def _imported(self, rows, **values):
        record = self._file(rows, **values)
        record.action_preview()
        record.action_import()
        self.assertEqual(record.state, "done")
        return record

    def _marks(self, records):
        scores = self.env["cem.score"].search(
            [("import_column_id.import_id", "in", records.ids)]
        )
        return sorted(scores.mapped("raw_value"))

    def test_skip(self):
        first = self._imported([("a", 10, ""), ("b", 3, "")])
        second = self._imported([("a", 9, ""), ("b", 3, ""), ("c", 7, "")])
        self.assertEqual([second.repeat_count, second.changed_count], [2, 1])
        self.assertEqual(self._marks(first | second), [3, 7, 10])

    def test_update(self):
        first = self._imported([("a", 10, ""), ("b", 3, "")])
        second = self._imported([("a", 9, ""), ("b", 3, "")], repeat_policy="update")
        self.assertEqual(second.answer_count, 1, "what is the same is left as it is")
        self.assertEqual(self._marks(first | second), [3, 9])
        second.action_withdraw()
        self.assertEqual(self._marks(first | second), [3, 10], "the earlier one counts")

    def test_show(self):
        self._imported([("a", 10, "")])
        second = self._imported([("a", 10, ""), ("c", 7, "")], repeat_policy="show")
        self.assertEqual(second.reject_ids.mapped("row"), [2])
        self.assertIn("“a” are there already", second.reject_ids.reason)
        self.assertEqual(self._marks(second), [7])

    def test_twice_in_one_file(self):
        record = self._imported([("a", 10, ""), ("b", 3, ""), ("a", 4, "")])
        self.assertEqual(self._marks(record), [3, 10])
        self.assertEqual(record.repeat_count, 1)
        other = self._file([("x", 1, ""), ("x", 2, "")], repeat_policy="update")
        other.action_preview()
        self.assertEqual(other.answer_count, 1)
        other.action_import()
        self.assertEqual(self._marks(other), [2], "the last one is the correction")

    def test_undo_lets_another_file_count(self):
        first = self._imported([("a", 10, ""), ("b", 3, "")])
        second = self._imported([("a", 10, ""), ("c", 7, "")])
        first.action_withdraw()
        self.assertEqual(self._marks(first | second), [7, 10])
        self.assertEqual([second.answer_count, second.repeat_count], [2, 0])
        again = self._imported([("a", 10, ""), ("b", 3, "")])
        self.assertEqual(self._marks(again), [3])

    def test_another_form_has_other_respondents(self):
        first = self._imported([("a", 10, "")])
        other = self._file([("a", 2, "")])
        other.form = "another survey"
        other.action_preview()
        other.action_import()
        self.assertEqual(self._marks(first | other), [2, 10])

    def test_without_ids_likely_repeats_are_shown(self):
        text = "E-mail,NPS,Date\nli@customer.example,{},2026-10-05\n"
        self._done(text.format(9))
        for mark, likely in ((9, 1), (8, 0)):
            with self.subTest(mark):
                record = self._mapped(
                    text.format(mark) + "x@else.example,9,2026-10-05\n"
                )
                record.action_preview()
                self.assertEqual(record.likely_count, likely)

    @settings(deadline=None, max_examples=25)
    @given(
        files=st.lists(
            st.lists(
                st.tuples(st.sampled_from("abcd"), st.just(5), st.just("")),
                min_size=1,
                max_size=4,
            ),
            min_size=1,
            max_size=4,
        ),
        policies=st.lists(st.sampled_from(["skip", "update", "show"]), min_size=4),
        undone=st.lists(st.integers(0, 3), max_size=3, unique=True),
    )
    @example(
        files=[[("a", 5, "")], [("a", 5, ""), ("b", 5, "")], [("b", 5, "")]],
        policies=["skip"] * 4,
        undone=[0, 1],
    )
    def test_any_files_are_one_clean_file(self, files, policies, undone):
        """Each respondent of the files that are not undone counts once.

        Of those that were given back as rejected, nothing is kept to come back.
        """
        with self.env.cr.savepoint() as savepoint:
            marks = dict(zip("abcd", (1, 4, 7, 10), strict=True))
            records = self.env["cem.score.import"]
            for rows, policy in zip(files, policies, strict=False):
                rows = [(key, marks[key], words) for key, _mark, words in rows]
                record = self._file(rows, repeat_policy=policy)
                record.action_preview()
                record.action_import()
                records |= record
            for number in undone:
                if number < len(records):
                    records[number].action_withdraw()
            counting = [
                (number, rows)
                for number, rows in enumerate(files)
                if number not in undone
            ]
            keys = {key for _n, rows in counting for key, *_rest in rows}
            given_back = {
                key
                for number, rows in counting
                if policies[number] == "show"
                for key, *_rest in rows
            }
            found = self._marks(records)
            self.assertEqual(len(found), len(set(found)), "nobody counts twice")
            self.assertLessEqual(set(found), {marks[key] for key in keys})
            self.assertLessEqual(
                {marks[key] for key in keys - given_back}, set(found), "nobody is lost"
            )
            savepoint.rollback()
            self.env.invalidate_all()
