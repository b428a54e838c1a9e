from datetime import datetime

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_dashboard import DashboardCommon

DAY = "2016-02-03"


@tagged("post_install", "-at_install")
class TestDigest(DashboardCommon):
    """Odoo's digest mail with the figures of customer experience."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.digests = cls.env["digest.digest"].create(
            [
                {
                    "name": company.name,
                    "company_id": company.id,
                    "kpi_cem_nps": True,
                    "kpi_cem_satisfaction": True,
                }
                for company in (cls.shop, cls.other_company)
            ]
        )
        cls.both = cls._new_user("two_shops", "group_cem_manager", cls.shop)
        cls.both.company_ids += cls.other_company

    def _read(self, user, digests=None):
        # Figures in memory are those of whoever looked before.
        self.env.flush_all()
        self.env.invalidate_all()
        return (
            (digests or self.digests)
            .with_user(user)
            .with_context(
                allowed_company_ids=user.company_ids.ids,
                start_datetime=datetime(2016, 2, 1, 10),
                end_datetime=datetime(2016, 2, 8),
            )
        )

    def test_each_figure_of_each_company(self):
        self._answers("nps", [10] * 6 + [0] * 2, DAY)
        self._answers("experience", [4] * 3, DAY)
        self._answers("csat", [8] * 3, DAY)
        theirs = {"company_id": self.other_company.id}
        self._answers("nps", [0] * 6, DAY, **theirs)
        self._answers("experience", [9] * 6, DAY, **theirs)
        ours, others = self._read(self.both)
        self.assertEqual((ours.kpi_cem_nps_value, others.kpi_cem_nps_value), (50, -100))
        self.assertAlmostEqual(ours.kpi_cem_satisfaction_value, 6)
        self.assertAlmostEqual(others.kpi_cem_satisfaction_value, 9)

    def test_only_what_the_reader_may_see(self):
        """Who works for one company gets nothing of the other."""
        self._answers("nps", [10] * 8, DAY, company_id=self.other_company.id)
        for user in (self.boss, self.clerk):
            for digest in self._read(user):
                self.assertEqual(digest.kpi_cem_nps_value, 0)
        # The same answers are in the figure of whoever works for both.
        theirs = self._read(self.both)[1]
        self.assertEqual(theirs.kpi_cem_nps_value, 100)

    def test_what_does_not_count(self):
        """Audits, other weeks, corrected answers, few answers."""
        self._answers("nps", [10] * 5, DAY)
        self._answers("nps", [0] * 9, DAY, source="audit")
        self._answers("nps", [0] * 9, "2016-01-31")
        self._answers("nps", [0] * 9, "2016-02-08")
        self._answers("nps", [0] * 9, DAY).write({"active": False})
        self._answers("experience", [7] * 4, DAY)
        digest = self._read(self.boss, self.digests[0])
        self.assertEqual(digest.kpi_cem_nps_value, 100)
        self.assertEqual(digest.kpi_cem_satisfaction_value, 0)

    def test_without_a_role(self):
        """The mail of such a reader is made, without these figures."""
        digest = self._read(self.plain_user, self.digests[0])
        for name in ("kpi_cem_nps_value", "kpi_cem_satisfaction_value"):
            with self.assertRaises(AccessError):
                digest.mapped(name)
        self.plain_user.company_ids += self.shop
        kpis = self.digests[0]._compute_kpis(self.shop, self.plain_user)
        self.assertFalse([kpi for kpi in kpis if kpi["kpi_name"].startswith("kpi_cem")])
        kpis = self.digests[0]._compute_kpis(self.shop, self.boss)
        names = {kpi["kpi_name"]: kpi for kpi in kpis}
        self.assertLessEqual({"kpi_cem_nps", "kpi_cem_satisfaction"}, set(names))
        self.assertIn("cem_score_action", names["kpi_cem_nps"]["kpi_action"])
