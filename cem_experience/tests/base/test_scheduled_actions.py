"""Scheduled actions go on by themselves when the time of a run is over."""

import time
from unittest.mock import patch

from odoo.tests import TransactionCase, tagged

from ...models.base import ir_cron


@tagged("post_install", "-at_install")
class TestScheduledActions(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ours = cls.env.ref("cem_experience.ir_cron_score_import")
        cls.odoos = cls.env.ref("base.autovacuum_job")

    def _woken(self, cron, processed, remaining, seconds_left):
        """Whether workers are woken by a note of progress within a run of ``cron``."""
        progress = self.env["ir.cron.progress"].create({"cron_id": cron.id})
        running = cron.with_context(
            ir_cron_progress_id=progress.id,
            cron_id=cron.id,
            cron_end_time=time.monotonic() + seconds_left,
        )
        with (
            patch.object(ir_cron, "wake_up") as wake_up,
            patch.object(self.env.cr, "commit"),
        ):
            running._commit_progress(processed, remaining=remaining)
        self.assertEqual([progress.done, progress.remaining], [processed, remaining])
        return wake_up.called

    def test_goes_on_at_once_when_its_time_is_over(self):
        self.assertTrue(self._woken(self.ours, 5, 3, seconds_left=-1))

    def test_wakes_nobody_for_nothing(self):
        self.assertFalse(self._woken(self.ours, 5, 3, seconds_left=60), "it goes on")
        self.assertFalse(self._woken(self.ours, 5, 0, seconds_left=-1), "all is done")
        self.assertFalse(self._woken(self.ours, 0, 3, seconds_left=-1), "all are busy")

    def test_leaves_scheduled_actions_of_others_alone(self):
        self.assertFalse(self._woken(self.odoos, 5, 3, seconds_left=-1))
