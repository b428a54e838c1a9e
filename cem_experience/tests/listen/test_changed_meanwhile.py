from odoo.tests import tagged

from .common_pages import PagesCommon


@tagged("post_install", "-at_install")
class TestChangedMeanwhile(PagesCommon):
    """Whoever saw the old scale does not answer on the new one without seeing it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.question.write(
            {
                "cem_measure": "experience",
                "cem_dimension_id": cls.dimensions["service"].id,
                "scale_min": 1,
                "scale_max": 5,
            }
        )
        other = cls.env["res.partner"].create({"name": "Customer Wu"})
        first = cls.one_question._create_answer(partner=other)
        first._save_lines(cls.question, "5")
        first._mark_done()
        cls.first = first

    def _change(self):
        self.question.write({"scale_max": 10, "cem_change": "from_now"})
        self.env.flush_all()

    def _stored(self):
        sheets = self._sheets() - self.first
        return sheets.cem_score_ids.mapped("value")

    def test_an_open_form_is_shown_again(self):
        self.touchpoint.link_audience = "anyone"
        for url in (
            self._invited()._answer_path(),
            f"/cem/q/{self.touchpoint.link_token}",
        ):
            with self.subTest(url):
                page = self.url_open(url)
                self._change()
                again = self._answer_page(url, page, mark="5", words="Fine")
                self.assertEqual(again.status_code, 422)
                self.assertIn("The question has changed meanwhile", again.text)
                self.assertIn("Fine", again.text)
                self.assertNotIn('value="5" checked', again.text)
                self.assertFalse(self._stored())
                self.question.write({"scale_max": 5, "cem_change": "from_now"})
                self.env.flush_all()

    def test_a_kiosk_asks_again(self):
        kiosk = self.env["cem.kiosk"].create(
            {"name": "Desk", "touchpoint_id": self.touchpoint.id}
        )
        url = f"/cem/kiosk/{kiosk.access_token}"
        page = self.url_open(url)
        self._change()
        self._answer_page(url, page, mark="5")
        self.assertFalse(self._stored())
        self._answer_page(url, mark="10")
        self.assertEqual(self._stored(), [10.0])

    def test_a_mark_in_an_older_message_is_not_taken_for_one_of_now(self):
        invitation = self._invited()
        [*_others, link] = invitation._mark_links()["marks"]
        path = link["url"].partition(self.base_url())[2] or link["url"]
        self.assertRegex(self.url_open(path).text, r'(?s)value="5"[^>]*checked')
        self._change()
        self.assertNotRegex(self.url_open(path).text, r'(?s)value="5"[^>]*checked')
        newer = invitation._mark_links()["marks"][-1]["url"]
        self.assertIn("?m=10&v=", newer)
        path = newer.partition("/cem/a/")
        page = self.url_open("/cem/a/" + path[2])
        self.assertRegex(page.text, r'(?s)value="10"[^>]*checked')
