from datetime import timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...controllers.listen.answer_page import wrong_tokens
from .common_pages import PagesCommon


class OpenChannelCommon(PagesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.touchpoint.link_audience = "anyone"

    def setUp(self):
        super().setUp()
        wrong_tokens._counts.clear()

    @classmethod
    def _portal_user(cls, partner, login="cem_portal"):
        return cls.env["res.users"].create(
            {
                "name": partner.name,
                "login": login,
                "password": login,
                "partner_id": partner.id,
                "group_ids": [Command.set(cls.env.ref("base.group_portal").ids)],
            }
        )


@tagged("post_install", "-at_install")
class TestOpenLink(OpenChannelCommon):
    def _url(self):
        return f"/cem/q/{self.touchpoint.link_token}"

    def test_each_form_once(self):
        page, other = self.url_open(self._url()), self.url_open(self._url())
        for _n in range(2):
            answer = self._answer_page(self._url(), page, mark="3", words="Slow")
            self.assertIn("Thank you!", answer.text)
        self._answer_page(self._url(), other, mark="9")
        self.assertEqual(sorted(self._marks()), [3, 9])
        scores = self._sheets().cem_score_ids
        self.assertEqual(scores.touchpoint_id, self.touchpoint)
        self.assertFalse(scores.partner_id)
        self.assertEqual(set(self._sheets().mapped("cem_channel")), {"link"})

    def test_opening_stores_nothing(self):
        for method in ("GET", "HEAD", "GET"):
            self.url_open(f"{self._url()}?m=9", method=method)
        self.env.invalidate_all()
        self.assertFalse(
            self.env["survey.user_input"].search(
                [("survey_id", "=", self.one_question.id)]
            )
        )

    def test_renewed_closed_and_archived(self):
        old = self._url()
        with self.assertRaises(AccessError):
            self.touchpoint.with_user(self.staff).action_renew_link()
        self.touchpoint.with_user(self.manager).action_renew_link()
        self.assertNotEqual(old, self._url())
        self.env.flush_all()
        self.assertEqual(self.url_open(old).status_code, 404)
        self.assertEqual(self.url_open(self._url()).status_code, 200)
        self.one_question.active = False
        self.env.flush_all()
        self.assertIn("closed", self.url_open(self._url()).text)
        self.one_question.active = True
        self.touchpoint.link_audience = False
        self.env.flush_all()
        self.assertEqual(self.url_open(self._url()).status_code, 404)

    def test_customers_who_log_in(self):
        self.touchpoint.link_audience = "login"
        self._portal_user(self.customer)
        answer = self.url_open(self._url(), allow_redirects=False)
        self.assertIn("/web/login", answer.headers["Location"])
        self.authenticate("cem_portal", "cem_portal")
        self._answer_page(self._url(), mark="7")
        sheet = self._sheets()
        self.assertEqual(sheet.partner_id, self.customer)
        self.assertEqual(sheet.cem_score_ids.partner_id, self.customer)
        self.assertIn("answered already", self.url_open(self._url()).text)
        with freeze_time(fields.Datetime.now() + timedelta(days=31)):
            self.assertFalse(self.touchpoint._answered_lately(self.customer))

    def test_a_customer_who_answers_twice_at_once(self):
        """Each answer writes the contact, so that the second is done again by Odoo."""
        self.touchpoint.link_audience = "login"
        self._portal_user(self.customer)
        self.authenticate("cem_portal", "cem_portal")
        pages = [self.url_open(self._url()) for _time in range(2)]

        def version():
            self.env.flush_all()
            self.env.cr.execute(
                "SELECT ctid::text FROM res_partner WHERE id = %s", [self.customer.id]
            )
            return self.env.cr.fetchone()

        for page in pages:
            before = version()
            self._answer_page(self._url(), page, mark="7")
            self.assertNotEqual(version(), before)
        self.assertEqual(len(self._sheets()), 1)

    def test_code_to_print(self):
        self.assertIn("/cem/q/", self.touchpoint.link_url)
        path = f"/cem_experience/touchpoint/{self.touchpoint.id}"
        self.authenticate("cem_manager", "cem_manager")
        png = self.url_open(f"{path}/qr.png")
        self.assertEqual(png.content[:4], b"\x89PNG")
        svg = self.url_open(f"{path}/qr.svg")
        self.assertIn(b"<svg", svg.content)
        self.assertEqual(svg.headers["Content-Type"], "image/svg+xml")
        self.authenticate("cem_manager_two", "cem_manager_two")
        self.touchpoint.company_id = self.company
        self.env.flush_all()
        with mute_logger("odoo.http"):
            response = self.url_open(f"{path}/qr.png")
        self.assertEqual(response.status_code, 403)

    def test_sheet_to_print(self):
        report = self.env["ir.actions.report"].with_user(self.manager)
        html, _kind = report._render_qweb_html(
            "cem_experience.cem_touchpoint_sheet", self.touchpoint.ids
        )
        self.assertIn(self.touchpoint.link_url, html.decode())
        self.assertIn("Would you recommend us?", html.decode())

    def test_needs_questions(self):
        with self.assertRaisesRegex(ValidationError, "Choose the questions"):
            self._touchpoint("No questions", link_audience="anyone")

    def test_link_of_one_customer(self):
        """For a code on an invoice: an invitation that is not sent."""
        invitation = self.env["cem.invitation"]._invite_by_link(
            self.touchpoint, self._lead()
        )
        self._answer_page(invitation._answer_path(), mark="6")
        self.assertEqual(invitation.state, "answered")
        sheet = invitation.user_input_id
        self.assertEqual((sheet.partner_id, sheet.cem_channel), (self.customer, "link"))


@tagged("post_install", "-at_install")
class TestEmbed(OpenChannelCommon):
    def test_script_and_frame(self):
        self.touchpoint.embed_origins = "https://shop.example.com\nhttp://localhost:99"
        self.env.flush_all()
        source = self.touchpoint.embed_code.split('src="')[1].split('"')[0]
        path = source.removeprefix(self.touchpoint.get_base_url())
        script = self.url_open(path)
        self.assertIn("text/javascript", script.headers["Content-Type"])
        self.assertIn(f"{self.touchpoint.link_url}?embed=1", script.text)
        self.assertNotIn("Set-Cookie", script.headers)
        url = f"/cem/q/{self.touchpoint.link_token}?embed=1"
        frame = self.url_open(url)
        self.assertIn(
            "frame-ancestors https://shop.example.com http://localhost:99",
            frame.headers["Content-Security-Policy"],
        )
        self.assertNotIn("X-Frame-Options", frame.headers)
        answer = self._answer_page(url, frame, mark="9")
        self.assertIn("Thank you!", answer.text)
        self.assertNotIn("Set-Cookie", answer.headers)
        self.assertEqual(self._sheets().cem_channel, "embed")
        plain = self.url_open(f"/cem/q/{self.touchpoint.link_token}")
        self.assertEqual(plain.headers["X-Frame-Options"], "DENY")

    def test_one_question_in_the_frame_whatever_the_survey(self):
        self.survey.access_mode = "public"
        self.touchpoint.write(
            {"survey_id": self.survey.id, "embed_origins": "https://a.example"}
        )
        answer = self._answer_page(
            f"/cem/q/{self.touchpoint.link_token}?embed=1", mark="9"
        )
        self.assertIn("Thank you!", answer.text)
        self.assertEqual(self._sheets(self.survey).state, "done")

    def test_no_site_no_frame(self):
        token = self.touchpoint.link_token
        self.assertFalse(self.touchpoint.embed_code)
        self.assertEqual(self.url_open(f"/cem/embed/{token}.js").status_code, 404)
        frame = self.url_open(f"/cem/q/{token}?embed=1")
        self.assertEqual(frame.headers["X-Frame-Options"], "DENY")

    def test_sites_are_checked(self):
        for wrong in (
            "shop.example.com",
            "https://shop.example.com/path",
            "https://*.example.com",
            "https://a.example; script-src *",
            "javascript:alert(1)",
        ):
            with self.assertRaises(ValidationError):
                self.touchpoint.embed_origins = wrong


@tagged("post_install", "-at_install")
class TestKiosk(OpenChannelCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kiosk = cls.env["cem.kiosk"].create(
            {"name": "Counter 2", "touchpoint_id": cls.touchpoint.id, "pin": "4711"}
        )
        cls.url = f"/cem/kiosk/{cls.kiosk.access_token}"

    def test_one_press(self):
        page = self.url_open(self.url)
        self.assertIn("Counter 2", page.text)
        answer = self._answer_page(self.url, page, mark="2")
        self.assertIn("Thank you!", answer.text)
        self.assertIn(f"8;url={self.url}", answer.text)
        sheet = self._sheets()
        self.assertEqual((sheet.cem_kiosk_id, sheet.cem_channel), (self.kiosk, "kiosk"))
        self.assertEqual(sheet.cem_score_ids.value, 2)
        self.assertEqual((self.kiosk.answer_count, sheet.partner_id.id), (1, False))
        self._answer_page(self.url, page, mark="2")
        self.assertEqual(len(self._sheets()), 1, "a trembling finger is one answer")

    def test_submitting_without_pressing_stores_nothing(self):
        page = self.url_open(self.url)
        self._answer_page(self.url, page)
        self._answer_page(self.url, page, mark="99")
        self.assertFalse(self._sheets())

    def test_several_devices(self):
        other = self.kiosk.copy({"name": "Counter 3"})
        self.assertNotEqual(other.access_token, self.kiosk.access_token)
        self.assertNotEqual(other.pin, self.kiosk.pin)
        url = f"/cem/kiosk/{other.access_token}"
        page = self.url_open(self.url)
        self._answer_page(url, page, mark="5")
        self.assertFalse(self._sheets(), "the form of another device")
        self._answer_page(url, mark="5")
        self._answer_page(self.url, mark="6")
        self.assertEqual((other.answer_count, self.kiosk.answer_count), (1, 1))
        other.action_renew_token()
        other.flush_recordset()
        self.assertEqual(self.url_open(url).status_code, 404)

    def test_pin(self):
        leave = f"{self.url}/leave"
        page = self.url_open(leave)
        self.assertNotIn("4711", page.text)
        self.assertIn("PIN is wrong", self._answer_page(leave, page, pin="1").text)
        answer = self._answer_page(leave, page, pin="4711")
        self.assertIn("has been left", answer.text)
        self.assertFalse(self.kiosk.wrong_pin_count)
        for _n in range(5):
            answer = self._answer_page(leave, page, pin="0000")
        self.assertIn("Too many wrong PINs", answer.text)
        answer = self._answer_page(leave, page, pin="4711")
        self.assertIn(
            "Too many wrong PINs", answer.text, "the right one comes too late"
        )
        with freeze_time(fields.Datetime.now() + timedelta(minutes=6)):
            answer = self._answer_page(leave, page, pin="4711")
        self.assertIn("has been left", answer.text)

    def test_no_question_now(self):
        self.one_question.active = False
        self.env.flush_all()
        self.assertIn("no question now", self.url_open(self.url).text)
        self.kiosk.active = False
        self.env.flush_all()
        self.assertEqual(self.url_open(self.url).status_code, 404)

    def test_bad_settings(self):
        for values in ({"pin": "12"}, {"pin": "12ab"}, {"pin": "١٢٣٤"}):
            with self.assertRaises(ValidationError):
                self.kiosk.write(values)
        self.touchpoint.company_id = self.company
        with self.assertRaises(ValidationError):
            self.kiosk.company_id = self.company_two

    def test_roles_and_companies(self):
        self.touchpoint.company_id = False
        theirs = self.kiosk.copy({"company_id": self.company_two.id})
        for user, mine, foreign in (
            (self.plain_user, set(), set()),
            (self.staff, {"read"}, set()),
            (self.manager, {"read", "write", "create", "unlink"}, set()),
            (self.manager_two, set(), {"read", "write", "create", "unlink"}),
        ):
            for kiosk, expected in ((self.kiosk, mine), (theirs, foreign)):
                allowed = {
                    operation
                    for operation in ("read", "write", "create", "unlink")
                    if kiosk.with_user(user).has_access(operation)
                }
                self.assertEqual(allowed, expected, user.login)
        for name in ("pin", "access_token", "url"):
            with self.assertRaises(AccessError):
                self.kiosk.with_user(self.staff).read([name])
        self.assertTrue(self.kiosk.with_user(self.manager).pin)


@tagged("post_install", "-at_install")
class TestPortal(OpenChannelCommon):
    def test_own_questions_and_answers_only(self):
        self._portal_user(self.customer)
        mine = self._invited()
        other = self._customer("Ho", "ho@customer.example")
        theirs = self._invited(other)
        self._answer_page(theirs._answer_path(), mark="1", words="Their secret")
        self.authenticate("cem_portal", "cem_portal")
        page = self.url_open("/my/opinions").text
        self.assertIn(mine._answer_path(), page)
        self.assertNotIn(theirs.access_token, page)
        self.assertNotIn("Their secret", page)
        self._answer_page(mine._answer_path(), mark="8", words="My words")
        page = self.url_open("/my/opinions").text
        self.assertNotIn(mine._answer_path(), page)
        self.assertIn("My words", page)
        counters = self.make_jsonrpc_request(
            "/my/counters", {"counters": ["cem_opinion_count"]}
        )
        self.assertEqual(counters, {"cem_opinion_count": 1})
        self.assertIn("/my/opinions", self.url_open("/my").text)

    def test_public_has_to_log_in(self):
        answer = self.url_open("/my/opinions", allow_redirects=False)
        self.assertIn("/web/login", answer.headers["Location"])
