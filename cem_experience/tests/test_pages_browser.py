import os
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from odoo.tests import tagged

from .chromium import Chromium
from .common_pages import PagesCommon

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
    thread = threading.Thread(target=server.serve_forever, daemon=True)
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
        """Nothing sticks out at the side, and every target is large enough."""
        self.assertLessEqual(
            browser.look("document.documentElement.scrollWidth - innerWidth"), 0
        )
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
                            browser.look(
                                "document.documentElement.scrollWidth - innerWidth"
                            ),
                            0,
                        )
                        marks = "document.querySelectorAll('a[href*=\"?m=\"]').length"
                        self.assertEqual(browser.look(marks), 11)
                        self._picture(browser, f"mail-{lang[:2]}-{width}")

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
            browser.type_text("4711")
            self._picture(browser, "kiosk-pin")
            browser.click(".send", loads=True)
            self.assertIn("has been left", browser.text())
            self.assertFalse(
                [p for p in browser.problems() if "ERR_INTERNET_DISCONNECTED" not in p]
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
            for language, name in (("en", "en"), ("zh-CN", "zh")):
                with self._browser(width=390, height=844, language=language) as browser:
                    browser.open(site)
                    browser.wait("document.querySelector('iframe')")
                    browser.wait(
                        "document.querySelector('iframe').style.height !== '480px'"
                    )
                    self._picture(browser, f"embed-{name}")
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
