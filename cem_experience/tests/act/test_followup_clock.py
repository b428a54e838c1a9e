"""Deadlines by tier and severity, pauses, and the steps of escalation."""

from datetime import datetime, timedelta

import pytz
from freezegun import freeze_time
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from .common_followup import FollowupCommon

# What is not looked at here
QUIET = {"tracking_disable": True, "mail_activity_automation_skip": True}
MONDAY = datetime(2026, 1, 5, 9, 0)


@tagged("post_install", "-at_install")
class TestFollowupClock(FollowupCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cem.followup.deadline"].search([]).active = False
        cls.env["cem.followup.escalation"].search([]).active = False
        cls.tier = cls.env.ref("cem_experience.cem_value_tier_a")
        cls.company.resource_calendar_id = cls._calendar("UTC", [(9, 17)])
        cls.rule.write({"contact_hours": 4, "deadline_hours": 16})
        cls.shapes = [
            (zone, day, cls._calendar(zone, day))
            for zone, day in (
                ("UTC", [(9, 17)]),
                ("Asia/Hong_Kong", [(8, 12), (13, 17)]),
                ("America/New_York", [(10, 18.5)]),
            )
        ]
        cls.waiting = cls.env.ref("cem_experience.cem_followup_stage_waiting")
        cls.working = cls.env.ref("cem_experience.cem_followup_stage_progress")

    @classmethod
    def _calendar(cls, zone, hours):
        days = [
            {
                "name": "Day",
                "dayofweek": str(day),
                "hour_from": start,
                "hour_to": end,
                "day_period": "morning" if end <= 13 else "afternoon",
            }
            for day in range(5)
            for start, end in hours
        ]
        return cls.env["resource.calendar"].create(
            {
                "name": "Working hours",
                "tz": zone,
                "company_id": cls.company.id,
                "attendance_ids": [(5, 0, 0), *((0, 0, day) for day in days)],
            }
        )

    def _case(self, **values):
        return self.env["cem.followup"].create(
            {"partner_id": self.customer.id, "user_id": self.staff.id, **values}
        )

    def _step(self, **values):
        return self.env["cem.followup.escalation"].create({"name": "Step", **values})

    def _line(self, contact, close, **values):
        return self.env["cem.followup.deadline"].create(
            {"contact_hours": contact, "close_hours": close, **values}
        )

    # ------------------------------------------------------------------
    # Which hours
    # ------------------------------------------------------------------

    def test_hours_by_tier_and_severity(self):
        self._line(1, 2, value_tier_id=self.tier.id, priority="2", sequence=1)
        self._line(2, 4, value_tier_id=self.tier.id, sequence=2)
        self._line(3, 6, priority="2", sequence=3)
        self._line(5, 5, company_id=self.company_two.id, sequence=0)
        nobody = self.tier.browse()
        for tier, priority, hours in (
            (self.tier, "2", (1, 2)),
            (self.tier, "0", (2, 4)),
            (nobody, "2", (3, 6)),
            (nobody, "1", (4, 16)),
        ):
            with self.subTest(tier=tier.name, priority=priority):
                self.assertEqual(self.rule._hours(self.company, tier, priority), hours)

    @freeze_time(MONDAY)
    def test_a_case_gets_both_deadlines(self):
        self._line(1, 2, value_tier_id=self.tier.id)
        case = self._case(rule_id=self.rule.id)
        self.assertEqual(case.contact_deadline, MONDAY + timedelta(hours=4))
        self.assertEqual(case.deadline, datetime(2026, 1, 6, 17, 0))
        self.assertEqual(case.next_deadline, case.contact_deadline)
        case.action_contacted()
        self.assertEqual(case.next_deadline, case.deadline)
        self.customer.cem_value_tier_id = self.tier
        by_hand = self._case()
        self.assertEqual(by_hand.contact_deadline, MONDAY + timedelta(hours=1))
        self.assertEqual(by_hand.deadline, MONDAY + timedelta(hours=2))

    @given(
        minutes=st.integers(0, 60 * 24 * 28),
        hours=st.floats(0.25, 60),
        shape=st.integers(0, 2),
        wait=st.tuples(st.integers(0, 3000), st.integers(1, 8000)),
    )
    @settings(deadline=None, max_examples=25)
    def test_property_no_deadline_falls_into_the_night(
        self, minutes, hours, shape, wait
    ):
        """Nor does one that has moved because the customer was awaited."""
        zone, day, calendar = self.shapes[shape]
        with self.env.cr.savepoint() as savepoint:
            self.company.resource_calendar_id = calendar
            # March, when some of the world changes its clocks.
            start = datetime(2026, 3, 1) + timedelta(minutes=minutes)
            self._line(min(hours, 2), hours)
            with freeze_time(start):
                case = (
                    self.env["cem.followup"]
                    .with_context(**QUIET)
                    .create({"partner_id": self.customer.id, "user_id": self.staff.id})
                )
            pause = start + timedelta(minutes=wait[0])
            with freeze_time(pause):
                case.stage_id = self.waiting
            with freeze_time(pause + timedelta(minutes=wait[1])):
                case.stage_id = self.working
            for name in ("contact_deadline", "deadline"):
                moment = pytz.utc.localize(case[name]).astimezone(pytz.timezone(zone))
                clock = moment.hour + moment.minute / 60 + moment.second / 3600
                self.assertLess(moment.weekday(), 5, moment)
                self.assertTrue(
                    any(low <= clock <= high + 1 / 3600 for low, high in day), moment
                )
            savepoint.rollback()
            self.env.invalidate_all()

    # ------------------------------------------------------------------
    # Pauses
    # ------------------------------------------------------------------

    def test_waiting_for_the_customer_stops_the_clock(self):
        with freeze_time(MONDAY):
            case = self._case(rule_id=self.rule.id)
            case.action_contacted()
        with freeze_time(MONDAY + timedelta(hours=6)):  # 10 hours are left
            case.stage_id = self.waiting
            self.assertFalse(case.next_deadline)
        with freeze_time(MONDAY + timedelta(days=7, hours=1)):
            self.assertFalse(case.is_overdue)
            found = case.search([("id", "=", case.id), ("is_overdue", "=", True)])
            self.assertFalse(found)
            case.stage_id = self.working
            self.assertFalse(case.paused_since)
            # 10 hours from Monday 10:00: 7 that day, 3 on Tuesday
            self.assertEqual(case.deadline, datetime(2026, 1, 13, 12, 0))
            self.assertEqual(case.paused_hours, 2 + 4 * 8 + 1)
        with freeze_time(datetime(2026, 1, 13, 12, 1)):
            case.invalidate_recordset(["is_overdue"])
            self.assertTrue(case.is_overdue)
            case.stage_id = self.waiting
        with freeze_time(datetime(2026, 1, 15, 12, 1)):
            case.stage_id = self.working
            self.assertEqual(case.deadline, datetime(2026, 1, 13, 12, 0), "stays late")

    def test_time_in_each_stage_is_kept(self):
        case = self._case(rule_id=self.rule.id)
        case.action_contacted()
        self.env.flush_all()
        self.assertIn(str(case.stage_id.id), map(str, case.duration_tracking))

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------

    def _told(self, case):
        self.env.flush_all()
        activities = (
            self.env["mail.activity"]
            .with_context(active_test=False)
            .search(
                [
                    ("res_model", "=", "cem.followup"),
                    ("res_id", "=", case.id),
                    (
                        "activity_type_id",
                        "=",
                        self.env.ref(
                            "cem_experience.mail_activity_type_followup_escalation"
                        ).id,
                    ),
                ],
                order="id",
            )
        )
        return [(activity.user_id, activity.note) for activity in activities]

    def _at(self, moment):
        with freeze_time(moment):
            self._run(self.cron_escalate)

    def test_steps_one_after_the_other(self):
        self.company.cem_followup_user_id = self.administrator
        self.rule.escalation_user_id = self.manager
        self._step(name="Soon", deadline="contact", hours=-1, target="owner")
        self._step(name="Not called", deadline="contact", sequence=20)
        self._step(
            name="Not closed", deadline="close", sequence=30, raise_priority=True
        )
        self._step(
            name="Still", deadline="close", hours=8, target="company", sequence=40
        )
        with freeze_time(MONDAY):
            case = self._case(rule_id=self.rule.id)
        self.assertEqual(case.date_escalation, MONDAY + timedelta(hours=3))
        self._at(MONDAY + timedelta(hours=2))
        self.assertFalse(case.escalation_ids)
        for _time in range(2):
            self._at(MONDAY + timedelta(hours=3))
        notices = self.env["mail.message"].search(
            [
                ("model", "=", "cem.followup"),
                ("res_id", "=", case.id),
                ("subject", "like", "Soon"),
            ]
        )
        self.assertEqual(len(notices), 1)
        self.assertEqual(notices.notified_partner_ids, self.staff.partner_id)
        self.assertEqual(case.escalation_level, 0)
        self._at(MONDAY + timedelta(hours=5))
        self.assertEqual([user for user, _note in self._told(case)], [self.manager])
        self.assertIn("Not called", self._told(case)[0][1])
        self.assertEqual(case.date_escalation, case.deadline)
        for _time in range(2):
            self._at(datetime(2026, 1, 7, 8, 0))
        self.assertEqual(len(self._told(case)), 2)
        self.assertEqual(case.priority, "1")
        self._at(datetime(2026, 1, 9, 8, 0))
        self.assertEqual(
            [user for user, _note in self._told(case)],
            [self.manager, self.manager, self.administrator],
        )
        self.assertEqual(case.escalation_level, 3)
        self.assertFalse(case.date_escalation, "nothing is left to be looked at")

    def test_contacted_in_time_is_not_escalated(self):
        self._step(deadline="contact")
        with freeze_time(MONDAY):
            case = self._case(rule_id=self.rule.id)
            case.action_contacted()
        self.assertFalse(case.date_escalation)
        self._at(MONDAY + timedelta(days=1))
        self.assertFalse(self._told(case))

    def test_nobody_is_told_while_the_customer_is_awaited(self):
        self._step(deadline="close")
        with freeze_time(MONDAY):
            case = self._case(rule_id=self.rule.id)
            case.stage_id = self.waiting
        self._at(MONDAY + timedelta(days=9))
        self.assertFalse(self._told(case))
        with freeze_time(MONDAY + timedelta(days=10)):
            case.stage_id = self.working
        self._at(MONDAY + timedelta(days=20))
        self.assertEqual(len(self._told(case)), 1)

    def test_a_new_step_reaches_open_cases(self):
        with freeze_time(MONDAY):
            case = self._case(rule_id=self.rule.id)
        self.assertFalse(case.date_escalation)
        self._step(deadline="close")
        self._at(MONDAY + timedelta(days=9))
        self.assertEqual(len(self._told(case)), 1)

    def test_after_an_outage_the_manager_hears_once(self):
        for number in range(3):
            self._step(name=f"Step {number}", deadline="close", hours=number)
        with freeze_time(MONDAY):
            case = self._case(rule_id=self.rule.id)
        self._at(MONDAY + timedelta(days=30))
        [(_user, note)] = self._told(case)
        self.assertIn("Step 2", note)
        self.assertEqual(len(case.escalation_ids), 3)

    def test_killed_half_way_tells_nobody_twice(self):
        self._step(deadline="close")
        with freeze_time(MONDAY):
            case = self._case(rule_id=self.rule.id)
        with freeze_time(MONDAY + timedelta(days=9)):
            self.env.flush_all()
            with self.env.cr.savepoint() as savepoint:
                self.env["cem.followup"]._escalate_batch([])
                self.assertEqual(len(self._told(case)), 1)
                savepoint.rollback()
            self.env.invalidate_all()
        self.assertFalse(self._told(case))
        self._at(MONDAY + timedelta(days=9))
        self._at(MONDAY + timedelta(days=9))
        self.assertEqual(len(self._told(case)), 1)
