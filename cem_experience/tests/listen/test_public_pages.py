"""Every page that needs no login: what it sets, allows and bears, one and all."""

import uuid

from odoo.tests import tagged

from ...controllers.listen.answer_page import wrong_tokens
from ...tools.base import tokens
from .common_pages import PagesCommon, public_rules

WRONG = ("wrong", "' OR 1=1", "%00", "0" * 36, "x" * 22, "1", "%E2%80%AE")


@tagged("post_install", "-at_install")
class TestPublicPages(PagesCommon):
    def setUp(self):
        super().setUp()
        wrong_tokens._counts.clear()
        self.touchpoint.write(
            {"link_audience": "anyone", "embed_origins": "https://shop.example.com"}
        )
        self.kiosk = self.env["cem.kiosk"].create(
            {"name": "Counter", "touchpoint_id": self.touchpoint.id}
        )
        self.invitation = self.touchpoint._invite(self._lead())
        link = tokens.short(self.touchpoint.link_token)
        # the right address of each page
        self.right = {
            "/cem/a/<string:token>": f"/cem/a/{self.invitation.access_token}",
            "/cem/q/<string:token>": f"/cem/q/{link}",
            "/cem/embed/<string:token>.js": f"/cem/embed/{link}.js",
            "/cem/kiosk/<string:token>": f"/cem/kiosk/{self.kiosk.access_token}",
            "/cem/kiosk/<string:token>/leave": (
                f"/cem/kiosk/{self.kiosk.access_token}/leave"
            ),
            **{
                f"/cem/invitation/<string:token>/{page}": (
                    f"/cem/invitation/{self.invitation.access_token}/{page}"
                )
                for page in ("stop", "one_click")
            },
        }

    def test_every_page_is_looked_at(self):
        """A new public route stands in this test, and is made by ``page_route``."""
        rules = public_rules("cem_experience")
        self.assertEqual({rule for rule, _endpoint in rules}, set(self.right))
        for rule, endpoint in rules:
            with self.subTest(rule=rule):
                routing = endpoint.routing
                self.assertEqual(routing["auth"], "cem_page")
                self.assertFalse(routing["save_session"])
                self.assertTrue(routing["max_content_length"])

    def test_other_addons(self):
        """What another addon serves without a login stands in its own tests."""
        installed = self.env["ir.module.module"].search(
            [("name", "=like", "cem\\_experience\\_%"), ("state", "=", "installed")]
        )
        with_tests = {"cem_experience_event"}  # test_phone_page.py
        for name in set(installed.mapped("name")) - with_tests:
            self.assertEqual(public_rules(name), [], name)

    def test_right_addresses(self):
        for rule, address in self.right.items():
            with self.subTest(rule=rule):
                page = self.url_open(address)
                self.assertEqual(page.status_code, 200)
                if rule.endswith(".js"):
                    self.assertNotIn("Set-Cookie", page.headers)
                    self.assertEqual(page.headers["X-Content-Type-Options"], "nosniff")
                else:
                    self._assert_guarded(page)

    def _assert_guarded(self, page):
        headers = page.headers
        self.assertNotIn("Set-Cookie", headers)
        self.assertIn("default-src 'none'", headers["Content-Security-Policy"])
        self.assertIn("frame-ancestors 'none'", headers["Content-Security-Policy"])
        self.assertEqual(headers["X-Frame-Options"], "DENY")
        self.assertEqual(headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(headers["X-Robots-Tag"], "noindex")
        self.assertEqual(headers["Cache-Control"], "no-store")
        self.assertEqual(headers["X-Content-Type-Options"], "nosniff")

    def test_wrong_addresses(self):
        """They get one page, whether they are wrong, foreign or guessed."""
        foreign = self.invitation.user_input_id.access_token or str(uuid.uuid4())
        for rule in self.right:
            for token in (*WRONG, foreign, str(uuid.uuid4())):
                wrong_tokens._counts.clear()
                with self.subTest(rule=rule, token=token):
                    path = rule.replace("<string:token>", token)
                    page = self.url_open(path, allow_redirects=False)
                    self.assertEqual(page.status_code, 404)
                    self._assert_guarded(page)
                    page = self.url_open(path, data={"List-Unsubscribe": "One-Click"})
                    self.assertIn(page.status_code, (404, 405))

    def test_guessing_is_slowed_down(self):
        for rule, address in self.right.items():
            wrong_tokens._counts.clear()
            path = rule.replace("<string:token>", str(uuid.uuid4()))
            with self.subTest(rule=rule):
                for _time in range(wrong_tokens.tries):
                    self.assertEqual(self.url_open(path).status_code, 404)
                self.assertEqual(self.url_open(path).status_code, 429)
                self.assertEqual(self.url_open(address).status_code, 200)

    def test_what_nobody_types(self):
        """NUL and other characters that the database refuses are left out."""
        survey = self._one_question("Would you come again?")
        touchpoint = self._touchpoint(
            "Counter", survey_id=survey.id, link_audience="anyone"
        )
        for number, sheet_of in enumerate(("quick", "slow")):
            if sheet_of == "slow":
                survey.cem_count_partial = False
                survey.question_ids[0].is_scored_question = True
            page = self._answer_page(
                f"/cem/q/{touchpoint.link_token}", mark="3", words="Too\x00 slow\x1b"
            )
            self.assertEqual(page.status_code, 200, sheet_of)
            sheets = self._sheets(survey)
            self.assertEqual(len(sheets), number + 1)
            self.assertEqual(set(sheets.mapped("cem_comment")), {"Too slow"})
        for name in ("m", "lang", "embed", "words", "mark", "form", "other"):
            for address in self.right.values():
                page = self.url_open(f"{address}?{name}=%00")
                self.assertLess(page.status_code, 500, (name, address))
                page = self.url_open(address, data={name: "\x00"})
                self.assertLess(page.status_code, 500, (name, address))

    def test_odoos_own_page(self):
        """Questions beyond the first are asked on Odoo's page: the same there."""
        sheet = self.survey._create_answer(email="wang@customer.example")
        words = self.survey.question_ids[2]
        url = f"/survey/submit/{self.survey.access_token}/{sheet.access_token}"
        sheet._mark_in_progress()
        self.make_jsonrpc_request(url, {str(words.id): "Too\x00 slow"})
        line = sheet.user_input_line_ids.filtered(
            lambda line: line.question_id == words
        )
        self.assertEqual(line.value_text_box, "Too slow")
