"""What an import leads to is said before, and gone after it is undone."""

from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from ...models.intake import cem_score_import_brought as brought
from .common_followup import FollowupCommon
from .test_followup_undo import UndoCommon


@tagged("post_install", "-at_install")
class TestImportUndo(UndoCommon, FollowupCommon):
    def setUp(self):
        super().setUp()
        self.known = self.env["res.partner"].create(
            [{"name": name, "email": f"{name}@undo.example"} for name in ("ann", "bob")]
        )
        self.messages = self.env["mail.message"].search([], order="id desc", limit=1).id

    def _customers(self):
        return (
            self.env["res.partner"]
            .with_context(active_test=False)
            .search([("email", "like", "@undo.example")])
        )

    def _open(self, partners):
        return self._cases(partners).filtered(lambda case: not case.date_closed)

    def test_said_before_and_gone_after(self):
        marks = [("ann", 2), ("bob", 9), ("new", 1), ("newer", 0), ("newer", 3)]
        before = self._customers()
        record = self._previewed(marks, partner_policy="create")
        self.assertEqual(record.followup_count, 3)
        self.assertEqual(self._customers(), before, "a preview creates nobody")
        record.action_import()
        self._run()
        customers = self._customers()
        self.assertEqual(len(customers - before), 2)
        self.assertEqual(len(self._open(customers)), 3)
        self.assertEqual(before.mapped("cem_score_count"), [1, 1])
        record.action_withdraw()
        self.assertEqual(record.state, "withdrawn")
        self.assertEqual(self._customers(), before, "and those it created are gone")
        self.assertFalse(self._open(before))
        self.assertEqual(self._cases(before).mapped("stage_kind"), ["cancelled"])
        self.assertEqual(before.mapped("cem_score_count"), [0, 0])
        self.assertEqual(before.mapped("cem_nps_group"), [False, False])
        self.assertEqual(self.env["cem.score.rollup"]._differences(), 0)
        self._run()
        self.assertFalse(self._open(before))

    def test_the_choice(self):
        record = self._previewed([("ann", 2)])
        self.assertEqual(record.followup_count, 1)
        record.open_followups = False
        record.action_import()
        self._run()
        self.assertFalse(self._cases(self.known))
        self.assertEqual(self.known[0].cem_score_count, 1)

    def test_old_answers_are_history(self):
        record = self._previewed([("ann", 2)], date="2020-01-01")
        self.assertEqual(record.followup_count, 0)

    def test_customers_who_have_become_somebodys_stay(self):
        record = self._previewed(
            [(f"new{n}", 2) for n in range(5)], partner_policy="create"
        )
        record.action_import()
        self._run()
        new = self._customers() - self.known
        new = new.sorted("name")
        new[0].with_user(self.staff).message_post(body=self.env._("Called"))
        self.env["res.partner"].create({"name": "Child", "parent_id": new[1].id})
        self._score("nps", 9, partner_id=new[2].id)
        self._cases(new[3]).with_user(self.manager).cem_desk_note("On it")
        record.action_withdraw()
        self.assertEqual(self._customers() - self.known, new[:4])
        self.assertTrue(self._open(new[3]).reason_gone)

    def test_many_customers_are_taken_along_in_the_background(self):
        record = self._previewed(
            [(f"new{n}", 9) for n in range(5)], partner_policy="create"
        )
        record.action_import()
        with patch.object(brought, "AT_ONCE", 2):
            record.action_withdraw()
        self.assertEqual(len(self._customers() - self.known), 3)
        self._run(self.env.ref("cem_experience.ir_cron_score_import"))
        self.assertEqual(self._customers(), self.known)

    def test_the_dimension_goes_and_comes(self):
        record = self._previewed([("ann", 9)])
        record.action_back()
        column = record.column_ids.filtered(lambda column: column.name == "NPS")
        column.write(
            {"new_dimension_name": "Undo Loyalty", "new_dimension_code": "undoloyalty"}
        )
        record.action_preview()
        record.action_import()
        dimension = column.dimension_id
        self.assertTrue(dimension.active)
        record.action_withdraw()
        self.assertFalse(dimension.active)
        action = record.action_again()
        again = self.env["cem.score.import"].browse(action["res_id"])
        again = again.with_user(self.manager)
        column = again.column_ids.filtered(lambda column: column.name == "NPS")
        column.write(
            {
                "dimension_id": False,
                "new_dimension_name": "Undo Loyalty",
                "new_dimension_code": "undoloyalty",
            }
        )
        again.action_preview()
        again.action_import()
        self.assertEqual(column.dimension_id, dimension)
        self.assertTrue(dimension.active)
        self.assertEqual(self.known[0].cem_score_count, 1, "once, not twice")
        self._score(dimension_id=dimension.id)
        again.action_withdraw()
        self.assertTrue(dimension.active, "somebody else uses it now")

    @given(
        marks=st.lists(
            st.tuples(
                st.sampled_from(["ann", "bob", "new", "other", ""]), st.integers(0, 10)
            ),
            min_size=1,
            max_size=8,
        ),
        earlier=st.booleans(),
        policy=st.sampled_from(["anonymous", "create"]),
        several=st.booleans(),
    )
    @settings(deadline=None, max_examples=12)
    def test_property_the_preview_is_right(self, marks, earlier, policy, several):
        with self.env.cr.savepoint() as savepoint:
            if several:
                self.rule_nps.write({"kind": "several", "several_count": 2})
                journey = self.env["cem.journey"].create({"name": "Undo"})
            if earlier:
                self._score("experience", 1, partner_id=self.known[0].id)
                self._run()
            values = {"journey_id": journey.id} if several else {}
            record = self._previewed(marks, partner_policy=policy, **values)
            before = len(self._open(self._customers()))
            record.action_import()
            self._run()
            after = len(self._open(self._customers()))
            self.assertEqual(record.followup_count, after - before)
            savepoint.rollback()
            self.env.invalidate_all()
