import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urljoin

from odoo.tests import tagged

from ..base import accessible
from ..base.chromium import open_page, save_picture, use_session
from .common_pages import PagesCommon

# The width of the window itself: phones make ``innerWidth`` as wide as what is in it.
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Whether a notice lies over all that could be pressed
COVERED = """[...document.querySelectorAll("button, a")].every((element) => {
    const box = element.getBoundingClientRect();
    const x = box.x + box.width / 2, y = box.y + box.height / 2;
    return document.elementFromPoint(x, y).closest(".offline");
})"""
# As every page for phones begins; a mail program does the same for its messages.
HEAD = (
    "<!DOCTYPE html><html><head>"
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    "</head>"
)


class _Page(BaseHTTPRequestHandler):
    def do_GET(self):
        body = self.server.html.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Say nothing on the tests' screen."""


@contextmanager
def web_site(html):
    """Somebody else's web site, on a port of its own."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Page)
    server.html = html
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server, f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


@tagged("post_install", "-at_install")
class TestPagesInBrowser(PagesCommon):
    """Kiosk, phone, mail and frame as people meet them, in English and Chinese."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.env["ir.module.module"]._load_module_terms(["cem_experience"], ["zh_CN"])
        cls.question.update_field_translations(
            "title", {"zh_CN": "您有多大可能把我们推荐给朋友或同事？"}
        )
        cls.touchpoint.link_audience = "anyone"

    @contextmanager
    def _page(self, **options):
        self.env.flush_all()
        with self.allow_requests(all_requests=True), open_page(**options) as page:
            yield page
        self.env.invalidate_all()

    def _fits(self, page):
        """Everybody can read and use it: width, targets, contrast, names, focus."""
        self.assertFalse(accessible.problems(page))
        self.assertLessEqual(page.evaluate(TOO_WIDE), 0)
        small = page.evaluate(
            """[...document.querySelectorAll(
                "button:not([hidden]), .scale label, .tick, textarea"
            )].filter((element) => {
                const box = element.getBoundingClientRect();
                return box.width < 24 || box.height < 40;
            }).length"""
        )
        self.assertEqual(small, 0)

    def test_phone_by_keyboard_without_scripts(self):
        invitation = self._invited()
        url = self.base_url() + invitation._answer_path()
        with self._page(width=320, height=640, script=False) as page:
            page.goto(f"{url}?m=3")
            self._fits(page)
            save_picture(page, "page-phone-en")
            for _n in range(20):
                if page.evaluate("document.activeElement.name") == "mark":
                    break
                page.keyboard.press("Tab")
            page.keyboard.press("ArrowRight")
            self.assertEqual(
                page.evaluate("document.querySelector('[name=mark]:checked').value"),
                "4",
            )
            page.keyboard.press("Tab")
            page.keyboard.insert_text("Zu langsam 太慢了")
            page.keyboard.press("Tab")
            page.keyboard.press("Space")
            page.keyboard.press("Tab")
            self.assertEqual(
                page.evaluate("document.activeElement.className"),
                "send",
                "the box that people do not see is no stop of the keyboard",
            )
            with page.expect_navigation():
                page.keyboard.press("Enter")
            self.assertIn("Thank you!", page.inner_text("body"))
            save_picture(page, "page-thanks-en")
            own = self.base_url()
            others = [u for u in page.requested if not u.startswith(own)]
            self.assertFalse(others)
            self.assertFalse(page.complaints)
        self.assertEqual(self._marks(), [4])
        self.assertEqual(self._sheets().cem_comment, "Zu langsam 太慢了")

    def test_phone_in_chinese_and_dark(self):
        self.customer.lang = "zh_CN"
        invitation = self._invited()
        url = self.base_url() + invitation._answer_path()
        with self._page(width=390, height=844, dark=True) as page:
            page.goto(f"{url}?m=9")
            self.assertEqual(page.evaluate("document.documentElement.lang"), "zh-CN")
            self._fits(page)
            save_picture(page, "page-phone-zh")
            page.click(".tick")
            with page.expect_navigation():
                page.click(".send")
            save_picture(page, "page-thanks-zh")
        self.assertEqual(self._marks(), [9])

    def test_after_an_error_with_a_long_question(self):
        """A form that is too old comes back with what was typed, and says why."""
        words = "Would you, all in all, recommend our company to friends and family? "
        long_words = {"en_US": 3 * words, "zh_CN": 9 * "请问您有多大可能推荐我们？"}
        for lang, title in long_words.items():
            self.question.with_context(lang=lang).title = title
            ends = "Donaudampfschifffahrtsgesellschaft" * 2
            self.question.with_context(lang=lang).scale_min_label = ends
        for lang in long_words:
            partner = self._customer(lang, f"{lang}@customer.example", lang=lang)
            url = self.base_url() + self._invited(partner)._answer_path()
            with self._page(width=320, height=640) as page:
                page.goto(url)
                self._fits(page)
                page.evaluate("document.querySelector('[name=form]').value = 'old'")
                page.click("label:nth-child(3)")
                page.click("textarea")
                page.keyboard.insert_text("慢 slow")
                with page.expect_navigation():
                    page.click(".send")
                self.assertEqual(
                    page.evaluate("document.activeElement.id"),
                    "problem",
                    "it is read out",
                )
                self.assertEqual(
                    page.evaluate("document.querySelector('textarea').value"), "慢 slow"
                )
                save_picture(page, f"page-error-{lang[:2]}")
                self._fits(page)
                page.click(".tick")
                with page.expect_navigation():
                    page.click(".send")
                self._fits(page)
        self.assertEqual(self._marks(), [2, 2])

    def test_mail_on_a_phone_and_a_computer(self):
        for lang in ("en_US", "zh_CN"):
            self.customer.lang = lang
            invitation = self.touchpoint._invite(self._lead(lang))
            template = self.env.ref("cem_experience.mail_template_invitation")
            body = template._render_field(
                "body_html", invitation.ids, compute_lang=True
            )[invitation.id]
            with web_site(f"{HEAD}<body>{body}") as (_server, site):
                for width in (320, 1000):
                    with self._page(width=width, height=700) as page:
                        page.goto(site)
                        self.assertLessEqual(page.evaluate(TOO_WIDE), 0)
                        marks = "document.querySelectorAll('a[href*=\"?m=\"]').length"
                        self.assertEqual(page.evaluate(marks), 11)
                        save_picture(page, f"page-mail-{lang[:2]}-{width}")

    def test_form_of_the_staff_for_telephone(self):
        self.env["ir.module.module"]._load_module_terms(["survey"], ["zh_CN"])
        wizards = self.env["cem.phone.survey"].with_user(self.staff)
        for lang in ("en_US", "zh_CN"):
            self.staff.lang = lang
            action = wizards.create(
                {"partner_id": self.customer.id, "survey_id": self.one_question.id}
            ).action_start()
            session = self.authenticate("cem_staff", "cem_staff")
            with self._page(width=1000, height=800) as page:
                use_session(page, self.base_url(), session)
                page.goto(urljoin(self.base_url(), action["url"]))
                page.wait_for_selector("[value=start]:not(.disabled)")
                save_picture(page, f"page-telephone-start-{lang[:2]}")
                page.click("[value=start]")
                mark = ".o_survey_choice_btn:nth-child(8)"
                page.wait_for_function(
                    f"document.querySelector('{mark}') && getComputedStyle("
                    "document.querySelector('.o_survey_form_content')).opacity === '1'"
                )
                page.click(mark)
                page.wait_for_selector(".o_survey_selected")
                self.assertLessEqual(page.evaluate(TOO_WIDE), 0)
                save_picture(page, f"page-telephone-{lang[:2]}")
                page.click("[value=finish]")
                sure = ".modal-footer .btn-primary"
                page.click(sure)
                page.wait_for_selector(".o_survey_finished")
                save_picture(page, f"page-telephone-thanks-{lang[:2]}")
                self.assertFalse(page.complaints)
        self.assertEqual(self._marks(), [7, 7])
        self.assertEqual(set(self._sheets().mapped("cem_channel")), {"phone"})
        self.assertEqual(self._sheets().partner_id, self.customer)

    def test_kiosk(self):
        kiosk = self.env["cem.kiosk"].create(
            {
                "name": "Counter 2",
                "touchpoint_id": self.touchpoint.id,
                "pin": "4711",
                "reset_seconds": 2,
            }
        )
        url = f"{self.base_url()}/cem/kiosk/{kiosk.access_token}"
        with self._page(width=320, height=640) as page:
            page.goto(f"{url}?lang=zh_CN")
            self._fits(page)
            save_picture(page, "page-kiosk-phone")
        with self._page(width=1280, height=800) as page:
            for lang in ("en_US", "zh_CN"):
                page.goto(f"{url}?lang={lang}")
                self._fits(page)
                save_picture(page, f"page-kiosk-{lang[:2]}")
            page.goto(url)
            page.click("button[value='2']", click_count=3)
            page.wait_for_selector("[data-kiosk=thanks]")
            save_picture(page, "page-kiosk-thanks")
            page.wait_for_selector("[data-kiosk=question]")
            page.click("button[value='8']")
            page.wait_for_selector("[data-kiosk=thanks]")
            page.wait_for_selector("[data-kiosk=question]")
            # The server cannot be reached, and can again
            page.route("**/*", lambda route: route.abort("internetdisconnected"))
            page.click("button[value='1']")
            page.wait_for_selector(".offline:not([hidden])")
            page.unroute("**/*")
            page.wait_for_selector(".offline", state="hidden")
            page.wait_for_selector("[data-kiosk=question]")
            # The device's own network goes away: nothing is left to be pressed
            page.context.set_offline(True)
            page.wait_for_selector(".offline:not([hidden])")
            self.assertTrue(page.evaluate(COVERED))
            save_picture(page, "page-kiosk-offline")
            page.context.set_offline(False)
            page.wait_for_selector(".offline", state="hidden")
            page.wait_for_selector("[data-kiosk=question]")
            with page.expect_navigation():
                page.click("footer a")
            page.click("#pin")
            page.keyboard.insert_text("1234")
            with page.expect_navigation():
                page.click(".send")
            self.assertIn("PIN is wrong", page.inner_text("body"))
            self._fits(page)
            save_picture(page, "page-kiosk-pin")
            page.click("#pin")
            page.keyboard.insert_text("4711")
            with page.expect_navigation():
                page.click(".send")
            self.assertIn("has been left", page.inner_text("body"))
            self._fits(page)
            self.assertFalse(
                [
                    problem
                    for problem in page.complaints
                    # the network that was away, and the wrong PIN (403)
                    if "ERR_INTERNET_DISCONNECTED" not in problem
                    and " 403 " not in problem
                ]
            )
        self.assertEqual(sorted(self._marks()), [2, 8])

    def test_frame_on_another_site(self):
        with web_site("") as (server, site):
            self.touchpoint.embed_origins = site
            server.html = (
                f"{HEAD}<body><h1>A shop</h1>"
                f"{self.touchpoint.embed_code}<p>Below</p></body></html>"
            ).replace(self.touchpoint.get_base_url(), self.base_url())
            # links begin with the address that customers use; here it is the test's
            self.env["ir.config_parameter"].set_param("web.base.url", self.base_url())
            for language, name, width in (("en", "en", 390), ("zh-CN", "zh", 320)):
                with self._page(width=width, height=844, language=language) as page:
                    page.goto(site)
                    page.wait_for_selector("iframe")
                    page.wait_for_function(
                        "document.querySelector('iframe').style.height !== '480px'"
                    )
                    frame = page.frames[1]
                    save_picture(page, f"page-embed-{name}")
                    self.assertFalse(accessible.problems(page, frame))
                    self.assertLessEqual(frame.evaluate(TOO_WIDE), 0)
                    self.assertFalse(page.evaluate("document.cookie"))
                    frame.click("label:nth-child(10)")
                    frame.click(".send")
                    frame.wait_for_selector("form", state="detached")
                    save_picture(page, f"page-embed-thanks-{name}")
                    self.assertFalse(page.complaints)
            self.touchpoint.embed_origins = "https://somebody.else.example"
            with self._page(width=390, height=844) as page:
                page.goto(site)
                page.wait_for_selector("iframe")
                page.goto(site)
                refused = [p for p in page.complaints if "frame-ancestors" in p]
                self.assertTrue(refused)
        self.assertEqual(self._marks(), [9, 9])
        self.assertEqual(set(self._sheets().mapped("cem_channel")), {"embed"})
