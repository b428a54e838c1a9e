import json
from datetime import date, timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..listen.common_listen import ListenCommon

CALL = "/json/2/cem.score/cem_answer"


@tagged("post_install", "-at_install")
class TestScoreApi(HttpCase, ListenCommon):
    """Another program sends answers, over real HTTP, with a key of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.robot = new_test_user(
            cls.env,
            "cem_robot",
            "base.group_user,cem_experience.group_cem_api",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    def setUp(self):
        super().setUp()
        self.key = self._key(self.robot)

    def _key(self, user):
        keys = self.env["res.users.apikeys"].with_user(user)
        # What the form for a new key does, after asking for the password.
        expiry = fields.Datetime.now() + timedelta(days=1)
        return keys.sudo()._generate("rpc", "test", expiry)

    def _send_answers(self, answers, key=None, status=200, **body):
        response = self.url_open(
            CALL,
            data=json.dumps({"answers": answers, **body}),
            headers={
                "Authorization": f"bearer {key or self.key}",
                "Content-Type": "application/json",
            },
        )
        self.assertEqual(response.status_code, status, response.text[:500])
        self.env.invalidate_all()
        return response.json()

    def _answer(self, **values):
        return {
            "key": "order-1001",
            "touchpoint_id": self.touchpoint.id,
            "measure": "nps",
            "answer": 9,
            "email": "LI@customer.example",
            **values,
        }

    def test_stored_once(self):
        answers = [
            self._answer(comment="Good", date="2026-11-01"),
            self._answer(
                key="order-1002", measure="csat", answer=1, dimension="service"
            ),
            self._answer(key="order-1003", email=None) | {"partner_id": 0},
        ]
        del answers[2]["email"], answers[2]["partner_id"]
        first = self._send_answers(answers)
        self.assertEqual([row["stored"] for row in first], [True] * 3)
        scores = self.env["cem.score"].browse(row["id"] for row in first)
        self.assertEqual(scores.mapped("value"), [9.0, 0.0, 9.0])
        self.assertEqual(scores[:2].partner_id, self.customer)
        self.assertFalse(scores[2].partner_id)
        self.assertEqual(set(scores.mapped("source")), {"api"})
        self.assertEqual(scores.touchpoint_id, self.touchpoint)
        self.assertEqual(scores[0].date, fields.Date.to_date("2026-11-01"))
        self.assertEqual(scores[1].dimension_id, self.dimensions["service"])
        again = self._send_answers([*answers, self._answer(key="order-1004")])
        self.assertEqual([row["stored"] for row in again], [False] * 3 + [True])
        self.assertEqual([row["id"] for row in again[:3]], scores.ids)

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_one_wrong_answer_stores_none(self):
        cases = [
            ("no number", {"answer": "9"}),
            ("no number", {"answer": True}),
            ("not on the scale", {"answer": 11}),
            ("whole numbers", {"answer": 8.5}),
            ("measure", {"measure": "happiness"}),
            ("no such touchpoint", {"touchpoint_id": 0}),
            ("no such touchpoint", {"touchpoint_id": True}),
            ("neither text nor number", {"touchpoint_id": [1]}),
            ("neither text nor number", {"measure": ["nps"]}),
            ("neither text nor number", {"comment": {"a": "b"}}),
            ("too large", {"touchpoint_id": 10**30}),
            ("too large", {"partner_id": -(10**12)}),
            ("too large", {"answer": float("nan")}),
            ("too large", {"answer": float("inf")}),
            ("no such customer", {"email": "nobody@customer.example"}),
            ("no such dimension", {"dimension": "weather"}),
            ("comment", {"comment": "x" * 5001}),
            ("date", {"date": "yesterday"}),
            ("is before 2000-01-01", {"date": "0001-01-01"}),
            ("is before 2000-01-01", {"date": "1926-11-01"}),
            ("is in the future", {"date": "2099-01-01"}),
            ("is in the future", {"date": "9999-12-31"}),
            ("key", {"key": ""}),
            ("not known", {"company_id": 1}),
            ("not known", {"\0": 1}),
            ("not known", {"\ud800": 1}),
            *(
                ("cannot be stored", {name: f"a{character}b"})
                for character in ("\0", "\ud800", "\udfff")
                for name in ("key", "comment", "measure", "dimension", "email", "date")
            ),
        ]
        for words, wrong in cases:
            body = self._send_answers(
                [self._answer(key="good"), self._answer(**wrong)], status=422
            )
            self.assertIn("Answer 2", body["message"])
            self.assertIn(words, body["message"])
        self._send_answers("text", status=422)
        self._send_answers([self._answer(), self._answer()], status=422)
        self.assertFalse(
            self.env["cem.score"].search([("api_key", "in", ("good", "order-1001"))])
        )

    @mute_logger("odoo.http")
    def test_bodies_that_cannot_be_read(self):
        for body, status in (
            ('{"answers": ' + "[" * 200_000 + "]" * 200_000 + "}", 422),
            ('{"answers": ' + '[{"key": ' * 50_000 + "1" + "}]" * 50_000 + "}", 422),
            ('{"answers": [', 400),
            ("\0", 400),
        ):
            response = self.url_open(
                CALL,
                data=body,
                headers={
                    "Authorization": f"bearer {self.key}",
                    "Content-Type": "application/json",
                },
            )
            self.assertEqual(response.status_code, status, response.text[:500])
            self.assertTrue(response.json()["message"])

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_model")
    def test_the_key_opens_nothing_else(self):
        self._send_answers([self._answer()])
        for path, body in (
            ("cem.score/search_read", {"domain": []}),
            ("cem.score/create", {"vals_list": [{"measure": "nps", "value": 1}]}),
            ("cem.touchpoint/search_read", {"domain": []}),
            ("cem.invitation/search_read", {"domain": []}),
        ):
            response = self.url_open(
                f"/json/2/{path}",
                data=json.dumps(body),
                headers={
                    "Authorization": f"bearer {self.key}",
                    "Content-Type": "application/json",
                },
            )
            self.assertEqual(response.status_code, 403, path)

    @mute_logger("odoo.http")
    def test_who_may_not_send(self):
        self._send_answers([self._answer()], key="0" * 40, status=401)
        for user in (self.plain_user, self.staff):
            self._send_answers([self._answer()], key=self._key(user), status=403)
            with self.assertRaises(AccessError):
                self.env["cem.score"].with_user(user).cem_answer([self._answer()])

    @mute_logger("odoo.http")
    def test_not_into_another_company(self):
        theirs = self._touchpoint(
            "Theirs", journey_id=False, company_id=self.company_two.id
        )
        self._send_answers([self._answer(touchpoint_id=theirs.id)], status=422)
        stranger = self.env["res.partner"].create(
            {"name": "Stranger", "company_id": self.company_two.id}
        )
        answer = self._answer(partner_id=stranger.id)
        self._send_answers([answer], status=422)

    @mute_logger("odoo.http")
    def test_not_by_naming_another_company(self):
        """A call carries a context, and with it companies that are not the sender's."""
        shared = self._touchpoint("Everybody's", journey_id=False, company_id=False)
        answer = self._answer(touchpoint_id=shared.id)
        for companies in (
            self.company_two.ids,
            [self.company.id, self.company_two.id],
        ):
            self._send_answers(
                [answer], status=403, context={"allowed_company_ids": companies}
            )
        [row] = self._send_answers([answer])
        self.assertTrue(row["stored"])
        score = self.env["cem.score"].browse(row["id"])
        self.assertEqual(score.company_id, self.company)

    @mute_logger("odoo.http")
    def test_two_customers_of_one_address_are_not_guessed_between(self):
        self.env["res.partner"].create(
            {"name": "Li's Wife", "email": "li@customer.example"}
        )
        error = self._send_answers([self._answer()], status=422)
        self.assertIn("several customers", error["message"])

    def test_a_moment_counts_on_the_companys_day(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        for number, (given, day) in enumerate(
            [
                ({"date": "2026-10-31T17:30:00Z"}, date(2026, 11, 1)),
                ({"date": "2026-10-31"}, date(2026, 10, 31)),
                ({}, self.company._cem_today()),
            ]
        ):
            with self.subTest(given):
                [sent] = self._send_answers([self._answer(key=f"d{number}", **given)])
                self.assertEqual(self.env["cem.score"].browse(sent["id"]).date, day)
