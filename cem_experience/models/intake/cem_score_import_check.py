from functools import partial

import numpy as np

from odoo import fields, models
from odoo.exceptions import UserError

from ...tools.base.hooks import hook
from ...tools.base.messages import ToolError, _lt
from ...tools.intake.answers import check_answers
from ...tools.intake.forms import is_left_out
from ...tools.intake.skipped import is_no_remark
from ..base.tool_texts import translated, translated_template
from .cem_score_import_partner import MISSING, SEVERAL, UNKNOWN

NO_CUSTOMER = {
    UNKNOWN: _lt("No customer has this e-mail, phone or reference."),
    SEVERAL: _lt("Several customers share this e-mail, phone or reference."),
    MISSING: _lt("The row names no customer."),
}


class CemScoreImportCheck(models.AbstractModel):
    """What of some rows becomes scores: the same for the preview and the import."""

    _name = "cem.score.import.check"
    _inherit = ["cem.score.import.partner", "cem.score.import.date"]
    _description = "Import of Answers: the Checks"

    missing = fields.Char(
        string="Not Answered Is Written As",
        help="Besides the empty cell and the usual words: what else stands for no "
        "answer in this file, with commas between, such as 77, refused.",
    )
    left_out_count = fields.Integer(
        string="Left Out",
        readonly=True,
        copy=False,
        help="Rows that do not count by what stands in a column: previews, tests, "
        "unfinished ones.",
    )
    repeat_count = fields.Integer(
        string="Known Already",
        readonly=True,
        copy=False,
        help="Rows of respondents whose answers have been brought in before, or stand "
        "in the file before.",
    )
    changed_count = fields.Integer(
        string="Known, Answers Differ",
        readonly=True,
        copy=False,
        help="Of these, those whose answers are others than before.",
    )

    def _missing_words(self):
        words = [word.strip() for word in (self.missing or "").split(",")]
        return [word for word in words if word]

    def _checked(self, frame, problems, create=True, seen=None):
        """What of some rows becomes scores, for whom, and what is rejected and why.

        :param create: create the customers that are wanted and missing
        :param seen: dict in which a preview keeps the respondents of earlier rows
        :return: dict of ``answers`` (:class:`tools.answers.Answers`), positions in it
            that count (``kept``), ``partners``, ``dates``, ``comments`` of all its
            rows, ``newcomers`` (row number to what tells a customer from others who
            are not known either, if they are not created now), ``reasons`` (row number
            to text), how many rows are ``left_out``, ``undated`` or known already
            (``repeats``, and ``changed`` of these), and the ``frame``
        """
        frame, left_out = self._without_left_out(frame)
        try:
            answers = check_answers(
                frame,
                self.column_ids._as_tool_columns(),
                problems,
                missing=self._missing_words(),
            )
        except ToolError as error:
            raise UserError(translated(self.env, error.message)) from error
        reasons = answers.reasons(partial(translated_template, self.env))
        answered = ~np.isnan(answers.raw).all(axis=1)
        rows = frame.loc[answers.rows]
        dates, wrong_dates, undated = self._dates(rows)
        partners, unknown, misread = self._find_partners(rows)
        wrong_dates |= misread
        for position, reason in wrong_dates.items():
            reasons[int(answers.rows[position])] = reason
        newcomers = {}
        if self.partner_policy == "create":
            wanted = [
                position
                for position, why in unknown.items()
                if why == UNKNOWN and answered[position] and position not in wrong_dates
            ]
            new = self._create_partners(rows, wanted) if create else {}
            if not create:
                _values, keys = self._unknown_customers(rows, wanted)
                newcomers = {
                    int(answers.rows[position]): key for position, key in keys.items()
                }
            for position in wanted:
                unknown.pop(position)
                partners[position] = new.get(position)
        for position, why in unknown.items():
            strict = self.partner_policy == "reject"
            if strict or (self.partner_policy == "create" and why == SEVERAL):
                text = translated_template(self.env, NO_CUSTOMER[why])
                number = int(answers.rows[position])
                reasons[number] = " ".join(filter(None, [reasons.get(number), text]))
        # a row in which nothing was answered is left out, and nothing is wrong with it
        for position in np.flatnonzero(~answered):
            reasons.pop(int(answers.rows[position]), None)
        kept = [
            position
            for position in np.flatnonzero(answered)
            if int(answers.rows[position]) not in reasons
        ]
        checked = {
            "answers": answers,
            "kept": np.array(kept, dtype=int),
            "partners": partners,
            "dates": dates,
            "comments": self._comments(rows),
            "newcomers": newcomers,
            "reasons": reasons,
            "blank": len(answers.blank) + int((~answered).sum()),
            "frame": frame,
            "left_out": left_out,
            "undated": len(set(undated) & set(kept)),
            "repeats": 0,
            "changed": 0,
        }
        self._know_again(checked, rows, seen)
        return checked

    @hook
    def _know_again(self, checked, rows, seen):
        """Take respondents out of what is kept whose answers are there already."""

    def _without_left_out(self, frame):
        """The rows that count, and how many do not, by what a column says."""
        out = np.zeros(len(frame), dtype=bool)
        for column in self.column_ids.filtered("leave_out_if"):
            cells = frame[column.name]
            texts = {
                text: is_left_out(text, column.leave_out_if, column.leave_out_value)
                for text in set(cells)
            }
            out |= np.fromiter((texts[text] for text in cells), bool, len(frame))
        return (frame[~out], int(out.sum())) if out.any() else (frame, 0)

    def _comments(self, rows):
        """All comments of each row, one a line."""
        columns = self.column_ids.filtered(lambda column: column.role == "comment")
        texts = [rows[column.name].to_list() for column in columns]
        return [
            "\n".join(
                text.strip() for text in row if text.strip() and not is_no_remark(text)
            )
            for row in zip(*texts, strict=True)
        ]
