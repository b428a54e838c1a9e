import re
import uuid
from datetime import timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...controllers.listen.answer_page import wrong_tokens
from ...tools.base import tokens
from .common_pages import PagesCommon

SCRIPT = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>"


@tagged("post_install", "-at_install")
class TestAnswerPage(PagesCommon):
    def setUp(self):
        super().setUp()
        wrong_tokens._counts.clear()

    def test_open_choose_send(self):
        invitation = self._invited()
        page = self.url_open(invitation._answer_path())
        self.assertIn("Would you recommend us?", page.text)
        self.assertNotIn('checked="', page.text)
        self.assertNotIn("Set-Cookie", page.headers)
        answer = self._answer_page(
            invitation._answer_path(), page, mark="3", words="Too slow"
        )
        self.assertIn("Thank you!", answer.text)
        self.assertNotIn("Set-Cookie", answer.headers)
        self.assertEqual(invitation.state, "answered")
        sheet = invitation.user_input_id
        self.assertEqual((sheet.state, sheet.cem_channel), ("done", "mail"))
        self.assertEqual(sheet.cem_comment, "Too slow")
        score = sheet.cem_score_ids
        self.assertEqual((score.measure, score.value), ("nps", 3.0))
        self.assertEqual(score.comment, "Too slow")
        self.assertEqual(score.partner_id, self.customer)
        self.assertEqual(score.touchpoint_id, self.touchpoint)

    def test_mark_in_the_link_only_chooses(self):
        invitation = self._invited()
        url = f"{invitation._answer_path()}?m=0"
        page = self.url_open(url)
        self.assertRegex(page.text, r'value="0" checked')
        self.assertEqual(invitation.user_input_id.state, "new")
        answer = self._answer_page(url, page)
        self.assertEqual(answer.status_code, 422)
        self.assertIn("tick the box", answer.text)
        self.assertFalse(self._sheets())
        self._answer_page(url, page, confirm="1", agree="1")
        self.assertFalse(self._sheets(), "only a program ticks what nobody can see")
        answer = self._answer_page(url, page, confirm="1")
        self.assertIn("Thank you!", answer.text)
        self.assertEqual(self._marks(), [0])

    def test_nonsense_in_the_link(self):
        invitation = self._invited()
        for mark in ("11", "-1", "x", "3;4", SCRIPT):
            page = self.url_open(invitation._answer_path(), params={"m": mark})
            self.assertEqual(page.status_code, 200)
            self.assertNotIn('checked="', page.text)
            self.assertNotIn("<script>alert", page.text)

    def test_short_form_of_the_link(self):
        invitation = self._invited()
        path = invitation._answer_path(short=True)
        self.assertLess(len(path), 32)
        self.assertIn("recommend", self.url_open(path).text)

    def test_once_whatever_happens(self):
        """Double click, second device, replay, another mark: the first one counts."""
        invitation = self._invited()
        url = invitation._answer_path()
        phone, computer = self.url_open(url), self.url_open(url)
        self._answer_page(url, phone, mark="9")
        for page, mark in ((phone, "9"), (phone, "2"), (computer, "1")):
            answer = self._answer_page(url, page, mark=mark)
            self.assertIn("You have answered already", answer.text)
        self.assertIn("You have answered already", self.url_open(url).text)
        self.assertEqual(self._marks(), [9])
        self.assertEqual(len(self._sheets().cem_score_ids), 1)

    def test_more_questions_go_on_with_the_first_answer_kept(self):
        self.touchpoint.survey_id = self.survey
        invitation = self._invited()
        url = invitation._answer_path()
        answer = self._answer_page(url, mark="4", words="Because")
        self.assertEqual(answer.status_code, 303)
        sheet = invitation.user_input_id
        self.assertEqual((sheet.state, invitation.state), ("in_progress", "opened"))
        self.assertFalse(sheet.cem_score_ids)
        page = self.url_open(answer.headers["Location"])
        self.assertIn("How satisfied are you?", page.text)
        self.assertIn("Welcome back", self.url_open(url).text)
        second = self._answer_page(url, self.url_open(url), mark="8", form="x")
        self.assertIn("Welcome back", second.text)
        questions = self.survey.question_ids
        self.make_jsonrpc_request(
            f"/survey/submit/{self.survey.access_token}/{sheet.access_token}",
            {str(questions[0].id): "4", str(questions[1].id): "5"},
        )
        self.env.invalidate_all()
        self.assertEqual(invitation.state, "answered")
        self.assertEqual(
            sorted(sheet.cem_score_ids.mapped(lambda s: (s.measure, s.raw_value))),
            [("csat", 5), ("nps", 4)],
        )

    def test_unfinished_counts_only_if_the_survey_says_so(self):
        counts = self.survey.copy({"cem_count_partial": True, "access_mode": "token"})
        for survey, expected in ((self.survey, []), (counts, [4.0])):
            self.touchpoint.survey_id = survey
            someone = self._customer("Chan", f"chan{survey.id}@customer.example")
            invitation = self._invited(someone)
            self._answer_page(invitation._answer_path(), mark="4")
            scores = invitation.user_input_id.cem_score_ids
            self.assertEqual(scores.mapped("value"), expected)
            self.assertEqual(invitation.state, "answered" if expected else "opened")

    def test_words_go_to_the_question_that_asks_for_them(self):
        self.one_question.question_and_page_ids = [
            Command.create({"title": "Why is that?", "question_type": "text_box"})
        ]
        invitation = self._invited()
        page = self.url_open(invitation._answer_path())
        self.assertIn("Why is that?", page.text)
        self._answer_page(invitation._answer_path(), page, mark="5", words="So what")
        sheet = invitation.user_input_id
        self.assertEqual(sheet.state, "done")
        self.assertFalse(sheet.cem_comment)
        self.assertEqual(sheet.cem_score_ids.comment, "So what")

    def test_choices_and_numbers(self):
        for values, mark, value in (
            (
                {
                    "question_type": "simple_choice",
                    "cem_measure": "csat",
                    "suggested_answer_ids": [
                        Command.create({"value": f"Choice {n}", "sequence": n})
                        for n in range(5)
                    ],
                },
                lambda question: str(question.suggested_answer_ids[3].id),
                7.5,
            ),
            (
                {"question_type": "numerical_box", "cem_measure": "ces"},
                lambda question: "7",
                10.0,
            ),
        ):
            survey = self._one_question("Choose")
            survey.question_and_page_ids = [
                Command.clear(),
                Command.create({"title": "How?", **values}),
            ]
            self.touchpoint.survey_id = survey
            someone = self._customer("Wong", f"wong{survey.id}@customer.example")
            invitation = self._invited(someone)
            question = survey.question_ids
            self._answer_page(invitation._answer_path(), mark=mark(question))
            self.assertEqual(invitation.user_input_id.cem_score_ids.value, value)

    def test_matrix_first_leads_to_odoos_own_page(self):
        self.one_question.question_and_page_ids = [
            Command.clear(),
            Command.create({"title": "Your name?", "question_type": "char_box"}),
        ]
        invitation = self._invited()
        answer = self.url_open(invitation._answer_path(), allow_redirects=False)
        self.assertEqual(answer.status_code, 303)
        self.assertIn("/survey/start/", answer.headers["Location"])

    # ------------------------------------------------------------------
    # Who must not get in
    # ------------------------------------------------------------------

    def _expect_nothing_here(self, path):
        get = self.url_open(path)
        post = self.url_open(path, data={"mark": "0", "form": "x", "pin": "123456"})
        for response in (get, post):
            self.assertEqual(response.status_code, 404, path)
            self.assertIn("There is nothing here", response.text)
        # The same answer for all; only the language of the browser may differ.
        return re.sub(r"\s+", " ", get.text)

    def test_wrong_foreign_and_guessed_tokens(self):
        invitation = self._invited()
        self.touchpoint.link_audience = "anyone"
        kiosk = self.env["cem.kiosk"].create(
            {"name": "Desk", "touchpoint_id": self.touchpoint.id}
        )
        own = {
            "a": invitation.access_token,
            "q": self.touchpoint.link_token,
            "kiosk": kiosk.access_token,
        }
        answers = set()
        for way in own:
            foreign = [token for other, token in own.items() if other != way]
            foreign += [
                invitation.user_input_id.access_token,
                self.one_question.access_token,
                str(uuid.uuid4()),
                tokens.short(str(uuid.uuid4())),
                str(invitation.id),
                "%27%20OR%201=1--",
                "x" * 22,
                "é" * 22,
                own[way][:-1],
            ]
            for token in foreign:
                wrong_tokens._counts.clear()
                answers.add(self._expect_nothing_here(f"/cem/{way}/{token}"))
        self.assertEqual(len(answers), 1)
        self.assertFalse(self._sheets())

    def test_guessing_is_slowed_down(self):
        for _n in range(wrong_tokens.tries):
            response = self.url_open(f"/cem/a/{uuid.uuid4()}")
        self.assertEqual(response.status_code, 404)
        response = self.url_open(f"/cem/a/{uuid.uuid4()}")
        self.assertEqual(response.status_code, 429)
        invitation = self._invited()
        response = self.url_open(invitation._answer_path())
        self.assertEqual(response.status_code, 200, "a right one still works")

    def test_expired_cancelled_and_closed(self):
        invitation = self._invited()
        url = invitation._answer_path()
        page = self.url_open(url)
        before = invitation.deadline
        for values in (
            {"deadline": self._days_ago(1)},
            {"state": "expired"},
            {"state": "not_sent", "reason": "cancelled"},
            {"state": "failed", "reason": "mail_error"},
        ):
            invitation.write({"state": "sent", "reason": False, "deadline": before})
            invitation.write(values)
            for response in (
                self.url_open(url),
                self._answer_page(url, page, mark="3"),
            ):
                self.assertIn("This question is closed", response.text)
        invitation.write({"state": "failed", "reason": "interrupted"})
        invitation.deadline = before
        self._answer_page(url, page, mark="3")
        self.assertEqual(invitation.state, "answered", "the e-mail did arrive")

    def test_forged_foreign_and_old_forms(self):
        mine = self._invited()
        other = self._invited(self._customer("Ho", "ho@customer.example"))
        url = mine._answer_path()
        page, foreign = self.url_open(url), self.url_open(other._answer_path())
        form = self._fields(page)["form"]
        for wrong in ("", "x", form[:-4] + "AAAA", self._fields(foreign)["form"]):
            answer = self._answer_page(url, page, mark="3", form=wrong)
            self.assertIn("open for too long", answer.text)
        with freeze_time(fields.Datetime.now() + timedelta(hours=49)):
            answer = self._answer_page(url, page, mark="3", words="Still here")
        self.assertIn("open for too long", answer.text)
        self.assertIn("Still here", answer.text)
        self.assertFalse(self._sheets())

    # ------------------------------------------------------------------
    # What people type
    # ------------------------------------------------------------------

    def test_a_megabyte_of_comment(self):
        invitation = self._invited()
        url = invitation._answer_path()
        answer = self._answer_page(url, mark="3", words="说" * 1_000_000)
        self.assertEqual(answer.status_code, 422)
        self.assertIn("Your text is too long", answer.text)
        self.assertLess(len(answer.text), 20_000)
        self.assertFalse(self._sheets())
        longer = self.url_open(url, data={"words": "x" * 13_000_000})
        self.assertEqual(longer.status_code, 413)
        # Odoo's own page refuses it, too.
        self.touchpoint.survey_id = self.survey
        invitation = self._invited(self._customer("Ho", "ho@customer.example"))
        sheet = invitation.user_input_id
        path = f"{self.survey.access_token}/{sheet.access_token}"
        self.make_jsonrpc_request(f"/survey/begin/{path}")
        questions = self.survey.question_ids
        _answers, error = self.make_jsonrpc_request(
            f"/survey/submit/{path}",
            {str(questions[0].id): "3", str(questions[2].id): "y" * 1_000_000},
        )
        self.assertIn("5,000", str(error))
        self.env.invalidate_all()
        self.assertNotEqual(sheet.state, "done")

    def test_script_in_every_field_is_text(self):
        self.question.write(
            {"title": SCRIPT, "scale_min_label": SCRIPT, "scale_max_label": SCRIPT}
        )
        self.one_question.title = SCRIPT
        self.company.name = SCRIPT
        self.touchpoint.write({"name": SCRIPT, "link_audience": "anyone"})
        kiosk = self.env["cem.kiosk"].create(
            {"name": SCRIPT, "touchpoint_id": self.touchpoint.id}
        )
        self.customer.name = SCRIPT
        invitation = self._invited()
        invitation.res_name = SCRIPT
        template = self.env.ref("cem_experience.mail_template_invitation")
        mail = template._render_field("body_html", invitation.ids)[invitation.id]
        texts = [str(mail)]
        for path in (
            invitation._answer_path(),
            f"/cem/q/{self.touchpoint.link_token}",
            f"/cem/kiosk/{kiosk.access_token}",
            f"/cem/kiosk/{kiosk.access_token}/leave",
        ):
            texts.append(self.url_open(path).text)
        answer = self._answer_page(
            invitation._answer_path(), mark="99", words=SCRIPT, lang=SCRIPT
        )
        texts.append(answer.text)
        answer = self._answer_page(invitation._answer_path(), mark="1", words=SCRIPT)
        self.assertEqual(invitation.user_input_id.cem_comment, SCRIPT)
        user = self.env["res.users"].create(
            {
                "name": SCRIPT,
                "login": "portal_script",
                "password": "portal_script",
                "partner_id": self.customer.id,
                "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
            }
        )
        self.authenticate(user.login, "portal_script")
        texts.append(self.url_open("/my/opinions").text)
        for text in texts:
            self.assertNotIn("<script>alert", text)
            self.assertNotIn("<img src=x", text)
        self.assertIn("&lt;script&gt;", texts[-1])

    # ------------------------------------------------------------------
    # How it looks and speaks
    # ------------------------------------------------------------------

    def test_headers(self):
        invitation = self._invited()
        headers = self.url_open(invitation._answer_path()).headers
        policy = headers["Content-Security-Policy"]
        self.assertIn("default-src 'none'", policy)
        self.assertIn("frame-ancestors 'none'", policy)
        self.assertEqual(headers["X-Frame-Options"], "DENY")
        self.assertEqual(headers["Cache-Control"], "no-store")
        self.assertEqual(headers["Referrer-Policy"], "no-referrer")

    def test_no_request_to_anybody_else(self):
        page = self.url_open(self._invited()._answer_path()).text
        addresses = re.findall(r'(?:src|href|url\()\s*=?"?([^"\')\s>]+)', page)
        self.assertTrue(addresses)
        for address in addresses:
            self.assertRegex(address, r"^/(?!/)")
        self.assertNotIn("<script", page)

    def test_language_of_the_browser_at_a_link(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.question.update_field_translations("title", {"zh_CN": "您会推荐我们吗？"})
        self.touchpoint.link_audience = "anyone"
        url = f"/cem/q/{self.touchpoint.link_token}"
        chinese = self.url_open(url, headers={"Accept-Language": "zh-CN,zh;q=0.9"})
        self.assertIn("您会推荐我们吗？", chinese.text)
        self.assertIn('lang="zh-CN"', chinese.text)
        english = self.url_open(url, headers={"Accept-Language": "fr,en;q=0.5"})
        self.assertIn("Would you recommend us?", english.text)
        chosen = self.url_open(f"{url}?lang=zh_CN", headers={"Accept-Language": "en"})
        self.assertIn("您会推荐我们吗？", chosen.text)

    def test_changed_texts_show_at_once(self):
        invitation = self._invited()
        self.url_open(invitation._answer_path())
        self.question.title = "Another question?"
        self.env.flush_all()
        page = self.url_open(invitation._answer_path())
        self.assertIn("Another question?", page.text)

    @mute_logger("odoo.sql_db")
    def test_promises_are_kept(self):
        self.one_question.cem_count_partial = True
        self.one_question.cem_count_partial = False
        self._answer_page(self._invited()._answer_path(), mark="3")
        for name in ("cem_anonymous", "cem_count_partial"):
            with self.assertRaisesRegex(UserError, "relied on"):
                self.one_question[name] = True
        self.one_question.title = "Other things may change"
