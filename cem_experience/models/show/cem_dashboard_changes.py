from datetime import datetime, time

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date


class CemDashboard(models.AbstractModel):
    """Where a course may bend because the question did."""

    _inherit = "cem.dashboard"

    @api.model
    def _trend_changes(self, scope, first, last):
        """What is asked differently since some day of the months shown.

        :return: dict of lists of texts, by measure
        """
        end = fields.Date.end_of(last, "month")
        versions = self.env["cem.question.version"].search(
            [
                ("number", ">", 1),
                ("date_from", ">=", datetime.combine(first, time.min)),
                ("date_from", "<=", datetime.combine(end, time.max)),
            ],
            order="date_from",
        )
        scores = self.env["cem.score"]
        found = {}
        for version in versions:
            question = version.question_id
            of_it = scope.base & Domain("question_id", "=", question.id)
            if scores.search_count(of_it, limit=1):
                since = fields.Datetime.context_timestamp(self, version.date_from)
                found.setdefault(version.measure, []).append(
                    self.env._(
                        "Since %(date)s “%(question)s” is asked differently (version "
                        "%(number)s): marks before and after do not say quite the same.",
                        date=format_date(self.env, since.date()),
                        question=question.title,
                        number=version.number,
                    )
                )
        return found
