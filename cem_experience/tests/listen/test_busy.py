"""A right link while the database is out of reach: "try again", and nothing is lost."""

import json
from contextlib import contextmanager
from unittest.mock import patch

import psycopg2
from psycopg2.pool import PoolError

from odoo import http
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from ...controllers.listen import busy
from .common_pages import PagesCommon

ERRORS = (
    psycopg2.OperationalError("server closed the connection unexpectedly"),
    psycopg2.InterfaceError("cursor already closed"),
    PoolError("The Connection Pool Is Full"),
    ConcurrencyError("could not serialize access"),
)


@tagged("post_install", "-at_install")
class TestIsBusy(TransactionCase):
    def test_what_is_busy(self):
        for error in ERRORS:
            self.assertTrue(busy.is_busy(error))
        behind = http.RegistryError("Cannot get registry")
        behind.__cause__ = ERRORS[0]
        self.assertTrue(busy.is_busy(behind))
        for error in (UserError("No"), psycopg2.IntegrityError("twice"), KeyError("x")):
            self.assertFalse(busy.is_busy(error))

    def test_patched_once(self):
        served = http.Request._serve_db
        busy.patch()
        self.assertIs(http.Request._serve_db, served)


@tagged("post_install", "-at_install")
class TestBusy(PagesCommon):
    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(busy.time, "sleep"))
        self.touchpoint.link_audience = "anyone"
        self.url = f"/cem/q/{self.touchpoint.link_token}"

    @contextmanager
    def _out_of_reach(self, error, times=99):
        """The database fails in the midst of a page, ``times`` times."""
        answers = self.registry["cem.answer"]
        find, left = answers._find_touchpoint, [times]

        def fail(self, token):
            if left[0]:
                left[0] -= 1
                raise error
            return find(self, token)

        with (
            patch.object(answers, "_find_touchpoint", fail),
            mute_logger(busy.__name__, "odoo.http"),
        ):
            yield

    def test_right_link(self):
        for error in ERRORS:
            with self.subTest(error=error), self._out_of_reach(error):
                page = self.url_open(self.url)
                self.assertEqual(page.status_code, 503)
                self.assertEqual(page.headers["Retry-After"], "10")
                self.assertIn("Your link is right", page.text)
                self.assertIn('http-equiv="refresh"', page.text)
                self.assertNotIn("Set-Cookie", page.headers)
                self.assertIn(
                    "default-src 'none'", page.headers["Content-Security-Policy"]
                )
                self.assertEqual(page.headers["X-Frame-Options"], "DENY")

    def test_no_database_at_all(self):
        """Neither a registry that cannot be had, nor none at all, is "unknown link"."""
        with (
            patch.object(self.registry, "cursor", side_effect=ERRORS[0]),
            mute_logger(busy.__name__, "odoo.http"),
        ):
            page = self.url_open(self.url)
            self.assertEqual(page.status_code, 503)
            self.assertIn("Your link is right", page.text)
        with patch.object(http, "db_list", return_value=[]):
            self.opener.cookies.clear()
            page = self.url_open(self.url)
            self.assertEqual(page.status_code, 503)

    def test_a_moment_later(self):
        """What goes wrong once is tried again, unseen; the answer counts once."""
        page = self.url_open(self.url)
        for error in ERRORS:
            with self._out_of_reach(error, busy.TRIES - 1):
                answer = self._answer_page(self.url, page, mark="4", words="Slow")
            self.assertIn("Thank you!", answer.text)
        self.assertEqual(self._marks(), [4])

    def test_the_form_is_kept(self):
        """What was chosen and written comes back, and can be sent as it is."""
        page = self.url_open(self.url)
        words = 'Slow & "rude" <b>\n</textarea><script>alert(1)</script>'
        with self._out_of_reach(ERRORS[2]):
            kept = self._answer_page(self.url, page, mark="4", words=words)
        self.assertEqual(kept.status_code, 503)
        self.assertIn("kept here", kept.text)
        self.assertNotIn("<script", kept.text)
        self.assertFalse(self._sheets())
        sent = self._fields(kept)
        self.assertEqual(sent["mark"], "4")
        sent["words"] = words
        answer = self.url_open(self.url, data=sent)
        self.assertIn("Thank you!", answer.text)
        self.assertEqual(self._marks(), [4])
        self.assertIn('Slow & "rude"', self._sheets().cem_comment)
        again = self.url_open(self.url, data=sent)
        self.assertIn("Thank you!", again.text)
        self.assertEqual(self._marks(), [4], "the same form counts once")

    def test_embedded_and_in_chinese(self):
        with self._out_of_reach(ERRORS[0]):
            page = self.url_open(
                f"{self.url}?embed=1", headers={"Accept-Language": "zh-TW, en;q=0.5"}
            )
            self.assertIn('lang="zh-CN"', page.text)
            self.assertNotIn("X-Frame-Options", page.headers)
            for language in ("xx", "../../etc", "fr", "", "en-GB"):
                page = self.url_open(self.url, headers={"Accept-Language": language})
                self.assertIn("Your link is right", page.text)

    def test_a_script_keeps_what_it_has(self):
        with self._out_of_reach(ERRORS[0]):
            answer = self.url_open(
                self.url, data="{}", headers={"Content-Type": "application/json"}
            )
        self.assertEqual(answer.status_code, 503)
        self.assertEqual(json.loads(answer.text), {"error": "busy"})

    def test_other_pages_are_odoos(self):
        with (
            patch.object(self.registry, "cursor", side_effect=ERRORS[0]),
            mute_logger("odoo.http"),
        ):
            page = self.url_open("/my/opinions", allow_redirects=False)
        self.assertNotIn("Your link is right", page.text)
