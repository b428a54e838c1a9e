from odoo import api, fields, models
from odoo.tools import SQL


class CemProblemCauseWeek(models.Model):
    """Cases of a week by cause, added up, so that the early warning reads them once.

    A cause is often found days after the case was opened, so that the last weeks are
    counted again, as answers are.
    """

    _name = "cem.problem.cause.week"
    _description = "Cases of a Week"
    _log_access = False
    _order = "week desc, id desc"

    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    cause_id = fields.Many2one(
        "cem.cause", required=True, index=True, ondelete="cascade"
    )
    week = fields.Date(required=True, help="Its Monday.")
    case_count = fields.Integer()

    _company_week_idx = models.Index("(company_id, week)")

    @api.model
    def _count(self, company, since, until):
        """Add up the cases of the weeks from ``since`` to ``until`` anew.

        Cases of a particular cause count for those above it too, each case once.

        :param since: a Monday; ``until``: the Monday of the last week
        """
        self.env["cem.followup"].flush_model()
        values = {"company": company.id, "since": since, "until": until}
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM cem_problem_cause_week
                 WHERE company_id = %(company)s
                   AND week BETWEEN %(since)s AND %(until)s
                """,
                **values,
            )
        )
        # OFFSET keeps the planner from reading the causes of all cases there ever were.
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO cem_problem_cause_week (company_id, cause_id, week,
                       case_count)
                SELECT f.company_id, above.id, DATE_TRUNC('week', f.date_open)::date,
                       COUNT(DISTINCT f.id)
                  FROM cem_followup f
                  JOIN cem_followup_stage stage ON stage.id = f.stage_id
                  JOIN LATERAL (
                       SELECT cem_cause_id FROM cem_cause_cem_followup_rel
                        WHERE cem_followup_id = f.id OFFSET 0
                       ) rel ON TRUE
                  JOIN cem_cause cause ON cause.id = rel.cem_cause_id
                  JOIN cem_cause above
                    ON cause.parent_path LIKE above.parent_path || '%%'
                 WHERE f.company_id = %(company)s AND stage.kind <> 'cancelled'
                   AND f.date_open >= %(since)s
                   AND f.date_open < %(until)s::date + 7
                 GROUP BY 1, 2, 3
                """,
                **values,
            )
        )
        self.invalidate_model()
