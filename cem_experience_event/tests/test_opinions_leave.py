"""Opinions of an activity leave with whoever gave them, and take their scores along."""

from odoo.tests import tagged

from .common import ActivityCommon


@tagged("post_install", "-at_install")
class TestOpinionsLeave(ActivityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.activity = cls._plan()
        cls.step = cls.activity.step_ids.filtered("touchpoint_id")[:1]
        cls.step = cls.step or cls.activity.step_ids[:1]
        cls.guest, cls.silent = cls._register(
            cls.activity, ["Guest", "Silent"], partner_id=cls.customer.id
        )
        cls.guest.cem_consent = True
        opinions = cls.env["cem.activity.opinion"]
        cls.opinion = opinions._record(
            cls.guest, cls.step, {"key": "one", "mark": 2, "emotion": -1}, "staff"
        )
        opinions._record(
            cls.silent, cls.step, {"key": "two", "comment": "Words only"}, "staff"
        )
        cls.scores = cls.opinion.score_ids
        cls.remarks = cls.env["cem.remark"].search(
            [("res_model", "=", opinions._name), ("comment", "=", "Words only")]
        )

    def test_every_way(self):
        def participants():
            (self.guest | self.silent).unlink()

        ways = {
            "opinions": lambda: (
                self.env["cem.activity.opinion"]
                .search([("activity_id", "=", self.activity.id)])
                .unlink()
            ),
            "participants": participants,
            "activity": self.activity.unlink,
        }
        self.assertEqual(len(self.scores), 2)
        self.assertTrue(self.remarks)
        for way, leave in ways.items():
            with self.subTest(way), self.env.cr.savepoint() as savepoint:
                self.assertTrue(all(self.scores.mapped("active")))
                leave()
                self.env.invalidate_all()
                self.assertFalse(any(self.scores.mapped("active")))
                self.assertFalse(self.remarks.exists())
                self.assertEqual(self.customer.cem_score_count, 0)
                self.assertEqual(self.env["cem.score.rollup"]._differences(), 0)
                savepoint.rollback()
                self.env.invalidate_all()
