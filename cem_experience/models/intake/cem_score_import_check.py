from datetime import datetime
from functools import partial

import numpy as np

from odoo import fields, models
from odoo.exceptions import UserError

from ...tools.base.messages import ToolError, _lt
from ...tools.intake.answers import check_answers
from ..base.tool_texts import translated, translated_template
from .cem_score_import_partner import MISSING, SEVERAL, UNKNOWN

NOT_A_DATE = _lt(
    "“%(value)s” is no date that can be told for sure. Choose whether the day or the"
    " month comes first, or write it as 2026-11-22."
)
NO_CUSTOMER = {
    UNKNOWN: _lt("No customer has this e-mail, phone or reference."),
    SEVERAL: _lt("Several customers share this e-mail, phone or reference."),
    MISSING: _lt("The row names no customer."),
}


class CemScoreImportCheck(models.AbstractModel):
    """What of some rows becomes scores: the same for the preview and the import."""

    _name = "cem.score.import.check"
    _inherit = ["cem.score.import.partner"]
    _description = "Import of Answers: the Checks"

    missing = fields.Char(
        string="Not Answered Is Written As",
        help="Besides the empty cell: words, with commas between them, that stand for "
        "no answer, such as NA, -99.",
    )

    def _missing_words(self):
        words = [word.strip() for word in (self.missing or "").split(",")]
        return [word for word in words if word]

    def _checked(self, frame, problems, create=True):
        """What of some rows becomes scores, for whom, and what is rejected and why.

        :param create: create the customers that are wanted and missing
        :return: dict of ``answers`` (:class:`tools.answers.Answers`), positions in it
            that count (``kept``), ``partners``, ``dates``, ``comments`` of all its
            rows, ``newcomers`` (row number to what tells a customer from others who
            are not known either, if they are not created now), ``reasons`` (row number
            to text), and the ``frame``
        """
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
        dates, wrong_dates = self._dates(rows)
        partners, unknown = self._find_partners(rows)
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
        return {
            "answers": answers,
            "kept": np.array(kept, dtype=int),
            "partners": partners,
            "dates": dates,
            "comments": self._comments(rows),
            "newcomers": newcomers,
            "reasons": reasons,
            "blank": len(answers.blank) + int((~answered).sum()),
            "frame": frame,
        }

    def _comments(self, rows):
        """All comments of each row, one a line."""
        columns = self.column_ids.filtered(lambda column: column.role == "comment")
        texts = [rows[column.name].to_list() for column in columns]
        return [
            "\n".join(text.strip() for text in row if text.strip())
            for row in zip(*texts, strict=True)
        ]

    def _dates(self, rows):
        """Date of each row, and the reasons against those that are none."""
        column = self.column_ids._with_role("date")
        if not column:
            return [self.date] * len(rows), {}
        known = {}
        cells = rows[column.name].to_list()
        for text in set(cells):
            day = text.strip()
            known[text] = _read_date(day, self.date_order) if day else self.date
        template = translated_template(self.env, NOT_A_DATE)
        reasons = {
            text: template % {"value": text}
            if day is None
            else self.env["cem.score"]._cem_implausible(day)
            for text, day in known.items()
        }
        wrong = {
            position: f"{column.name}: {reasons[text]}"
            for position, text in enumerate(cells)
            if reasons[text]
        }
        return [known[text] for text in cells], wrong


def _read_date(text, order):
    """A date that can only be read in one way; None for the others.

    :param text: such as 2026-11-22, 20261122, 22.11.2026, 11/22/2026 or 2026年11月22日,
        with or without a time
    :param order: ``dmy`` or ``mdy`` for dates that end with the year; empty to take
        only those that cannot be mistaken
    """
    day = text.replace("年", "-").replace("月", "-").replace("日", "").strip()
    day = day.replace("T", " ").split(" ")[0].replace("/", "-").replace(".", "-")
    forms = {"dmy": ["%d-%m-%Y"], "mdy": ["%m-%d-%Y"]}
    found = set()
    for form in ("%Y-%m-%d", "%Y%m%d", *forms.get(order, ["%d-%m-%Y", "%m-%d-%Y"])):
        try:
            found.add(datetime.strptime(day, form).date())
        except ValueError:
            continue
    return found.pop() if len(found) == 1 else None
