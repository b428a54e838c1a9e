from odoo.tests import HttpCase, tagged

from .common_survey import SurveyCommon

EXPECTED = {
    ("nps", False): 3.0,
    ("csat", "service"): 2.5,
    ("experience", "convenience"): 0.0,
    ("importance", "product"): 10.0,
    ("importance", "price"): 5.0,
}


@tagged("post_install", "-at_install")
class TestSurveyPages(SurveyCommon, HttpCase):
    def _submit(self, sheet):
        """Answer and submit on the public page, as its JavaScript does."""
        start = f"/survey/begin/{self.survey.access_token}/{sheet.access_token}"
        self.make_jsonrpc_request(start)
        url = f"/survey/submit/{self.survey.access_token}/{sheet.access_token}"
        rows, columns = self.matrix.matrix_row_ids, self.matrix.suggested_answer_ids
        return self.make_jsonrpc_request(
            url,
            {
                str(self.nps.id): "3",
                str(self.csat.id): [
                    str(self.csat.suggested_answer_ids[1].id),
                    {"comment": "Slow and rude"},
                ],
                str(self.number.id): "10",
                str(self.matrix.id): {
                    str(rows[0].id): [str(columns[2].id)],
                    str(rows[1].id): [str(columns[1].id)],
                },
                str(self.words.id): "Never again",
            },
        )

    def test_public_page(self):
        sheet = self.survey._create_answer(partner=self.customer)
        page = self.url_open(sheet.get_start_url())
        self.assertEqual(page.status_code, 200)
        sheet.invalidate_recordset()
        self.assertFalse(sheet.cem_score_ids, "Opening the link answers nothing")
        self._submit(sheet)
        sheet.invalidate_recordset()
        self.assertEqual(self._values(sheet), EXPECTED)

    def test_by_phone_only_who_opened_the_sheet(self):
        wizard = (
            self.env["cem.phone.survey"]
            .with_user(self.staff)
            .with_context(active_model="res.partner", active_id=self.customer.id)
            .create({"survey_id": self.survey.id})
        )
        action = wizard.action_start()
        sheet = self.env["survey.user_input"].search(
            [("survey_id", "=", self.survey.id)], limit=1
        )
        self.assertTrue(sheet.cem_by_phone)
        self.assertEqual(sheet.partner_id, self.customer)
        self.authenticate("cem_manager", "cem_manager")
        self._submit(sheet)
        sheet.invalidate_recordset()
        self.assertFalse(sheet.cem_score_ids)
        self.authenticate("cem_staff", "cem_staff")
        page = self.url_open(action["url"])
        self.assertIn("Repair opinion", page.text)
        self._submit(sheet)
        sheet.invalidate_recordset()
        self.assertEqual(self._values(sheet), EXPECTED)
        thanks = self.url_open(action["url"])
        self.assertIn("Thank you", thanks.text)
        self.assertNotIn("/survey/retry/", thanks.text, "one answer counts")
