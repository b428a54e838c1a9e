import logging
from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.prove import early_warning
from ...tools.prove.early_warning import BASELINE, QUIET, WATCHED
from .cem_problem_week import RECOUNTED_WEEKS

_logger = logging.getLogger(__name__)

WEEK = timedelta(weeks=1)


class ResCompany(models.Model):
    _inherit = "res.company"

    cem_warning_week = fields.Date(
        readonly=True,
        copy=False,
        help="Monday of the last week that the early warning has looked at.",
    )


class CemProblem(models.Model):
    """The early warning: a week that is over is looked at once."""

    _inherit = "cem.problem"

    @api.model
    def _cron_early_warning(self):
        """Propose problems for what chance does not explain.

        A company's week is judged in one transaction together with the note that it
        was. So a crash neither loses nor doubles an alarm, and running it again within
        the week reads nothing.
        """
        for company in self.env["res.company"].search([("active", "=", True)]):
            try:
                with self.env.cr.savepoint():
                    self._count_again(company)
            except Exception:
                _logger.warning(
                    "Counting again failed in company %s", company.id, exc_info=True
                )
            for week in self._weeks_to_judge(company):
                try:
                    with self.env.cr.savepoint():
                        self._judge_company_week(company, week)
                except Exception:
                    _logger.warning(
                        "Early warning failed in company %s", company.id, exc_info=True
                    )
                    break
                if not self.env["ir.cron"]._commit_progress(1):
                    return
        self.env["ir.cron"]._commit_progress(remaining=0)

    @api.model
    def _weeks_to_judge(self, company):
        """Mondays of the weeks that are over and have not been judged, oldest first.

        The first time it is the last week only: nobody wants alarms about history.
        """
        today = fields.Date.today()
        last = today - timedelta(days=today.weekday()) - WEEK
        done = company.cem_warning_week or last - WEEK
        first = max(done + WEEK, last - (WATCHED - 1) * WEEK)
        return [first + n * WEEK for n in range((last - first).days // 7 + 1)]

    @api.model
    def _judge_company_week(self, company, week):
        """Judge one week of one company.

        :return: number of answers read
        """
        start = week - (BASELINE + WATCHED - 1) * WEEK
        since = start
        if company.cem_warning_week:
            since = max(start, week - RECOUNTED_WEEKS * WEEK)
        read = self.env["cem.problem.week"]._count(company, since, week)
        causes = self.env["cem.problem.cause.week"]
        known = causes.search_count([("company_id", "=", company.id)], limit=1)
        causes._count(company, since if known else start, week)
        self._judge_week(company, week)
        company.cem_warning_week = week
        return read

    @api.model
    def _judge_week(self, company, week):
        """Judge a week whose answers and cases have been counted; again does nothing."""
        weeks = self._weeks_until(week)
        by_touchpoint, answers = self._answers_by_week(company, weeks)
        for (touchpoint_id, measure), rows in by_touchpoint.items():
            subject = {"touchpoint_id": touchpoint_id, "measure": measure}
            for chart in ("p", "ewma"):
                self._judge(company, week, chart, subject, self._warning(chart, rows))
        self._judge_causes(company, week, self._cases_by_week(company, weeks), answers)

    @api.model
    def _warning(self, chart, rows):
        """What a chart of the answers of these weeks says; None if it cannot say."""
        counts, totals, squares, unhappy = zip(*rows, strict=True)
        if chart == "p":
            return early_warning.share(unhappy, counts)
        return early_warning.mean(counts, totals, squares)

    @api.model
    def _weeks_until(self, week):
        """Mondays of the weeks that the judgement of one rests on."""
        start = week - (BASELINE + WATCHED - 1) * WEEK
        return [start + n * WEEK for n in range(BASELINE + WATCHED)]

    @api.model
    def _answers_by_week(self, company, weeks):
        """What was said: rows per week by touchpoint and measure, and answers in all."""
        position = {week: number for number, week in enumerate(weeks)}
        nothing = (0, 0.0, 0.0, 0)
        by_touchpoint = defaultdict(lambda: [nothing] * len(weeks))
        answers = [0] * len(weeks)
        for touchpoint_id, measure, week, *figures in self.env.execute_query(
            SQL(
                """
                SELECT touchpoint_id, measure, week, answer_count, total, squares,
                       unhappy_count
                  FROM cem_problem_week
                 WHERE company_id = %s AND week BETWEEN %s AND %s
                 ORDER BY touchpoint_id, measure
                """,
                company.id,
                weeks[0],
                weeks[-1],
            )
        ):
            number = position[week]
            answers[number] += figures[0]
            if touchpoint_id:
                by_touchpoint[touchpoint_id, measure][number] = tuple(figures)
        return by_touchpoint, answers

    @api.model
    def _cases_by_week(self, company, weeks):
        """Cases opened per week by cause, those of particular causes included."""
        position = {week: number for number, week in enumerate(weeks)}
        counts = defaultdict(lambda: [0] * len(weeks))
        for cause_id, week, count in self.env.execute_query(
            SQL(
                """
                SELECT cause_id, week, case_count FROM cem_problem_cause_week
                 WHERE company_id = %s AND week BETWEEN %s AND %s
                 ORDER BY cause_id
                """,
                company.id,
                weeks[0],
                weeks[-1],
            )
        ):
            counts[cause_id][position[week]] = count
        return counts

    @api.model
    def _judge_causes(self, company, week, cases, answers):
        """Particular causes first: what a part explains is not said of the whole again.

        :param cases: counts per week by id of the cause, parts included
        """
        told = self._recent(company, week).cause_id
        explained = defaultdict(lambda: [0] * len(answers))
        for cause in (
            self.env["cem.cause"]
            .browse(cases)
            .sorted(lambda cause: (-cause.parent_path.count("/"), cause.id))
        ):
            parts = explained[cause.id]
            rest = [
                max(count - part, 0)
                for count, part in zip(cases[cause.id], parts, strict=True)
            ]
            warning = early_warning.rate(rest, answers)
            self._judge(company, week, "u", {"cause_id": cause.id}, warning)
            if cause in told or (warning and warning.signal):
                parts = cases[cause.id]
            above = explained[cause.parent_id.id]
            above[:] = [one + other for one, other in zip(above, parts, strict=True)]

    @api.model
    def _recent(self, company, week, **subject):
        """Problems seen so lately that a signal now belongs to the same shift."""
        return self.search(
            [
                ("company_id", "=", company.id),
                ("chart", "!=", False),
                ("date_last", ">=", week - (QUIET + 1) * WEEK),
                *((name, "=", value) for name, value in subject.items()),
            ],
            order="date_last desc, id",
        )

    @api.model
    def _judge(self, company, week, chart, subject, warning):
        """One alarm per shift: a signal soon after the last one belongs to it.

        So does that of the other chart of the same answers.
        """
        if not warning or not warning.signal:
            return
        same = self._recent(company, week, **subject)[:1]
        seen = {"date_last": week}
        figures = {
            "value": warning.value,
            "usual": warning.usual,
            "limit": warning.limit,
            "chart_data": self._chart_data(week, chart, warning),
        }
        if same:
            if same.date_last < week:
                seen["week_count"] = same.week_count + 1
                same.write(seen | (figures if same.chart == chart else {}))
            return
        owner = self._warning_owner(company, subject)
        # The action itself has no language.
        lang = owner.lang or company.partner_id.lang or self.env.lang
        problem = self.create(
            seen
            | figures
            | subject
            | {
                "name": self.with_context(lang=lang)._warning_name(chart, subject),
                "state": "proposed",
                "company_id": company.id,
                "user_id": owner.id,
                "chart": chart,
                "date_first": week,
                "week_count": 1,
                "alarm_key": "-".join(map(str, (*subject, *subject.values(), week))),
            }
        )
        if owner:
            problem.with_context(lang=lang).activity_schedule(
                "cem_experience.mail_activity_type_problem", user_id=owner.id
            )

    @api.model
    def _warning_name(self, chart, subject):
        if chart == "u":
            cause = self.env["cem.cause"].browse(subject["cause_id"])
            return self.env._("More cases than usual: %s", cause.display_name)
        touchpoint = self.env["cem.touchpoint"].browse(subject["touchpoint_id"])
        measure = self.env["cem.score"]._measure_label(subject["measure"])
        if chart == "p":
            return self.env._(
                "More unhappy answers than usual: %(touchpoint)s (%(measure)s)",
                touchpoint=touchpoint.name,
                measure=measure,
            )
        return self.env._(
            "Lower marks than usual: %(touchpoint)s (%(measure)s)",
            touchpoint=touchpoint.name,
            measure=measure,
        )

    @api.model
    def _warning_owner(self, company, subject):
        """Owner of the touchpoint, else who answers for the company's customers."""
        touchpoint = self.env["cem.touchpoint"].browse(subject.get("touchpoint_id"))
        if not touchpoint:
            cause = self.env["cem.cause"].browse(subject.get("cause_id"))
            touchpoint = cause.touchpoint_id
        manager = "cem_experience.group_cem_manager"
        owner = touchpoint.user_id
        if owner and owner.has_group(manager) and company._cem_is_staff(owner):
            return owner
        return company._cem_fallback_user()

    @api.model
    def _chart_data(self, week, chart, warning):
        """What the chart of the problem draws; shares in per cent."""
        scale = 1 if chart == "ewma" else 100

        def scaled(value):
            return None if value is None else round(scale * value, 3)

        first = week - (len(warning.points) - 1) * WEEK
        return {
            "labels": [
                fields.Date.to_string(first + n * WEEK)
                for n in range(len(warning.points))
            ],
            "values": [scaled(point.value) for point in warning.points],
            "limits": [
                scaled(point.low if chart == "ewma" else point.high)
                for point in warning.points
            ],
            "usual": scaled(warning.usual),
            "signals": [
                bool(point.signal < 0 if chart == "ewma" else point.signal > 0)
                for point in warning.points
            ],
        }
