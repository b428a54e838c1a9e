"""Participants' consent and keys are given, not filled in by a default."""

from odoo import fields
from odoo.exceptions import AccessError
from odoo.service.model import call_kw
from odoo.tests import tagged

from .common import ActivityCommon


@tagged("post_install", "-at_install")
class TestRegistrationGuards(ActivityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.activity = cls._plan("tasting")
        # Odoo's own rules for leads refuse new participants to anybody else
        cls.staff.group_ids |= cls.env.ref("event.group_event_registration_desk")

    def _rpc(self, method, *args, **context):
        env = self.env(user=self.staff.id, context={})
        return call_kw(
            env["event.registration"], method, list(args), {"context": context}
        )

    def test_no_default_gives_consent_or_a_key(self):
        forged = {
            "cem_token": "11111111-1111-4111-8111-111111111111",
            "cem_consent": True,
            "cem_consent_date": "2001-02-03 04:05:06",
            "cem_is_walk_in": True,
            "cem_key": "mine",
        }
        for name in ("cem_consent", "cem_consent_date", "cem_is_walk_in"):
            self.env["ir.default"].set(
                "event.registration", name, forged[name], user_id=self.staff.id
            )
        vals = {"event_id": self.activity.event_id.id, "name": "Guest"}
        # what may not be written at all is refused by the context's name already
        context = {
            f"default_{name}": value
            for name, value in forged.items()
            if name != "cem_token"
        }
        guest = self.env["event.registration"].browse(
            self._rpc("create", vals, **context)
        )
        self.assertNotEqual(guest.cem_token, forged["cem_token"])
        self.assertFalse(guest.cem_consent or guest.cem_consent_date)
        self.assertFalse(guest.cem_is_walk_in or guest.cem_key)
        for name, value in forged.items():
            if name == "cem_consent":
                continue
            with self.subTest(name=name), self.assertRaises(AccessError):
                self._rpc("write", guest.ids, {name: value})
            with self.subTest(name=name), self.assertRaises(AccessError):
                self._rpc("create", {**vals, name: value})

    def test_when_consent_was_given(self):
        [guest] = self._register(self.activity, ["Guest"])
        before = fields.Datetime.now().replace(microsecond=0)
        self._rpc("write", guest.ids, {"cem_consent": True})
        self.assertGreaterEqual(guest.cem_consent_date, before)
        first = guest.cem_consent_date
        self._rpc("write", guest.ids, {"cem_consent": True})
        self.assertEqual(guest.cem_consent_date, first)
        self._rpc("write", guest.ids, {"cem_consent": False})
        self.assertFalse(guest.cem_consent_date)

    def test_defaults_fill_in_nothing_with_all_rights(self):
        """What is made on staff's behalf has none of the defaults sent along."""
        [guest] = self._register(
            self.activity, ["Guest"], email="guest@customer.example", cem_consent=True
        )
        guest.with_user(self.staff).with_context(
            default_comment="forged", default_email_cc="spy@example.com"
        )._cem_link_partner()
        self.assertFalse(guest.partner_id.comment)
        draw = self.activity.draw_ids[:1].with_user(self.staff)
        draw.with_context(default_email_cc="spy@example.com").action_commit()
        mails = self.env["mail.mail"].search([("model", "=", draw._name)])
        self.assertTrue(mails)
        self.assertFalse(any(mails.mapped("email_cc")))

    def test_a_plan_stays_in_its_company(self):
        self.manager.sudo().company_ids |= self.company_two
        event = self.activity.event_id.with_user(self.manager)
        event = event.with_context(
            allowed_company_ids=(self.company | self.company_two).ids
        )
        with self.assertRaisesRegex(Exception, "stays in its company"):
            event.company_id = self.company_two
