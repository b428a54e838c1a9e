from odoo import api, fields, models
from odoo.tools import SQL


class CemFollowup(models.Model):
    """What follow-ups tell: how soon, and whether the customer was won back."""

    # One model in the files of what changes together.
    _inherit = "cem.followup"

    recovery_rate = fields.Float(
        string="Recovery Rate (%)",
        compute="_compute_recovery_rate",
        aggregator="avg",
        help="Share of recovered customers among those who have answered since their "
        "follow-up was closed.",
    )
    contact_hours = fields.Float(
        string="Hours to Contact",
        compute="_compute_hours",
        aggregator="avg",
        help="From opening until the customer was contacted, nights included.",
    )
    close_hours = fields.Float(
        string="Hours to Close",
        compute="_compute_hours",
        aggregator="avg",
        help="From opening until closing, nights included.",
    )

    team_id = fields.Many2one(
        "crm.team",
        compute="_compute_team_id",
        store=True,
        index="btree_not_null",
        ondelete="set null",
        help="The team of the rule, else the owner's, as it was when the owner got it.",
    )
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    compensation_cost = fields.Monetary(
        currency_field="company_currency_id",
        compute="_compute_compensation_cost",
        store=True,
        aggregator="sum",
        help="Approved or given, in the currency of the company.",
    )

    @api.depends("rule_id", "user_id")
    def _compute_team_id(self):
        for case in self:
            case.team_id = case.rule_id.team_id or case.user_id.sale_team_id

    @api.depends("compensation_ids.state", "compensation_ids.company_amount")
    def _compute_compensation_cost(self):
        for case in self:
            given = case.compensation_ids.filtered(
                lambda one: one.state in ("approved", "done")
            )
            case.compensation_cost = sum(given.mapped("company_amount"))

    @api.depends("date_open", "date_contacted", "date_closed")
    def _compute_hours(self):
        for case in self:
            for name, end in (
                ("contact_hours", case.date_contacted),
                ("close_hours", case.date_closed),
            ):
                span = end - case.date_open if end and case.date_open else None
                case[name] = span.total_seconds() / 3600 if span else 0.0

    @api.depends("is_recovered")
    def _compute_recovery_rate(self):
        for case in self:
            case.recovery_rate = 100.0 * case.is_recovered

    def _read_group_select(self, aggregate_spec, query):
        """Means over those follow-ups only that have got so far."""

        def column(name):
            return self._field_to_sql(self._table, name, query)

        if aggregate_spec == "recovery_rate:avg":
            return SQL(
                "100.0 * COUNT(*) FILTER (WHERE %(state)s = 'recovered') / NULLIF("
                "COUNT(*) FILTER (WHERE %(state)s IN ('recovered', 'not_recovered')), "
                "0)",
                state=column("recovery_state"),
            )
        if aggregate_spec in ("contact_hours:avg", "close_hours:avg"):
            contact = aggregate_spec.startswith("contact")
            return SQL(
                "AVG(EXTRACT(EPOCH FROM %s - %s) / 3600.0)::float8",
                column("date_contacted" if contact else "date_closed"),
                column("date_open"),
            )
        return super()._read_group_select(aggregate_spec, query)
