"""Who writes to all customers does not approve it alone, whatever a client sends."""

from odoo.exceptions import AccessError
from odoo.service.model import call_kw
from odoo.tests import tagged

from ..base.common import CemCommon


@tagged("post_install", "-at_install")
class TestTellGuards(CemCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls._new_user("cem_manager_second", "group_cem_manager")
        case = cls.env["cem.followup"].create({"partner_id": cls.customer.id})
        cls.vals = {
            "name": "A second desk",
            "state": "done",
            "tell_subject": "You said the queue was too long",
            "tell_body": "<p>There is a second desk now.</p>",
            "followup_ids": [(6, 0, case.ids)],
        }
        cls.forged = {
            "tell_state": "to_approve",
            "tell_requested_by_id": cls.second.id,
            "tell_approved_by_id": cls.second.id,
        }

    def _rpc(self, method, *args, **context):
        env = self.env(user=self.manager.id, context={})
        return call_kw(env["cem.requirement"], method, list(args), {"context": context})

    def test_nobody_else_is_said_to_have_asked(self):
        for name, value in self.forged.items():
            with self.assertRaises(AccessError):
                self._rpc("create", {**self.vals, name: value})
            self.env(user=self.manager.id)["ir.default"].set(
                "cem.requirement", name, value, user_id=True
            )
        requirement = self.env["cem.requirement"].browse(
            self._rpc(
                "create",
                self.vals,
                **{f"default_{name}": value for name, value in self.forged.items()},
            )
        )
        self.assertEqual(requirement.tell_state, "draft")
        self.assertFalse(
            requirement.tell_requested_by_id or requirement.tell_approved_by_id
        )
        self._rpc("action_tell_request", requirement.ids)
        self.assertEqual(requirement.tell_requested_by_id, self.manager)
        for name, value in self.forged.items():
            with self.assertRaises(AccessError):
                self._rpc("write", requirement.ids, {name: value})
        with self.assertRaises(AccessError):
            self._rpc("action_tell_approve", requirement.ids)

    def test_what_is_approved_has_been_read_in_each_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        requirement = self.env["cem.requirement"].create(self.vals)
        self._rpc("action_tell_request", requirement.ids)
        self._rpc(
            "update_field_translations",
            requirement.ids,
            "tell_subject",
            {"fr_FR": "Achetez !"},
        )
        self.assertEqual(requirement.tell_state, "draft")
