"""What is united when contacts are merged; see the wizard of the same room."""

from odoo import api, models
from odoo.tools import SQL

SUMS = (
    "amount",
    "record_count",
    "amount_start",
    "record_count_start",
    "compensation_cost",
    "case_count",
    "cost",
)
LATEST = ("date_to", "last_date", "recency", "frequency", "monetary")


class CemCustomerValue(models.Model):
    _inherit = "cem.customer.value"

    @api.model
    def _cem_merge_contacts(self, src, dst):
        """One row a company: amounts are added up, the better tier counts.

        The next run of the scheduled action computes points and tier anew.
        """
        # a company with all its contacts is one customer
        target = dst.commercial_partner_id - src or dst
        sums = [SQL("SUM(%s)", SQL.identifier(name)) for name in SUMS]
        latest = [SQL("MAX(%s)", SQL.identifier(name)) for name in LATEST]
        tiers = [self._best_tier(name) for name in ("tier_id", "tier_start_id")]
        names = ("date_from", *SUMS, *LATEST, "tier_id", "tier_start_id")
        self.env.cr.execute(
            SQL(
                """
                WITH gone AS (
                    DELETE FROM cem_customer_value
                     WHERE partner_id IN %(ids)s RETURNING *
                ), united AS (
                    SELECT company_id, MIN(date_from) AS date_from, %(columns)s
                      FROM gone v GROUP BY company_id
                )
                SELECT company_id, %(names)s FROM united
                """,
                ids=tuple({*src.ids, dst.id, target.id}),
                columns=SQL(", ").join(
                    SQL("%s AS %s", column, SQL.identifier(name))
                    for column, name in zip(
                        (*sums, *latest, *tiers), names[1:], strict=True
                    )
                ),
                names=SQL(", ").join(SQL.identifier(name) for name in names),
            )
        )
        # A second statement: the index looks at rows as they were before the first.
        for company_id, *values in self.env.cr.fetchall():
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO cem_customer_value (partner_id, company_id, %s)
                    VALUES (%s, %s, %s)
                    """,
                    SQL(", ").join(SQL.identifier(name) for name in names),
                    target.id,
                    company_id,
                    SQL(", ").join(SQL("%s", value) for value in values),
                )
            )

    @api.model
    def _best_tier(self, name):
        """The first tier of the united rows, by its place in the list."""
        return SQL(
            """(
                SELECT t.id FROM cem_value_tier t
                 WHERE t.id = ANY(ARRAY_AGG(v.%s)) ORDER BY t.sequence, t.id LIMIT 1
            )""",
            SQL.identifier(name),
        )


class CemLifecycleDate(models.Model):
    _inherit = "cem.lifecycle.date"

    @api.model
    def _cem_merge_contacts(self, src, dst):
        """The same event of the same day is one, unless the notes say otherwise."""
        seen, double = {}, self.browse()
        for row in self.search([("partner_id", "in", (dst | src).ids)], order="id"):
            first = seen.setdefault((row.event_id, row.date), row)
            if first == row:
                continue
            if not first.note:
                first.note = row.note
            if not row.note or row.note == first.note:
                double |= row
        double.unlink()
