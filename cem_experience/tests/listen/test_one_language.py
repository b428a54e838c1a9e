"""Whoever begins in a language is asked everything in it, unless they choose another."""

from odoo import Command
from odoo.tests import tagged

from .common_pages import PagesCommon

ENGLISH = {"Accept-Language": "en-US,en;q=0.9"}
TITLES = {
    "Would you recommend us?": "您会推荐我们吗？",
    "How easy was it?": "容易吗？",
    "Which shop?": "哪家店？",
}


@tagged("post_install", "-at_install")
class TestOneLanguage(PagesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.easy, cls.shop = cls.env["survey.question"].create(
            [
                {
                    "survey_id": cls.one_question.id,
                    "title": "How easy was it?",
                    "question_type": "scale",
                    "cem_measure": "ces",
                    "sequence": 20,
                },
                {
                    "survey_id": cls.one_question.id,
                    "title": "Which shop?",
                    "question_type": "simple_choice",
                    "sequence": 30,
                    "constr_mandatory": True,
                    "suggested_answer_ids": [
                        Command.create({"value": name}) for name in ("North", "South")
                    ],
                },
            ]
        )
        for question in cls.one_question.question_ids:
            question.update_field_translations(
                "title", {"zh_CN": TITLES[question.title]}
            )

    def _open(self, url):
        return self.url_open(url, headers=ENGLISH)

    def _go_on(self, url, mark="9", **typed):
        """Answer the first question and follow to the others, as a browser would."""
        answer = self._answer_page(url, self._open(url), mark=mark, **typed)
        self.assertEqual(answer.status_code, 303)
        return answer.headers["Location"]

    def _speaks(self, page, lang):
        spoken = [title if lang == "en" else zh for title, zh in TITLES.items()]
        other = [zh if lang == "en" else title for title, zh in TITLES.items()]
        self.assertTrue(any(title in page.text for title in spoken), page.url)
        self.assertFalse(any(title in page.text for title in other), page.url)

    def _submit(self, sheet, question, answer):
        """Send a page of Odoo's survey, as its script does."""
        return self.make_jsonrpc_request(
            f"/survey/submit/{self.one_question.access_token}/{sheet.access_token}",
            {"question_id": question.id, str(question.id): answer},
            headers=ENGLISH,
        )

    def test_invited_customer(self):
        self.customer.lang = "zh_CN"
        url = self._invited()._answer_path()
        self._speaks(self._open(url), "zh")
        where = self._go_on(url)
        self._speaks(self._open(where), "zh")
        sheet = self._sheets()
        self.assertEqual(sheet.lang_id.code, "zh_CN")
        # without the language in the address, from a bookmark say
        plain = f"/survey/{self.one_question.access_token}/{sheet.access_token}"
        self._speaks(self._open(plain), "zh")
        _corrected, page = self._submit(sheet, self.easy, "7")
        self.assertIn("哪家店？", page["survey_content"])
        # and who comes back to the invitation goes on in it
        self.assertIn("/zh_CN/survey/", self._open(url).text)

    def test_it_can_be_changed_on_each_page(self):
        self.customer.lang = "zh_CN"
        url = self._invited()._answer_path()
        page = self._open(f"{url}?m=5")
        self.assertIn("?lang=en_US&amp;m=5&amp;v=", page.text)
        self._speaks(self._open(f"{url}?lang=en_US"), "en")
        where = self._go_on(f"{url}?lang=en_US")
        page = self._open(where)
        self._speaks(page, "en")
        self.assertEqual(self._sheets().lang_id.code, "en_US")
        self.assertIn("?cem_lang=zh_CN", page.text)
        page = self._open(f"{where}?cem_lang=zh_CN")
        self._speaks(page, "zh")
        self.assertEqual(self._sheets().lang_id.code, "zh_CN")
        # what cannot be spoken changes nothing
        self._speaks(self._open(f"{where}?cem_lang=xx_XX"), "zh")

    def test_walk_up_and_anonymous(self):
        self.touchpoint.link_audience = "anyone"
        for anonymous in (False, True):
            with self.subTest(anonymous=anonymous):
                if anonymous:
                    survey = self.one_question.copy({"cem_anonymous": True})
                    survey.title = "Anonymous"
                    self.touchpoint.survey_id = survey
                url = f"/cem/q/{self.touchpoint.link_token}?lang=zh_CN"
                self._speaks(self._open(url), "zh")
                where = self._go_on(url)
                self._speaks(self._open(where), "zh")
                sheet = self._sheets(self.touchpoint.survey_id)
                self.assertEqual(sheet.lang_id.code, False if anonymous else "zh_CN")
                self._speaks(self._open(f"{where}?cem_lang=en_US"), "en")

    def test_a_survey_that_begins_on_odoos_page(self):
        self.customer.lang = "zh_CN"
        # a condition on time is none of our page
        self.question.write({"is_time_limited": True, "time_limit": 600})
        page = self._open(self._invited()._answer_path())
        self.assertIn("/zh_CN/survey/", page.url)

    def test_marks_of_all_languages_are_one_scale(self):
        self.touchpoint.survey_id = survey = self._one_question(
            "Satisfied?",
            question_and_page_ids=[
                Command.create(
                    {
                        "title": "Satisfied?",
                        "question_type": "simple_choice",
                        "cem_measure": "csat",
                        "suggested_answer_ids": [
                            Command.create({"value": name}) for name in "ABCDE"
                        ],
                    }
                )
            ],
        )
        question = survey.question_ids
        best = question.suggested_answer_ids[-1]
        best.update_field_translations("value", {"zh_CN": "非常满意"})
        self.touchpoint.link_audience = "anyone"
        for lang in ("en_US", "zh_CN"):
            url = f"/cem/q/{self.touchpoint.link_token}?lang={lang}"
            page = self._open(url)
            self.assertIn("非常满意" if lang == "zh_CN" else ">E<", page.text)
            self._answer_page(url, page, mark=str(best.id))
        scores = self.env["cem.score"].search([("question_id", "=", question.id)])
        self.assertEqual(scores.mapped("value"), [10.0, 10.0])
        self.assertEqual(len(question.cem_version_ids), 1)
        self.assertEqual(
            set(scores.user_input_id.lang_id.mapped("code")), {"en_US", "zh_CN"}
        )
