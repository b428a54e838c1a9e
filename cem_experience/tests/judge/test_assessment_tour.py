from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestAssessmentTour(HttpCase):
    def test_manager_walks_the_seven_steps(self):
        """Only the manager's group: the golden example, typed in and read off."""
        # a company of its own, for which no customer has answered anything
        company = self.env["res.company"].create({"name": "Meisu (tour)"})
        manager = new_test_user(
            self.env,
            "cem_tour_manager",
            "cem_experience.group_cem_manager",
            lang="en_US",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        self.start_tour(
            "/odoo/action-cem_experience.cem_assessment_action",
            "cem_assessment_tour",
            login=manager.login,
            timeout=180,
        )
        assessment = self.env["cem.assessment"].search(
            [("name", "=", "Meisu Electric on tour")]
        )
        self.assertEqual(assessment.state, "done")
        self.assertEqual(assessment.requirement_ids.weighted_gap, -45)
        self.assertEqual(assessment.requirement_ids.alignment, "yes")
        self.assertEqual(assessment.result_ids.change, 100)
