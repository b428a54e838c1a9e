from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .res_partner_retention import LOST, START


class CemFigure(models.AbstractModel):
    """Customers kept and lost, by what the sources of customer value say."""

    _inherit = "cem.figure"

    @api.model
    def _retention(self, domain, span):
        """Customers of the start of a period who still are at its end: ``(E - N) / S``.

        A customer is who brought something within the months that customer value is
        computed over (setting of the company), up to that day.

        :param domain: on ``cem.score``; None is returned where it speaks of anything but
            the source of an opinion, for a purchase has no journey
        :param span: :class:`~..tools.periods.Period`
        :return: tuple ((kept, at the start), likewise of the period before), or None
        """
        named = {part[0] for part in Domain(domain) if isinstance(part, tuple)}
        # (1, "=", 1) and (0, "=", 1) are Odoo's own for all and nothing
        if named - {"source", 0, 1} or not span.start:
            return None
        ends = self._retention_days(span.start, span.end)
        days = (span.before_start - timedelta(days=1), *ends)
        customers = self._retention_customers(days)
        if customers is None:
            return None
        [row] = self.env.execute_query(
            SQL(
                """
                SELECT COUNT(*) FILTER (WHERE was_1 AND was_2),
                       COUNT(*) FILTER (WHERE was_1),
                       COUNT(*) FILTER (WHERE was_0 AND was_1),
                       COUNT(*) FILTER (WHERE was_0)
                  FROM (%s) customers
                """,
                customers,
            )
        )
        return row[:2], row[2:]

    @api.model
    def _retention_days(self, start, end):
        """The days on which customers are counted: before the period, and at its end."""
        return start - timedelta(days=1), min(end, fields.Date.context_today(self))

    @api.model
    def _retention_customers(self, days):
        """Who was a customer on which of these days, as SQL.

        :param days: dates, the earliest first
        :return: select of ``partner_id`` and ``was_0``, ``was_1``..., one a day; None
            where no source says what customers bring
        """
        # Which records count is no secret to whoever judges; what comes out is a share,
        # and customers whom the reader may see anyway.
        sources = self.env["cem.value.source"].search([("active", "=", True)]).sudo()
        if not sources:
            return None
        months = max(max(sources.company_id.mapped("cem_value_months")), 1)
        window = relativedelta(months=months)
        self.env.flush_all()
        selects = [source._amounts(days[0] - window, days[-1]) for source in sources]
        was = [
            SQL(
                "BOOL_OR(date > %s AND date <= %s) AS %s",
                day - window,
                day,
                SQL.identifier(f"was_{place}"),
            )
            for place, day in enumerate(days)
        ]
        return SQL(
            "SELECT partner_id, %s FROM (%s) amounts GROUP BY partner_id",
            SQL(", ").join(was),
            SQL(" UNION ALL ").join(selects),
        )

    @api.model
    def _retention_rows(self, domain, span):
        """Rows of the dashboard, for whoever may see what customers bring."""
        if not self.env["cem.value.source"].has_access("read"):
            return []
        found = self._retention(domain, span)
        if not found:
            return []
        (kept, count), (kept_before, count_before) = found
        days = f"{span.start}/{span.end}"
        everybody = ["active", "in", [True, False]]
        return [
            {
                "name": "retention",
                "model": "res.partner",
                "domain": [["cem_retention", "=", f"{START}/{days}"], everybody],
                **self._rate((kept, count), (kept_before, count_before)),
            },
            {
                "name": "churn",
                "model": "res.partner",
                "domain": [["cem_retention", "=", f"{LOST}/{days}"], everybody],
                **self._rate(
                    (count - kept, count), (count_before - kept_before, count_before)
                ),
            },
        ]
