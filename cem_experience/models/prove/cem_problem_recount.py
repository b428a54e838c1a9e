from functools import cache, partial

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.prove import early_warning
from ..score.cem_score import SATISFACTION_MEASURES
from .cem_problem_warning import BASELINE, WATCHED, WEEK


class CemProblemRecount(models.Model):
    """Weeks whose answers have left or come back since the early warning counted them.

    Rows are only ever added here while people work, so that nobody waits for anybody;
    the scheduled action takes them away.
    """

    _name = "cem.problem.recount"
    _description = "Week to Count Again"
    _log_access = False
    _order = "id"

    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    week = fields.Date(required=True, help="Its Monday.")

    @api.model
    def _note(self, scores):
        """Note the weeks of these scores that have been judged already."""
        scores.flush_recordset(["company_id", "date", "measure"])
        self.env["res.company"].flush_model(["cem_warning_week"])
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO cem_problem_recount (company_id, week)
                SELECT s.company_id, DATE_TRUNC('week', s.date)::date
                  FROM cem_score s
                  JOIN res_company company ON company.id = s.company_id
                 WHERE s.id = ANY(%s) AND s.measure IN %s
                   AND s.date < company.cem_warning_week + 7
                 GROUP BY 1, 2
             RETURNING id
                """,
                scores.ids,
                SATISFACTION_MEASURES,
            )
        )
        if rows:
            self.env["ir.cron"]._cem_wake("cem_experience.ir_cron_early_warning")

    @api.model
    def _take(self, company):
        """The first of the noted weeks of a company, which are noted no more."""
        [(first,)] = self.env.execute_query(
            SQL(
                """
                WITH taken AS (
                    DELETE FROM cem_problem_recount WHERE company_id = %s
                 RETURNING week
                )
                SELECT MIN(week) FROM taken
                """,
                company.id,
            )
        )
        return first


class CemScore(models.Model):
    _inherit = "cem.score"

    def _have_left(self):
        result = super()._have_left()
        self.env["cem.problem.recount"]._note(self)
        return result

    def _come_back(self):
        result = super()._come_back()
        self.env["cem.problem.recount"]._note(self)
        return result


class CemProblem(models.Model):
    """Alarms follow the answers that they rest on."""

    _inherit = "cem.problem"

    @api.model
    def _count_again(self, company):
        """Count weeks anew whose answers have left, and take back what they explain."""
        first = self.env["cem.problem.recount"]._take(company)
        last = company.cem_warning_week
        if not first or not last or first > last:
            return
        first = max(first, last - (BASELINE + WATCHED - 1) * WEEK)
        self.env["cem.problem.week"]._count(company, first, last)
        self.env["cem.problem.cause.week"]._count(company, first, last)
        proposed = self.search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "proposed"),
                ("chart", "!=", False),
                ("date_last", ">=", first),
            ]
        )
        read = cache(partial(self._read_until, company))
        for problem in proposed:
            if not problem._still_signals(read):
                problem._take_back()
        # What has come back may be a signal that was taken back before.
        self._judge_week(company, last)

    @api.model
    def _read_until(self, company, week):
        """What the judgement of a week rests on: answers, their numbers, and cases."""
        weeks = self._weeks_until(week)
        return (
            *self._answers_by_week(company, weeks),
            self._cases_by_week(company, weeks),
        )

    def _still_signals(self, read):
        """Whether one of the weeks in which it was seen still says that it is one.

        :param read: function of a week; see :meth:`_read_until`
        """
        self.ensure_one()
        # a person may have typed the day on which it began
        week = fields.Date.start_of(self.date_first, "week")
        while week <= self.date_last:
            by_touchpoint, answers, cases = read(week)
            warning = None
            if self.chart == "u":
                counts = cases.get(self.cause_id.id, [0] * len(answers))
                warning = early_warning.rate(counts, answers)
            elif rows := by_touchpoint.get((self.touchpoint_id.id, self.measure)):
                warning = self._warning(self.chart, rows)
            if warning and warning.signal:
                return True
            week += WEEK
        return False

    def _take_back(self):
        """Nothing shows it any more: it was no problem, or is somebody's by now."""
        self.ensure_one()
        lang = self.user_id.lang or self.company_id.partner_id.lang or self.env.lang
        problem = self.with_context(lang=lang)
        if problem.requirement_ids:
            body = problem.env._(
                "Answers that led to this alarm have been withdrawn or corrected. What is "
                "left shows nothing unusual. Is there still a problem?"
            )
        else:
            # neither the same shift as a signal that comes later, nor in its way
            problem.write(
                {"state": "dismissed", "date_last": False, "alarm_key": False}
            )
            problem.activity_unlink(["cem_experience.mail_activity_type_problem"])
            body = problem.env._(
                "Answers that led to this alarm have been withdrawn or corrected. What is "
                "left shows nothing unusual, so the alarm has been taken back."
            )
        problem.message_post(body=body, subtype_xmlid="mail.mt_note")
