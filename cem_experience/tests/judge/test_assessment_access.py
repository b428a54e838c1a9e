from datetime import datetime

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_assessment import AssessmentCommon


@tagged("post_install", "-at_install")
class TestAssessmentAccess(AssessmentCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.assessment = cls._meisu()
        cls.mine, cls.other = cls.env["cem.requirement"].create(
            [
                {
                    "name": name,
                    "assessment_id": cls.assessment.id,
                    "user_id": user.id,
                }
                for name, user in (("Mine", cls.staff), ("Other", cls.manager))
            ]
        )
        cls.result = cls.env["cem.result"].create(
            {"name": "Sales", "assessment_id": cls.assessment.id, "before": 1}
        )
        cls.records = (
            cls.assessment,
            cls.assessment.line_ids,
            cls.mine | cls.other,
            cls.result,
        )

    def test_managers_and_administrators_do_everything(self):
        for user in (self.manager, self.administrator):
            for records in self.records:
                for right in ("read", "write", "create", "unlink"):
                    self.assertTrue(
                        records.with_user(user).has_access(right), (user, records)
                    )

    def test_staff_read_only_what_they_are_responsible_for(self):
        for records in self.records:
            for right in ("write", "create", "unlink"):
                self.assertFalse(records.with_user(self.staff).has_access(right))
        self.assertTrue(self.mine.with_user(self.staff).has_access("read"))
        for records in (self.other, self.assessment, self.result):
            self.assertFalse(records.with_user(self.staff).has_access("read"))
        requirements = self.env["cem.requirement"].with_user(self.staff)
        found = requirements.search([("assessment_id", "=", self.assessment.id)])
        self.assertEqual(found, self.mine)

    def test_staff_open_their_requirement(self):
        """The form names the assessment, which staff may not read otherwise."""
        specification = {
            "name": {},
            "weighted_gap": {},
            "has_weighted_gap": {},
            "assessment_id": {"fields": {"display_name": {}}},
        }
        mine = self.mine.with_user(self.staff)
        mine.invalidate_recordset()
        data = mine.web_read(specification)[0]
        self.assertIn("Meisu", data["assessment_id"]["display_name"])

    def test_staff_cannot_compute(self):
        with self.assertRaises(AccessError):
            self.assessment.with_user(self.staff).action_compute()

    def test_other_companies_see_nothing(self):
        for records in self.records:
            self.assertFalse(records.with_user(self.manager_two).has_access("read"))
        lines = self.env["cem.assessment.line"].with_user(self.manager_two)
        groups = lines._read_group(
            [("assessment_id", "=", self.assessment.id)], [], ["__count"]
        )
        self.assertEqual(groups, [(0,)])

    def test_each_company_judges_its_own_answers(self):
        self._answers([4] * 5)
        self._answers([8] * 5, company_id=self.company_two.id)
        for user, expected in ((self.manager, 4), (self.manager_two, 8)):
            assessment = self._assessment(env=self.env(user=user))
            assessment.action_compute()
            self.assertEqual(assessment.company_id, user.company_id)
            line = self._line(assessment, "convenience")
            self.assertEqual(line.experience, expected)

    def test_journey_of_another_company_is_refused(self):
        journey = self.env["cem.journey"].create(
            {"name": "Theirs", "company_id": self.company_two.id}
        )
        with self.assertRaisesRegex(Exception, "compan"):
            self.assessment.journey_id = journey

    def test_digest_figures(self):
        digest = self.env["digest.digest"].create(
            {
                "name": "CEM",
                "company_id": self.company_two.id,
                "kpi_cem_nps": True,
                "kpi_cem_satisfaction": True,
            }
        )
        for value in (10, 10, 10, 8, 0):
            self._score("nps", value, date="2016-02-03", company_id=self.company_two.id)
        for value in (4, 5, 6, 7):
            self._score(
                "experience", value, date="2016-02-03", company_id=self.company_two.id
            )
        digest = digest.with_user(self.manager_two).with_context(
            start_datetime=datetime(2016, 2, 1, 10), end_datetime=datetime(2016, 2, 8)
        )
        self.assertAlmostEqual(digest.kpi_cem_nps_value, 40)
        # four answers are too few
        self.assertEqual(digest.kpi_cem_satisfaction_value, 0)
        self._score("csat", 8, date="2016-02-07", company_id=self.company_two.id)
        digest.invalidate_model(["kpi_cem_satisfaction_value"])
        self.assertAlmostEqual(digest.kpi_cem_satisfaction_value, 6)
        with self.assertRaises(AccessError):
            digest.with_user(self.plain_user).mapped("kpi_cem_nps_value")
