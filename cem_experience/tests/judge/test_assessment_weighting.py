from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from ...tools.figures import intervals
from .common_assessment import AssessmentCommon


@tagged("post_install", "-at_install")
class TestAssessmentWeighting(AssessmentCommon):
    """An assessment of answers that are weighed to known shares of the customers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gold, cls.tin = cls.env["cem.value.tier"].create(
            [{"name": "Gold"}, {"name": "Tin"}]
        )
        cls.population = cls.env["cem.population"].create(
            {
                "name": "Ledger",
                "share_ids": [
                    Command.create({"group_ref": f"{tier._name},{tier.id}", "share": n})
                    for tier, n in ((cls.gold, 20), (cls.tin, 80))
                ],
            }
        )
        cls.assessment = cls._assessment(population_id=cls.population.id)

    def _both_say(self, measure, gold, tin):
        """Gold answers four times as often as it should."""
        self._answers([gold - 1, gold + 1] * 20, measure=measure, **self._of("gold"))
        self._answers([tin - 1, tin + 1] * 5, measure=measure, **self._of("tin"))

    def _of(self, name):
        return {"value_tier_id": getattr(self, name).id}

    def test_by_hand(self):
        for measure, gold, tin in (
            ("experience", 9, 4),
            ("expectation", 8, 8),
            ("importance", 5, 9),
        ):
            self._both_say(measure, gold, tin)
        self.assessment.action_compute()
        line = self._line(self.assessment, "convenience")
        self.assertAlmostEqual(line.experience, 0.2 * 9 + 0.8 * 4)
        self.assertAlmostEqual(line.importance, 0.2 * 5 + 0.8 * 9)
        self.assertAlmostEqual(line.satisfaction, 5 - 8)
        self.assertAlmostEqual(line.weighted_satisfaction, 8.2 * -3)
        self.assertTrue(line.is_key)
        self.assertEqual(line.experience_count, 50)
        # (40/4 + 10*4)^2 / (40/16 + 10*16), in whole ones
        self.assertEqual(line.experience_effective_count, int(2500 / 162.5))
        worth = line._source("experience")
        self.assertEqual(worth.count, line.experience_effective_count)
        interval = intervals.satisfaction_interval(worth, line._source("expectation"))
        self.assertAlmostEqual(line.satisfaction_low, interval.low)
        plain = self._assessment()
        plain.action_compute()
        self.assertAlmostEqual(self._line(plain, "convenience").experience, 8)
        narrow = self._line(plain, "convenience")
        self.assertGreater(
            line.satisfaction_high - line.satisfaction_low,
            narrow.satisfaction_high - narrow.satisfaction_low,
        )
        self.assertFalse(narrow.experience_effective_count)

    def test_said_on_it(self):
        self._both_say("experience", 9, 4)
        self._answers([5] * 6, measure="importance", **self._of("gold"))
        self.assessment.action_compute()
        note = self.assessment.weighting_note
        self.assertIn("Not weighted: Importance", note)
        self.assertIn("“Tin” (Value tier)", note)
        self.assertEqual(self._line(self.assessment, "convenience").importance, 5)
        html = (
            self.env["ir.actions.report"]
            ._render_qweb_html(
                "cem_experience.cem_assessment_report", self.assessment.ids
            )[0]
            .decode()
        )
        self.assertIn("Weighted answers.", html)
        self.assertIn("Ledger", html)
        self.assertIn("worth 15", " ".join(html.split()))
        sheet = self.assessment._sheet_steps()
        self.assertIn("Weighted to", sheet[1])
        self.assertEqual(sheet[2][0][1], "Ledger")

    def test_few_answers_stay_unknown(self):
        self._answers([5] * 2, **self._of("gold"))
        self._answers([5] * 2, **self._of("tin"))
        self.assessment.action_compute()
        self.assertFalse(self._line(self.assessment, "convenience").has_experience)

    def test_frozen_and_carried_on(self):
        following = self.assessment._open_next_cycle()
        self.assertEqual(following.population_id, self.population)
        self.assessment.action_done()
        with self.assertRaises(UserError):
            self.assessment.population_id = False

    def test_shares_of_another_company(self):
        self.population.company_id = self.company_two
        with self.assertRaises(UserError):
            self._assessment(population_id=self.population.id)

    def test_manager_of_one_company(self):
        self._both_say("experience", 9, 4)
        self.assessment.with_user(self.manager).action_compute()
        line = self._line(self.assessment, "convenience")
        self.assertAlmostEqual(line.experience, 5)
