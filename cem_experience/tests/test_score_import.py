import base64
import csv
import io
from datetime import date, timedelta
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import email_normalize, mute_logger

from ..models import cem_score_import_partner
from ..models import cem_score_import_preview as preview
from ..models import cem_score_import_run as run
from .common import CemCommon

DISK = "disk on fire"
HEADER = "E-mail,Service (1-5),Price (1-5),Comment"
PLAIN = f"""{HEADER}
li@customer.example,5,4,Friendly
nobody@else.example,1,,
,3,2,
"""


def hide_outcomes(env):
    """Let the dimensions of overall results be missing, as they are at first."""
    codes = ("satisfaction", "loyalty", "complaints")
    Dimension = env["cem.dimension"].with_context(active_test=False)
    for dimension in Dimension.search([("code", "in", codes)]):
        dimension.code = f"hidden_{dimension.code}"


class ImportCommon(CemCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        hide_outcomes(cls.env)
        # what an import says in the background is in its user's language
        cls.manager.lang = "en_US"
        cls.env = cls.env(user=cls.manager)

    def _import(self, text, filename="answers.csv", **values):
        content = text.encode() if isinstance(text, str) else text
        return self.env["cem.score.import"].create(
            {"file": base64.b64encode(content), "filename": filename, **values}
        )

    def _mapped(self, text, **values):
        record = self._import(text, **values)
        record.action_map()
        return record

    def _done(self, text, columns=None, **values):
        """Import a text, changing what was proposed for some columns."""
        record = self._mapped(text, **values)
        for name, mapping in (columns or {}).items():
            self._column(record, name).write(mapping)
        record.action_preview()
        record.action_import()
        return record

    def _column(self, record, name):
        return record.column_ids.filtered(lambda column: column.name == name)

    def _scores(self, record, **domain):
        return self.env["cem.score"].search(
            [
                ("import_column_id.import_id", "=", record.id),
                *((name, "=", value) for name, value in domain.items()),
            ],
            order="import_row, import_column_id",
        )


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
            second.state = "running"
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


@tagged("post_install", "-at_install")
class TestScoreImportBatches(ImportCommon):
    """Any size of batch, and any interruption, gives the same scores."""

    def _facts(self, record):
        return [
            (s.import_row, s.import_column_id.name, s.raw_value, s.value)
            for s in self._scores(record)
        ]

    def _large(self, rows=25):
        lines = [f"{i % 5 + 1},{i % 3 + 1}" for i in range(rows)]
        lines[7] = "9,1"
        record = self._mapped("Service (1-5),Price (1-5)\n" + "\n".join(lines))
        record.action_preview()
        return record

    def _cron(self):
        cron = self.env.ref("cem_experience.ir_cron_score_import").sudo()
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def test_large_file_goes_on_in_the_background(self):
        record = self._large()
        with patch.object(run, "AT_ONCE", 10), patch.object(run, "BATCH_ROWS", 4):
            record.action_import()
            self.assertEqual([record.state, record.progress], ["running", 0])
            self.assertFalse(self._scores(record))
            self._cron()
        self.assertEqual([record.state, record.progress], ["done", 100])
        self.assertEqual([record.answer_count, record.reject_count], [48, 1])
        facts = self._facts(record)
        self.assertEqual(len(facts), 48)
        self._cron()
        self.assertEqual(self._facts(record), facts, "a second run changes nothing")

    def test_long_file_is_previewed_in_part(self):
        record = self._large()
        record.action_back()
        with (
            patch.object(preview, "CHUNK_ROWS", 10),
            patch.object(preview, "PREVIEW_SECONDS", -1),
        ):
            record.action_preview()
        self.assertTrue(record.is_partial)
        self.assertEqual([record.respondent_count, record.reject_count], [9, 1])
        self.assertEqual(record.row_count, 25)
        record.action_import()
        self.assertEqual(record.state, "running", "what is long is not waited for")
        self._cron()
        self.assertEqual([record.state, record.answer_count], ["done", 48])
        self.assertEqual([record.row_count, record.progress], [25, 100])

    def test_killed_in_the_middle(self):
        """Rows and offset are of one transaction: nothing lost, nothing double."""
        whole = self._large()
        whole.import_again = True
        whole.action_import()
        record = self._large()
        record.import_again = True
        with patch.object(run, "AT_ONCE", 0), patch.object(run, "BATCH_ROWS", 4):
            record.action_import()
            # two batches are committed, the third is under way when the power fails
            batches = record._run()
            next(batches), next(batches)
            with self.env.cr.savepoint() as savepoint:
                next(batches)
                savepoint.rollback()
            batches.close()
            self.env.invalidate_all()
            self.assertEqual(record.rows_done, 8)
            self.assertEqual(round(record.progress), 32)
        with patch.object(run, "BATCH_ROWS", 7):
            self._cron()
        self.assertEqual(record.state, "done")
        self.assertEqual(self._facts(record), self._facts(whole))
        self.assertEqual(
            record.reject_ids.mapped("row"), whole.reject_ids.mapped("row")
        )

    def test_failing_batch_is_told_and_resumed(self):
        record = self._large()
        with patch.object(run, "AT_ONCE", 0), patch.object(run, "BATCH_ROWS", 10):
            record.action_import()
            insert = type(self.env["cem.score"])._insert_bulk

            def fail_later(scores, answers):
                if min(answers["import_row"]) > 10:
                    raise UserError(DISK)
                return insert(scores, answers)

            with patch.object(type(self.env["cem.score"]), "_insert_bulk", fail_later):
                batches = record._run()
                next(batches)
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    next(batches)
                record._fail(UserError(DISK))
            self.assertEqual(record.state, "failed")
            self.assertIn("after row 11", record.error)
            self.assertIn(DISK, record.error)
            self.assertEqual(record.rows_done, 10)
            record.action_resume()
            self._cron()
        self.assertEqual([record.state, record.answer_count], ["done", 48])
        self.assertEqual(len(self._facts(record)), 48)

    def test_failure_in_the_background(self):
        """One import that fails does not keep the others waiting."""
        bad, good = self._large(), self._large(10)
        with patch.object(run, "AT_ONCE", 0):
            bad.action_import()
            good.action_import()
        # somebody deleted the attachment
        self.env["ir.attachment"].sudo().search(
            [
                ("res_model", "=", bad._name),
                ("res_id", "=", bad.id),
                ("res_field", "=", "file"),
            ]
        ).unlink()
        self._cron()
        self.assertEqual([bad.state, good.state], ["failed", "done"])
        self.assertIn("Choose a file", bad.error)

    def test_stop_and_undo(self):
        record = self._large()
        with patch.object(run, "AT_ONCE", 0), patch.object(run, "BATCH_ROWS", 5):
            record.action_import()
            next(record._run())
            record.action_stop()
            self._cron()
        self.assertEqual(record.state, "failed")
        self.assertEqual({row for row, *_rest in self._facts(record)}, set(range(2, 7)))
        record.action_withdraw()
        self.assertFalse(self._facts(record))

    @settings(deadline=None, max_examples=25)
    @given(
        table=st.lists(
            st.tuples(*[st.sampled_from(["", "1", "5", "3,5", "0", "x", " 4 "])] * 3),
            min_size=1,
            max_size=12,
        ),
        batch=st.integers(1, 13),
    )
    def test_any_table(self, table, batch):
        """Scores = filled cells of accepted rows, whatever the size of a batch."""
        with self.env.cr.savepoint() as savepoint:
            record = self._mapped(
                "Service (1-5);Price (1-5);Product (1-5);Keep\n"
                + "".join(";".join(row) + ";k\n" for row in table)
            )
            for column, code in zip(
                record.column_ids[:3], ("service", "price", "product"), strict=True
            ):
                column.write(
                    {
                        "role": "answer",
                        "measure": "experience",
                        "dimension_id": self.dimensions[code].id,
                        "scale_min": 1,
                        "scale_max": 5,
                    }
                )
            record.column_ids[3].role = "ignore"
            record.action_preview()
            previewed = record.answer_count
            good = {
                number: row
                for number, row in enumerate(table, start=2)
                if not {"x", "0"} & set(row)
            }
            expected = [
                (number, float(cell.strip().replace(",", ".")))
                for number, row in good.items()
                for cell in row
                if cell
            ]
            if previewed:
                with patch.object(run, "BATCH_ROWS", batch):
                    record.action_import()
            found = [(s.import_row, s.raw_value) for s in self._scores(record)]
            self.assertEqual(sorted(found), sorted(expected))
            self.assertEqual(previewed, len(expected))
            self.assertEqual(record.reject_count, len(table) - len(good))
            if previewed:
                self.assertEqual(record.answer_count, previewed)
                record.action_withdraw()
                self.assertFalse(self._scores(record))
            savepoint.rollback()
            self.env.invalidate_all()

    @settings(deadline=None, max_examples=60)
    @given(
        text=st.one_of(
            st.emails(),
            st.text('aZ09._+-@ <>"äé,', max_size=20),
            st.from_regex(cem_score_import_partner.PLAIN_EMAIL, fullmatch=True),
        )
    )
    def test_any_address(self, text):
        """What is known to be normal without a look is what Odoo makes of it."""
        found = self.env["cem.score.import"]._normalised_email(text)
        normal = email_normalize(text)
        self.assertEqual(found, (normal,) if normal else ())
