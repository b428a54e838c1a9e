from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.figures.quantiles import normal_quantile

# Figures that are no plain mean: of which times, and which share lies below.
PERCENTILES = {
    "contact_median": ("contact", 0.5),
    "contact_p90": ("contact", 0.9),
    "close_median": ("close", 0.5),
    "close_p90": ("close", 0.9),
}
ANSWERED = ("recovered", "not_recovered")
# Two-sided, at 95 %.
Z = normal_quantile(0.975)


class CemFollowup(models.Model):
    """What follow-ups tell: how soon, at what cost, and whether customers came back.

    Each figure is a measure of the pivot and the graph, so that a click leads to the
    cases behind it. Of one case alone it says what that case adds.
    """

    _inherit = "cem.followup"

    open_count = fields.Integer(string="Open", compute="_compute_figures")
    late_count = fields.Integer(
        string="Late",
        compute="_compute_figures",
        help="Contacted or closed after the deadline, or overdue now.",
    )
    contact_count = fields.Integer(string="Contacted", compute="_compute_figures")
    contact_hours = fields.Float(
        string="Contact: Mean (h)",
        compute="_compute_figures",
        aggregator="avg",
        help="From opening until the customer was contacted, in the hours that the "
        "settings ask for.",
    )
    contact_median = fields.Float(
        string="Contact: Median (h)", compute="_compute_figures", aggregator="avg"
    )
    contact_p90 = fields.Float(
        string="Contact: 90 % in (h)",
        compute="_compute_figures",
        aggregator="avg",
        help="Nine of ten customers had been contacted by then.",
    )
    close_count = fields.Integer(string="Closed", compute="_compute_figures")
    close_hours = fields.Float(
        string="Closing: Mean (h)",
        compute="_compute_figures",
        aggregator="avg",
        help="From opening until closing, without the time in which the customer was "
        "awaited, in the hours that the settings ask for.",
    )
    close_median = fields.Float(
        string="Closing: Median (h)", compute="_compute_figures", aggregator="avg"
    )
    close_p90 = fields.Float(
        string="Closing: 90 % in (h)",
        compute="_compute_figures",
        aggregator="avg",
        help="Nine of ten cases had been closed by then.",
    )
    answered_count = fields.Integer(
        string="Answered Again",
        compute="_compute_figures",
        help="Customers who have answered since their follow-up was closed.",
    )
    recovery_rate = fields.Float(
        string="Recovered (%)",
        compute="_compute_figures",
        aggregator="avg",
        help="Share of recovered customers among those who have answered since their "
        "follow-up was closed.",
    )
    recovery_low = fields.Float(
        string="From (%)",
        compute="_compute_figures",
        aggregator="avg",
        help="Lower end of the 95 % interval of the recovery rate (Wilson).",
    )
    recovery_high = fields.Float(
        string="To (%)",
        compute="_compute_figures",
        aggregator="avg",
        help="Upper end of the 95 % interval of the recovery rate (Wilson).",
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

    @api.depends(
        "date_contacted", "date_closed", "is_late", "is_overdue", "recovery_state"
    )
    def _compute_figures(self):
        kind = self._hours_kind()
        for case in self:
            rate = 100.0 * (case.recovery_state == "recovered")
            hours = {name: case[f"{name}_{kind}"] for name in ("contact", "close")}
            case.update(
                {
                    "open_count": int(not case.date_closed),
                    "late_count": int(case.is_late or case.is_overdue),
                    "contact_count": int(bool(case.date_contacted)),
                    "close_count": int(bool(case.date_closed)),
                    "answered_count": int(case.recovery_state in ANSWERED),
                    "contact_hours": hours["contact"],
                    "close_hours": hours["close"],
                    **{name: hours[of] for name, (of, _q) in PERCENTILES.items()},
                    "recovery_rate": rate,
                    "recovery_low": rate,
                    "recovery_high": rate,
                }
            )

    def _read_group_select(self, aggregate_spec, query):
        """Figures of those follow-ups only that have got so far."""
        name, _dot, function = aggregate_spec.partition(":")
        field = self._fields.get(name)
        ours = field and field.compute == "_compute_figures"
        if not ours or function != field.aggregator:
            return super()._read_group_select(aggregate_spec, query)

        def column(name):
            return self._field_to_sql(self._table, name, query)

        if name in ("recovery_rate", "recovery_low", "recovery_high"):
            return self._recovery_sql(name, column("recovery_state"))
        if name.endswith("_count"):
            return SQL("COUNT(*) FILTER (WHERE %s)", self._count_sql(name, column))
        of, share = PERCENTILES.get(name) or (name.removesuffix("_hours"), None)
        hours = column(f"{of}_{self._hours_kind()}")
        happened = SQL(
            "FILTER (WHERE %s IS NOT NULL)",
            column("date_contacted" if of == "contact" else "date_closed"),
        )
        if share is None:
            return SQL("AVG(%s) %s", hours, happened)
        return SQL(
            "percentile_cont(%s) WITHIN GROUP (ORDER BY %s) %s", share, hours, happened
        )

    @api.model
    def _count_sql(self, name, column):
        if name == "late_count":
            return SQL(
                "%s OR (%s IS NULL AND %s < %s)",
                column("is_late"),
                column("date_closed"),
                column("next_deadline"),
                fields.Datetime.now(),
            )
        if name == "answered_count":
            return SQL("%s IN %s", column("recovery_state"), ANSWERED)
        if name == "contact_count":
            return SQL("%s IS NOT NULL", column("date_contacted"))
        test = SQL("IS NULL") if name == "open_count" else SQL("IS NOT NULL")
        return SQL("%s %s", column("date_closed"), test)

    @api.model
    def _recovery_sql(self, name, state):
        """The rate in per cent, or an end of its interval (Wilson 1927)."""
        values = {
            "x": SQL("COUNT(*) FILTER (WHERE %s = 'recovered')", state),
            "n": SQL("NULLIF(COUNT(*) FILTER (WHERE %s IN %s), 0)", state, ANSWERED),
            "z": Z,
        }
        if name == "recovery_rate":
            return SQL("100.0 * %(x)s / %(n)s", **values)
        return SQL(
            """
            100.0 * (%(x)s + %(z)s ^ 2 / 2 %(sign)s %(z)s * SQRT(
                %(x)s * (%(n)s - %(x)s)::float8 / %(n)s + %(z)s ^ 2 / 4))
            / (%(n)s + %(z)s ^ 2)
            """,
            sign=SQL("-") if name == "recovery_low" else SQL("+"),
            **values,
        )
