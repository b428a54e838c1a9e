from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

# Alarms that are named on the page
SHOWN_ALARMS = 5


class CemDashboardPart(models.AbstractModel):
    """What the dashboard shows of the work: invitations, follow-ups, assessments."""

    _name = "cem.dashboard.part"
    _description = "Experience Dashboard: the Work"

    @api.model
    def _rates(self, scope):
        """Response and recovery; not shown where the filter cannot be applied."""
        figure, span = self.env["cem.figure"], scope.span
        rows = []
        for name, model, count in (
            ("response", "cem.invitation", figure._response_rate),
            ("recovery", "cem.followup", figure._recovery_rate),
        ):
            if not self.env[model].has_access("read"):
                continue
            now = count(scope.base, span.start, span.end)
            if now is None:
                continue
            before = span.start and count(
                scope.base, span.before_start, span.before_end
            )
            rows.append(
                {
                    "name": name,
                    "model": model,
                    "domain": self._rate_domain(name, span),
                    **figure._rate(now, before),
                }
            )
        return rows

    @api.model
    def _rate_domain(self, name, span):
        field, kept = {
            "response": (
                "sent_date",
                ["state", "in", ["sent", "opened", "answered", "expired"]],
            ),
            "recovery": (
                "date_closed",
                ["recovery_state", "in", ["recovered", "not_recovered"]],
            ),
        }[name]
        if not span.start:
            return [kept]
        return [
            kept,
            [field, ">=", f"{span.start} 00:00:00"],
            [field, "<=", f"{span.end} 23:59:59"],
        ]

    @api.model
    def _part_followups(self, scope):
        """Open follow-ups that this user may see: how many, overdue, due in two days."""
        cases = self.env["cem.followup"]
        if not cases.has_access("read"):
            return None
        now = fields.Datetime.now()
        soon = fields.Datetime.add(now, days=2)
        base = Domain("date_closed", "=", False)
        rows = []
        for name, domain in (
            ("overdue", Domain("is_overdue", "=", True)),
            ("due", Domain("deadline", ">=", now) & Domain("deadline", "<=", soon)),
            ("open", Domain.TRUE),
        ):
            rows.append(
                {
                    "name": name,
                    "count": cases.search_count(base & domain),
                    "domain": [
                        ["date_closed", "=", False],
                        *(
                            [part[0], part[1], _text(part[2])]
                            for part in domain
                            if isinstance(part, tuple) and isinstance(part[0], str)
                        ),
                    ],
                }
            )
        return rows

    @api.model
    def _part_alarms(self):
        """What the early warning proposes and nobody has decided on, newest first.

        ``count`` in all, ``rows`` the newest of them; None for whoever may not see them.
        """
        problems = self.env["cem.problem"]
        if not problems.has_access("read"):
            return None
        domain = [("state", "=", "proposed")]
        newest = problems.search(domain, limit=SHOWN_ALARMS)
        return {
            "count": problems.search_count(domain),
            "domain": [list(part) for part in domain],
            "rows": [
                {
                    "id": problem.id,
                    "name": problem.name,
                    "since": format_date(self.env, problem.date_first),
                    "explanation": problem.explanation or "",
                }
                for problem in newest
            ],
        }

    @api.model
    def _part_drivers(self):
        """The newest study of drivers, for those who may see it."""
        studies = self.env["cem.driver.study"]
        return studies._newest_for_dashboard() if studies.has_access("read") else None

    @api.model
    def _part_assessment(self, scope):
        """The newest judged assessment and its key experiences, for those who judge."""
        assessments = self.env["cem.assessment"]
        if not assessments.has_access("read"):
            return None
        newest = assessments.search([("state", "!=", "draft")], limit=1)
        if not newest:
            return None
        return {
            "id": newest.id,
            "name": newest.name,
            "keys": [
                {
                    "name": line.dimension_id.name,
                    "weighted_satisfaction": line.weighted_satisfaction,
                }
                for line in newest.line_ids
                if line.is_key
            ],
        }


def _text(value):
    return value if isinstance(value, bool) else fields.Datetime.to_string(value)
