import logging

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.base.hooks import hook

_logger = logging.getLogger(__name__)

# What the statement finds and keeps of each customer.
COLUMNS = (
    "tier_id",
    "tier_start_id",
    "amount",
    "record_count",
    "last_date",
    "recency",
    "frequency",
    "monetary",
    "amount_start",
    "record_count_start",
    "compensation_cost",
    "case_count",
    "cost",
)
# The same customers are in the same class, whoever comes first in the alphabet: five
# classes by the middle of the ranks that equals share.
FIFTH = """CASE WHEN %(known)s THEN LEAST(5, 1 + FLOOR(5.0 * (
    RANK() OVER (PARTITION BY %(known)s ORDER BY %(value)s) - 1
    + COUNT(*) OVER (PARTITION BY %(known)s, %(value)s) / 2.0
) / COUNT(*) OVER (PARTITION BY %(known)s)))::int ELSE 0 END"""


class CemCustomerValue(models.Model):
    """What a customer brings and costs, and the tier that follows from it.

    One row a customer (a company with all its contacts is one) and company, computed by
    the scheduled action from ``cem.value.source`` over the period that ends today, and
    over the one before, at whose end retention begins. Tiers follow from the amount, or
    from RFM: recency, frequency and amount, each in fifths of the customers who brought
    something (Hughes, *Strategic Database Marketing*, 1994), 1 to 5 points each.

    A customer of several companies has the best tier that one of them gives.
    """

    _name = "cem.customer.value"
    _description = "Customer Value"
    _order = "amount desc, id"
    _rec_name = "partner_id"
    _log_access = False

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date(readonly=True)
    date_to = fields.Date(readonly=True)
    tier_id = fields.Many2one(
        "cem.value.tier",
        string="Computed Tier",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    tier_start_id = fields.Many2one(
        "cem.value.tier",
        string="Tier at the Start",
        readonly=True,
        ondelete="set null",
        help="By the same rules, from the period before.",
    )
    amount = fields.Monetary(readonly=True)
    record_count = fields.Integer(string="Purchases", readonly=True)
    last_date = fields.Date(string="Last Purchase", readonly=True)
    recency = fields.Integer(readonly=True, aggregator="avg")
    frequency = fields.Integer(readonly=True, aggregator="avg")
    monetary = fields.Integer(string="Amount (points)", readonly=True, aggregator="avg")
    amount_start = fields.Monetary(string="Amount of the Period Before", readonly=True)
    record_count_start = fields.Integer(
        string="Purchases of the Period Before", readonly=True
    )
    compensation_cost = fields.Monetary(string="Compensation", readonly=True)
    case_count = fields.Integer(
        string="Cases", readonly=True, help="Follow-ups that were opened."
    )
    cost = fields.Monetary(
        readonly=True, help="Compensations, and what the cases cost (setting)."
    )

    _customer_uniq = models.UniqueIndex("(partner_id, company_id)")

    # ------------------------------------------------------------------
    # Scheduled action
    # ------------------------------------------------------------------

    @api.model
    def _cron_recompute(self):
        """Value and tier of all customers, one company after the other.

        A source that cannot be read keeps its company as it was, and says so; running
        twice changes nothing the second time.
        """
        # what a company brings is read whoever may see it: the run is the system's
        sources = self.env["cem.value.source"].sudo().search([("active", "=", True)])
        by_company = sources.grouped("company_id")
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(by_company))
        for company, of_company in by_company.items():
            if self._try_sources(of_company):
                try:
                    with self.env.cr.savepoint():
                        self._recompute(company, of_company)
                except Exception:
                    _logger.exception("No values for company %s", company.id)
            if not cron._commit_progress(1):
                break

    @api.model
    def _try_sources(self, sources):
        """Whether all of these can be read; each says why it cannot."""
        today = fields.Date.context_today(self)
        fine = True
        for source in sources:
            try:
                with self.env.cr.savepoint():
                    select = source._amounts(today, today)
                    self.env.cr.execute(SQL("SELECT 1 FROM (%s) s LIMIT 1", select))
            except Exception as error:  # pylint: disable=broad-except
                source._note_error(source, error)
                fine = False
            else:
                if source.error:
                    source.error = False
        return fine

    @api.model
    def _recompute(self, company, sources):
        """One company, in a handful of statements, however many customers."""
        self.env.flush_all()
        end = fields.Date.context_today(self)
        start = end - relativedelta(months=company.cem_value_months)
        before = start - relativedelta(months=company.cem_value_months)
        self.env.cr.execute(
            SQL(
                """
                CREATE TEMPORARY TABLE cem_value_found ON COMMIT DROP AS
                WITH amounts AS (%(amounts)s),
                costs AS (
                    SELECT p.commercial_partner_id AS partner_id,
                           SUM(c.compensation) AS compensation_cost,
                           SUM(c.cases) AS case_count
                      FROM (%(costs)s) c JOIN res_partner p ON p.id = c.partner_id
                  GROUP BY p.commercial_partner_id
                ),
                others AS (
                    SELECT partner_id, BOOL_OR(ever) AS ever FROM (
                        SELECT partner_id, tier_id IS NOT NULL AS ever
                          FROM cem_customer_value WHERE company_id = %(company)s
                         UNION ALL
                        SELECT partner_id, FALSE FROM costs
                    ) known
                  GROUP BY partner_id
                ),
                sums AS (
                    SELECT partner_id, TRUE AS ever,
                           ROUND(COALESCE(SUM(amount) FILTER (WHERE date > %(start)s),
                                 0)::numeric, 2) AS amount,
                           COUNT(*) FILTER (WHERE date > %(start)s) AS record_count,
                           MAX(date) FILTER (WHERE date > %(start)s) AS last_date,
                           ROUND(COALESCE(SUM(amount) FILTER (WHERE date <= %(start)s),
                                 0)::numeric, 2) AS amount_start,
                           COUNT(*) FILTER (WHERE date <= %(start)s)
                               AS record_count_start,
                           MAX(date) FILTER (WHERE date <= %(start)s)
                               AS last_date_start
                      FROM amounts GROUP BY partner_id
                     UNION ALL
                    SELECT partner_id, ever, 0, 0, NULL, 0, 0, NULL FROM others o
                     WHERE NOT EXISTS (
                           SELECT FROM amounts a WHERE a.partner_id = o.partner_id)
                ),
                points AS (SELECT *, %(points)s FROM sums)
                SELECT points.*, %(tiers)s,
                       COALESCE(compensation_cost, 0)::numeric AS compensation_cost,
                       COALESCE(case_count, 0)::int AS case_count,
                       (COALESCE(compensation_cost, 0)
                        + COALESCE(case_count, 0) * %(case_cost)s)::numeric AS cost
                  FROM points LEFT JOIN costs USING (partner_id)
                """,
                amounts=SQL(" UNION ALL ").join(
                    source._amounts(before, end) for source in sources
                ),
                start=start,
                company=company.id,
                points=self._points(),
                costs=SQL(" UNION ALL ").join(self._costs(company, start, end)),
                tiers=self._tiers(company),
                case_cost=company.cem_case_cost,
            )
        )
        self._keep(company, start + relativedelta(days=1), end)
        self.env.cr.execute(SQL("DROP TABLE cem_value_found"))
        self.env.invalidate_all()

    @api.model
    def _points(self):
        columns = []
        for suffix in ("", "_start"):
            known = SQL.identifier("record_count" + suffix)
            columns += [
                SQL(
                    "%s AS %s",
                    SQL(
                        FIFTH,
                        known=SQL("%s > 0", known),
                        value=SQL.identifier(value + suffix),
                    ),
                    SQL.identifier(name + suffix),
                )
                for name, value in (
                    ("recency", "last_date"),
                    ("frequency", "record_count"),
                    ("monetary", "amount"),
                )
            ]
        return SQL(", ").join(columns)

    @api.model
    def _tiers(self, company):
        """The first tier whose minimum is met, at the end and at the start."""
        # thresholds are no secret, and the action that asks belongs to nobody
        tiers = (
            self.env["cem.value.tier"]
            .sudo()
            .with_company(company)
            .search([("active", "=", True)])
        )
        columns = []
        for suffix, name in (("", "tier_id"), ("_start", "tier_start_id")):
            if company.cem_value_method == "rfm":
                value = SQL(" + ").join(
                    SQL.identifier(part + suffix)
                    for part in ("recency", "frequency", "monetary")
                )
                cases = [(tier.minimum_rfm, tier.id) for tier in tiers]
            else:
                value = SQL.identifier("amount" + suffix)
                cases = [(tier.minimum_amount, tier.id) for tier in tiers]
            whens = [SQL("WHEN %s >= %s THEN %s", value, *case) for case in cases]
            case = SQL("CASE %s END", SQL(" ").join(whens)) if whens else SQL("NULL")
            # who was no customer, or never has been one, has no tier
            known = SQL("record_count_start > 0" if suffix else "ever")
            case = SQL("CASE WHEN %s THEN %s END", known, case)
            columns.append(SQL("(%s)::int AS %s", case, SQL.identifier(name)))
        return SQL(", ").join(columns)

    @api.model
    @hook
    def _costs(self, company, start, end):
        """What customers cost: selects of ``partner_id, compensation, cases``.

        :param start: the day after which it counts
        """
        return []

    # ------------------------------------------------------------------
    # Keeping what was found
    # ------------------------------------------------------------------

    @api.model
    def _keep(self, company, date_from, date_to):
        """Write what changed: values, tiers of customers, and the history."""
        columns = [SQL.identifier(name) for name in COLUMNS]
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO cem_customer_value AS kept
                       (partner_id, company_id, date_from, date_to, %(columns)s)
                SELECT partner_id, %(company)s, %(date_from)s, %(date_to)s, %(columns)s
                  FROM cem_value_found
           ON CONFLICT (partner_id, company_id) DO UPDATE
                   SET (date_from, date_to, %(columns)s)
                     = (EXCLUDED.date_from, EXCLUDED.date_to, %(fresh)s)
                 WHERE (kept.date_from, kept.date_to, %(kept)s) IS DISTINCT FROM
                       (EXCLUDED.date_from, EXCLUDED.date_to, %(fresh)s)
                """,
                columns=SQL(", ").join(columns),
                company=company.id,
                date_from=date_from,
                date_to=date_to,
                fresh=SQL(", ").join(SQL("EXCLUDED.%s", one) for one in columns),
                kept=SQL(", ").join(SQL("kept.%s", one) for one in columns),
            )
        )
        self.env.cr.execute(
            SQL(
                """
                WITH best AS (
                    SELECT DISTINCT ON (v.partner_id)
                           v.partner_id AS entity, v.company_id, t.id, t.sequence,
                           v.date_from, v.date_to, v.amount
                      FROM cem_customer_value v
                      JOIN cem_value_found USING (partner_id)
                      JOIN cem_value_tier t ON t.id = v.tier_id
                  ORDER BY v.partner_id, t.sequence, t.id, v.amount DESC
                ),
                due AS (
                    SELECT p.id AS partner_id, p.cem_value_tier_id AS old, best.*
                      FROM best
                      JOIN res_partner p ON p.commercial_partner_id = best.entity
                     WHERE p.cem_value_tier_id IS DISTINCT FROM best.id
                       AND p.cem_value_tier_fixed IS NOT TRUE
                       FOR UPDATE OF p
                ),
                moved AS (
                    UPDATE res_partner SET cem_value_tier_id = due.id
                      FROM due WHERE res_partner.id = due.partner_id
                )
                INSERT INTO cem_value_change
                       (partner_id, company_id, date, tier_from_id, tier_to_id,
                        direction, reason, date_from, date_to, amount)
                SELECT due.partner_id, due.company_id, %(today)s, due.old, due.id,
                       CASE WHEN due.old IS NULL THEN 'new'
                            WHEN (due.sequence, due.id) < (o.sequence, o.id) THEN 'up'
                            ELSE 'down' END,
                       'computed', due.date_from, due.date_to, due.amount
                  FROM due LEFT JOIN cem_value_tier o ON o.id = due.old
                """,
                today=date_to,
            )
        )
