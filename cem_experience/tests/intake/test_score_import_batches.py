"""Large files, interrupted ones, and any table and address that there may be."""

from unittest.mock import patch

from hypothesis import example, given, settings
from hypothesis import strategies as st

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import email_normalize

from ...models.intake import cem_score_import_partner
from ...models.intake import cem_score_import_preview as preview
from ...models.intake import cem_score_import_run as run
from .common_import import ImportCommon

DISK = "disk on fire"


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

            def fail_later(scores, answers, **options):
                if min(answers["import_row"]) > 10:
                    raise UserError(DISK)
                return insert(scores, answers, **options)

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

    @settings(deadline=None, max_examples=30)
    @given(
        rows=st.lists(
            st.tuples(
                st.sampled_from(["li", "wang", "nobody", "two", ""]),
                st.sampled_from(["1", "5", "", "9"]),
                st.sampled_from(["", "slow"]),
            ),
            min_size=1,
            max_size=10,
        ),
        policy=st.sampled_from(["anonymous", "reject", "create"]),
        batch=st.integers(1, 4),
    )
    @example(
        rows=[("li", "5", "slow"), *[("nobody", "5", "slow")] * 2, ("wang", "1", "")],
        policy="reject",
        batch=1,
    )
    def test_any_rows_kept(self, rows, policy, batch):
        """Batches of which all rows, some or none are kept: rejected, blank, unknown."""
        with self.env.cr.savepoint() as savepoint:
            self.env["res.partner"].create(
                [
                    {"name": name, "email": f"{address}@rows.example"}
                    for name, address in [
                        ("Li", "li"),
                        ("Wang", "wang"),
                        ("Two", "two"),
                        ("Two Again", "two"),
                    ]
                ]
            )
            lines = [
                f"{who and who + '@rows.example'},{mark},{words}"
                for who, mark, words in rows
            ]
            record = self._mapped(
                "E-mail,Service (1-5),Comment\n" + "\n".join(lines),
                partner_policy=policy,
            )
            for name, role in (("E-mail", "email"), ("Comment", "comment")):
                self._column(record, name).role = role
            self._column(record, "Service (1-5)").write(
                {
                    "role": "answer",
                    "measure": "experience",
                    "dimension_id": self.dimensions["service"].id,
                    "scale_min": 1,
                    "scale_max": 5,
                }
            )
            record.action_preview()
            refused = {
                "anonymous": set(),
                "reject": {"nobody", "two", ""},
                "create": {"two"},
            }[policy]
            expected = [
                (number, float(mark), words or False)
                for number, (who, mark, words) in enumerate(rows, start=2)
                if mark in ("1", "5") and who not in refused
            ]
            self.assertEqual(record.answer_count, len(expected))
            with (
                patch.object(run, "BATCH_ROWS", batch),
                patch.object(run, "AT_ONCE", 0),
            ):
                record.action_import()
                for _batch in record._run():
                    pass
            self.assertEqual(record.state, "done")
            found = [
                (s.import_row, s.raw_value, s.comment) for s in self._scores(record)
            ]
            self.assertEqual(found, expected)
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
