"""Companies may share a survey; what was said in it belongs to the one that asked."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_pages import PagesCommon


@tagged("post_install", "-at_install")
class TestSurveyCompany(PagesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.staff_two = cls._new_user(
            "cem_staff_two", "group_cem_user", company=cls.company_two
        )
        cls.colleague = cls._new_user("cem_colleague", "group_cem_user")
        cls.touchpoint.link_audience = "anyone"
        (cls.one_question | cls.survey).cem_company_id = False

    def _assert_only(self, sheet, company):
        """Only the people of ``company`` read the sheet, by whatever way."""
        sheet.invalidate_recordset()
        self.assertEqual(sheet.cem_company_id, company)
        lines = sheet.user_input_line_ids
        self.assertTrue(lines)
        # the staff who was asked about does not read it: see test_score_own.py
        mine, theirs = (
            [self.colleague, self.manager],
            [self.staff_two, self.manager_two],
        )
        if company == self.company_two:
            mine, theirs = theirs, mine
        for user in mine:
            for records in (sheet, lines):
                self.assertEqual(
                    records.with_user(user).search([("id", "in", records.ids)]), records
                )
        for user in theirs:
            for records in (sheet, lines):
                domain = [("id", "in", records.ids)]
                outside = records.with_user(user)
                self.assertFalse(outside.search(domain))
                self.assertEqual(outside._read_group(domain, [], ["__count"]), [(0,)])
                with self.assertRaises(AccessError):
                    outside.read(["display_name"])
                with self.assertRaises(AccessError):
                    outside.web_read({"create_date": {}})
            survey = sheet.survey_id.with_user(user)
            self.assertFalse(survey.user_input_ids)
            self.assertEqual(survey.answer_count, 0)
            self.authenticate(user.login, user.login)
            with mute_logger("odoo.http"):
                page = self.url_open(f"/cem/sheet/{sheet.id}")
            self.assertEqual(page.status_code, 403)

    def _share(self, touchpoint):
        """Nothing but the way on which it is answered says whose the answer is."""
        touchpoint.journey_id = False
        touchpoint.company_id = False

    def test_how_long_it_took(self):
        """Odoo's own mean counts all sheets: here those that the reader may see."""
        for company, hours in ((self.company, 1), (self.company_two, 3)):
            start = fields.Datetime.now()
            sheet = self.env["survey.user_input"].create(
                {
                    "survey_id": self.survey.id,
                    "state": "done",
                    "start_datetime": start,
                    "end_datetime": start + timedelta(hours=hours),
                }
            )
            sheet.cem_company_id = company
        self.env.flush_all()
        for user, hours in ((self.manager, 1), (self.manager_two, 3)):
            survey = self.survey.with_user(user)
            self.assertAlmostEqual(survey.answer_duration_avg, hours)
        self.assertAlmostEqual(self.survey.answer_duration_avg, 2)

    def test_invitation(self):
        invitation = self._invited()
        self._answer_page(f"/cem/a/{invitation.access_token}", mark="3", words="Loud")
        self.assertEqual(
            invitation.user_input_id.cem_score_ids.company_id, self.company
        )
        self._assert_only(invitation.user_input_id, self.company)

    def test_invitation_of_the_other_company(self):
        self._share(self.touchpoint)
        lead = self._lead(company_id=self.company_two.id, user_id=False)
        invitation = self.touchpoint._invite(lead)
        self._send()
        invitation = invitation._for_customer()
        self._answer_page(f"/cem/a/{invitation.access_token}", mark="3")
        self.assertEqual(invitation.company_id, self.company_two)
        self._assert_only(invitation.user_input_id, self.company_two)

    def test_open_link(self):
        self.touchpoint.company_id = self.company
        self._answer_page(
            f"/cem/q/{self.touchpoint.link_token}", mark="9", words="Fine"
        )
        self._assert_only(self._sheets(), self.company)

    def test_kiosk_of_a_shared_touchpoint(self):
        self._share(self.touchpoint)
        kiosk = self.env["cem.kiosk"].create(
            {
                "name": "Theirs",
                "touchpoint_id": self.touchpoint.id,
                "company_id": self.company_two.id,
            }
        )
        self._answer_page(f"/cem/kiosk/{kiosk.access_token}", mark="2")
        sheet = self._sheets()
        self.assertEqual(sheet.cem_score_ids.company_id, self.company_two)
        self._assert_only(sheet, self.company_two)

    def test_sheet_of_no_touchpoint(self):
        """As one that is made by hand, or by Odoo's own page."""
        sheet = self.survey.sudo()._create_answer(partner=self.customer)
        sheet._save_lines(self.survey.question_ids[2], "Telling words")
        sheet.write({"state": "done", "end_datetime": fields.Datetime.now()})
        self._assert_only(sheet, self.env.company)

    def test_own_work_in_a_shared_survey(self):
        """The company that asked says what its staff reads about themselves."""
        self.touchpoint.company_id = self.company
        for hidden in (True, False):
            self.company.cem_hide_own_answers = hidden
            partner = self._customer(f"Customer {hidden}", f"{hidden}@shop.example")
            invitation = self._invited(partner)
            self._answer_page(f"/cem/a/{invitation.access_token}", mark="3")
            for records in (
                invitation.user_input_id,
                invitation.user_input_id.user_input_line_ids,
            ):
                found = records.with_user(self.staff).search(
                    [("id", "in", records.ids)]
                )
                self.assertEqual(found, records.browse() if hidden else records)

    def test_survey_that_gets_another_company_later(self):
        """What was said to one company is not handed to another with the survey."""
        self.touchpoint.company_id = self.company
        self._answer_page(f"/cem/q/{self.touchpoint.link_token}", mark="9")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE survey_survey SET cem_company_id = %s WHERE id = %s",
            [self.company_two.id, self.one_question.id],
        )
        self.env.invalidate_all()
        self._assert_only(self._sheets(), self.company)
