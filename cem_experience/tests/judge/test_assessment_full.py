import math
from statistics import NormalDist

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import BaseCase, tagged
from odoo.tools import mute_logger

from ...tools.figures.intervals import Fixed, Sample
from ...tools.judge.key_share import key_shares
from .common_assessment import AssessmentCommon


class TestKeyShare(BaseCase):
    def test_equal_dimensions_share(self):
        one = (Sample(50, 5.0, 2.0), Sample(50, 7.0, 2.0), Sample(50, 8.0, 1.0))
        shares = key_shares([one, one], draws=20000)
        self.assertAlmostEqual(shares[0], 0.5, delta=0.02)
        self.assertAlmostEqual(sum(shares), 1, delta=1e-9)

    def test_probability_by_closed_form(self):
        """Two normal figures with fixed weights: P(ws1 < ws2) is known."""
        n = 10000
        first = (Sample(n, 5.0, 2.0), Fixed(7.0), Fixed(5.0))
        second = (Sample(n, 5.02, 2.0), Fixed(7.0), Fixed(5.0))
        shares = key_shares([first, second], draws=50000)
        z = 0.02 / (2.0 * math.sqrt(2 / n))
        self.assertAlmostEqual(shares[0], NormalDist().cdf(z), delta=0.01)

    def test_sure_and_unknown(self):
        worst = (Fixed(2.0), Fixed(8.0), Fixed(9.0))
        other = (Sample(30, 6.0, 1.0), Sample(30, 6.5, 1.0), Fixed(5.0))
        unknown = (Sample(0, None, None), Fixed(7.0), Fixed(5.0))
        self.assertEqual(key_shares([other, worst, unknown])[1:], [1.0, None])
        glad = (Fixed(9.0), Fixed(8.0), Fixed(9.0))
        self.assertEqual(key_shares([glad]), [0.0], "no expectation is missed")
        self.assertEqual(key_shares([]), [])

    def test_same_answers_same_shares(self):
        figures = [(Sample(9, 5.0, 2.0), Sample(9, 6.0, 2.0), Sample(9, 8.0, 1.0))] * 3
        self.assertEqual(key_shares(figures), key_shares(figures))


@tagged("post_install", "-at_install")
class TestAssessmentFull(AssessmentCommon):
    def _measured(self, code, experience, expectation, importance, **extra):
        for measure, values in (
            ("experience", experience),
            ("expectation", expectation),
            ("importance", importance),
        ):
            self._answers(values, code, measure, **extra)

    def test_weighted_intervals_and_key_share(self):
        a, e, w = [4, 5, 6, 5, 4, 6], [7, 8, 7, 6, 8, 7], [9, 8, 9, 10, 9, 8]
        self._measured("service", a, e, w)
        self._measured("price", [6] * 5 + [7], [7] * 5 + [6], [5] * 5 + [6])
        assessment = self._assessment()
        assessment.action_compute()
        line = self._line(assessment, "service")
        # By the delta method and Welch-Satterthwaite, computed apart with NumPy and
        # SciPy: w (a - e) = 8.8333 (5 - 7.1667), w (a - 10), variances s^2 / 6
        self.assertTrue(line.has_weighted_satisfaction_interval)
        self.assertAlmostEqual(line.weighted_satisfaction_low, -28.624094, places=5)
        self.assertAlmostEqual(line.weighted_satisfaction_high, -9.653684, places=5)
        self.assertAlmostEqual(line.weighted_gap_low, -52.577236, places=5)
        self.assertAlmostEqual(line.weighted_gap_high, -35.756097, places=5)
        self.assertTrue(line.is_key)
        self.assertGreater(line.key_share, 99)
        self.assertFalse(self._line(assessment, "product").has_key_share)
        line.experience = 5
        self.assertFalse(line.has_weighted_gap_interval, "a judgement has none")

    def test_scope(self):
        journey = self.env["cem.journey"].create({"name": "Shop"})
        stages = self.env["cem.journey.stage"].create(
            [{"name": name, "journey_id": journey.id} for name in ("Before", "After")]
        )
        shops = self.env["cem.touchpoint"].create(
            [
                {"name": name, "journey_id": journey.id, "stage_id": stage.id}
                for name, stage in zip(("A", "B"), stages, strict=True)
            ]
        )
        shelf = self.env["cem.touchpoint"].create(
            {
                "name": "Shelf",
                "journey_id": journey.id,
                "parent_id": shops[0].id,
                "stage_id": stages[0].id,
            }
        )
        tier = self.env.ref("cem_experience.cem_value_tier_a")
        segment = self.env["res.partner.category"].create({"name": "VIP"})
        vip = self.env["res.partner"].create(
            {
                "name": "VIP",
                "category_id": [(6, 0, segment.ids)],
                "cem_value_tier_id": tier.id,
                "user_id": self.staff.id,
            }
        )
        team = self.env["crm.team"].create(
            {"name": "Street", "member_ids": [Command.set(self.staff.ids)]}
        )
        self._answers([9] * 6, touchpoint_id=shelf.id, partner_id=vip.id)
        self._answers([3] * 6, touchpoint_id=shops[1].id, partner_id=self.customer.id)
        for scope, mark in (
            ({"stage_ids": stages[0]}, 9),
            ({"stage_ids": stages[1]}, 3),
            ({"touchpoint_ids": shops[0]}, 9),
            ({"segment_ids": segment}, 9),
            ({"value_tier_ids": tier}, 9),
            ({"team_ids": team}, 9),
            ({}, 6),
        ):
            values = {name: [(6, 0, records.ids)] for name, records in scope.items()}
            assessment = self._assessment(**values)
            assessment.action_compute()
            line = self._line(assessment, "convenience")
            self.assertEqual(
                (line.has_experience, line.experience), (True, mark), scope
            )
            following = assessment._open_next_cycle()
            for name, records in scope.items():
                self.assertEqual(following[name], records)
        assessment.action_done()
        with self.assertRaises(UserError):
            assessment.value_tier_ids = tier

    def test_history_of_overruled_figures(self):
        self._answers([4, 5, 6, 5, 5, 5])
        assessment = self._assessment(env=self.env(user=self.manager))
        assessment.action_compute()
        line = self._line(assessment, "convenience")
        self.assertFalse(line.overrule_ids)
        line.write({"experience": 7, "experience_reason": "Two shops were closed"})
        line.write({"experience": 6.5})
        line.write({"experience_overruled": False})
        notes = line.overrule_ids.sorted("id")
        self.assertEqual(
            [(n.value_from, n.value_to, n.is_overruled) for n in notes],
            [(5, 7, True), (7, 6.5, True), (6.5, 5, False)],
        )
        self.assertEqual(notes[0].reason, "Two shops were closed")
        self.assertEqual(notes.user_id, self.manager)
        self.assertEqual(assessment.overrule_count, 3)
        # computing anew is no overruling
        assessment.action_compute()
        self.assertEqual(assessment.overrule_count, 3)
        self.assertEqual(self._meisu().overrule_count, 6 + 4 + 1)
        for user in (self.manager, self.administrator):
            with self.assertRaises(AccessError):
                notes[0].with_user(user).write({"reason": "x"})
        with self.assertRaises(AccessError):
            notes[0].with_user(self.staff).read(["reason"])
        with self.assertRaises(AccessError):
            notes[0].with_user(self.manager_two).read(["reason"])

    def test_what_if(self):
        assessment = self._meisu()
        sheet = self.env["cem.assessment.what.if"]._of(assessment)
        lines = {line.dimension_id: line for line in sheet.line_ids}
        line = lines[self.dimensions["convenience"]]
        self.assertEqual((line.gap_now, line.gap_then), (-45, -45))
        line.write({"improvement": 2, "effort": 100})
        self.assertEqual((line.planned, line.gap_then, line.cost), (7, -27, 200))
        self.assertEqual((sheet.gap_now, sheet.gap_then, sheet.cost), (-45, -27, 200))
        line.improvement = 9
        self.assertEqual((line.planned, line.cost), (10, 500), "10 is the end")
        sheet.budget = 300
        self.assertTrue(sheet.is_over_budget)
        sheet.action_spend()
        self.assertEqual((line.improvement, sheet.cost), (3, 300))
        self.assertEqual(self._line(assessment, "convenience").ideal, 10, "untouched")
        line.ideal = 8
        sheet.action_use_ideals()
        self.assertEqual(self._line(assessment, "convenience").ideal, 8)
        self.assertEqual(self._line(assessment, "convenience").gap, -3)
        for values in ({"ideal": 11}, {"improvement": -1}):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                line.write(values)
                line.flush_recordset()

    def test_spending_is_the_best_there_is(self):
        """Against every way to spend in steps of a tenth of the budget."""
        assessment = self._assessment()
        marks = {"service": (5, 8), "price": (6, 3), "product": (4, 6)}
        for code, (experience, importance) in marks.items():
            self._line(assessment, code).write(
                {"experience": experience, "importance": importance, "ideal": 9}
            )
        sheet = self.env["cem.assessment.what.if"]._of(assessment)
        sheet.budget = 10
        efforts = dict(zip(marks, (4.0, 1.0, 2.5), strict=True))
        lines = {line.dimension_id: line for line in sheet.line_ids}
        for code, effort in efforts.items():
            lines[self.dimensions[code]].effort = effort
        sheet.action_spend()
        best = -1e9
        for first in range(11):
            for second in range(11 - first):
                spent = dict(
                    zip(marks, (first, second, 10 - first - second), strict=True)
                )
                total = 0
                for code, (experience, importance) in marks.items():
                    planned = experience + spent[code] / efforts[code]
                    total += importance * min(planned - 9, 0)
                best = max(best, total)
        self.assertGreaterEqual(sheet.gap_then, best - 1e-9)
        self.assertLessEqual(sheet.cost, 10 + 1e-9)

    def test_compare(self):
        old = self._assessment(name="Before")
        self._measured("service", [4, 5, 6, 5, 4], [7, 8, 7, 6, 8], [9, 8, 9, 10, 9])
        old.action_compute()
        new = self._assessment(
            name="After", date_from="2016-04-01", date_to="2016-06-30"
        )
        self._measured(
            "service", [8, 9, 9, 8, 9], [7, 7, 8, 7, 7], [9] * 5, date="2016-05-01"
        )
        new.action_compute()
        third = self._meisu(date_from="2016-07-01", date_to="2016-09-30")
        action = (new | old | third).with_user(self.manager).action_compare()
        page = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(page.reference_id, old)
        rows = page.line_ids.filtered(
            lambda line: line.dimension_id == self.dimensions["service"]
        )
        self.assertEqual(rows.mapped("assessment_id"), old | new | third)
        self.assertFalse(rows[0].has_satisfaction_change, "it is compared with itself")
        # (8.6 - 7.2) - (4.8 - 7.2); Welch over four samples: variance 0.38, 13.01
        # degrees of freedom, computed apart with SciPy
        self.assertAlmostEqual(rows[1].satisfaction_change, 3.8)
        self.assertAlmostEqual(rows[1].satisfaction_change_low, 2.468353, places=5)
        self.assertTrue(rows[1].satisfaction_is_sure)
        self.assertFalse(rows[2].has_satisfaction_change, "not known")
        with self.assertRaises(UserError):
            new.action_compare()
