from odoo import api, fields, models
from odoo.tools import SQL

from .cem_score import COMPANY_SOURCES, SATISFACTION_MEASURES


class CemFollowup(models.Model):
    """What follow-ups tell: how soon, and whether the customer was won back."""

    # One model in the files of what changes together.
    _inherit = "cem.followup"

    recovery_state = fields.Selection(
        [
            ("no_answer", "No answer yet"),
            ("recovered", "Recovered"),
            ("not_recovered", "Still dissatisfied"),
        ],
        string="Recovery",
        compute="_compute_recovery",
        store=True,
        help="What the customer answered when asked again after closing.",
    )
    is_recovered = fields.Boolean(
        compute="_compute_recovery",
        store=True,
        help="The customer's next answers after closing are no longer dissatisfied by "
        "the rules. Computed, never typed.",
    )
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

    @api.depends("date_closed", "stage_id", "partner_id", "company_id")
    def _compute_recovery(self):
        rules = self.env["cem.followup.rule"].search([("active", "=", True)])
        for case in self:
            if not case.date_closed or case.stage_id.kind == "cancelled":
                case.recovery_state = case.is_recovered = False
                continue
            answers = case._answers_after_closing()
            bad = any(rule._matching(answers) for rule in rules | case.rule_id)
            case.is_recovered = bool(answers and not bad)
            if not answers:
                case.recovery_state = "no_answer"
            else:
                case.recovery_state = "not_recovered" if bad else "recovered"

    def _answers_after_closing(self):
        """What the customer said on the first occasion after this was closed."""
        self.ensure_one()
        if not self.partner_id:
            # a broken standard is nobody's answer, and anonymous answers are not its
            return self.env["cem.score"]
        zone = self.company_id.partner_id.tz or "UTC"
        closed = fields.Datetime.context_timestamp(
            self.with_context(tz=zone), self.date_closed
        ).date()
        answers = self.env["cem.score"].search(
            [
                ("partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("measure", "in", SATISFACTION_MEASURES),
                ("source", "not in", COMPANY_SOURCES),
                "|",
                ("date", ">", closed),
                "&",
                ("date", "=", closed),
                ("id", ">", self.closed_score_id),
            ],
            order="date, id",
        )
        # A corrected answer of the sheet that led here is not a new one.
        sheets = self.score_ids.user_input_id
        answers = answers.filtered(
            lambda score: not score.user_input_id or score.user_input_id not in sheets
        )
        return answers.filtered(lambda score: score.date == answers[0].date)

    @api.model
    def _refresh_recovery(self, partners):
        """Look again at closed follow-ups of customers who have answered."""
        # Whoever answers, has no right on follow-ups.
        cases = self.sudo().search(
            [("partner_id", "in", partners.ids), ("date_closed", "!=", False)]
        )
        for name in ("recovery_state", "is_recovered"):
            self.env.add_to_compute(self._fields[name], cases)
