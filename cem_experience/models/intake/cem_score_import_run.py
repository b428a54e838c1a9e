import logging

from odoo import api, models
from odoo.service.model import (
    MAX_TRIES_ON_CONCURRENCY_FAILURE,
    PG_CONCURRENCY_EXCEPTIONS_TO_RETRY,
)

_logger = logging.getLogger(__name__)

# From here on the import is history: what it was made from does not change.
STARTED = ("running", "failed", "done", "withdrawn")
# An import in one of these states has brought its file in, or is at it.
COUNTED = ("running", "failed", "done")
# Rows that are imported, and committed, together.
BATCH_ROWS = 5000
# Customers that an import had created, looked at together when it is undone.
# Up to so many answers are imported at once; more go on in the background.
AT_ONCE = 20000


class CemScoreImportRun(models.AbstractModel):
    """Steps 4 and 5: batches of rows become scores, and can be taken back."""

    _name = "cem.score.import.run"
    _inherit = ["cem.score.import.batch"]
    _description = "Import of Answers: the Batches"

    def _start(self):
        self.reject_ids.unlink()
        small = self.answer_count <= AT_ONCE and not self.is_partial
        self._cem_as_server().write(
            {"state": "running", "user_id": self.env.uid, **self._no_counts()}
        )
        if small:
            for _batch in self._run():
                pass
        else:
            self._wake()

    def _wake(self):
        # The scheduled action belongs to nobody who imports.
        self.env.ref("cem_experience.ir_cron_score_import").sudo()._trigger()

    def _run(self):
        """Import batch after batch, from where the import stands.

        What is done, and how far, is written in one transaction per batch; whoever
        runs this may commit after each.

        :return: generator of the number of rows dealt with
        """
        table = self._open()
        seen = 0
        for frame in self._chunks(table, BATCH_ROWS):
            problems, seen = table.info.problems[seen:], len(table.info.problems)
            if frame.index[-1] <= self.last_row:
                continue
            yield from self._run_batch(frame[frame.index > self.last_row], problems)
            if self.state != "running":
                return
        self._finish()

    def _run_batch(self, frame, problems):
        # Somebody may have stopped the import since the last commit. Nothing is locked
        # here, so that they can at any time: the write below then fails for one of us,
        # and with it all that the batch has done.
        self.invalidate_recordset(["state", "last_row"])
        if self.state == "running" and self.last_row < frame.index[0]:
            self._import_batch(self._checked(frame, problems))
            self._cem_as_server().write(
                {
                    "last_row": int(frame.index[-1]),
                    "rows_done": self.rows_done + len(frame),
                }
            )
            yield len(frame)

    def _finish(self):
        self.invalidate_recordset(["state"])
        if self.state != "running":
            return
        figures = self.env["cem.score"]._read_group(
            [("import_column_id", "in", self.column_ids.ids)],
            ["import_column_id"],
            ["__count", "raw_value:avg", "value:avg"],
        )
        for column, count, mean_raw, mean in figures:
            column._cem_as_server().write(
                {"answer_count": count, "mean_raw": mean_raw, "mean": mean}
            )
        self._cem_as_server().write({"state": "done", "row_count": self.rows_done})

    # ------------------------------------------------------------------
    # In the background
    # ------------------------------------------------------------------

    @api.model
    def _cron_import(self):
        """Go on with the imports that run, oldest first, each as its own user."""
        for record in self.search([("state", "=", "running")], order="id"):
            if not record._run_in_background():
                # time is up: the scheduled action comes back for what remains
                return
        undone = [("state", "=", "withdrawn"), ("brought_partner_ids", "!=", False)]
        if self.search(undone)._take_rest_along():
            self.env["ir.cron"]._commit_progress(remaining=0)

    def _run_in_background(self):
        """Run batches, committing each; a failure is told on the import.

        :return: whether there is time left
        """
        self.ensure_one()
        cron = self.env["ir.cron"]
        record = self.with_user(self.user_id).with_context(
            allowed_company_ids=self.company_id.ids,
            lang=self.user_id.lang,
            tz=self.user_id.tz,
        )
        for attempt in range(1, MAX_TRIES_ON_CONCURRENCY_FAILURE + 1):
            try:
                for rows in record._run():
                    remaining = max(record.row_count - record.rows_done, 0)
                    if not cron._commit_progress(rows, remaining=remaining + 1):
                        return False
                return bool(cron._commit_progress(1, remaining=0))
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                # somebody changed the same customers or the import: take it up again
                self.env.cr.rollback()
                if attempt == MAX_TRIES_ON_CONCURRENCY_FAILURE:
                    record._wake()
                    cron._commit_progress()
            except Exception as error:
                self.env.cr.rollback()
                _logger.info("Import %s stopped", self.id, exc_info=True)
                record._fail(error)
                return bool(cron._commit_progress())
        return True

    def _fail(self, error):
        self.invalidate_recordset(["state"])
        if self.state == "running":
            self._cem_as_server().write(
                {
                    "state": "failed",
                    "error": self.env._(
                        "Stopped after row %(row)s: %(error)s\nWhat is in up to there "
                        "counts. Resume when the cause is mended, or undo the import.",
                        row=self.last_row,
                        error=str(error) or type(error).__name__,
                    ),
                }
            )

    # ------------------------------------------------------------------
    # Taking it back
    # ------------------------------------------------------------------

    def _withdraw(self):
        if self.column_ids:
            self.env["cem.score"]._withdraw_imported(self.column_ids)
        self._cem_as_server().write({"state": "withdrawn", "error": False})
        self._respondents_back()
