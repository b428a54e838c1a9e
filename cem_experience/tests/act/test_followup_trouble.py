"""What goes wrong while follow-ups are opened, and who finds which scores."""

from collections import Counter
from unittest.mock import patch

from odoo.tests import tagged

from .common_followup import FollowupCommon


@tagged("post_install", "-at_install")
class TestFollowupTrouble(FollowupCommon):
    def test_one_bad_customer_does_not_stop_the_others(self):
        others = self.env["res.partner"].create(
            [{"name": f"Customer {number}"} for number in range(3)]
        )
        poison = self.customer
        for partner in poison | others:
            self._score(value=1.0, partner_id=partner.id)
        Followup = type(self.env["cem.followup"])
        original = Followup._process_customer

        def _process_customer(followups, partner, *args):
            original(followups, partner, *args)
            if partner == poison:
                raise ValueError("A custom module does not like this customer")

        with (
            patch.object(Followup, "_process_customer", _process_customer),
            self.assertLogs("odoo.addons.cem_experience", "WARNING") as logs,
        ):
            self._run()
        self.assertEqual(len(logs.records), 1, "tried once a run")
        self.assertFalse(self._cases(), "all or nothing for one customer")
        self.assertEqual(len(self._cases(others)), 3)
        self._run()
        self.assertEqual(len(self._cases()), 1, "kept for the next run")

    def test_trouble_does_not_last_for_ever(self):
        score = self._score(value=1.0)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cem_score SET date = date - 60 WHERE id = %s", [score.id]
        )
        self.env.invalidate_all()
        with self.assertLogs("odoo.addons.cem_experience", "WARNING"):
            self._run()
        self.assertFalse(score.followup_pending)
        self.assertFalse(self._cases())

    def test_deleted_customer_is_in_nobodys_way(self):
        gone = self.env["res.partner"].create({"name": "Gone"})
        score = self._score(value=1.0, partner_id=gone.id)
        gone.unlink()
        self._score(value=1.0)
        self._run()
        self.assertFalse(score.followup_pending)
        self.assertEqual(len(self._cases()), 1)

    def test_killed_before_the_commit_loses_nothing(self):
        score = self._score(value=1.0)
        self.env.flush_all()
        with self.env.cr.savepoint() as savepoint:
            self.env["cem.followup"]._open_batch(Counter())
            self.assertEqual(len(self._cases()), 1)
            savepoint.rollback()
        self.env.invalidate_all()
        self.assertFalse(self._cases())
        self.assertTrue(score.followup_pending)
        self._run()
        self._run()
        self.assertEqual(len(self._cases()), 1)

    def test_second_worker_joins_the_case_of_the_first(self):
        """A worker that cannot see the new case yet is stopped by the database."""
        case = self._open_case()
        score = self._score(value=1.0)
        Followup = type(self.env["cem.followup"])
        tries = Counter()
        with patch.object(Followup, "_open_cases", lambda cases, *args: cases.browse()):
            self.env["cem.followup"]._open_batch(tries)
        self.assertEqual(tries, {score.id: 1})
        self.assertTrue(score.followup_pending)
        self.assertEqual(self._cases(), case)
        # In its next transaction it sees the case.
        self.env["cem.followup"]._open_batch(tries)
        self.assertEqual(self._cases(), case)
        self.assertIn(score, case.score_ids)

    def test_a_new_score_wakes_the_cron(self):
        domain = [("cron_id", "=", self.cron_open.id)]
        before = self.env["ir.cron.trigger"].search_count(domain)
        self._score(value=1.0)
        self.assertEqual(self.env["ir.cron.trigger"].search_count(domain), before + 1)
