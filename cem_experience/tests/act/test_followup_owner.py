"""Whose a new follow-up is, who is told of it, and by when it has to be closed."""

from datetime import datetime

from odoo.tests import tagged

from .common_followup import FollowupCommon


@tagged("post_install", "-at_install")
class TestFollowupOwner(FollowupCommon):
    # ------------------------------------------------------------------
    # Owners
    # ------------------------------------------------------------------

    def test_owner_policies(self):
        colleague = self._new_user("cem_colleague", "group_cem_user")
        lead = self.env["crm.lead"].create({"name": "L", "user_id": colleague.id})
        team = self.env["crm.team"].create({"name": "T", "user_id": colleague.id})
        team_lead = self.env["crm.lead"].create(
            {"name": "L", "user_id": False, "team_id": team.id}
        )
        touchpoint = self.env["cem.touchpoint"].create(
            {"name": "Desk", "user_id": colleague.id}
        )
        of_lead = {"res_model": "crm.lead", "res_id": lead.id}
        for policy, score_vals, rule_vals, expected in (
            ("salesperson", of_lead, {}, self.staff),
            ("record", of_lead, {}, colleague),
            ("record", {**of_lead, "res_id": team_lead.id}, {}, colleague),
            ("record", {"res_model": "res.partner", "res_id": 10**9}, {}, self.staff),
            ("record", {"res_model": "gone.model", "res_id": 1}, {}, self.staff),
            ("record", {}, {}, self.staff),
            ("touchpoint", {"touchpoint_id": touchpoint.id}, {}, colleague),
            ("touchpoint", {}, {}, self.staff),
            ("fixed", {}, {"user_id": colleague.id}, colleague),
        ):
            rule = self.rule.copy({"owner_policy": policy, **rule_vals})
            score = self._score(value=0.0, **score_vals)
            with self.subTest(policy, **score_vals):
                self.assertEqual(rule._owner(score)[0], expected)

    def test_never_nobody(self):
        """Archived people and those without access are passed over, down the chain."""
        frozen = self._new_user("cem_frozen", "group_cem_user")
        fallback = self._new_user("cem_fallback", "group_cem_user")
        of_company = self._new_user("cem_of_company", "group_cem_user")
        self.rule.fallback_user_id = fallback
        self.company.cem_followup_user_id = of_company
        self.customer.user_id = self.plain_user  # an employee without access
        score = self._score(value=0.0, user_id=frozen.id)
        self.assertEqual(self.rule._owner(score), (frozen, self.plain_user))
        frozen.active = False
        owner, passed_over = self.rule._owner(score)
        self.assertEqual(owner, fallback)
        self.assertEqual(passed_over, self.plain_user | frozen)
        fallback.write(
            {
                "company_ids": [(6, 0, self.company_two.ids)],
                "company_id": self.company_two.id,
            }
        )
        self.assertEqual(self.rule._owner(score)[0], of_company)
        of_company.active = False
        manager = self.rule._owner(score)[0]
        self.assertTrue(manager.has_group("cem_experience.group_cem_manager"))
        self.assertIn(self.company, manager.company_ids)
        self._run()
        self.assertIn(self.plain_user.name, self._cases().message_ids[-1:].body)

    def test_owner_is_told_once(self):
        case = self._open_case()
        told = case.message_ids.filtered(
            lambda message: self.staff.partner_id in message.notified_partner_ids
        )
        assigned = self.env["mail.message"].search(
            [
                ("model", "=", "cem.followup"),
                ("res_id", "=", case.id),
                ("message_type", "=", "user_notification"),
            ]
        )
        self.assertEqual(len(told | assigned), 1)
        self.assertIn(self.staff.partner_id, case.message_partner_ids)
        self.assertNotIn(self.customer, case.message_partner_ids)

    # ------------------------------------------------------------------
    # Deadlines
    # ------------------------------------------------------------------

    def test_deadline_is_in_working_hours(self):
        calendar = self.env["resource.calendar"].create(
            {
                "name": "9 to 17",
                "tz": "UTC",
                "company_id": self.company.id,
                "attendance_ids": [
                    (5, 0, 0),
                    *(
                        (
                            0,
                            0,
                            {
                                "name": "Day",
                                "dayofweek": str(day),
                                "hour_from": 9,
                                "hour_to": 17,
                                "day_period": "morning",
                            },
                        )
                        for day in range(5)
                    ),
                ],
            }
        )
        self.company.resource_calendar_id = calendar
        for start, hours, end in (
            ("2026-01-05 10:00:00", 2, "2026-01-05 12:00:00"),
            ("2026-01-05 16:00:00", 2, "2026-01-06 10:00:00"),
            ("2026-01-09 22:00:00", 8, "2026-01-12 17:00:00"),  # over a weekend
        ):
            self.assertEqual(
                self.rule._after_hours(
                    self.company, hours, datetime.fromisoformat(start)
                ),
                datetime.fromisoformat(end),
            )
        calendar.attendance_ids.unlink()
        self.assertEqual(
            self.rule._after_hours(self.company, 8, datetime(2026, 1, 9, 22)),
            datetime(2026, 1, 10, 6),
            "a company without working hours still has deadlines",
        )
