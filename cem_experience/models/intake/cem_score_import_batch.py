import csv
import io
from collections import defaultdict

import numpy as np

from odoo import api, models

from ...tools.base.hooks import hook


class CemScoreImportBatch(models.AbstractModel):
    """Rows that have been checked become scores; the others are kept with a reason.

    The same for a file and for a source that is pulled from.
    """

    _name = "cem.score.import.batch"
    _description = "Import of Answers: a Batch"

    @api.model
    def _score_source(self):
        return "import"

    def _reject_values(self, row):
        """Whose rejected row it is."""
        return {"import_id": self.id}

    def _note_brought(self, name, records):
        """Remember what was made beside the answers, where an undo takes it along."""

    @api.model
    def _opens_followups(self):
        """Whether bad answers become cases, if they are not too old."""
        return True

    @hook
    def _before_insert(self, checked):
        """Make room for the answers of some rows, in their transaction."""

    def _import_batch(self, checked):
        self._before_insert(checked)
        count = self.env["cem.score"]._insert_bulk(
            self._batch_answers(checked), followed_up=self._opens_followups()
        )
        self._store_rejects(checked)
        self._count(checked, count)

    def _batch_answers(self, checked):
        """The answers of some rows, as :meth:`_insert_bulk` wants them."""
        answers, kept = checked["answers"], checked["kept"]
        columns = self.column_ids._answers()
        raw = answers.raw[kept]
        where, item = np.nonzero(~np.isnan(raw))
        positions = kept[where].tolist()
        per_column = {
            "dimension_id": [column.dimension_id.id for column in columns],
            "touchpoint_id": [
                (column.touchpoint_id or self.touchpoint_id).id for column in columns
            ],
            "journey_id": [
                (
                    column.touchpoint_id.journey_id
                    or self.touchpoint_id.journey_id
                    or self.journey_id
                ).id
                for column in columns
            ],
            "measure": columns.mapped("measure"),
            "import_column_id": columns.ids,
        }
        items = item.tolist()
        partners, dates = checked["partners"], checked["dates"]
        return {
            **{
                name: [of_column[i] for i in items]
                for name, of_column in per_column.items()
            },
            "partner_id": [partners[position] for position in positions],
            "date": [dates[position] for position in positions],
            "raw_value": raw[where, item],
            "value": answers.values[kept][where, item],
            "comment": self._first_comments(positions, checked["comments"]),
            "import_row": answers.rows[positions],
            "source": self._score_source(),
            "company_id": self.company_id.id,
        }

    @api.model
    def _first_comments(self, positions, comments):
        """A row's words go with its first score, as those of an answer sheet do."""
        if not comments:
            return None
        # a batch of which no row is kept has no positions, which is nothing unusual
        return [
            comments[position] if not n or position != positions[n - 1] else None
            for n, position in enumerate(positions)
        ]

    def _store_rejects(self, checked, limit=None):
        frame = checked["frame"]
        rows = sorted(checked["reasons"])[:limit]
        contents = frame.loc[rows].to_numpy().tolist() if rows else []
        self.env["cem.score.import.reject"].create(
            [
                {
                    **self._reject_values(row),
                    "row": row,
                    "reason": checked["reasons"][row],
                    "content": _csv_line(cells),
                }
                for row, cells in zip(rows, contents, strict=True)
            ]
        )

    def _count(self, checked, answer_count):
        known = [checked["partners"][position] for position in checked["kept"]]
        self._cem_as_server().write(
            {
                "respondent_count": self.respondent_count + len(checked["kept"]),
                "answer_count": self.answer_count + answer_count,
                "reject_count": self.reject_count + len(checked["reasons"]),
                "blank_count": self.blank_count + checked["blank"],
                "known_count": self.known_count + sum(map(bool, known)),
                "left_out_count": self.left_out_count + checked["left_out"],
                "undated_count": self.undated_count + checked["undated"],
                "repeat_count": self.repeat_count + checked["repeats"],
                "changed_count": self.changed_count + checked["changed"],
            }
        )

    def _preview_html(self, first, columns, totals):
        measures = dict(columns._fields["measure"]._description_selection(self.env))
        groups = defaultdict(lambda: [0, 0, 0.0])
        for column, (count, _raw, value, _wrong) in zip(columns, totals.T, strict=True):
            touchpoint = column.touchpoint_id or self.touchpoint_id
            about = (
                column.dimension_id.name
                or column.new_dimension_name
                or touchpoint.display_name
                or ""
            )
            group = groups[measures[column.measure], about]
            group[0] += 1
            group[1] += int(count)
            group[2] += value
        return self.env["ir.qweb"]._render(
            "cem_experience.cem_score_import_preview",
            {
                "groups": [
                    {
                        "measure": measure,
                        "about": about,
                        "items": items,
                        "answers": count,
                        "mean": f"{total / count:.2f}" if count else "",
                    }
                    for (measure, about), (items, count, total) in groups.items()
                ],
                "doubts": [
                    {"name": column.name, "reason": column.reason}
                    for column in self.column_ids
                    if column.unsure and column.role == "answer"
                ],
                "headers": list(first.columns),
                "rows": list(zip(first.index, first.to_numpy().tolist(), strict=True)),
            },
        )


def _csv_line(cells):
    stream = io.StringIO()
    csv.writer(stream).writerow(cells)
    return stream.getvalue().rstrip("\r\n")
