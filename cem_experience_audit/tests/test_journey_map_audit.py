"""What auditors found, on the map of the journey."""

from odoo.tests import HttpCase, tagged

from odoo.addons.cem_experience.tests.base.common import CemCommon
from odoo.addons.cem_experience.tests.show.common_map import answer, make_journey


@tagged("post_install", "-at_install")
class TestJourneyMapAudit(CemCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journey, cls.touchpoints = make_journey(cls.env)
        cls.shop, cls.window, _ride, cls.till, _service = cls.touchpoints

    def _map(self, user=None, **filters):
        journey = self.journey.with_user(user or self.staff)
        payload = journey.get_map(filters)
        return {row["id"]: row for row in payload["touchpoints"]}, payload

    def test_what_auditors_found(self):
        standards = self.env["cem.standard"].create(
            [
                {"name": name, "touchpoint_id": self.till.id}
                for name in ("Greets", "Counts aloud")
            ]
        )
        audit = self.env["cem.audit"].create(
            {
                "name": "Spring walk",
                "journey_id": self.journey.id,
                "user_ids": [(6, 0, self.staff.ids)],
            }
        )
        audit.state = "running"
        line = self.env["cem.audit.line"].create(
            {
                "audit_id": audit.id,
                "user_id": self.staff.id,
                "touchpoint_id": self.till.id,
                "state": "done",
                "date_done": "2026-03-01 10:00:00",
            }
        )
        self.env["cem.audit.check"].create(
            [
                {"line_id": line.id, "standard_id": standard.id, "result": result}
                for standard, result in zip(standards, ("kept", "broken"), strict=True)
            ]
        )
        rows, _payload = self._map(self.manager)
        till = rows[self.till.id]
        self.assertEqual((till["kept"], till["broken"]), (1, 1))
        self.assertEqual(rows[self.shop.id]["broken"], 0)
        rows, _payload = self._map(self.manager, date_from="2026-03-02")
        self.assertEqual(rows[self.till.id]["broken"], 0)
        details = self.till.with_user(self.manager).get_map_details()
        self.assertEqual(
            [(one["kept"], one["broken"]) for one in details["standards"]],
            [(1, 0), (0, 1)],
        )
        # what somebody else has seen is not for every member of the staff
        other = self._new_user("cem_other", "group_cem_user")
        rows, _payload = self._map(other)
        self.assertEqual(rows[self.till.id]["broken"], 0)

    def test_the_companys_view_beside_the_customers(self):
        answer(self.env, self.shop, [9, 9, 8], self.company, source="audit")
        rows, _payload = self._map()
        shop = rows[self.shop.id]
        self.assertEqual((shop["score"], shop["count"]), (6.0, 12))
        self.assertEqual(shop["perception"]["company"]["count"], 3)
        self.assertAlmostEqual(shop["perception"]["gap"], 26 / 3 - 6)
        self.assertIsNone(rows[self.window.id]["perception"])

    def test_filters_tell_both_views_apart(self):
        """The search of scores offers what makes sense only with audits."""
        answer(self.env, self.shop, [9], self.company, source="audit")
        scores = self.env["cem.score"].with_user(self.staff)
        arch = scores.get_view(
            self.env.ref("cem_experience.cem_score_view_search").id, "search"
        )["arch"]
        self.assertIn('name="customers"', arch)
        ours = scores.search([("touchpoint_id", "=", self.shop.id)]).filtered(
            lambda score: score.source == "audit"
        )
        self.assertFalse(ours.is_customer_view)
        self.assertFalse(scores.search([("is_customer_view", "=", True)]) & ours)
        self.assertEqual(
            scores.search(
                [
                    ("is_customer_view", "=", False),
                    ("touchpoint_id", "=", self.shop.id),
                ]
            ),
            ours,
        )


@tagged("post_install", "-at_install")
class TestPerceptionLane(HttpCase, CemCommon):
    def test_lane(self):
        journey, touchpoints = make_journey(self.env)
        answer(self.env, touchpoints[0], [9, 9, 8], self.company, source="audit")
        self.start_tour(
            f"/odoo/{journey.id}/journey-map",
            "cem_perception_lane",
            login=self.staff.login,
            timeout=120,
        )
