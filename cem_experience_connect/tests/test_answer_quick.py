"""Who answers quickly is announced like everybody else."""

from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.cem_experience.models.listen.cem_answer_quick import CemAnswer
from odoo.addons.cem_experience.tests.listen.test_answer_quick import QuickCommon


@tagged("post_install", "-at_install")
class TestAnswerQuickAnnounced(QuickCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cem.webhook"].create(
            {
                "name": "Hook",
                "url": "https://hook.example",
                "on_answer": True,
                "on_detractor": True,
            }
        )

    def _follows(self):
        return *super()._follows(), self.env["cem.webhook.delivery"].search_count([])

    def test_both_ways_announce_the_same(self):
        for way in ("mail", "link"):
            with self.subTest(way):
                quick = self._one(way, 1, mark="3")
                with patch.object(CemAnswer, "_is_overheard", lambda self: True):
                    slow = self._one(way, 2, mark="3")
                self.assertEqual(quick, slow)
                # Only of somebody who is known can anybody else be told.
                self.assertEqual(quick[1], (1, 2) if way == "mail" else (0, 0))

    def test_our_addons_are_heard_by_hooks(self):
        """None of ours makes answering slow."""
        self.assertFalse(self.env["cem.answer"]._is_overheard())
