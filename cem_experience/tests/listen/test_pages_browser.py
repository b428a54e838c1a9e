import os
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urljoin

from odoo.tests import tagged

from ..base import accessible
from ..base.chromium import Chromium
from .common_pages import PagesCommon

# The width of the window itself: phones make ``innerWidth`` as wide as what is in it.
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
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
    def _browser(self, **options):
        self.env.flush_all()
        with self.allow_requests(all_requests=True), Chromium(**options) as browser:
            yield browser
        self.env.invalidate_all()

    def _picture(self, browser, name):
        """Pictures are kept where CEM_SCREENSHOTS says, to be looked at."""
        folder = os.environ.get("CEM_SCREENSHOTS")
        if folder:
            browser.picture(Path(folder, f"page-{name}.png"))

    def _fits(self, browser):
        """Everybody can read and use it: width, targets, contrast, names, focus."""
        self.assertFalse(accessible.problems(browser))
        self.assertLessEqual(browser.look(TOO_WIDE), 0)
        small = browser.look(
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
        with self._browser(width=320, height=640, script=False) as browser:
            browser.open(f"{url}?m=3")
            self._fits(browser)
            self._picture(browser, "phone-en")
            for _n in range(20):
                if browser.look("document.activeElement.name") == "mark":
                    break
                browser.key("Tab")
            browser.key("ArrowRight")
            self.assertEqual(
                browser.look("document.querySelector('[name=mark]:checked').value"), "4"
            )
            browser.key("Tab")
            browser.type_text("Zu langsam 太慢了")
            browser.key("Tab")
            browser.key(" ")
            browser.key("Tab")
            self.assertEqual(
                browser.look("document.activeElement.className"),
                "send",
                "the box that people do not see is no stop of the keyboard",
            )
            since = len(browser._events)
            browser.key("Enter")
            browser._wait_for("Page.loadEventFired", since)
            self.assertIn("Thank you!", browser.text())
            self._picture(browser, "thanks-en")
            own = self.base_url()
            others = [u for u in browser.requests() if not u.startswith(own)]
            self.assertFalse(others)
            self.assertFalse(browser.problems())
        self.assertEqual(self._marks(), [4])
        self.assertEqual(self._sheets().cem_comment, "Zu langsam 太慢了")

    def test_phone_in_chinese_and_dark(self):
        self.customer.lang = "zh_CN"
        invitation = self._invited()
        url = self.base_url() + invitation._answer_path()
        with self._browser(width=390, height=844, dark=True) as browser:
            browser.open(f"{url}?m=9")
            self.assertEqual(browser.look("document.documentElement.lang"), "zh-CN")
            self._fits(browser)
            self._picture(browser, "phone-zh")
            browser.click(".tick")
            browser.click(".send", loads=True)
            self._picture(browser, "thanks-zh")
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
            with self._browser(width=320, height=640) as browser:
                browser.open(url)
                self._fits(browser)
                browser.look("document.querySelector('[name=form]').value = 'old'")
                browser.click("label:nth-child(3)")
                browser.click("textarea")
                browser.type_text("慢 slow")
                browser.click(".send", loads=True)
                self.assertEqual(
                    browser.look("document.activeElement.id"),
                    "problem",
                    "it is read out",
                )
                self.assertEqual(
                    browser.look("document.querySelector('textarea').value"), "慢 slow"
                )
                self._picture(browser, f"error-{lang[:2]}")
                self._fits(browser)
                browser.click(".tick")
                browser.click(".send", loads=True)
                self._fits(browser)
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
                    with self._browser(width=width, height=700) as browser:
                        browser.open(site)
                        self.assertLessEqual(
                            browser.look(TOO_WIDE),
                            0,
                        )
                        marks = "document.querySelectorAll('a[href*=\"?m=\"]').length"
                        self.assertEqual(browser.look(marks), 11)
                        self._picture(browser, f"mail-{lang[:2]}-{width}")

    def test_form_of_the_staff_for_telephone(self):
        self.env["ir.module.module"]._load_module_terms(["survey"], ["zh_CN"])
        wizards = self.env["cem.phone.survey"].with_user(self.staff)
        for lang in ("en_US", "zh_CN"):
            self.staff.lang = lang
            action = wizards.create(
                {"partner_id": self.customer.id, "survey_id": self.one_question.id}
            ).action_start()
            session = self.authenticate("cem_staff", "cem_staff")
            with self._browser(width=1000, height=800) as browser:
                browser.set_cookie("session_id", session.sid, self.base_url())
                browser.open(urljoin(self.base_url(), action["url"]))
                browser.wait("document.querySelector('[value=start]:not(.disabled)')")
                self._picture(browser, f"telephone-start-{lang[:2]}")
                browser.click("[value=start]")
                mark = ".o_survey_choice_btn:nth-child(8)"
                browser.wait(
                    f"document.querySelector('{mark}') && getComputedStyle("
                    "document.querySelector('.o_survey_form_content')).opacity === '1'"
                )
                browser.click(mark)
                browser.wait("document.querySelector('.o_survey_selected')")
                self.assertLessEqual(browser.look(TOO_WIDE), 0)
                self._picture(browser, f"telephone-{lang[:2]}")
                browser.click("[value=finish]")
                sure = ".modal-footer .btn-primary"
                browser.wait(f"document.querySelector('{sure}')")
                browser.click(sure)
                browser.wait("document.querySelector('.o_survey_finished')")
                self._picture(browser, f"telephone-thanks-{lang[:2]}")
                self.assertFalse(browser.problems())
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
        with self._browser(width=320, height=640) as browser:
            browser.open(f"{url}?lang=zh_CN")
            self._fits(browser)
            self._picture(browser, "kiosk-phone")
        with self._browser(width=1280, height=800) as browser:
            for lang in ("en_US", "zh_CN"):
                browser.open(f"{url}?lang={lang}")
                self._fits(browser)
                self._picture(browser, f"kiosk-{lang[:2]}")
            browser.open(url)
            browser.click("button[value='2']", times=3)
            browser.wait("document.querySelector('[data-kiosk=thanks]')")
            self._picture(browser, "kiosk-thanks")
            browser.wait("document.querySelector('[data-kiosk=question]')")
            browser.click("button[value='8']")
            browser.wait("document.querySelector('[data-kiosk=thanks]')")
            browser.wait("document.querySelector('[data-kiosk=question]')")
            # The network goes away, and comes back
            browser.disconnect()
            browser.click("button[value='1']")
            browser.wait("!document.querySelector('.offline').hidden")
            self._picture(browser, "kiosk-offline")
            browser.disconnect(False)
            browser.wait(
                "document.querySelector('.offline').hidden"
                " && document.querySelector('[data-kiosk=question]')"
            )
            browser.click("footer a", loads=True)
            browser.click("#pin")
            browser.type_text("1234")
            browser.click(".send", loads=True)
            self.assertIn("PIN is wrong", browser.text())
            self._fits(browser)
            self._picture(browser, "kiosk-pin")
            browser.click("#pin")
            browser.type_text("4711")
            browser.click(".send", loads=True)
            self.assertIn("has been left", browser.text())
            self._fits(browser)
            self.assertFalse(
                [
                    problem
                    for problem in browser.problems()
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
                with self._browser(
                    width=width, height=844, language=language
                ) as browser:
                    browser.open(site)
                    browser.wait("document.querySelector('iframe')")
                    browser.wait(
                        "document.querySelector('iframe').style.height !== '480px'"
                    )
                    self._picture(browser, f"embed-{name}")
                    self.assertFalse(accessible.problems(browser, frame=True))
                    self.assertLessEqual(
                        browser.look(TOO_WIDE, frame=True),
                        0,
                    )
                    self.assertFalse(browser.look("document.cookie"))
                    browser.click("label:nth-child(10)", frame=True)
                    browser.click(".send", frame=True)
                    browser.wait("!document.querySelector('form')", frame=True)
                    self._picture(browser, f"embed-thanks-{name}")
                    self.assertFalse(browser.problems())
            self.touchpoint.embed_origins = "https://somebody.else.example"
            with self._browser(width=390, height=844) as browser:
                browser.open(site)
                browser.wait("document.querySelector('iframe')")
                browser.open(site)
                refused = [p for p in browser.problems() if "frame-ancestors" in p]
                self.assertTrue(refused)
        self.assertEqual(self._marks(), [9, 9])
        self.assertEqual(set(self._sheets().mapped("cem_channel")), {"embed"})
