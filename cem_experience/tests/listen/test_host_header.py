"""Which host a request names decides on no address that customers or colleagues get."""

import json
from unittest.mock import patch

from odoo.tests import tagged

from ...models.show.cem_dashboard_mail_sending import CemDashboardMail
from .common_pages import PagesCommon

EVIL = {
    "Host": "evil.example",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-For": "192.0.2.1",
    "X-Forwarded-Proto": "https",
}


SURVEY = "/survey/start/"


def pretend(request):
    """Name another host, once the cookies have been chosen for the right one."""
    request.headers.update(EVIL)
    return request


@tagged("post_install", "-at_install")
class TestHostHeader(PagesCommon):
    def test_public_pages(self):
        self.touchpoint.link_audience = "anyone"
        self.touchpoint.embed_origins = "https://shop.example"
        kiosk = self.env["cem.kiosk"].create(
            {"name": "Counter", "touchpoint_id": self.touchpoint.id}
        )
        token = self._invited().access_token
        link = self.touchpoint.link_token
        for path in (
            f"/cem/q/{link}",
            f"/cem/embed/{link}.js",
            f"/cem/kiosk/{kiosk.access_token}",
            f"/cem/a/{token}",
            f"/cem/invitation/{token}/stop",
            f"{SURVEY}{self.one_question.access_token}",
            "/cem/q/nobody",
        ):
            with self.subTest(path), patch.object(self.opener, "auth", pretend):
                page = self.url_open(path, allow_redirects=False)
                expected = {"/cem/q/nobody": 404, SURVEY: 303}
                status = next(
                    (expected[one] for one in expected if path.startswith(one)), 200
                )
                self.assertEqual(page.status_code, status)
                seen = page.text + json.dumps(dict(page.headers))
                self.assertNotIn("evil.example", seen)

    def _call(self, model, method, *args):
        with patch.object(self.opener, "auth", pretend):
            return self.make_jsonrpc_request(
                "/web/dataset/call_kw",
                {"model": model, "method": method, "args": args, "kwargs": {}},
            )

    def test_addresses_and_mails(self):
        kiosk = self.env["cem.kiosk"].create(
            {"name": "Counter", "touchpoint_id": self.touchpoint.id}
        )
        self.touchpoint.link_audience = "anyone"
        self.manager.email = "boss@house.example"
        mail = self.env["cem.dashboard.mail"].create(
            {"name": "Weekly", "user_ids": [(6, 0, self.manager.ids)]}
        )
        base = self.touchpoint.get_base_url()
        self.authenticate("cem_manager", "cem_manager")
        [seen] = self._call("cem.kiosk", "read", kiosk.ids, ["url"])
        self.assertTrue(seen["url"].startswith(base))
        [seen] = self._call(
            "cem.touchpoint", "read", self.touchpoint.ids, ["link_url", "embed_code"]
        )
        self.assertTrue(seen["link_url"].startswith(base))
        self.assertNotIn("evil.example", seen["embed_code"] or "")
        with patch.object(CemDashboardMail, "_page", lambda *args: b"page"):
            self._call("cem.dashboard.mail", "action_send_me", mail.ids)
        sent = self.env["mail.mail"].search([], order="id desc", limit=1)
        self.assertIn("Weekly", sent.subject)
        self.assertIn(f"{base}/odoo/experience-dashboard", sent.body_html)
        self.assertNotIn("evil.example", sent.body_html)
        self.assertEqual(self.touchpoint.get_base_url(), base)
