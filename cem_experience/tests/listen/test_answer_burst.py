"""Answer stuffing: many answers from one address are bounded, marked, told, left out."""

from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL, config

from ...controllers.listen.kiosk import KioskPage
from ...controllers.listen.walk_up_page import WalkUpPage
from .common_pages import PagesCommon

UNUSUAL, MOST = 4, 9


@tagged("post_install", "-at_install")
class TestAnswerBurst(PagesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        params = cls.env["ir.config_parameter"]
        params.set_param("cem_experience.link_unusual", str(UNUSUAL))
        params.set_param("cem_experience.link_most", str(MOST))
        cls.touchpoint.link_audience = "anyone"
        cls.url = f"/cem/q/{cls.touchpoint.link_token}"
        cls.finder = cls.env.ref("cem_experience.ir_cron_answer_bursts")

    def _stuff(self, count, mark="0", url=None, **headers):
        statuses = []
        for _time in range(count):
            page = self.url_open(url or self.url)
            data = {**self._fields(page), "mark": mark, "words": "Stuffed"}
            answer = self.url_open(url or self.url, data=data, headers=headers)
            statuses.append(answer.status_code)
        self.env.invalidate_all()
        return statuses

    def _find(self):
        self.env.flush_all()
        self.finder.method_direct_trigger()
        self.env.invalidate_all()
        return self.env["cem.answer.burst"].search(
            [("touchpoint_id", "=", self.touchpoint.id)]
        )

    def test_usual_pace(self):
        self.assertEqual(set(self._stuff(UNUSUAL)), {200})
        self.assertFalse(self._find())
        self.assertEqual(len(self._marks()), UNUSUAL)

    def test_marked_told_left_out_and_back(self):
        self.touchpoint.user_id = self.manager
        before = self._stuff(1, "9", **{"X-Forwarded-For": "192.0.2.1"})
        self.assertEqual(before, [200])
        self._stuff(UNUSUAL + 2)
        burst = self._find()
        self.assertEqual(len(burst), 1)
        self.assertEqual(burst.answer_count, UNUSUAL + 2)
        self.assertEqual(len(burst.user_input_ids), UNUSUAL + 2)
        self.assertEqual(burst.activity_ids.user_id, self.manager)
        self.assertTrue(self.env["cem.answer.pace"].search([]))
        scores = self.env["cem.score"].search(
            [("touchpoint_id", "=", self.touchpoint.id)]
        )
        self.assertEqual(len(scores), UNUSUAL + 3, "they count until somebody decides")
        marked = scores.filtered("is_unusual_pace")
        self.assertEqual(marked.user_input_id, burst.user_input_ids)
        about = [("touchpoint_id", "=", self.touchpoint.id)]
        for user in (self.staff, self.manager):
            found = self.env["cem.score"].with_user(user)
            found = found.search([*about, ("is_unusual_pace", "=", True)])
            self.assertEqual(found, marked)
            usual = self.env["cem.score"].with_user(user)
            usual = usual.search([*about, ("is_unusual_pace", "=", False)])
            self.assertEqual(usual, scores - marked)

        burst.with_user(self.manager).action_leave_out()
        self.assertEqual(self._counting(), [9.0])
        self.assertFalse(burst.activity_ids)
        self.assertEqual(len(burst.user_input_ids), UNUSUAL + 2, "sheets stay")
        # Nothing that is done to a sheet or its survey brings it back by the way.
        burst.user_input_ids._cem_sync_scores()
        self.one_question.question_ids._cem_rescore()
        self.assertEqual(self._counting(), [9.0])
        # What comes after belongs to it, and is left out, too.
        self._stuff(1)
        self.assertEqual(self._find(), burst)
        self.assertEqual(self._counting(), [9.0])

        burst.with_user(self.manager).action_count_again()
        self.assertEqual(self._counting(), sorted([9.0, *[0.0] * (UNUSUAL + 3)]))
        burst.with_user(self.manager).action_leave_out()
        burst.with_user(self.manager).action_leave_out()
        self.assertEqual(self._counting(), [9.0], "twice is once")

    def _counting(self):
        """Marks that count, and the figure that is made of them, which must agree."""
        scores = self.env["cem.score"].search(
            [("touchpoint_id", "=", self.touchpoint.id)]
        )
        values = sorted(scores.mapped("value"))
        self.env["cem.score.rollup"]._fold()
        self.env.flush_all()
        [[count, total]] = self.env.execute_query(
            SQL(
                "SELECT SUM(answers), SUM(total) FROM cem_score_rollup "
                "WHERE touchpoint_id = %s AND measure = 'nps'",
                self.touchpoint.id,
            )
        )
        self.assertEqual((count, total), (len(values), sum(values)))
        return values

    def test_bounded(self):
        """Above the limit nothing is stored, and what was written stays on the page."""
        statuses = self._stuff(MOST + 2)
        self.assertEqual(statuses, [200] * MOST + [429] * 2)
        self.assertEqual(len(self._marks()), MOST)
        page = self.url_open(self.url)
        answer = self.url_open(
            self.url, data={**self._fields(page), "mark": "3", "words": "I mean it"}
        )
        self.assertIn("send yours again", answer.text)
        self.assertIn("I mean it", answer.text)
        self.assertRegex(answer.text, r'value="3" checked')
        with freeze_time(fields.Datetime.now() + timedelta(minutes=11)):
            self.assertEqual(self._stuff(1), [200])

    def test_another_link_another_address(self):
        """Each link, and each address, has a pace of its own."""
        self._stuff(MOST)
        other = self._touchpoint(
            "Other", survey_id=self.one_question.id, link_audience="anyone"
        )
        self.assertEqual(self._stuff(1, url=f"/cem/q/{other.link_token}"), [200])
        with patch.object(WalkUpPage, "_address", return_value="192.0.2.7"):
            self.assertEqual(self._stuff(1), [200])
        self.assertEqual(self._stuff(1), [429])

    def test_who_asks(self):
        """One household is one address; what nobody can tell bounds nobody."""
        digest = self.env["cem.answer.pace"]._digest
        self.assertNotIn("192.0.2.1", digest(self.touchpoint, "192.0.2.1"))
        self.assertNotEqual(
            digest(self.touchpoint, "192.0.2.1"), digest(self.touchpoint, "192.0.2.2")
        )
        seen = {}
        real = WalkUpPage._address

        def note(page):
            seen["address"] = real(page)
            return seen["address"]

        with patch.object(WalkUpPage, "_address", note):
            self._stuff(1)
            self.assertEqual(seen["address"], "127.0.0.1")
            # Behind a proxy that Odoo was not told of, all would be one.
            self._stuff(1, **{"X-Forwarded-For": "192.0.2.1"})
            self.assertIsNone(seen["address"])
            with patch.dict(config.options, {"proxy_mode": True}):
                self._stuff(
                    1,
                    **{
                        "X-Forwarded-For": "2001:db8:1:2:3::4",
                        "X-Forwarded-Host": "localhost",
                    },
                )
        self.assertIn(seen["address"], ("2001:db8:1:2::/64", "127.0.0.1"))

    def test_address_in_the_clothes_of_another(self):
        """As a server that speaks both sees IPv4: they are not all one network."""
        config_too = patch.dict(config.options, {"proxy_mode": True})
        for number in range(MOST + 1):
            headers = {
                "X-Forwarded-For": f"1.1.1.1, ::ffff:192.0.2.{number}",
                "X-Forwarded-Host": "localhost",
            }
            with config_too:
                self.assertEqual(self._stuff(1, **headers), [200])
        self.assertFalse(self._find())

    def test_who_says_that_a_proxy_was_there(self):
        """What a visitor adds to the request makes no other address of it."""
        seen = set()
        real = WalkUpPage._address

        def note(page):
            seen.add(real(page))
            return real(page)

        proxied = {"X-Forwarded-Host": "localhost"}
        with (
            patch.object(WalkUpPage, "_address", note),
            patch.dict(config.options, {"proxy_mode": True}),
        ):
            for number in range(MOST):
                forged = f"203.0.113.{number}, 192.0.2.9"
                self._stuff(1, **proxied, **{"X-Forwarded-For": forged})
            answer = self._stuff(
                1, **proxied, **{"X-Forwarded-For": "9.9.9.9, 192.0.2.9"}
            )
        self.assertEqual((seen, answer), ({"192.0.2.9"}, [429]))

    def test_nobody_can_tell_who(self):
        """Bounded by nothing, for they may be many; but told, if they are very many."""
        behind = {"X-Forwarded-For": "192.0.2.1"}
        self._stuff(MOST, **behind)
        self.assertFalse(self._find())
        with patch.dict(config.options, {"proxy_mode": True}):
            # a proxy that does not say for which host it asks
            self.assertEqual(self._stuff(1, **behind), [200])
        burst = self._find()
        self.assertEqual(burst.answer_count, MOST + 1)
        self.assertTrue(burst.is_marked)

    def test_kiosk_from_many_addresses(self):
        """A device is in one place: from wherever they come, there are too many."""
        kiosk = self.env["cem.kiosk"].create(
            {
                "name": "Counter",
                "touchpoint_id": self.touchpoint.id,
                "reset_seconds": 120,
            }
        )
        url = f"/cem/kiosk/{kiosk.access_token}"
        addresses = [None, "192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4", None]
        for address in addresses:
            with patch.object(KioskPage, "_address", return_value=address):
                self.assertEqual(self._stuff(1, "1", url=url), [200])
        burst = self._find()
        self.assertEqual((burst.kiosk_id, burst.answer_count), (kiosk, len(addresses)))
        self.assertEqual(len(burst.user_input_ids), len(addresses))

    def test_by_the_link_of_the_survey_itself(self):
        """Odoo's link is as open as ours, and is in the address of every sheet."""
        self.assertEqual(self.one_question.access_mode, "public")
        start = f"/survey/start/{self.one_question.access_token}"
        statuses = []
        for _time in range(MOST + 1):
            self.opener.cookies.clear()
            statuses.append(self.url_open(start, allow_redirects=False).status_code)
        self.assertEqual(statuses, [303] * MOST + [429])
        sheets = self.env["survey.user_input"].search(
            [("survey_id", "=", self.one_question.id)]
        )
        self.assertEqual(len(sheets), MOST)
        self.env.flush_all()
        self.finder.method_direct_trigger()
        self.env.invalidate_all()
        burst = self.env["cem.answer.burst"].search(
            [("survey_id", "=", self.one_question.id)]
        )
        self.assertEqual(burst.answer_count, MOST)
        self.assertEqual(burst.user_input_ids, sheets)
        self.assertIn(self.one_question.title, burst.display_name)
        self.assertTrue(burst.activity_ids)
        # other surveys are as open as Odoo makes them
        self.one_question.survey_type = "survey"
        self.opener.cookies.clear()
        answer = self.url_open(start, allow_redirects=False)
        self.assertEqual(answer.status_code, 303)

    def test_one_sheet_is_one_answer(self):
        """The button to try again is not shown; its address gives no second sheet."""
        self.touchpoint.survey_id = self.survey
        invitation = self._invited()
        sheet = (
            invitation._create_answer_sheet()
            if not invitation.user_input_id
            else (invitation.user_input_id)
        )
        for state in ("in_progress", "done"):
            sheet.state = state
            self.env.flush_all()
            url = f"/survey/retry/{self.survey.access_token}/{sheet.access_token}"
            answer = self.url_open(url, allow_redirects=False)
            self.assertIn(sheet.access_token, answer.headers["Location"])
            self.env.invalidate_all()
            sheets = self.env["survey.user_input"].search(
                [("survey_id", "=", self.survey.id)]
            )
            self.assertEqual(sheets, sheet)

    def test_anonymous(self):
        """No row leads to an anonymous sheet: it is told, and cannot be left out."""
        self.one_question.cem_anonymous = True
        self._stuff(UNUSUAL + 1)
        self.assertFalse(self.env["cem.answer.pace"].search([]).user_input_id)
        burst = self._find()
        self.assertEqual(burst.answer_count, UNUSUAL + 1)
        self.assertFalse(burst.is_marked)
        self.assertTrue(burst.activity_ids)
        with self.assertRaisesRegex(UserError, "anonymous"):
            burst.with_user(self.manager).action_leave_out()

    def test_kiosk(self):
        """All customers of a device have its address: it is as fast as it lets them."""
        kiosk = self.env["cem.kiosk"].create(
            {
                "name": "Counter",
                "touchpoint_id": self.touchpoint.id,
                "reset_seconds": 120,
            }
        )
        pace = self.env["cem.answer.pace"]
        self.assertEqual(pace._limits(kiosk), (5, MOST))
        kiosk.reset_seconds = 2
        self.assertEqual(pace._limits(kiosk), (300, 300))
        kiosk.reset_seconds = 120
        url = f"/cem/kiosk/{kiosk.access_token}"
        self.assertEqual(set(self._stuff(MOST + 1, "1", url=url)), {200})
        self.assertEqual(len(self._marks()), MOST)
        burst = self._find()
        self.assertEqual((burst.kiosk_id, burst.answer_count), (kiosk, MOST))

    def test_switched_off(self):
        params = self.env["ir.config_parameter"]
        params.set_param("cem_experience.link_unusual", "0")
        params.set_param("cem_experience.link_most", "0")
        self.assertEqual(set(self._stuff(MOST + 2)), {200})
        self.assertFalse(self.env["cem.answer.pace"].search([]))

    def test_forgotten(self):
        """Addresses are forgotten after two days; what was marked stays."""
        self._stuff(UNUSUAL + 1)
        burst = self._find()
        with freeze_time(fields.Datetime.now() + timedelta(days=3)):
            self.assertEqual(self._find(), burst)
        self.assertFalse(self.env["cem.answer.pace"].search([]))
        self.assertEqual(len(burst.user_input_ids), UNUSUAL + 1)

    def test_roles(self):
        self._stuff(UNUSUAL + 1)
        burst = self._find()
        burst.company_id = self.company
        for user in (self.staff, self.manager_two):
            with self.assertRaises(AccessError):
                burst.with_user(user).action_leave_out()
            with self.assertRaises(AccessError):
                burst.with_user(user).read(["answer_count"])
        manager = burst.with_user(self.manager)
        manager.read(["answer_count"])
        for values in ({"is_left_out": True}, {"answer_count": 0}):
            with self.assertRaises(AccessError):
                manager.write(values)
        with self.assertRaises(AccessError):
            manager.read(["address"])
        with self.assertRaises(AccessError):
            self.env["cem.answer.pace"].with_user(self.administrator).search([])
