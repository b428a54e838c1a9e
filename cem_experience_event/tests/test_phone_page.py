"""The participant's own page, with and without scripts."""

import json
import re
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from odoo.addons.cem_experience.tests.listen.common_pages import public_rules

from ..controllers import phone_page
from ..models.cem_activity_opinion import MOST_CHANGES
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
        """It opens the page for some minutes, and who showed it is noted."""
        address = f"/cem_experience_event/registration/{self.ann.id}/code.svg"
        self.assertEqual(self.url_open(address, allow_redirects=False).status_code, 303)
        self.staff.password = "cem_staff"
        self.authenticate("cem_staff", "cem_staff")
        with patch.object(phone_page, "hash_sign", wraps=phone_page.hash_sign) as sign:
            code = self.url_open(address)
        self.assertEqual(code.headers["Content-Type"], "image/svg+xml")
        self.assertIn("<svg", code.text)
        self.assertEqual(self.ann.cem_code_user_id, self.staff)
        self.assertTrue(self.ann.cem_code_date)
        missing = self.url_open("/cem_experience_event/registration/999999999/code.svg")
        self.assertEqual(missing.status_code, 404)
        # the participant's phone
        self.authenticate(None, None)
        _env, scope, message = sign.call_args.args
        env = self.env(su=True)
        good = phone_page.hash_sign(env, scope, message, expiration_hours=1)
        page = self.url_open(f"/cem/activity/open/{good}")
        self.assertEqual(page.status_code, 200)
        self.assertIn("Ann &lt;Li&gt;", page.text)
        late = phone_page.hash_sign(
            env, scope, message, expiration=timedelta(minutes=-1)
        )
        other = phone_page.hash_sign(env, scope, [self.ann.id, "0"], expiration_hours=1)
        for sign in (late, other, "x", good[:-2]):
            self.assertEqual(
                self.url_open(f"/cem/activity/open/{sign}").status_code, 404
            )

    def test_public_routes(self):
        """Each route without a login is named here, and made like the others."""
        rules = public_rules("cem_experience_event")
        page = "/cem/activity/<string:token>"
        self.assertEqual(
            {rule for rule, _endpoint in rules},
            {page, f"{page}/save", "/cem/activity/open/<string:sign>"},
        )
        for rule, endpoint in rules:
            with self.subTest(rule=rule):
                self.assertEqual(endpoint.routing["auth"], "cem_page")
                self.assertFalse(endpoint.routing["save_session"])
        answers = (
            self.url_open(self.url),
            self.url_open("/cem/activity/nobody"),
            self.url_open("/cem/activity/open/nobody"),
            self._save(),
            self._save(url="/cem/activity/nobody"),
            self.url_open(f"{self.url}/save", data="no json"),
        )
        for answer in answers:
            self.assertNotIn("Set-Cookie", answer.headers)
            self.assertEqual(answer.headers["X-Frame-Options"], "DENY")
            self.assertEqual(answer.headers["Referrer-Policy"], "no-referrer")
            self.assertEqual(answer.headers["Cache-Control"], "no-store")

    def test_the_desk_holds_no_key(self):
        """Staff see who takes part, and cannot open anybody's page with it."""
        told = json.dumps(self.activity.with_user(self.staff).get_desk(), default=str)
        self.assertIn(self.ann._cem_fingerprint(), told)
        self.assertNotIn(self.ann.cem_token, told)
        with self.assertRaises(AccessError):
            self.ann.with_user(self.staff).read(["cem_token"])

    def test_bounds(self):
        """One page cannot fill the database: neither at once nor one by one."""
        about = {"kind": "opinion", "step": self.trial.id, "comment": "x" * 4000}
        jobs = [{**about, "key": f"phone-much-{number}"} for number in range(200)]
        self.assertEqual(self._save(*jobs).status_code, 413)
        self.assertFalse(self._opinions())
        for number in range(0, 50, 25):
            self._save(*jobs[number : number + 25])
        kept = (
            self._opinions()
            .with_context(active_test=False)
            .search([("registration_id", "=", self.ann.id)])
        )
        self.assertEqual(len(kept), MOST_CHANGES)
        [answer] = self._save({**jobs[60]}).json()["answers"]
        self.assertIn("as often as is possible", answer["error"])
        # What arrived is answered as before, so that the phone forgets it.
        [answer] = self._save({**jobs[0]}).json()["answers"]
        self.assertIn("result", answer)

    def test_what_nobody_types(self):
        """NUL, halves of characters and much nesting are no server errors."""
        about = {"kind": "opinion", "step": self.trial.id, "mark": 7}
        [answer] = self._save(
            {**about, "key": "phone-nul-1", "comment": "Good\x00 \ud800"}
        ).json()["answers"]
        self.assertIn("result", answer)
        self.assertEqual(self._opinions().comment, "Good")
        page = self.url_open(
            self.url,
            data={
                "form": self._form(),
                "kind": "opinion",
                "step": self.trial.id,
                "mark": 6,
                "comment": "Bad\x00",
            },
        )
        self.assertEqual(page.status_code, 200)
        self.assertEqual(self._opinions().comment, "Bad")
        nested = '{"jobs": ' + "[" * 100_000 + "]" * 100_000 + "}"
        self.assertEqual(
            self.url_open(f"{self.url}/save", data=nested).status_code, 400
        )

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
