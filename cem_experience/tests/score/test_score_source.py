from unittest.mock import patch

from odoo.tests import tagged

from ..base.common import CemCommon


@tagged("post_install", "-at_install")
class TestScoreSource(CemCommon):
    """Whose view a score is, as far as sources of addons say."""

    def _without_addons(self):
        for name in ("_company_sources", "_unread_sources"):
            self.startPatcher(
                patch.object(self.registry["cem.score"], name, lambda self: [])
            )

    def _search_arch(self):
        # what a view looks like is kept in memory
        self.registry.clear_all_caches()
        self.addCleanup(self.registry.clear_all_caches)
        view = self.env.ref("cem_experience.cem_score_view_search")
        scores = self.env["cem.score"].with_user(self.staff)
        return scores.get_view(view.id, "search")["arch"]

    def test_nobody_is_asked_whose_view_it_is_where_there_is_one(self):
        self.assertIn('name="customers"', self._search_arch())
        self._without_addons()
        self.assertNotIn('name="customers"', self._search_arch())

    def test_all_are_customers_views_without_addons(self):
        self._without_addons()
        score = self._score(comment="Fine.")
        self.assertTrue(score.is_customer_view)
        self.assertTrue(score.has_customer_words)
        self.assertIn("survey", score._customer_sources())
        for name in ("is_customer_view", "has_customer_words"):
            self.assertIn(score, score.search([(name, "=", True)]))
            self.assertNotIn(score, score.search([(name, "=", False)]))

    def test_figures_count_all_where_nothing_is_left_out(self):
        """An empty list is nothing to leave out, in SQL, too."""
        self._without_addons()
        self._score("csat", 10.0)
        self.customer.invalidate_recordset()
        self.assertEqual(self.customer.cem_satisfaction_count, 1)
        self.assertTrue(self.env["cem.dashboard"].get_data())

    def test_the_companys_view_is_told_apart(self):
        ours = self._score(source="audit", comment="Neon tubes.")
        theirs = self._score(comment="Too bright.")
        both = ours | theirs
        self.assertEqual(both.filtered("is_customer_view"), theirs)
        self.assertEqual(both.filtered("has_customer_words"), theirs)
        for name in ("is_customer_view", "has_customer_words"):
            mine = [("id", "in", both.ids)]
            self.assertEqual(both.search([*mine, (name, "=", True)]), theirs)
            self.assertEqual(both.search([*mine, (name, "=", False)]), ours)
        self.assertNotIn("audit", both._customer_sources())
        self.assertNotIn(ours, both._unread())
        self.assertIn(theirs, both._unread())
