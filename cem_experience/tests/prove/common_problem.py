"""A shop of which the early warning looks at the weeks."""

from datetime import datetime, time, timedelta

from freezegun import freeze_time

from odoo import fields

from ...models.prove.cem_problem_warning import WEEK
from ..base.common import CemCommon


class ProblemCommon(CemCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # A company of its own: nobody else has answered there.
        cls.shop = cls.env["res.company"].create({"name": "Shop"})
        cls.owner = cls._new_user("cem_owner", "group_cem_manager", company=cls.shop)
        cls.shop.cem_followup_user_id = cls.owner
        today = fields.Date.today()
        cls.last = today - timedelta(days=today.weekday()) - WEEK
        cls.desk = cls.env["cem.touchpoint"].create(
            {"name": "Desk", "company_id": cls.shop.id}
        )
        cls.cause = cls.env["cem.cause"].create({"name": "Queue"})

    def _answers(self, week, unhappy=1, happy=19, touchpoint=None, marks=(7.5, 10.0)):
        values = [2.5] * unhappy + [*marks] * (happy // 2) + [marks[0]] * (happy % 2)
        # This week's answers come in by its end.
        end = max(week + WEEK, fields.Date.today())
        with freeze_time(datetime.combine(end, time(9))):
            self.env["cem.score"]._insert_bulk(
                {
                    "measure": ["csat"] * len(values),
                    "raw_value": [1 + value / 2.5 for value in values],
                    "value": values,
                    "date": [week + timedelta(days=n % 7) for n in range(len(values))],
                    "source": ["survey"] * len(values),
                    "company_id": [self.shop.id] * len(values),
                    "touchpoint_id": [(touchpoint or self.desk).id] * len(values),
                }
            )

    def _steady(self, weeks=34, touchpoint=None):
        for n in range(weeks):
            self._answers(self.last - (n + 1) * WEEK, touchpoint=touchpoint)

    def _problems(self):
        return self.env["cem.problem"].search(
            [("company_id", "=", self.shop.id)], order="id"
        )

    def _look(self, week=None):
        return self.env["cem.problem"]._judge_company_week(self.shop, week or self.last)
