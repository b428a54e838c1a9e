from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.base.hooks import hook
from ...tools.figures import intervals


class TimeSource(NamedTuple):
    """Where a duration is read: ``hours`` makes its SQL of a function to a column.

    ``start`` is the field of the moment that puts a record into a period; only records
    of ``domain`` have got so far.
    """

    name: str
    model: str
    start: str
    domain: list
    hours: object


class CemFigure(models.AbstractModel):
    """How long customers wait: medians and 90th percentiles, in hours."""

    _inherit = "cem.figure"

    @api.model
    @hook
    def _time_sources(self):
        """Durations that there are; glue to other apps adds its own."""
        return []

    @api.model
    def _times(self, domain, span):
        """Durations of the records that began in a period, in hours.

        :param domain: on ``cem.score``; a source that it cannot be applied to is left
            out
        :param span: :class:`~..tools.periods.Period`
        :return: list of dicts as of :meth:`_figure`, with ``name``, ``model`` and
            ``domain`` of the records; ``value`` is the median with its interval of
            order statistics (Conover 1999), ``p90`` the 90th percentile, ``change``
            the difference of the medians with Mood's median test
        """
        rows = []
        for source in self._time_sources():
            records = self.env[source.model]
            if not records.has_access("read"):
                continue
            own = self._domain_for(records, domain)
            if own is None:
                continue
            own &= Domain(source.domain)
            found = self._quantiles(records, own, source, span)
            rows.append(
                {
                    "name": source.name,
                    "model": source.model,
                    "domain": self._time_domain(source, span),
                    **self._time_figure(found.get(True), found.get(False)),
                }
            )
        return rows

    @api.model
    def _quantiles(self, records, domain, source, span):
        """Rows of (count, median, low, high, p90, above the common median) by period.

        :return: mapping of True (the period) and False (the one before) to a row
        """
        records.flush_model()
        since = span.before_start
        if since:
            day = fields.Date.to_string(since)
            domain &= Domain(source.start, ">=", f"{day} 00:00:00")
            end = fields.Date.to_string(span.end)
            domain &= Domain(source.start, "<=", f"{end} 23:59:59")
        query = records._search(domain)

        def column(name):
            return records._field_to_sql(query.table, name, query)

        is_now = SQL("TRUE")
        if since:
            is_now = SQL("%s >= %s", column(source.start), span.start)
        cases = query.select(
            SQL("(%s)::float8 AS hours", source.hours(column)),
            SQL("%s AS is_now", is_now),
        )
        rows = self.env.execute_query(
            SQL(
                """
                WITH cases AS (%s),
                ranked AS (
                    SELECT hours, is_now,
                           ROW_NUMBER() OVER (PARTITION BY is_now ORDER BY hours) AS r,
                           COUNT(*) OVER (PARTITION BY is_now) AS n,
                           (SELECT PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY hours)
                              FROM cases) AS middle
                      FROM cases
                )
                SELECT is_now,
                       COUNT(*),
                       PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY hours),
                       MIN(hours) FILTER (
                           WHERE r >= GREATEST(FLOOR(n / 2.0 - 0.98 * SQRT(n)), 1)),
                       MIN(hours) FILTER (
                           WHERE r >= LEAST(CEIL(n / 2.0 + 1 + 0.98 * SQRT(n)), n)),
                       PERCENTILE_CONT(0.9) WITHIN GROUP (ORDER BY hours),
                       COUNT(*) FILTER (WHERE hours > middle)
                  FROM ranked
              GROUP BY is_now
                """,
                cases,
            )
        )
        return {row[0]: row[1:] for row in rows}

    @api.model
    def _time_figure(self, now, before):
        empty = {"value": None, "low": None, "high": None, "p90": None, "change": None}
        minimum = self._minimum()
        if not now or now[0] < minimum:
            return empty | {"count": now[0] if now else 0, "hidden": bool(now)}
        count, median, low, high, p90, above = now
        change = None
        if before and before[0] >= minimum:
            test = intervals.share_difference((before[5], before[0]), (above, count))
            change = {
                "value": median - before[1],
                "low": None,
                "high": None,
                "p_value": test.p_value,
                "significant": test.p_value < 0.05,
            }
        return {
            "value": median,
            "low": low,
            "high": high,
            "p90": p90,
            "count": count,
            "hidden": False,
            "change": change,
        }

    @api.model
    def _time_domain(self, source, span):
        domain = [list(part) for part in source.domain]
        if span.start:
            domain += [
                [source.start, ">=", f"{span.start} 00:00:00"],
                [source.start, "<=", f"{span.end} 23:59:59"],
            ]
        return domain
