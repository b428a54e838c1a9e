from datetime import timedelta

from babel.dates import format_skeleton
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import babel_locale_parse, format_date
from odoo.tools.misc import get_lang

from ..base.takes import DATE, DOMAIN, TEXT, WHOLE, takes
from .cem_requirement import OPEN_STATES

MOST_ROWS = 200
MOST_MONTHS = 24


class CemRequirement(models.Model):
    """When which requirement is worked on: bars over months, ready to draw.

    Places are in per cent of the period that is shown.
    """

    _inherit = "cem.requirement"

    @api.model
    @api.readonly
    @takes(domain=DOMAIN, start=DATE, months=WHOLE, group_by=TEXT.or_none())
    def cem_timeline(self, domain, start=None, months=6, group_by=None):
        """Requirements that touch a period.

        :param domain: which of them
        :param start: a day of the first month; last month if not given
        :param months: length of the period
        :param group_by: name of a field; None for one group
        :return: dict with ``start`` (the month's first day), ``months`` (label and
            width), ``today`` (its place, or None), ``groups`` of rows, and ``more`` if
            there are too many to show
        """
        today = fields.Date.context_today(self)
        first = fields.Date.to_date(start) or today - relativedelta(months=1)
        first = first.replace(day=1)
        months = min(max(months, 1), MOST_MONTHS)
        end = first + relativedelta(months=months)
        found = self.search(
            Domain(domain or []) & self._timeline_domain(first, end, today),
            order="date_start, date_due, id",
            limit=MOST_ROWS + 1,
        )
        days = (end - first).days
        rows = [
            (one, one._timeline_row(first, end, today)) for one in found[:MOST_ROWS]
        ]
        return {
            "start": fields.Date.to_string(first),
            "months": self._timeline_months(first, months, days),
            "today": 100 * (today - first).days / days
            if first <= today < end
            else None,
            "groups": self._timeline_groups(rows, group_by),
            "more": len(found) > MOST_ROWS,
        }

    @api.model
    def _timeline_domain(self, first, end, today):
        """What has a day in the period, and what has no day at all.

        What is overdue reaches to today.
        """
        undated = Domain.AND(
            Domain(name, "=", False) for name in ("date_start", "date_due", "date_done")
        )
        begun = Domain("date_start", "=", False) | Domain("date_start", "<", end)
        single = (
            Domain("date_start", "!=", False)
            | Domain("date_done", "<", end)
            | (Domain("date_done", "=", False) & Domain("date_due", "<", end))
        )
        last = Domain("date_due", ">=", first) | Domain("date_due", "=", False)
        if today >= first:
            last |= Domain("state", "in", OPEN_STATES)
        ended = Domain("date_done", ">=", first) | (
            Domain("date_done", "=", False) & last
        )
        return undated | (begun & single & ended)

    def _timeline_row(self, first, end, today):
        """One requirement: where its bar begins and ends, and what is to be said."""
        self.ensure_one()
        start, due, done = self.date_start, self.date_due, self.date_done
        stop = done or due
        late_until = today if self.is_overdue else None
        if done and due and done > due:
            late_until = done
        planned = min(stop, due) if stop and due else stop
        open_end = bool(start and not stop)
        if open_end:
            # The end is not known: it goes on at least until today.
            stop = planned = max(start, today)
        return {
            "id": self.id,
            "name": self.name,
            "owner": self.user_id.name or "",
            "state": self.state,
            "state_text": dict(self._fields["state"]._description_selection(self.env))[
                self.state
            ],
            "dates": self._timeline_dates(start, due, done),
            "bar": self._timeline_bar(start or planned, planned, first, end),
            # A day alone is a point, not a bar.
            "point": bool(stop and not start),
            "open_end": open_end,
            "late": self._timeline_bar(
                planned and planned + timedelta(days=1), late_until, first, end
            ),
            "overdue": self.is_overdue,
        }

    def _timeline_dates(self, start, due, done):
        parts = []
        if start:
            parts.append(self.env._("from %s", format_date(self.env, start)))
        if due:
            parts.append(self.env._("due %s", format_date(self.env, due)))
        if done:
            parts.append(self.env._("done %s", format_date(self.env, done)))
        return ", ".join(parts) or self.env._("no dates yet")

    @api.model
    def _timeline_bar(self, start, stop, first, end):
        """Begin and width of the days from ``start`` to ``stop``, both included.

        :return: dict of both in per cent, and whether it goes on outside of the
            period; None if nothing of it is inside
        """
        if not start or not stop or stop < first or start >= end or stop < start:
            return None
        days = (end - first).days
        last = end - timedelta(days=1)
        begin = (max(start, first) - first).days
        length = (min(stop, last) - max(start, first)).days + 1
        return {
            "begin": 100 * begin / days,
            "width": 100 * length / days,
            "before": start < first,
            "after": stop > last,
        }

    @api.model
    def _timeline_months(self, first, months, days):
        result = []
        for number in range(months):
            month = first + relativedelta(months=number)
            length = (month + relativedelta(months=1) - month).days
            new_year = not number or month.month == 1
            result.append(
                {
                    "label": self._timeline_month(month, "yMMM" if new_year else "MMM"),
                    "width": 100 * length / days,
                }
            )
        return result

    @api.model
    def _timeline_month(self, day, skeleton):
        """A month as the reader's language writes it, with the year in its place."""
        locale = babel_locale_parse(get_lang(self.env).code)
        return format_skeleton(skeleton, day, locale=locale)

    @api.model
    def _timeline_groups(self, rows, group_by):
        field = self._fields.get((group_by or "").split(":")[0])
        groups = {}
        for requirement, row in rows:
            label = ""
            if field:
                label = self._timeline_label(requirement, field)
            groups.setdefault(label, []).append(row)
        return [{"name": name, "rows": mine} for name, mine in groups.items()]

    @api.model
    def _timeline_label(self, requirement, field):
        value = requirement[field.name]
        if not value:
            return self.env._("None")
        if field.type == "selection":
            return dict(field._description_selection(self.env))[value]
        if field.relational:
            return ", ".join(value.mapped("display_name"))
        if field.type in ("date", "datetime"):
            return self._timeline_month(value, "yMMMM")
        return str(value)
