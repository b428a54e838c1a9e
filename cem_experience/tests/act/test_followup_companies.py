"""Cases of a contact that companies share."""

from odoo.tests import tagged

from ..base.common import CemCommon


@tagged("post_install", "-at_install")
class TestFollowupCompanies(CemCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.both = cls._new_user("cem_both", "group_cem_manager")
        cls.both.company_ids += cls.company_two
        cls._score("nps", 2)
        for value in (1.0, 9.0):
            cls._score("experience", value, company_id=cls.company_two.id)
        cls.cases = cls.env["cem.followup"].create(
            [
                {"partner_id": cls.customer.id, "company_id": company.id}
                for company in (cls.company, cls.company_two, cls.company_two)
            ]
        )

    def _figures(self, case):
        return (
            case.partner_nps_group,
            case.partner_score_count,
            case.partner_followup_count,
        )

    def test_of_the_case_and_not_of_the_reader(self):
        ours, theirs = self.cases[:2]
        self.assertEqual(
            self._figures(theirs.with_user(self.manager_two)), (False, 2, 2)
        )
        self.assertEqual(self._figures(ours.with_user(self.staff)), ("detractor", 1, 1))
        ids = [self.company.id, self.company_two.id]
        reader = self.cases.with_user(self.both)
        for context in (ids, ids[::-1]):
            ours, theirs = reader.with_context(allowed_company_ids=context)[:2]
            self.assertEqual(self._figures(ours), ("detractor", 1, 3))
            self.assertEqual(self._figures(theirs), (False, 2, 3))
            shown = ours.cem_desk_detail()["partner"]
            self.assertEqual(
                (shown["nps_group"], shown["satisfaction_count"]), ("detractor", 0)
            )
            shown = theirs.cem_desk_detail()["partner"]
            self.assertEqual((shown["nps_group"], shown["satisfaction"]), ("", 5.0))

    def test_a_form_that_pretends_another_company(self):
        """Of a case that is none yet, a form shows nothing of another company."""
        cases = self.env["cem.followup"].with_user(self.manager_two)
        spec = {"partner_nps_group": {}, "partner_score_count": {}}
        values = {"partner_id": self.customer.id, "company_id": self.company.id}
        try:
            shown = cases.onchange(values, ["partner_id", "company_id"], spec)["value"]
        except Exception as error:  # refused is fine, too
            self.assertIn(type(error).__name__, ("AccessError", "UserError"))
        else:
            self.assertNotEqual(shown.get("partner_nps_group"), "detractor")
            self.assertNotEqual(shown.get("partner_score_count"), 1)
