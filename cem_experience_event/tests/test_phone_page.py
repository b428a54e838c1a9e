"""The participant's own page, with and without scripts."""

import json
import re
from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .common import ActivityCommon


@tagged("post_install", "-at_install")
class TestPhonePage(HttpCase, ActivityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.activity = cls._plan("phone_launch")
        cls.ann = cls._register(cls.activity, ["Ann <Li>"], email="a@guest.example")
        cls.trial = cls.activity.step_ids.filtered(lambda s: s.kind == "trial")[0]
        cls.ann.cem_zone_id = cls.trial.zone_id
        cls.url = f"/cem/activity/{cls.ann.cem_token}"

    def _opinions(self):
        self.env.invalidate_all()
        return self.env["cem.activity.opinion"].search(
            [("registration_id", "=", self.ann.id)]
        )

    def _form(self):
        return re.search(
            r'name="form" value="([^"]+)"', self.url_open(self.url).text
        ).group(1)

    def _save(self, *jobs, url=None):
        return self.url_open(
            f"{url or self.url}/save",
            data=json.dumps({"jobs": list(jobs)}),
            headers={"Content-Type": "application/json"},
        )

    def test_opening_stores_nothing(self):
        page = self.url_open(self.url)
        self.assertEqual(page.status_code, 200)
        self.assertIn("Ann &lt;Li&gt;", page.text)
        self.assertIn(self.trial.name, page.text)
        # not the other zone's trial
        others = self.activity.step_ids.filtered(
            lambda s: s.zone_id and s.zone_id != self.trial.zone_id
        )
        self.assertNotIn(others.name, page.text)
        self.assertNotIn("Set-Cookie", page.headers)
        self.assertEqual(page.headers["X-Frame-Options"], "DENY")
        self.assertFalse(self._opinions())

    def test_without_scripts(self):
        answer = self.url_open(
            self.url,
            data={
                "form": self._form(),
                "step": self.trial.id,
                "emotion": "1",
                "mark": "7",
                "comment": "Nice",
            },
        )
        self.assertIn("it is saved", answer.text)
        opinion = self._opinions()
        self.assertEqual((opinion.emotion, opinion.mark), ("1", 7))
        self.assertEqual(opinion.device, "phone")
        forged = self.url_open(self.url, data={"form": "x", "step": self.trial.id})
        self.assertEqual(forged.status_code, 200)
        self.assertEqual(len(self._opinions()), 1)

    def test_jobs_of_the_script_count_once(self):
        job = {
            "key": "phone-job-1",
            "kind": "opinion",
            "step": self.trial.id,
            "emotion": 2,
            "mark": 10,
        }
        for _time in range(2):
            [answer] = self._save(job).json()["answers"]
            self.assertIn("result", answer)
        self.assertEqual(len(self._opinions().score_ids), 2)

    def test_about_oneself_only(self):
        ben = self._register(self.activity, ["Ben"], state="open")
        answers = self._save(
            {"key": "phone-job-2", "kind": "sign_in", "id": ben.id},
            {
                "key": "phone-job-3",
                "kind": "opinion",
                "id": ben.id,
                "step": self.trial.id,
                "mark": 1,
            },
        ).json()["answers"]
        self.assertIn("error", answers[0])
        self.assertEqual(self._opinions().mark, 1, "it is the own opinion")
        self.assertEqual(ben.state, "open")

    def test_call_me_needs_consent_and_counts_once(self):
        self.assertNotIn("data-lead", self.url_open(self.url).text)
        [answer] = self._save({"key": "phone-job-4", "kind": "lead"}).json()["answers"]
        self.assertIn("error", answer)
        self.ann.cem_consent = True
        self.assertIn("data-lead", self.url_open(self.url).text)
        for number in range(2):
            self._save({"key": f"phone-job-5{number}", "kind": "lead"})
        leads = self.env["crm.lead"].search([("cem_registration_id", "=", self.ann.id)])
        self.assertEqual(len(leads), 1)

    def test_code_for_the_desk(self):
        code = self.url_open(f"{self.url}/code.svg")
        self.assertEqual(code.headers["Content-Type"], "image/svg+xml")
        self.assertIn("<svg", code.text)
        self.assertEqual(self.url_open("/cem/activity/x/code.svg").status_code, 404)

    def test_wrong_addresses(self):
        for token in ("x", "0" * 36, "00000000-0000-4000-8000-000000000000"):
            page = self.url_open(f"/cem/activity/{token}")
            self.assertIn(page.status_code, (404, 429))
        self.assertEqual(self._save(url="/cem/activity/nobody").status_code, 404)
        bad = self.url_open(f"{self.url}/save", data="no json")
        self.assertEqual(bad.status_code, 400)
        event = self.activity.event_id
        event.write(
            {
                "date_begin": fields.Datetime.now() - timedelta(days=40),
                "date_end": fields.Datetime.now() - timedelta(days=39),
            }
        )
        self.assertEqual(self.url_open(self.url).status_code, 404)
        event.date_end = fields.Datetime.now()
        self.assertEqual(self.url_open(self.url).status_code, 200)
        self.ann.action_cancel()
        self.assertEqual(self.url_open(self.url).status_code, 404)

    def test_in_chinese(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        activity = self._plan("tasting")
        guest = self._register(activity, ["王芳"])
        activity.event_id.lang = "zh_CN"
        page = self.url_open(f"/cem/activity/{guest.cem_token}")
        self.assertIn("餐桌品鉴", page.text)
        self.assertIn('lang="zh-CN"', page.text)
