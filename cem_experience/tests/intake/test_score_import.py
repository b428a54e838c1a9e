import base64
import csv
import io
from datetime import date, timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_import import ImportCommon

HEADER = "E-mail,Service (1-5),Price (1-5),Comment"
PLAIN = f"""{HEADER}
li@customer.example,5,4,Friendly
nobody@else.example,1,,
,3,2,
"""


@tagged("post_install", "-at_install")
class TestScoreImport(ImportCommon):
    def test_from_file_to_scores(self):
        """Three clicks bring answers in, traced to row and column."""
        record = self._import(PLAIN)
        record.action_map()
        self.assertEqual(record.state, "mapped")
        self.assertEqual(
            record.column_ids.mapped("role"), ["email", "answer", "answer", "comment"]
        )
        record.action_preview()
        self.assertEqual(
            [record.respondent_count, record.answer_count, record.reject_count],
            [3, 5, 0],
        )
        self.assertEqual(record.known_count, 1)
        self.assertIn("Friendly", record.preview)
        self.assertFalse(self._scores(record), "a preview writes no score")
        record.action_import()
        self.assertEqual(record.state, "done")
        scores = self._scores(record)
        self.assertEqual(scores.mapped("import_row"), [2, 2, 3, 4, 4])
        self.assertEqual(scores.mapped("raw_value"), [5, 4, 1, 3, 2])
        self.assertEqual(scores.mapped("value"), [10, 7.5, 0, 5, 2.5])
        self.assertEqual(scores[0].partner_id, self.customer)
        self.assertEqual(scores[:2].mapped("comment"), ["Friendly", False])
        self.assertFalse(scores[2:].partner_id)
        self.assertEqual(set(scores.mapped("source")), {"import"})
        self.assertEqual(scores.company_id, self.company)
        self.assertEqual(
            scores[:2].dimension_id,
            self.dimensions["service"] | self.dimensions["price"],
        )

    def test_bulk_freezes_what_create_freezes(self):
        """The set-based path writes what the ordinary one writes."""
        tier = self.env["cem.value.tier"].search([], limit=1)
        self.customer.write({"user_id": self.staff.id, "cem_value_tier_id": tier.id})
        record = self._done("E-mail,Service (1-5)\nLi@Customer.example,2\n")
        bulk = self._scores(record)
        single = self._score("experience", 2.5)
        for name in ("user_id", "value_tier_id", "followup_pending", "active", "value"):
            self.assertEqual(bulk[name], single[name], name)
        self.assertTrue(bulk.followup_pending)
        self.assertEqual(self.customer.cem_score_count, 2)
        self.assertEqual(self.customer.cem_satisfaction, 2.5)

    def test_old_and_anonymous_answers_open_no_followup(self):
        record = self._done(
            "E-mail,Service (1-5)\nli@customer.example,1\n,1\n",
            date=date.today() - timedelta(days=60),
        )
        self.assertFalse(any(self._scores(record).mapped("followup_pending")))

    def test_bulk_refuses_what_create_refuses(self):
        Score = self.env["cem.score"]
        good = {
            "measure": "nps",
            "source": "import",
            "raw_value": [8.0],
            "value": [8.0],
            "date": date.today(),
            "company_id": self.company.id,
        }
        self.assertEqual(Score._insert_bulk(good), 1)
        for wrong in ({"value": [10.5]}, {"value": [8.5]}, {"measure": "joy"}):
            with self.subTest(wrong), self.assertRaises(ValidationError):
                Score._insert_bulk({**good, **wrong})
        with self.assertRaises(AccessError):
            Score.with_user(self.staff)._insert_bulk(good)

    def test_comments_arrive_as_written(self):
        r"""Tabs, breaks, backslashes and \N are words, not commands."""
        words = 'a\tb\nc\\d "quoted" \\N \\. 很好'
        stream = io.StringIO()
        csv.writer(stream).writerows([["Service (1-5)", "Comment"], ["4", words]])
        record = self._done(stream.getvalue())
        self.assertEqual(self._scores(record).comment, words)

    def test_mapping_is_remembered(self):
        """The next file of the same form is mapped as the last one was."""
        first = self._done(
            PLAIN,
            {
                "Price (1-5)": {
                    "dimension_id": self.dimensions["brand"].id,
                    "reversed": True,
                }
            },
        )
        second = self._mapped(PLAIN.replace("5,4", "4,4"))
        column = self._column(second, "Price (1-5)")
        self.assertEqual(column.dimension_id, self.dimensions["brand"])
        self.assertTrue(column.reversed)
        self.assertIn(first.filename, column.reason)
        other = self._mapped("Price (1-5),Product (1-5)\n1,2\n5,5\n")
        self.assertTrue(self._column(other, "Price (1-5)").reversed, "by name")
        self.assertEqual(
            self._column(other, "Product (1-5)").dimension_id,
            self.dimensions["product"],
        )
        elsewhere = (
            self.env["cem.score.import"]
            .with_user(self.manager_two)
            .create({"file": base64.b64encode(PLAIN.encode()), "filename": "x.csv"})
        )
        elsewhere.action_map()
        self.assertFalse(any(elsewhere.column_ids.mapped("reversed")))

    def test_new_dimension_waits_for_the_import(self):
        record = self._mapped("Loyalty (1-10),Overall satisfaction (1-10)\n7,8\n")
        names = record.column_ids.mapped("new_dimension_name")
        self.assertEqual(names, ["Loyalty", "Overall Satisfaction"])
        record.action_preview()
        self.assertIn("Loyalty", record.new_dimensions)
        Dimension = self.env["cem.dimension"]
        codes = [("code", "in", ("loyalty", "satisfaction"))]
        self.assertFalse(Dimension.search(codes))
        record.action_import()
        created = Dimension.search(codes)
        self.assertEqual(created.mapped("kind"), ["outcome", "outcome"])
        self.assertEqual(self._scores(record).dimension_id, created)
        again = self._mapped("Loyalty (1-10),Price (1-10)\n7,8\n")
        self.assertEqual(again.column_ids[0].dimension_id.code, "loyalty")

    def test_same_file_twice(self):
        first = self._done(PLAIN)
        second = self._mapped(PLAIN, filename="renamed.csv")
        self.assertEqual(second.duplicate_id, first)
        second.action_preview()
        with self.assertRaisesRegex(UserError, "imported already"):
            second.action_import()
        second.import_again = True
        second.action_import()
        self.assertEqual(len(self._scores(second)), 5)

    def test_same_file_twice_at_once(self):
        """What two people press at the same moment is refused by the database."""
        self._done(PLAIN)
        second = self._mapped(PLAIN)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            second.sudo().state = "running"
            second.flush_recordset()

    def test_same_file_in_another_company(self):
        self._done(PLAIN)
        self.env = self.env(user=self.manager_two)
        record = self._done(PLAIN)
        self.assertEqual(record.state, "done")
        self.assertEqual(self._scores(record).company_id, self.company_two)

    def test_undo(self):
        record = self._done(PLAIN)
        self.assertEqual(self.customer.cem_score_count, 2)
        scores = self._scores(record)
        record.action_withdraw()
        self.assertEqual(record.state, "withdrawn")
        self.assertFalse(any(scores.mapped("active")))
        self.assertEqual(self.customer.cem_score_count, 0)
        again = self._done(PLAIN)
        self.assertEqual(len(self._scores(again)), 5)
        with self.assertRaises(UserError):
            record.action_withdraw()

    def test_bad_rows_do_not_stop_the_others(self):
        good = ",4,4,\n" * 4
        record = self._done(f"{HEADER}\n,9,4,off\n,5,x,\n,,,\n{good}")
        self.assertEqual(record.reject_ids.mapped("row"), [2, 3])
        self.assertIn("Service (1-5): 9 is off the scale", record.reject_ids[0].reason)
        self.assertIn("not a number", record.reject_ids[1].reason)
        self.assertEqual(
            self._scores(record).mapped("import_row"), [5, 5, 6, 6, 7, 7, 8, 8]
        )
        self.assertEqual(record.blank_count, 1)

    def test_rejected_rows_are_given_back(self):
        bad = '=1+1,9,4,"=HYPERLINK(""x"")"\n,-3,4,+86 138\n'
        text = f"{HEADER}\n{bad},4,4,fine\n,4,4,\n,5,5,\n"
        record = self._done(text)
        content = base64.b64decode(record.reject_file)
        self.assertTrue(content.startswith(b"\xef\xbb\xbf"))
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        self.assertEqual(rows[0], [*HEADER.split(","), "Row in File", "Why Rejected"])
        self.assertEqual(rows[1][0], "'=1+1")
        self.assertEqual(rows[1][3], '\'=HYPERLINK("x")')
        self.assertEqual(rows[2][1], "-3", "a plain number is no formula")
        self.assertEqual([row[4] for row in rows[1:]], ["2", "3"])
        mended = content.decode("utf-8-sig").replace(",9,", ",5,").replace("-3", "3")
        again = self._done(mended)
        self.assertEqual(
            [again.respondent_count, again.answer_count, again.reject_count], [2, 4, 0]
        )

    def test_mapping_is_checked(self):
        cases = {
            "No column holds answers": {"Service (1-5)": {"role": "ignore"}},
            "are all marked as": {"Name": {"role": "email"}},
            "What is column": {"Service (1-5)": {"dimension_id": False}},
            "Choose the measure": {"Service (1-5)": {"measure": False}},
        }
        text = "E-mail,Name,Service (1-5)\nli@customer.example,Li,4\n"
        for message, mapping in cases.items():
            with self.subTest(message):
                record = self._mapped(text)
                for name, values in mapping.items():
                    self._column(record, name).write(values)
                with self.assertRaisesRegex(UserError, message):
                    record.action_preview()

    def test_measures_keep_their_scale(self):
        record = self._mapped("Recommend (1-5),E-mail\n4,li@customer.example\n")
        column = record.column_ids[0]
        self.assertEqual(column.measure, "experience", "1-5 is no NPS")
        with self.assertRaisesRegex(ValidationError, "0 to 10"):
            column.write({"measure": "nps", "scale_min": 1, "scale_max": 5})
        column.measure = "nps"
        self.assertEqual([column.scale_min, column.scale_max], [0, 10])
        for measure, low, high in (("csat", 0, 10), ("ces", 1, 5)):
            with self.subTest(measure), self.assertRaises(ValidationError):
                column.write({"measure": measure, "scale_min": low, "scale_max": high})

    def test_touchpoint_and_journey(self):
        journey = self.env["cem.journey"].create({"name": "Shop"})
        counter, till = self.env["cem.touchpoint"].create(
            [
                {"name": "Counter", "journey_id": journey.id},
                {"name": "Till", "journey_id": journey.id},
            ]
        )
        record = self._done(
            PLAIN,
            {"Price (1-5)": {"touchpoint_id": till.id, "dimension_id": False}},
            touchpoint_id=counter.id,
        )
        scores = self._scores(record)
        self.assertEqual(scores.journey_id, journey)
        self.assertEqual(scores[:2].mapped("touchpoint_id"), counter | till)

    def test_dates(self):
        text = "Date,Service (1-5)\n{},4\n"
        cases = {
            "2026-03-02": date(2026, 3, 2),
            "2026/3/2 10:15": date(2026, 3, 2),
            "2026年3月2日": date(2026, 3, 2),
            "25.12.2025": date(2025, 12, 25),
            "12/25/2025": date(2025, 12, 25),
            "02/03/2026": None,
        }
        for written, expected in cases.items():
            with self.subTest(written):
                record = self._mapped(text.format(written))
                record.column_ids[0].role = "date"
                record.action_preview()
                if expected is None:
                    self.assertIn("day or the month", record.reject_ids.reason)
                    record.date_order = "dmy"
                    record.action_preview()
                    expected = date(2026, 3, 2)
                record.action_import()
                self.assertEqual(self._scores(record).date, expected)

    def test_words_for_no_answer(self):
        text = "Service (1-5),Price (1-5)\nNA,4\n5,n/a\n3,-99\n"
        record = self._mapped(text, missing="NA, n/a, -99")
        record.action_preview()
        self.assertEqual([record.answer_count, record.reject_count], [3, 0])

    def test_form(self):
        """What the screen does when the measure or the role is changed."""
        record = self._mapped(PLAIN)
        with Form(record) as form, form.column_ids.edit(1) as line:
            line.measure = "csat"
            self.assertEqual([line.scale_min, line.scale_max], [1, 5])
            line.role = "ignore"
            self.assertFalse(line.dimension_id)

    def test_changes_lead_back(self):
        """A preview holds for the mapping and the file that it was made from."""
        record = self._mapped(PLAIN)
        record.action_preview()
        record.column_ids[1].reversed = True
        self.assertEqual([record.state, record.answer_count], ["mapped", 0])
        record.action_preview()
        record.date = date(2026, 1, 1)
        self.assertEqual(record.state, "mapped")
        record.file = base64.b64encode(b"Service (1-5)\n4\n")
        self.assertEqual([record.state, len(record.column_ids)], ["draft", 0])
        with self.assertRaises(UserError):
            record.action_import()

    def test_history_is_kept(self):
        record = self._done(PLAIN)
        with self.assertRaises(UserError):
            record.unlink()
        with self.assertRaises(UserError):
            record.file = base64.b64encode(b"x")
        with self.assertRaises(UserError):
            record.column_ids[1].measure = "nps"
        draft = self._mapped(PLAIN)
        draft.unlink()

    def test_roles(self):
        """Imports hold personal data: managers of the company, nobody else."""
        record = self._done(PLAIN.replace("5,4", "7,4") + ",4,4,\n")
        self.assertTrue(record.reject_ids)
        for part in (record, record.column_ids, record.reject_ids):
            for user in (self.staff, self.plain_user, self.manager_two):
                with self.subTest(model=part._name, user=user.login):
                    with self.assertRaises(AccessError):
                        part.with_user(user).read(["display_name"])
                    with self.assertRaises(AccessError):
                        part.with_user(user).write({"display_name": "x"})
                    found = part.with_user(user).sudo(False)
                    if user == self.manager_two:
                        self.assertFalse(found.search([("id", "in", part.ids)]))
        with self.assertRaises(AccessError):
            record.with_user(self.staff).create({"filename": "x"})
        for action in ("action_withdraw", "action_download_rejects"):
            with self.subTest(action), self.assertRaises(AccessError):
                getattr(record.with_user(self.manager_two), action)()
        score = self._scores(record)[:1].with_user(self.staff)
        self.assertTrue(score.read(["import_row", "value"]), "scores are for all staff")
