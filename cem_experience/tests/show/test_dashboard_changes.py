from freezegun import freeze_time

from odoo.tests import tagged

from .common_dashboard import DashboardCommon


@tagged("post_install", "-at_install")
class TestDashboardChanges(DashboardCommon):
    """A course says where the question changed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time("2026-01-10"):
            cls.survey = cls.env["survey.survey"].create(
                {
                    "title": "Visit",
                    "survey_type": "cem",
                    "cem_company_id": cls.shop.id,
                    "question_and_page_ids": [
                        (
                            0,
                            0,
                            {
                                "title": "How was it?",
                                "question_type": "scale",
                                "cem_measure": "experience",
                                "cem_dimension_id": cls.dimensions["service"].id,
                            },
                        )
                    ],
                }
            )
        cls.question = cls.survey.question_ids
        sheet = cls.survey._create_answer(partner=cls.customer)
        sheet._save_lines(cls.question, "7")
        with freeze_time("2026-02-10 10:00:00"):
            sheet._mark_done()
        cls._answers(cls, "experience", [7] * 20)

    def test_the_day_and_the_version_are_told(self):
        changes = self._data()["trend"]["changes"]
        self.assertEqual(changes["experience"], [])
        with freeze_time("2026-04-07 10:00:00"):
            self.question.write({"scale_max": 5, "cem_change": "from_now"})
        changes = self._data()["trend"]["changes"]
        [told] = changes["experience"]
        self.assertIn("“How was it?”", told)
        self.assertIn("2026", told)
        self.assertIn("version 2", told)
        self.assertFalse(changes["nps"])
        # not where none of its answers are looked at
        elsewhere = self._data([("partner_id", "=", False)])
        self.assertFalse(elsewhere["trend"]["changes"].get("experience"))
        # nor to another company
        self.assertFalse(
            self._data(
                user=self._new_user("else", "group_cem_manager", self.other_company)
            )["trend"]["changes"].get("experience")
        )
