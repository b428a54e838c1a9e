from odoo import api, fields, models
from odoo.tools import SQL

from ..score.cem_score import SATISFACTION_MEASURES

# Answers up to this much, on the scale from 0 to 10, are unhappy ones: 0-6 of the
# recommendation, 1-2 of 5, 1-3 of 7, 0-3 of 10.
UNHAPPY = {"nps": 6, "csat": 2.5, "ces": 10 / 3, "experience": 3, "emotion": 2.5}
TOLERANCE = 0.005
# Answers are recorded late, and corrected: the last weeks are counted again.
RECOUNTED_WEEKS = 4


class CemProblemWeek(models.Model):
    """Answers of a week, added up, so that the early warning reads them once."""

    _name = "cem.problem.week"
    _inherit = "cem.small.groups.mixin"
    _description = "Answers of a Week"
    _log_access = False
    _order = "week desc, id desc"
    _small_groups_size = "answer_count:sum"
    _small_groups_counted = dict.fromkeys(
        ("total", "squares", "unhappy_count"), ("answer_count:sum",)
    )
    _small_groups_marks = ("total", "squares", "unhappy_count")

    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    touchpoint_id = fields.Many2one(
        "cem.touchpoint", index="btree_not_null", ondelete="cascade"
    )
    measure = fields.Char(required=True)
    week = fields.Date(required=True, help="Its Monday.")
    answer_count = fields.Integer()
    total = fields.Float()
    squares = fields.Float()
    unhappy_count = fields.Integer()

    _company_week_idx = models.Index("(company_id, week)")

    @api.model
    def _count(self, company, since, until):
        """Add up the answers of the weeks from ``since`` to ``until`` anew.

        :param since: a Monday; ``until``: the Monday of the last week
        :return: number of answers read
        """
        self.env["cem.score"].flush_model()
        unhappy = SQL(" OR ").join(
            SQL("(measure = %s AND value <= %s)", measure, limit + TOLERANCE)
            for measure, limit in UNHAPPY.items()
        )
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM cem_problem_week
                 WHERE company_id = %(company)s
                   AND week BETWEEN %(since)s AND %(until)s
                """,
                company=company.id,
                since=since,
                until=until,
            )
        )
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO cem_problem_week (company_id, touchpoint_id, measure, week,
                       answer_count, total, squares, unhappy_count)
                SELECT company_id, touchpoint_id, measure,
                       DATE_TRUNC('week', date)::date, COUNT(*), SUM(value),
                       SUM(value * value), COUNT(*) FILTER (WHERE %(unhappy)s)
                  FROM cem_score
                 WHERE active IS TRUE AND company_id = %(company)s
                   AND date >= %(since)s AND date < %(until)s::date + 7
                   AND measure IN %(measures)s AND source <> ALL(%(company_sources)s)
                 GROUP BY 1, 2, 3, 4
             RETURNING answer_count
                """,
                unhappy=unhappy,
                company=company.id,
                since=since,
                until=until,
                measures=SATISFACTION_MEASURES,
                company_sources=self.env["cem.score"]._company_sources(),
            )
        )
        self.invalidate_model()
        return sum(count for [count] in rows)
