"""What managers and staff are told: times, recovery and cost, and the cases behind."""

import statistics
from datetime import datetime, timedelta

from odoo.tests import tagged

from ...tools.figures.intervals import wilson
from .common_followup import FollowupCommon

MONDAY = datetime(2026, 3, 2, 8)
WORKED = {"tracking_disable": True, "mail_activity_automation_skip": True}


@tagged("post_install", "-at_install")
class TestFollowupFigures(FollowupCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id = cls.env["resource.calendar"].create(
            {
                "name": "Nine to five",
                "tz": "UTC",
                "company_id": cls.company.id,
                "attendance_ids": [(5, 0, 0)]
                + [
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
                ],
            }
        )
        cls.env["ir.config_parameter"].set_param(
            "cem_experience.followup_hours", "wall"
        )
        cls.closed = cls.env.ref("cem_experience.cem_followup_stage_closed")
        cls.waiting = cls.env.ref("cem_experience.cem_followup_stage_waiting")
        cls.cause = cls.env.ref("cem_experience.cem_cause_service")
        cls.followups = cls.env["cem.followup"].with_context(**WORKED)

    def _case(self, contact=None, close=None, user=None, **values):
        """A case of its own customer, with what happened after so many hours."""
        case = self.followups.create(
            {
                "partner_id": self.customer.copy().id,
                "name": "figures",
                "user_id": (user or self.staff).id,
                "date_open": MONDAY,
                "contact_deadline": MONDAY + timedelta(hours=20),
                "deadline": MONDAY + timedelta(hours=200),
                **values,
            }
        )
        if contact is not None:
            case.date_contacted = MONDAY + timedelta(hours=contact)
        if close is not None:
            case.cause_ids |= self.cause
            case.outcome = "explained"
            case.action_close()
            # Guarded: set by the software.
            case.sudo().date_closed = MONDAY + timedelta(hours=close)
        return case

    def _read(self, *names, domain=(), by=()):
        return self.env["cem.followup"]._read_group(
            [("name", "=", "figures"), *domain], list(by), list(names)
        )

    def test_median_and_90th_percentile_beside_the_mean(self):
        hours = [1, 2, 3, 4, 5, 6, 7, 8, 9, 100]
        for each in hours:
            self._case(contact=each, close=2 * each)
        self._case()
        [row] = self._read(
            "__count",
            "contact_count:sum",
            "contact_hours:avg",
            "contact_median:avg",
            "contact_p90:avg",
            "close_count:sum",
            "close_hours:avg",
            "close_median:avg",
            "close_p90:avg",
        )
        p90 = statistics.quantiles(hours, n=10, method="inclusive")[-1]
        self.assertEqual(row[:2], (11, 10), "one has not been contacted")
        self.assertEqual(row[5], 10)
        for found, expected in zip(
            (*row[2:5], *row[6:]),
            (14.5, 5.5, p90, 29, 11, 2 * p90),
            strict=True,
        ):
            self.assertAlmostEqual(found, expected)

    def test_nothing_there_is_no_figure(self):
        self._case()
        self.assertEqual(
            self._read("contact_median:avg", "recovery_rate:avg", "recovery_low:avg"),
            [(False, False, False)],
        )

    def test_working_hours_leave_out_nights_and_waiting(self):
        case = self._case(contact=30)
        self.assertEqual((case.contact_work, case.contact_wall), (8 + 5, 30))
        # Awaited on Tuesday from 10 to 14, closed on Wednesday at 10
        case.sudo().write({"paused_hours": 4, "paused_wall": 4})
        case.cause_ids |= self.cause
        case.outcome = "explained"
        case.action_close()
        case.sudo().date_closed = MONDAY + timedelta(hours=50)
        self.assertEqual((case.close_work, case.close_wall), (8 + 8 + 1 - 4, 46))
        for kind, expected in (("work", (13, 13)), ("wall", (30, 46))):
            self.env["ir.config_parameter"].set_param(
                "cem_experience.followup_hours", kind
            )
            self.env.invalidate_all()
            [found] = self._read("contact_median:avg", "close_median:avg")
            self.assertEqual(found, expected)
            self.assertEqual((case.contact_hours, case.close_hours), expected)

    def test_a_reopened_case_goes_on_with_its_clock(self):
        case = self._case(contact=1, close=10)
        case.action_reopen()
        self.assertFalse(case.close_wall)
        case.outcome = "satisfied"
        case.action_close()
        case.sudo().date_closed = MONDAY + timedelta(hours=40)
        self.assertEqual(case.close_wall, 40)

    def test_recovery_rate_with_its_interval(self):
        for number in range(7):
            case = self._case(contact=1, close=2)
            if number < 6:
                self._score(
                    value=9.0 if number < 4 else 1.0, partner_id=case.partner_id.id
                )
        [row] = self._read(
            "answered_count:sum",
            "recovery_rate:avg",
            "recovery_low:avg",
            "recovery_high:avg",
        )
        expected = wilson(4, 6)
        self.assertEqual(row[0], 6)
        for found, share in zip(
            row[1:], (expected.value, expected.low, expected.high), strict=True
        ):
            self.assertAlmostEqual(found, 100 * share)

    def test_open_and_late(self):
        self._case(contact=30, close=40)
        self._case(contact=3, close=40)
        overdue = self._case()
        self.assertTrue(overdue.is_overdue)
        self._case(deadline=datetime(2999, 1, 1), contact_deadline=datetime(2999, 1, 1))
        self.assertEqual(self._read("open_count:sum", "late_count:sum"), [(2, 2)])
        self.assertEqual(overdue.late_count, 1)

    def test_by_owner_team_cause_tier_touchpoint(self):
        team = self.env["crm.team"].create({"name": "Callers"})
        rule = self.env["cem.followup.rule"].create({"name": "R", "team_id": team.id})
        touchpoint = self.env["cem.touchpoint"].create({"name": "Desk"})
        tier = self.env.ref("cem_experience.cem_value_tier_a")
        other = self.env.ref("cem_experience.cem_cause_service_waiting")
        partner = self.customer.copy({"cem_value_tier_id": tier.id})
        case = self._case(
            contact=7,
            close=9,
            rule_id=rule.id,
            touchpoint_id=touchpoint.id,
            partner_id=partner.id,
        )
        case.cause_ids |= other
        self.env["cem.compensation"].create(
            {"followup_id": case.id, "kind": "gift", "amount": 20}
        ).action_approve()
        self._case(contact=1, close=3, user=self.manager)
        for by, key in (
            ("user_id", self.staff),
            ("team_id", team),
            ("cause_ids", other),
            ("value_tier_id", tier),
            ("touchpoint_id", touchpoint),
        ):
            with self.subTest(by):
                rows = {
                    row[0]: row[1:]
                    for row in self._read(
                        "contact_median:avg", "compensation_cost:sum", by=[by]
                    )
                }
                self.assertEqual(rows[key], (7, 20))

    def test_the_pivot_asks_for_figures_that_there_are(self):
        """And a click on one leads to its cases: it is a pivot of the cases."""
        action = self.env.ref("cem_experience.cem_followup_action_report")
        self.assertEqual(action.res_model, "cem.followup")
        view = self.env.ref("cem_experience.cem_followup_view_pivot")
        self._case(contact=1, close=2)
        known = self.env["cem.followup"].fields_get(attributes=["aggregator"])
        names = [
            node.get("name")
            for node in self._arch(view).iter("field")
            if node.get("type") == "measure"
        ]
        self.assertIn("contact_p90", names)
        aggregates = [f"{name}:{known[name]['aggregator']}" for name in names]
        [row] = self.env["cem.followup"].formatted_read_group(
            [("name", "=", "figures")], [], aggregates
        )
        self.assertEqual(row["contact_p90:avg"], 1)

    def _arch(self, view):
        return view._get_combined_arch()

    def test_staff_see_their_own(self):
        self._case(contact=5)
        self._case(contact=9, user=self.manager)
        mine = self.env.ref("cem_experience.cem_followup_action_report_my")
        for user, expected in ((self.staff, 5), (self.manager, 9)):
            [(median,)] = (
                self.env["cem.followup"]
                .with_user(user)
                ._read_group(
                    [
                        ("name", "=", "figures"),
                        ("user_id", "=", user.id),
                        ("stage_id.kind", "!=", "cancelled"),
                    ],
                    [],
                    ["contact_median:avg"],
                )
            )
            self.assertEqual(median, expected)
        self.assertIn("('user_id', '=', uid)", mine.domain)
        for name in ("cem_followup_action", "cem_followup_action_my"):
            modes = self.env.ref(f"cem_experience.{name}").view_mode
            self.assertNotIn("pivot", modes, "figures of all are a manager's menu")
