from freezegun import freeze_time

from ..base.common import CemCommon


class DashboardCommon(CemCommon):
    """A company of its own, for which nobody has answered anything."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.env["res.company"].create({"name": "Meisu (dashboard)"})
        cls.other_company = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.boss = cls._new_user("boss", "group_cem_manager", cls.shop)
        cls.clerk = cls._new_user("clerk", "group_cem_user", cls.shop)
        cls.figure = cls.env["cem.figure"].with_user(cls.boss)
        cls.dashboard = cls.env["cem.dashboard"].with_user(cls.boss)

    def _answers(self, measure, values, day="2026-05-10", **more):
        return self.env["cem.score"].create(
            [
                {
                    "measure": measure,
                    "value": value,
                    "date": day,
                    "company_id": self.shop.id,
                    "source": "survey",
                    **more,
                }
                for value in values
            ]
        )

    def _data(self, *args, user=None, **kwargs):
        dashboard = self.dashboard.with_user(user or self.boss)
        with freeze_time("2026-06-20 10:00:00"):
            return dashboard.get_data(*args, **kwargs)

    def _figures(self, *args, **kwargs):
        return {row["name"]: row for row in self._data(*args, **kwargs)["figures"]}
