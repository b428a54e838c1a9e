from datetime import date

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..base.common import CemCommon


@tagged("post_install", "-at_install")
class TestScore(CemCommon):
    def test_raw_value_is_brought_to_ten_on_the_measures_own_scale(self):
        for measure, raw, value in [
            ("nps", 9, 9.0),
            ("csat", 1, 0.0),
            ("csat", 4, 7.5),
            ("ces", 7, 10.0),
            ("emotion", -2, 0.0),
            ("emotion", 0, 5.0),
            ("experience", 6.5, 6.5),
        ]:
            score = self.env["cem.score"].create(
                {"measure": measure, "raw_value": raw, "partner_id": self.customer.id}
            )
            self.assertAlmostEqual(score.value, value, msg=measure)
            self.assertAlmostEqual(score.raw_value, raw, msg=measure)

    def test_off_scale_is_refused_with_the_scale_in_the_message(self):
        for measure, raw in [("nps", 11), ("csat", 0), ("ces", 8), ("emotion", 3)]:
            with self.assertRaisesRegex(ValidationError, "is not on the scale of"):
                self.env["cem.score"].create({"measure": measure, "raw_value": raw})
        with self.assertRaisesRegex(ValidationError, "whole numbers"):
            self.env["cem.score"].create({"measure": "nps", "raw_value": 8.5})
        with self.assertRaisesRegex(ValidationError, "needs an answer"):
            self.env["cem.score"].create({"measure": "nps"})

    @mute_logger("odoo.sql_db")
    def test_value_off_the_common_scale_is_refused_by_the_database(self):
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self._score(value=10.5)

    def test_zero_is_an_answer(self):
        score = self._score(value=0.0)
        self.assertEqual((score.value, score.raw_value), (0.0, 0.0))

    def test_responsible_and_tier_stay_as_they_were(self):
        tier_a = self.env.ref("cem_experience.cem_value_tier_a")
        self.customer.write({"user_id": self.staff.id, "cem_value_tier_id": tier_a.id})
        score = self._score()
        self.customer.write({"user_id": self.manager.id, "cem_value_tier_id": False})
        self.assertEqual(score.user_id, self.staff)
        self.assertEqual(score.value_tier_id, tier_a)

    def test_touchpoint_brings_its_journey(self):
        journey = self.env["cem.journey"].create({"name": "Buying"})
        touchpoint = self.env["cem.touchpoint"].create(
            {"name": "Counter", "journey_id": journey.id}
        )
        self.assertEqual(self._score(touchpoint_id=touchpoint.id).journey_id, journey)

    def test_a_score_is_never_rewritten(self):
        score = self._score()
        with self.assertRaisesRegex(UserError, "never rewritten"):
            score.value = 9
        score.active = False
        self.assertFalse(score.active)

    def test_pending_only_for_recent_bad_or_good_opinions_of_known_customers(self):
        self.assertTrue(self._score(value=2).followup_pending)
        self.assertFalse(self._score(partner_id=False).followup_pending)
        self.assertFalse(self._score("importance").followup_pending)
        self.assertFalse(self._score("expectation").followup_pending)
        self.assertFalse(self._score(date=date(2020, 1, 1)).followup_pending)

    def test_partner_figures(self):
        other = self.customer.copy({"name": "Other"})
        today = fields.Date.today()
        old = fields.Date.subtract(today, years=3)
        self._score("nps", 10, date=old)
        self._score("nps", 3, date=today)
        self._score("experience", 2.0, date=old)
        self._score("experience", 6.0, date=today)
        self._score("csat", 7.5, date=today)
        self._score("importance", 10.0, date=today)
        self._score("nps", 7, partner_id=other.id)
        self.assertEqual(self.customer.cem_nps_group, "detractor")
        self.assertAlmostEqual(self.customer.cem_satisfaction, 6.75)
        self.assertEqual(self.customer.cem_satisfaction_count, 2)
        self.assertEqual(self.customer.cem_score_count, 6)
        self.assertEqual(other.cem_nps_group, "passive")
        self.assertEqual(other.cem_satisfaction_count, 0)

    def test_partner_figures_follow_a_withdrawn_score(self):
        score = self._score("nps", 3)
        score._withdraw()
        self.assertFalse(self.customer.cem_nps_group)
        self.assertEqual(self.customer.cem_score_count, 0)

    def test_nps_under_any_grouping_and_in_the_total(self):
        tiers = self.env["cem.value.tier"].create([{"name": "X"}, {"name": "Y"}])
        answers = {tiers[0]: [10, 9, 8, 3], tiers[1]: [0, 0, 10]}
        ids = []
        for tier, values in answers.items():
            for value in values:
                ids += self._score("nps", value, value_tier_id=tier.id).ids
        # another measure in the same group must not move the NPS
        ids += self._score("experience", 0.0, value_tier_id=tiers[0].id).ids
        domain = [("id", "in", ids)]
        groups = dict(
            self.env["cem.score"]._read_group(
                domain, ["value_tier_id"], ["nps_points:avg"]
            )
        )
        self.assertAlmostEqual(groups[tiers[0]], 25.0)
        self.assertAlmostEqual(groups[tiers[1]], -100 / 3)
        [(total,)] = self.env["cem.score"]._read_group(domain, [], ["nps_points:avg"])
        self.assertAlmostEqual(total, 0.0)

    def test_nps_is_a_measure_of_the_pivot(self):
        field = self.env["cem.score"].fields_get(["nps_points"])["nps_points"]
        self.assertEqual(field["aggregator"], "avg")

    def test_roles(self):
        score = self._score()
        self.assertEqual(score.with_user(self.staff).value, 5.0)
        with self.assertRaises(AccessError):
            score.with_user(self.plain_user).read(["value"])
        with self.assertRaises(AccessError):
            self.env["cem.score"].with_user(self.staff).create(
                {"measure": "nps", "raw_value": 3}
            )
        created = (
            self.env["cem.score"]
            .with_user(self.manager)
            .create({"measure": "nps", "raw_value": 3})
        )
        with self.assertRaises(AccessError):
            created.with_user(self.manager).unlink()
        with self.assertRaises(AccessError):
            score.with_user(self.staff).write({"active": False})

    def test_companies(self):
        mine, theirs = self._score(), self._score(company_id=self.company_two.id)
        found = (
            self.env["cem.score"]
            .with_user(self.manager_two)
            .search([("id", "in", (mine | theirs).ids)])
        )
        self.assertEqual(found, theirs)
        with self.assertRaises(AccessError):
            mine.with_user(self.manager_two).read(["value"])

    def test_open_source(self):
        score = self._score(res_model="res.partner", res_id=self.customer.id)
        action = score.action_open_source()
        self.assertEqual(action["res_id"], self.customer.id)
