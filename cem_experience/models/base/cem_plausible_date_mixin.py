from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

# The day before which nobody has answered anything, unless the settings say otherwise.
FIRST_DAY = "2000-01-01"


class CemPlausibleDateMixin(models.AbstractModel):
    """One rule for the days of what people said: neither long ago nor yet to come.

    A year that was typed wrong (0026, 2206) would stretch every chart, and an answer
    of next year would count in no figure of today. Tomorrow is plausible: it has begun
    somewhere.
    """

    _name = "cem.plausible.date.mixin"
    _description = "Plausible Dates"

    # Names of the fields that the rule is for
    _cem_plausible_dates = ("date",)

    @api.constrains(lambda self: self._cem_plausible_dates)
    def _check_plausible_dates(self):
        for name in self._cem_plausible_dates:
            for day in {day for day in self.mapped(name) if day}:
                if reason := self._cem_implausible(day):
                    raise ValidationError(reason)

    @api.model
    def _cem_plausible_days(self):
        """The first and the last day that are plausible."""
        text = self.env["ir.config_parameter"]._cem_text("first_day", FIRST_DAY)
        try:
            first = fields.Date.to_date(text)
        except ValueError:
            first = fields.Date.to_date(FIRST_DAY)
        return first, fields.Date.context_today(self) + timedelta(days=1)

    @api.model
    def _cem_implausible(self, day):
        """Why a day cannot be right, in words for whoever gave it; None if it can.

        :param day: a date, or a moment
        """
        first, last = self._cem_plausible_days()
        day = fields.Date.to_date(day)
        if day > last:
            return self.env._("%s is in the future.", day.isoformat())
        if day < first:
            return self.env._(
                "%(day)s is before %(first)s, the first day that the settings allow.",
                day=day.isoformat(),
                first=first.isoformat(),
            )
        return None
