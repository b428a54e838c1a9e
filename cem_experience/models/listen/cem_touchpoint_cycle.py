import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

_logger = logging.getLogger(__name__)


class CemTouchpoint(models.Model):
    """What no automation rule can tell: the time has come, or nothing has happened."""

    _inherit = "cem.touchpoint"

    @api.model
    def _cron_ask_due(self):
        """Ask whose day has come. Days on which it did not run are made up for."""
        cron = self.env["ir.cron"]
        due = self.search(
            [("is_listening", "=", True), ("ask_trigger", "in", ("cycle", "silence"))]
        )
        remaining = len(due)
        for touchpoint in due:
            remaining -= 1
            try:
                if touchpoint.try_lock_for_update():
                    touchpoint._ask_due(fields.Date.context_today(touchpoint))
            except Exception:
                # One touchpoint that is set up badly does not stop the others.
                self.env.cr.rollback()
                _logger.warning("%s could not ask", touchpoint, exc_info=True)
            if not cron._commit_progress(1, remaining=remaining):
                return

    def _ask_due(self, today):
        """Ask those whose day came after the last run, up to ``today``."""
        self.ensure_one()
        last_day = self.ask_last_day or today - timedelta(days=1)
        if last_day >= today:
            return self.env["cem.invitation"]
        find = self._find_cycle if self.ask_trigger == "cycle" else self._find_silent
        records = find(last_day, today)
        self.ask_last_day = today
        return self._invite(records)

    def _find_cycle(self, last_day, today):
        """Customers whose own day of the cycle lies in these days.

        A hash of touchpoint and customer gives the month within the cycle and the day
        of the month (1-28), so that the days are spread and stay what they are.
        """
        # the rule is its author's, and not of whoever looks at it
        partners = self._as_author("res.partner")
        query = partners._search(self._ask_scope(partners))
        query.add_join(
            "LEFT JOIN",
            "tier",
            "cem_value_tier",
            SQL("tier.id = %s", SQL.identifier("res_partner", "cem_value_tier_id")),
        )
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
            WITH customer AS (
                SELECT id, n, h %% n AS own_month, 1 + (h / n) %% 28 AS own_day
                  FROM (%s) hashed
            ), latest AS (
                SELECT id, own_day,
                       %s - (%s + n - own_month) %% n
                       - CASE WHEN (%s + n - own_month) %% n = 0 AND own_day > %s
                              THEN n ELSE 0 END AS month
                  FROM customer
            ), due AS (
                SELECT id, make_date(
                           (month / 12)::int, (month %% 12 + 1)::int, own_day::int
                       ) AS day
                  FROM latest
            )
            SELECT id FROM due WHERE day > %s AND day <= %s ORDER BY id
                """,
                query.select(
                    SQL("res_partner.id AS id"),
                    SQL(
                        "COALESCE(NULLIF(tier.ask_months, 0), %s)::bigint AS n",
                        self.ask_months or 6,
                    ),
                    SQL(
                        "('x' || left(md5(%s || ':' || res_partner.id), 8))"
                        "::bit(32)::bigint AS h",
                        str(self.id),
                    ),
                ),
                today.year * 12 + today.month - 1,
                today.year * 12 + today.month - 1,
                today.year * 12 + today.month - 1,
                today.day,
                last_day,
                today,
            )
        )
        # as below
        return partners.sudo().browse(row_id for (row_id,) in rows)

    def _find_silent(self, last_day, today):
        """The last record of each customer who has now been silent long enough."""
        wait = timedelta(days=self.ask_after_days)
        latest = self._latest_records()
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM (%s) latest WHERE day::date > %s AND day::date <= %s "
                "ORDER BY id",
                latest,
                last_day - wait,
                today - wait,
            )
        )
        # which of them are asked about is looked at with the author's rights again
        return self.env[self.ask_model].sudo().browse(row_id for (row_id,) in rows)

    def _latest_records(self, partners=None):
        """SQL: the latest record of each customer, as (id, partner, day)."""
        # as in _find_cycle()
        model = self._as_author(self.ask_model).with_context(active_test=False)
        date = self.ask_date_field
        domain = self._ask_scope(model) & Domain(date, "!=", False)
        if partners is not None:
            domain &= Domain(self.ask_partner_path, "in", partners.ids)
        query = model._search(domain)
        partner_id = self.env["cem.invitation"]._path_to_sql(
            model, query, self.ask_partner_path, "res.partner"
        )
        return SQL(
            """
            SELECT DISTINCT ON (partner) id, partner, day FROM (%s) record
             WHERE partner IS NOT NULL ORDER BY partner, day DESC, id DESC
            """,
            query.select(
                SQL("%s AS id", SQL.identifier(model._table, "id")),
                SQL("%s AS partner", partner_id),
                SQL("%s AS day", model._field_to_sql(model._table, date, query)),
            ),
        )

    def _ask_latest(self, wanted):
        """Those of ``wanted`` that a question about a silence is asked about.

        All of them, if the question is set off by anything else.
        """
        if (
            self.ask_trigger != "silence"
            or self.ask_model != wanted._name
            or self._listening_problem()
        ):
            return wanted
        partners = wanted.mapped(self.ask_partner_path)
        rows = self.env.execute_query(
            SQL("SELECT id FROM (%s) latest", self._latest_records(partners))
        )
        latest = {row_id for (row_id,) in rows}
        return wanted.browse([i for i in wanted.ids if i in latest])
