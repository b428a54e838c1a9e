import re
import threading

import requests

from odoo.tests import tagged

from ..base.chromium import open_page
from .common_pages import PagesCommon
from .form_scanner import WAYS_TO_SUBMIT, submit_every_form
from .mail_catcher import catch_mail

MAILS = 8  # a hundred of them: make proof P=scanner


@tagged("post_install", "-at_install")
class TestLinkScanner(PagesCommon):
    """What reads customers' mail before they do, and what they do themselves."""

    def _mails(self, count):
        """Invitations really sent, and every link found in their messages."""
        partners = self.env["res.partner"].create(
            [
                {"name": f"Customer {n}", "email": f"scan{n}@customer.example"}
                for n in range(count)
            ]
        )
        leads = self.env["crm.lead"].create(
            [{"name": partner.name, "partner_id": partner.id} for partner in partners]
        )
        invitations = self.touchpoint._invite(leads)
        with catch_mail(self.env) as catcher:
            self._send()
        self.assertEqual(len(catcher.messages), count)
        links = {
            re.sub(r"^https?://[^/]+", "", link)
            for index in range(count)
            for link in catcher.links(index)
        }
        return invitations, sorted(links)

    def _assert_untouched(self, invitations):
        self.env.invalidate_all()
        self.assertEqual(set(invitations.mapped("state")), {"sent"})
        self.assertEqual(set(invitations.user_input_id.mapped("state")), {"new"})
        self.assertFalse(invitations.user_input_id.user_input_line_ids)
        self.assertFalse(self._sheets())
        self.assertFalse(any(invitations.partner_id.mapped("cem_no_survey")))

    def test_scanners_store_nothing_and_people_one(self):
        invitations, links = self._mails(MAILS)
        answers = [link for link in links if link.startswith("/cem/a/")]
        self.assertEqual(len(answers), MAILS * 11)
        for number, link in enumerate(links[:: len(links) // 30]):
            method = ("GET", "HEAD", "GET")[number % 3]
            headers = {"Purpose": "prefetch", "Sec-Purpose": "prefetch"}
            response = self.url_open(link, method=method, headers=headers)
            self.assertEqual(response.status_code, 200, link)
        self._assert_untouched(invitations)

        ways = list(WAYS_TO_SUBMIT)
        with (
            self.allow_requests(all_requests=True),
            open_page(width=390, height=844) as page,
        ):
            for number in range(len(invitations)):
                url = self.base_url() + answers[number * 11 + number % 11]
                submit_every_form(page, url, ways[number % len(ways)])
        self._assert_untouched(invitations)

        with (
            self.allow_requests(all_requests=True),
            open_page(width=390, height=844, script=False) as page,
        ):
            # A person with the mail on the phone, without scripts: tick, press twice.
            page.goto(self.base_url() + answers[3])
            page.click(".tick")
            with page.expect_navigation():
                page.click(".send", click_count=2)
            self.assertIn("Thank you!", page.inner_text("body"))
            # ... and once more on another device.
            page.goto(self.base_url() + answers[9])
            self.assertIn("answered already", page.inner_text("body"))
        self.env.invalidate_all()
        self.assertEqual(len(self._sheets()), 1)
        answered = invitations.filtered(lambda i: i.state == "answered")
        self.assertEqual(len(answered), 1)
        self.assertEqual(len(answered.user_input_id.cem_score_ids), 1)

    def test_many_at_once_store_one(self):
        """Twenty submissions of one invitation at once; 200: make proof P=parallel."""
        invitation = self._invited()
        url = self.base_url() + invitation._answer_path()
        with self.allow_requests(all_requests=True):
            page = requests.get(url, timeout=20)
            form = self._fields(page)
            answers = []

            def submit(mark):
                data = {**form, "mark": str(mark % 11)}
                answers.append(requests.post(url, data=data, timeout=60))

            threads = [threading.Thread(target=submit, args=[n]) for n in range(20)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        self.env.invalidate_all()
        self.assertEqual({answer.status_code for answer in answers}, {200})
        thanked = [a for a in answers if "Your answer has arrived" in a.text]
        self.assertEqual(len(thanked), 1)
        self.assertEqual(len(self._marks()), 1)
        self.assertEqual(len(self._sheets().cem_score_ids), 1)
