from odoo import api, fields, models

from odoo.addons.base.models.res_partner import _tz_get

from ...tools.base.messages import _lt
from ...tools.intake.moments import NO_DAY, read_day
from ..base.tool_texts import translated_template

NOT_A_DATE = _lt(
    "“%(value)s” is no date that can be told for sure. Choose whether the day or the"
    " month comes first, or write it as 2026-11-22."
)


class CemScoreImportDate(models.AbstractModel):
    """On which day of the company each row was answered."""

    _name = "cem.score.import.date"
    _description = "Import of Answers: the Days"

    zone = fields.Selection(
        _tz_get,
        string="Times Are Of",
        help="Time zone of the moments in the file that name none. Empty: that of the "
        "company. A moment counts on the company's day.",
    )
    undated_count = fields.Integer(
        string="Without Date",
        readonly=True,
        copy=False,
        help="Rows whose date is blank. They count on the date that is given here.",
    )

    def _dates(self, rows):
        """The day of each row, and what is to be said of it.

        :return: tuple of a list of days, a dict from position to the reason against a
            day that is none, and a list of the positions that have no day of their own
        """
        named = [
            column
            for role in ("date", "started")
            if (column := self.column_ids._with_role(role))
        ]
        if not named:
            return [self.date] * len(rows), {}, []
        zone = self.company_id._cem_zone()
        days, wrong = [None] * len(rows), {}
        for column in named:
            cells = rows[column.name].to_list()
            known = {text: self._day_of(text, zone) for text in set(cells)}
            for position, text in enumerate(cells):
                day, reason = known[text]
                if days[position] or position in wrong:
                    continue
                days[position] = day
                if reason:
                    wrong[position] = f"{column.name}: {reason}"
        undated = [
            position
            for position, day in enumerate(days)
            if day is None and position not in wrong
        ]
        for position in undated:
            days[position] = self.date
        return days, wrong, undated

    @api.model
    def _day_of(self, text, zone):
        """A day, or None if the text is blank, and the reason against it."""
        text = text.strip()
        if not text:
            return None, None
        day = read_day(text, self.date_order, self.zone, zone)
        if day in NO_DAY:
            return None, None
        if day is None:
            template = translated_template(self.env, NOT_A_DATE)
            return None, template % {"value": text}
        return day, self.env["cem.score"]._cem_implausible(day)
