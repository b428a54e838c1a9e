from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL


class CemFollowupSimulation(models.TransientModel):
    """What a rule would have opened, before it is switched on."""

    _name = "cem.followup.simulation"
    _description = "Follow-up Rule Simulation"

    rule_id = fields.Many2one("cem.followup.rule", required=True, ondelete="cascade")
    days = fields.Integer(string="Days Back", required=True, default=90)
    open_days = fields.Integer(
        string="A Case Is Open For (days)",
        required=True,
        default=14,
        help="Bad answers that come less than so many days after the one before join "
        "the same case.",
    )
    line_ids = fields.One2many("cem.followup.simulation.line", "simulation_id")

    _days_positive = models.Constraint(
        "CHECK (days > 0 AND open_days > 0)", "Look at one day at least."
    )

    def action_run(self):
        """Find the cases, and show them by week."""
        self.ensure_one()
        self.line_ids.unlink()
        self.env["cem.score"].flush_model()
        self.env["cem.followup"].flush_model()
        self._insert_lines()
        self.env.invalidate_all()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Would Have Opened: %s", self.rule_id.name),
            "res_model": "cem.followup.simulation.line",
            "view_mode": "graph,list,pivot",
            "domain": [("simulation_id", "=", self.id)],
            "context": {"simulation_id": self.id},
            "help": self.env._("This rule would have opened no follow-up."),
        }

    def _insert_lines(self):
        """One statement for any number of answers: each case one line.

        A manager sees the companies that are switched on, as in any list.
        """
        rule = self.rule_id
        self.env.cr.execute(
            SQL(
                """
                WITH found AS (
                    SELECT s.id, s.partner_id, s.company_id, s.date, s.value,
                           s.date - LAG(s.date) OVER customer AS days
                      FROM cem_score s
                     WHERE s.company_id = ANY(%(companies)s)
                       AND s.partner_id IS NOT NULL
                       AND s.date > %(since)s AND s.date <= %(today)s
                       AND %(condition)s
                    WINDOW customer AS (
                           PARTITION BY s.partner_id, s.company_id
                           ORDER BY s.date, s.id)
                ), cases AS (
                    SELECT *, COUNT(*) FILTER (WHERE days IS NULL OR days >= %(open)s)
                              OVER (PARTITION BY partner_id, company_id
                                    ORDER BY date, id) AS number
                      FROM found
                )
                INSERT INTO cem_followup_simulation_line (
                       simulation_id, partner_id, company_id, date, answer_count,
                       worst_value, known, create_uid, create_date)
                SELECT %(simulation)s, c.partner_id, c.company_id,
                       MIN(c.date) + %(wait)s, COUNT(*), MIN(c.value),
                       MAX((EXISTS (
                           SELECT FROM cem_followup f
                            WHERE f.partner_id = c.partner_id
                              AND f.company_id = c.company_id
                              AND f.date_open < c.date + %(open)s
                              AND (f.date_closed IS NULL OR f.date_closed >= c.date)
                       ))::int), %(uid)s, NOW() AT TIME ZONE 'UTC'
                  FROM cases c
                 GROUP BY c.partner_id, c.company_id, c.number
                """,
                companies=self.env.companies.ids,
                since=fields.Date.today() - timedelta(days=self.days),
                today=fields.Date.today(),
                condition=rule.with_context(simulating=True)._condition(),
                open=self.open_days,
                wait=rule.days if rule.kind == "silence" else 0,
                simulation=self.id,
                uid=self.env.uid,
            )
        )
