"""Limits and response times hold, whatever a client sends and however."""

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged

from ..base.common import CemCommon

LONG_AGO = "2001-02-03 04:05:06"


@tagged("post_install", "-at_install")
class TestActGuards(CemCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls.env["cem.followup"].create(
            {"partner_id": cls.customer.id, "user_id": cls.staff.id}
        )
        cls.compensation = cls.env["cem.compensation"].create(
            {"followup_id": cls.case.id, "kind": "gift", "amount": 5000}
        )
        limits = cls.env["cem.compensation.limit"]
        limits.search([]).unlink()
        limits.create({"role": "user", "amount": 50, "company_id": cls.company.id})

    def _rpc(self, user, model, method, *args, **context):
        env = self.env(user=user.id, context={})
        return call_kw(env[model], method, list(args), {"context": context})

    def _default(self, user, model, name, value):
        """A default that a user has saved for oneself."""
        self._rpc(user, "ir.default", "set", model, name, value, True)

    # ------------------------------------------------------------------
    # Compensations
    # ------------------------------------------------------------------

    def test_a_cost_of_nothing_lets_no_staff_approve(self):
        for forged in ({"company_amount": 0}, {"day_decided": "2001-02-03"}):
            with self.assertRaises(AccessError):
                self._rpc(
                    self.staff,
                    "cem.compensation",
                    "write",
                    self.compensation.ids,
                    forged,
                )
        # through the case
        with self.assertRaises(AccessError):
            self._rpc(
                self.staff,
                "cem.followup",
                "write",
                self.case.ids,
                {
                    "compensation_ids": [
                        (1, self.compensation.id, {"company_amount": 0})
                    ]
                },
            )
        self.assertEqual(self.compensation.company_amount, 5000)
        with self.assertRaises(AccessError):
            self._rpc(
                self.staff,
                "cem.compensation",
                "action_approve",
                self.compensation.ids,
                default_company_amount=0,
                cem_server="server",
            )
        self.assertEqual(self.compensation.state, "draft")

    def test_nobody_is_said_to_have_approved(self):
        forged = {
            "state": "approved",
            "approved_by_id": self.manager.id,
            "requested_by_id": self.manager.id,
            "date_decided": LONG_AGO,
            "company_amount": 1.0,
        }
        vals = {"followup_id": self.case.id, "kind": "refund", "amount": 999999}
        for name, value in forged.items():
            if name != "company_amount":
                self._default(self.staff, "cem.compensation", name, value)
        ids = [
            self._rpc(
                self.staff,
                "cem.compensation",
                "create",
                vals,
                **{f"default_{name}": value for name, value in forged.items()},
            ),
            *self._rpc(
                self.staff,
                "cem.compensation",
                "copy",
                self.compensation.ids,
                **{f"default_{name}": value for name, value in forged.items()},
            ),
        ]
        self._rpc(
            self.staff,
            "cem.followup",
            "write",
            self.case.ids,
            {"compensation_ids": [(0, 0, dict(vals, followup_id=False))]},
            **{f"default_{name}": value for name, value in forged.items()},
        )
        made = self.case.compensation_ids - self.compensation
        self.assertEqual(len(made), 3)
        self.assertLessEqual(set(ids), set(made.ids))
        for one in made:
            self.assertEqual(one.state, "draft")
            self.assertFalse(one.approved_by_id or one.requested_by_id)
            self.assertFalse(one.date_decided or one.day_decided)
            self.assertEqual(one.company_amount, one.amount)
            with self.assertRaises(AccessError):
                one.with_user(self.staff).action_approve()

    def test_a_budget_is_not_given_back(self):
        today = fields.Date.today()
        budget = self.env["cem.compensation.budget"].create(
            {
                "company_id": self.company.id,
                "date_from": today,
                "date_to": today,
                "amount": 6000,
            }
        )
        compensation = self.compensation.with_user(self.manager)
        compensation.action_approve()
        for forged in (
            {"day_decided": "2001-02-03"},
            {"date_decided": LONG_AGO},
            {"company_amount": 0},
            {"amount": 0},
            {"company_id": self.company_two.id},
        ):
            with self.assertRaises(UserError):
                self._rpc(
                    self.manager,
                    "cem.compensation",
                    "write",
                    compensation.ids,
                    forged,
                )
        budget.invalidate_recordset()
        self.assertEqual(budget.left, 1000)
        with self.assertRaises(UserError):
            compensation.copy({"amount": 1000.5}).action_approve()

    def test_a_form_cannot_pretend_to_be_approved(self):
        got = self._rpc(
            self.staff,
            "cem.compensation",
            "onchange",
            self.compensation.ids,
            {"state": "approved", "amount": 1.0},
            ["state"],
            {"state": {}, "amount": {}, "may_approve": {}},
        )
        self.assertFalse(got)

    # ------------------------------------------------------------------
    # Follow-ups
    # ------------------------------------------------------------------

    def test_times_of_a_case_are_not_typed(self):
        for name, value in (
            ("contact_work", 0.1),
            ("close_work", 0.1),
            ("worst_value", 9.0),
            ("date_open", fields.Datetime.to_string(fields.Datetime.now())),
            ("date_closed", LONG_AGO),
            ("is_late", False),
            ("value_tier_id", False),
            ("next_deadline", LONG_AGO),
            ("compensation_cost", 0.0),
        ):
            for user in (self.staff, self.manager, self.administrator):
                with self.subTest(name=name, user=user.login):
                    with self.assertRaises(AccessError):
                        self._rpc(
                            user,
                            "cem.followup",
                            "write",
                            self.case.ids,
                            {name: value},
                        )
        for name in ("deadline", "contact_deadline", "date_contacted"):
            with self.subTest(name=name):
                with self.assertRaises(AccessError):
                    self._rpc(
                        self.staff,
                        "cem.followup",
                        "write",
                        self.case.ids,
                        {name: "2099-01-01 00:00:00"},
                    )
                self._rpc(
                    self.manager,
                    "cem.followup",
                    "write",
                    self.case.ids,
                    {name: "2099-01-01 00:00:00"},
                )

    def test_no_case_is_born_closed_or_old(self):
        forged = {
            "date_open": LONG_AGO,
            "date_closed": LONG_AGO,
            "date_contacted": LONG_AGO,
            "deadline": "2099-01-01 00:00:00",
            "contact_deadline": "2099-01-01 00:00:00",
            "close_work": 0.1,
            "recovery_state": "recovered",
        }
        for name in ("date_open", "date_closed", "date_contacted", "deadline"):
            self._default(self.staff, "cem.followup", name, forged[name])
        now = fields.Datetime.now()
        case = self.env["cem.followup"].browse(
            self._rpc(
                self.staff,
                "cem.followup",
                "create",
                {"partner_id": self.customer.id},
                **{f"default_{name}": value for name, value in forged.items()},
            )
        )
        self.assertGreaterEqual(case.date_open, now.replace(microsecond=0))
        self.assertFalse(case.date_closed or case.date_contacted)
        self.assertLess(case.deadline.year, 2099)
        self.assertFalse(case.close_work)
        self.assertNotEqual(case.recovery_state, "recovered")

    def test_a_case_stays_in_its_company(self):
        self.manager.sudo().company_ids |= self.company_two
        score = self._score()
        for record, model in (
            (self.case, "cem.followup"),
            (self.compensation, "cem.compensation"),
            (score, "cem.score"),
        ):
            with self.subTest(model=model):
                with self.assertRaises(UserError):
                    self._rpc(
                        self.manager,
                        model,
                        "write",
                        record.ids,
                        {"company_id": self.company_two.id},
                    )
        self.assertEqual(self.case.company_id, self.company)
