import base64
import csv
import io
import re
import time
from collections import Counter, defaultdict

import numpy as np

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.base.hooks import hook
from ...tools.base.tabular import CHUNK_ROWS
from ...tools.intake.answer_words import MOST_WORDS
from ...tools.intake.answers import NOT_A_NUMBER

FIRST_ROWS = 8
SHOWN_PROBLEMS = 200
# A page that lets wait for longer is cut off by the server.
PREVIEW_SECONDS = 40
# A spreadsheet computes what begins like this; a plain number is none of it.
FORMULA = re.compile(r"[=+\-@\t\r]")
PLAIN_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")


class CemScoreImportPreview(models.AbstractModel):
    """Step 3, and the file that is given back."""

    _name = "cem.score.import.preview"
    _description = "Import of Answers: the Preview"

    is_partial = fields.Boolean(
        string="Partly Checked",
        readonly=True,
        copy=False,
        help="The file is long: the figures of the preview are of its first rows.",
    )
    reject_file = fields.Binary(
        string="Rejected Rows File",
        compute="_compute_reject_file",
        compute_sudo=False,
        help="The rejected rows as they were, with the number of the row and the "
        "reason. Mend them and import this file.",
    )

    def _preview(self):
        """Check the file as the import will, and keep the figures found.

        All of it, unless it is so long that nobody would wait for it.
        """
        self.reject_ids.unlink()
        self._cem_as_server().write(self._no_counts())
        until = time.monotonic() + PREVIEW_SECONDS
        content = self._content()
        table = self._open(content)
        columns = self.column_ids._answers()
        totals = np.zeros((4, len(columns)))  # answers, sum raw, sum value, problems
        rows = seen = 0
        first = None
        partial = False
        foreseen, seen_ids, unread = [], {}, defaultdict(Counter)
        likely = 0
        chunks = self._chunks(table, CHUNK_ROWS)
        for frame in chunks:
            first = frame.head(FIRST_ROWS) if first is None else first
            rows += len(frame)
            problems, seen = table.info.problems[seen:], len(table.info.problems)
            checked = self._checked(frame, problems, create=False, seen=seen_ids)
            likely += self._likely_repeats(checked)
            for line in checked["answers"].problems.itertuples():
                if line.template == NOT_A_NUMBER:
                    unread[line.column][line.value.strip()] += 1
            totals += self._column_totals(checked, columns)
            self._foresee(checked, foreseen)
            self._count(checked, int(totals[0].sum()) - self.answer_count)
            shown = SHOWN_PROBLEMS - len(self.reject_ids)
            self._store_rejects(checked, limit=max(shown, 0))
            if time.monotonic() > until:
                partial = next(chunks, None) is not None
                break
        for column, (count, raw, value, wrong) in zip(columns, totals.T, strict=True):
            column._cem_as_server().write(
                {
                    "answer_count": count,
                    "mean_raw": raw / count if count else 0.0,
                    "mean": value / count if count else 0.0,
                    "problem_count": wrong,
                }
            )
        self._ask_words(columns, unread)
        self._cem_as_server().write(
            {
                **self._foreseen_values(foreseen),
                "state": "previewed",
                "is_partial": partial,
                "likely_count": likely,
                # the bar of progress needs no more than a good guess
                "row_count": max(rows, content.count(b"\n")) if partial else rows,
                "reading": self._reading_notes(table.info),
                "preview": self._preview_html(first, columns, totals),
            }
        )

    def _ask_words(self, columns, unread):
        """Put texts that are no numbers where a person can say what they are worth."""
        new = []
        for column in columns:
            known = set(column.value_ids.mapped("text"))
            common = unread[column.name].most_common(MOST_WORDS)
            new += [
                {"column_id": column.id, "text": text, "times": times}
                for text, times in common
                if text not in known
            ]
        self.env["cem.score.import.value"]._cem_as_server().create(new)

    @hook
    def _foresee(self, checked, foreseen):
        """Note in a list what rows will lead to beside their scores."""

    @hook
    def _foreseen_values(self, foreseen):
        """Values of the import that say so, from what was noted."""
        return {}

    @api.model
    def _column_totals(self, checked, columns):
        answers, kept = checked["answers"], checked["kept"]
        raw, values = answers.raw[kept], answers.values[kept]
        wrong = answers.problems["column"].value_counts()
        return np.array(
            [
                (~np.isnan(raw)).sum(axis=0),
                np.nansum(raw, axis=0),
                np.nansum(values, axis=0),
                [wrong.get(column.name, 0) for column in columns],
            ],
            dtype=float,
        )

    def action_download_rejects(self):
        self.ensure_one()
        if not self.reject_ids:
            raise UserError(self.env._("No row was rejected."))
        stem = (self.filename or "import").rsplit(".", 1)[0]
        name = self.env._("%s rejected rows", stem)
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/reject_file/{name}.csv"
            "?download=true",
            "target": "download",
        }

    @api.depends("reject_ids.reason")
    def _compute_reject_file(self):
        for record in self:
            record.reject_file = base64.b64encode(record._reject_csv())

    def _reject_csv(self):
        """The rejected rows as CSV that every spreadsheet opens (UTF-8 with mark)."""
        stream = io.StringIO(newline="")
        writer = csv.writer(stream)
        headers = [*self.column_ids.mapped("name"), *self._own_headers()]
        writer.writerow(map(_safe, headers))
        for reject in self.reject_ids:
            cells = next(csv.reader(io.StringIO(reject.content or "", newline="")), [])
            writer.writerow(map(_safe, [*cells, str(reject.row), reject.reason]))
        return stream.getvalue().encode("utf-8-sig")


def _safe(text):
    """A cell that no spreadsheet takes for a formula."""
    if FORMULA.match(text) and not PLAIN_NUMBER.fullmatch(text):
        return f"'{text}"
    return text
