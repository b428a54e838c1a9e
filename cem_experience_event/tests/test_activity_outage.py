"""The server is away for a while: the page of the day opens all the same."""

from urllib.parse import urlsplit

from odoo.tests import HttpCase, tagged

from odoo.addons.cem_experience.tests.base.chromium import open_page, use_session

from .common import ActivityCommon
from .outage import Line

# Whether the worker has what it was told of, within twenty seconds
KEPT = """(async () => {
    for (let turn = 0; turn < 200; turn++) {
        const cache = await caches.open("cem-activity-day");
        const urls = (await cache.keys()).map((request) => request.url);
        const hasAssets = urls.some((url) => url.includes("/assets/"));
        if (hasAssets && urls.includes(location.href)) {
            return true;
        }
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return false;
})()"""


@tagged("post_install", "-at_install")
class TestActivityOutage(HttpCase, ActivityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.activity = cls._plan("phone_launch")
        cls.ann = cls._register(cls.activity, ["Ann Lee"], state="open")

    def test_worker_is_odoos_with_ours(self):
        self.authenticate(self.staff.login, self.staff.login)
        worker = self.url_open("/web/service-worker.js").text
        self.assertIn("cem-activity-day", worker)
        self.assertIn("odoo-sw-cache", worker)
        self.assertLess(worker.index("cem-activity-day"), worker.index("odoo-sw-cache"))
        self.authenticate(None, None)
        self.assertNotIn("cem_", self.url_open("/web/service-worker.js").text)

    def test_page_opens_during_an_outage(self):
        session = self.authenticate(self.staff.login, self.staff.login)
        self.env.flush_all()
        server = urlsplit(self.base_url())
        path = f"/odoo/experience-activities/{self.activity.id}/activity-day"
        with (
            self.allow_requests(all_requests=True),
            Line(server.hostname, server.port) as line,
            open_page(width=1024, height=768) as tablet,
        ):
            url = f"http://127.0.0.1:{line.port}{path}"
            use_session(tablet, url, session)
            tablet.goto(url)
            tablet.wait_for_selector(".o_cem_day_saved")
            self.assertTrue(tablet.evaluate(KEPT))
            line.cut()
            tablet.goto(url)
            tablet.wait_for_selector(".o_cem_day_offline")
            self.assertIn("Ann Lee", tablet.inner_text("body"))
            tablet.click(".o_cem_day_sign_in")
            tablet.wait_for_selector("text=1 to send")
            self.env.invalidate_all()
            self.assertEqual(self.ann.state, "open")
            # reloaded once more, nothing is lost
            tablet.goto(url)
            tablet.wait_for_selector("text=1 / 1")
            line.join()
            tablet.click(".o_cem_day_unsaved")
            tablet.wait_for_selector(".o_cem_day_saved")
            # a secret of Odoo's is not kept with the page
            self.assertTrue(
                tablet.evaluate(
                    "caches.match(location.href).then((page) => page.text())"
                    ".then((html) => html.includes('\"browser_cache_secret\": null'))"
                )
            )
        self.env.invalidate_all()
        self.assertEqual(self.ann.state, "done")
