"""Limits by role, budgets by period and company, repeated claims, documents."""

from datetime import timedelta
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..base.common import CemCommon


@tagged("post_install", "-at_install")
class TestCompensation(CemCommon):
    def _compensation(self, amount=10.0, partner=None, **values):
        case = self.env["cem.followup"].create(
            {
                "partner_id": (partner or self.customer).id,
                "user_id": self.staff.id,
                "company_id": self.company.id,
            }
        )
        return self.env["cem.compensation"].create(
            {"followup_id": case.id, "kind": "gift", "amount": amount, **values}
        )

    def _limit(self, role, amount, company=None):
        return self.env["cem.compensation.limit"].create(
            {
                "role": role,
                "amount": amount,
                "company_id": (company or self.company).id,
            }
        )

    def _budget(self, amount, first=0, last=30, company=None):
        today = fields.Date.today()
        return self.env["cem.compensation.budget"].create(
            {
                "company_id": (company or self.company).id,
                "date_from": today + timedelta(days=first),
                "date_to": today + timedelta(days=last),
                "amount": amount,
            }
        )

    def test_limits_of_roles(self):
        self._limit("user", 20)
        self._limit("manager", 100)
        self._limit("user", 999, self.company_two)
        for who, amount, may in (
            (self.staff, 20, True),
            (self.staff, 20.01, False),
            (self.manager, 100, True),
            (self.manager, 101, False),
            (self.administrator, 10**6, True),
        ):
            customer = self.customer.copy()
            compensation = self._compensation(amount, customer).with_user(who)
            with self.subTest(who=who.login, amount=amount):
                self.assertEqual(compensation.may_approve, may)
                if may:
                    compensation.action_approve()
                    self.assertEqual(compensation.state, "approved")
                else:
                    with self.assertRaises(AccessError):
                        compensation.action_approve()

    def test_two_approvals_at_once(self):
        """The second one is refused by the database, and done again by Odoo.

        That happens only to what the first one has written: a mere lock lets the
        second go on with the figures of before (snapshots, REPEATABLE READ).
        """
        budget, other = self._budget(100), self._budget(100, 40, 50)
        limit, others = self._limit("user", 9), self._limit("user", 9, self.company_two)
        rows = (budget, other, limit, others)
        self.env.flush_all()
        before = {one: self._row_version(one) for one in rows}
        self._compensation(60).with_user(self.manager).action_approve()
        for mine in (budget, limit):
            self.assertNotEqual(self._row_version(mine), before[mine])
        for foreign in (other, others):
            self.assertEqual(self._row_version(foreign), before[foreign])

    def _row_version(self, record):
        table = SQL.identifier(record._table)
        [(version,)] = self.env.execute_query(
            SQL("SELECT ctid::text FROM %s WHERE id = %s", table, record.id)
        )
        return version

    def _same_case(self, compensation, amount):
        return compensation.copy({"amount": amount})

    def test_a_large_one_in_small_pieces(self):
        """What the customer got counts: in the case, and in others within some days."""
        limit = self._limit("user", 50)
        first = self._compensation(30)
        first.with_user(self.staff).action_approve()
        free = self._same_case(first, 0)
        for kind, piece in (
            ("same case", self._same_case(first, 30)),
            ("another case of the customer", self._compensation(30)),
        ):
            with self.subTest(kind):
                theirs = piece.with_user(self.staff)
                self.assertFalse(theirs.may_approve)
                with self.assertRaisesRegex(AccessError, "got .*30.* already"):
                    theirs.action_approve()
        for fine in (
            free,
            self._same_case(first, 20),
            self._compensation(50, self.customer.copy()),
        ):
            theirs = fine.with_user(self.staff)
            self.assertTrue(theirs.may_approve)
            theirs.action_approve()
        # whoever has more to say decides, and what is long ago counts no more
        later = self._compensation(30)
        limit.days = 0
        self.env.invalidate_all()
        self.assertTrue(later.with_user(self.staff).may_approve)
        self.assertFalse(self._same_case(first, 1).with_user(self.staff).may_approve)
        self._same_case(first, 30).with_user(self.manager).action_approve()

    def test_small_pieces_at_once(self):
        self._limit("user", 50)
        one = self._compensation(30)
        pieces = one | self._same_case(one, 30) | self._compensation(30)
        for both in (pieces[:2], pieces[::2]):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                both.with_user(self.staff).action_approve()
        stranger = self._compensation(30, self.customer.copy())
        (one | stranger).with_user(self.staff).action_approve()

    def test_a_piece_of_a_colleague(self):
        self._limit("user", 50)
        self._limit("manager", 100)
        self._compensation(80).with_user(self.manager).action_approve()
        small = self._compensation(10).with_user(self.staff)
        self.assertFalse(small.may_approve)
        more = self._compensation(30)
        more.with_user(self.staff).action_request()
        approver = more.activity_ids.user_id
        self.assertTrue(approver.has_group("cem_experience.group_cem_administrator"))

    def test_what_another_company_gave(self):
        self._limit("user", 50)
        case = self.env["cem.followup"].create(
            {"partner_id": self.customer.id, "company_id": self.company_two.id}
        )
        self.env["cem.compensation"].create(
            {"followup_id": case.id, "kind": "gift", "amount": 50}
        ).action_approve()
        self.assertTrue(self._compensation(50).with_user(self.staff).may_approve)

    def test_limit_is_in_the_currency_of_the_company(self):
        self._limit("user", 20)
        currency = self.env["res.currency"].create(
            {"name": "QQQ", "symbol": "Q", "rate_ids": [(0, 0, {"rate": 10})]}
        )
        compensation = self._compensation(150, currency_id=currency.id)
        self.assertAlmostEqual(compensation.company_amount, 15)
        compensation.with_user(self.staff).action_approve()
        dear = self._compensation(250, currency_id=currency.id)
        with self.assertRaises(AccessError):
            dear.with_user(self.staff).action_approve()

    def test_who_asks_sets_somebody_to_work_who_may_decide(self):
        self._limit("manager", 100)
        self.company.cem_followup_user_id = self.manager
        small, large = self._compensation(50), self._compensation(500)
        (small | large).with_user(self.staff).action_request()
        self.assertEqual(small.activity_ids.user_id, self.manager)
        approver = large.activity_ids.user_id
        self.assertTrue(approver.has_group("cem_experience.group_cem_administrator"))
        small.with_user(self.manager).action_approve()
        large.with_user(approver).action_refuse()
        self.assertFalse((small | large).activity_ids)

    def test_budget_of_a_period(self):
        budget = self._budget(100)
        self._budget(1, -40, -1)
        self._budget(10**6, company=self.company_two)
        self._compensation(60).action_approve()
        self.env.invalidate_all()
        self.assertEqual((budget.used, budget.left, budget.used_share), (60, 40, 60))
        over = self._compensation(41).with_user(self.manager)
        with self.assertRaisesRegex(UserError, "Raise the budget"):
            over.action_approve()
        both = self._compensation(20) | self._compensation(21)
        with self.assertRaises(UserError):
            both.with_user(self.administrator).action_approve()
        refused = self._compensation(40)
        refused.with_user(self.manager).action_approve()
        refused.with_user(self.manager).action_draft()
        self.env.invalidate_all()
        self.assertEqual(budget.left, 40, "what was taken back is free again")

    def test_one_day_has_one_budget(self):
        self._budget(100, 0, 10)
        for first, last in ((10, 20), (0, 10), (-5, 0), (3, 4), (-5, 30)):
            with (
                self.subTest(first=first, last=last),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError) as caught,
                self.env.cr.savepoint(),
            ):
                self._budget(100, first, last)
        model = self.env["cem.compensation.budget"]
        said = model._sql_error_to_message(caught.exception)
        self.assertIn("One day has one budget", said)
        self._budget(100, 11, 20)
        self._budget(100, 0, 10, self.company_two)

    def test_repeated_claims_are_shown(self):
        first = self._compensation(30)
        first.action_approve()
        second = self._compensation(20)
        second.action_request()
        third = self._compensation(10)
        self.assertEqual((third.claim_count, third.claim_amount), (2, 50))
        other = self._compensation(10, self.customer.copy())
        self.assertEqual(other.claim_count, 0)
        action = third.action_claims()
        found = self.env["cem.compensation"].search(action["domain"])
        self.assertEqual(found, first | second | third)
        second.action_refuse()
        self.env.invalidate_all()
        self.assertEqual(third.claim_count, 1)

    def test_document_is_a_soft_link(self):
        def kinds(*names):
            return patch.object(
                self.registry["cem.compensation"],
                "_document_models",
                lambda self: list(names),
            )

        with kinds("res.partner", "not.installed"):
            compensation = self._compensation()
            self.assertTrue(compensation.has_document_models)
            names = [name for name, _label in compensation._selection_document()]
            self.assertEqual(names, ["res.partner"])
            compensation.document_ref = self.customer
            self.assertEqual(compensation.document_ref, self.customer)
        with kinds("not.installed"):
            self.env.invalidate_all()
            self.assertFalse(self._compensation().has_document_models)

    def test_coupon_and_credit_note(self):
        """With Odoo's own apps, which the tests' database has (dev/lib/template.sh)."""
        for name in ("loyalty.card", "account.move"):
            self.assertIn(name, self.env, "an old database: run without KEEP=1")
        program = self.env["loyalty.program"].create(
            {"name": "Sorry", "program_type": "gift_card"}
        )
        card = self.env["loyalty.card"].create(
            {"program_id": program.id, "partner_id": self.customer.id, "points": 20}
        )
        journal = self.env["account.journal"].create(
            {"name": "Refunds", "code": "CEMR", "type": "sale"}
        )
        note = self.env["account.move"].create(
            {
                "move_type": "out_refund",
                "partner_id": self.customer.id,
                "journal_id": journal.id,
            }
        )
        for document in (card, note):
            with self.subTest(document._name):
                compensation = self._compensation()
                offered = [name for name, _label in compensation._selection_document()]
                self.assertIn(document._name, offered)
                compensation.document_ref = document
                self.env.flush_all()
                self.env.invalidate_all()
                self.assertEqual(compensation.document_ref, document)
                # Staff without rights in that app see that there is one, no more.
                [seen] = compensation.with_user(self.staff).web_read(
                    {"document_ref": {"fields": {"display_name": {}}}}
                )
                self.assertEqual(
                    seen["document_ref"]["id"],
                    {"id": document.id, "model": document._name},
                )
                self.assertNotIn(
                    document.display_name, seen["document_ref"]["display_name"]
                )
                # The link is a soft one: the document may go.
                document.unlink()
                self.env.flush_all()
                self.env.invalidate_all()
                [seen] = compensation.web_read(
                    {"document_ref": {"fields": {"display_name": {}}}}
                )
                self.assertFalse(seen["document_ref"])

    def test_rights_on_limits_and_budgets(self):
        limit, budget = self._limit("user", 5), self._budget(5)
        for record in (limit, budget):
            for who, read, write in (
                (self.plain_user, False, False),
                (self.staff, False, False),
                (self.manager, True, False),
                (self.administrator, True, True),
                (self.manager_two, False, False),
            ):
                theirs = record.with_user(who)
                with self.subTest(who=who.login, model=record._name):
                    self.assertEqual(theirs.has_access("read"), read)
                    self.assertEqual(theirs.has_access("write"), write)
                    self.assertEqual(theirs.has_access("unlink"), write)
