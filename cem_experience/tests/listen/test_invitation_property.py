from collections import Counter
from datetime import datetime, timedelta
from itertools import combinations
from unittest.mock import patch

import pytz
from freezegun import freeze_time
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo import SUPERUSER_ID, api
from odoo.tests import tagged

from ...models.listen.cem_invitation_mail import Message
from ...models.listen.cem_invitation_sms import SmsRoute
from .common_listen import ListenCommon

START = datetime(2027, 3, 1, 9)
WINDOW = timedelta(days=30)
ZONES = ["Asia/Shanghai", "America/Los_Angeles", "Europe/Berlin"]

events = st.lists(
    st.tuples(
        # hours since the event before: a while, or longer than the quiet time
        st.sampled_from((0, 1, 7, 25, 24 * 13, 24 * 31)),
        st.sampled_from(
            ("invite", "invite", "send", "send", "by_hand", "move", "wish", "again")
        ),
        st.integers(0, 3),  # which customer
        st.integers(0, 2),  # which touchpoint
    ),
    min_size=3,
    max_size=10,
)
# At which commits of a worker another one runs, and others at its commits
interruptions = st.sets(st.integers(1, 25), max_size=3)


@tagged("post_install", "-at_install")
class TestFatigueAndQuota(ListenCommon):
    """Whatever the order of events: nobody twice, no quota exceeded, one reason."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name, value in (("from", 8), ("to", 20), ("days", "mon_sat")):
            cls.env["ir.config_parameter"].set_param(
                f"cem_experience.send_{name}", value
            )
        cls.touchpoints = [
            cls._touchpoint("A", survey_id=cls.survey.id, ask_once=False, ask_quota=1),
            cls._touchpoint(
                "B",
                survey_id=cls._survey("And now?").id,
                ask_priority="3",
                ask_delay=20,
                ask_once=False,
                ask_quota=1,
                ask_quota_period="day",
            ),
            cls._touchpoint(
                "C",
                survey_id=cls.survey.id,
                ask_once=False,
                ask_share=50,
                ask_quota=2,
                ask_quota_period="month",
            ),
        ]
        cls.people = [
            cls._customer(
                f"Customer {n}", f"c{n % 3}@customer.example", tz=ZONES[n % 3]
            )
            for n in range(4)
        ]
        cls.leads = [cls._lead(f"Lead {p.name}", partner_id=p.id) for p in cls.people]

    def _send(self, interruptions=()):
        """Run the scheduled action; a worker more begins at each interruption."""
        # Writing the message takes nine tenths of the time and is tested elsewhere.
        model = type(self.env["cem.invitation"])
        commits = []

        def write_messages(invitations, _kind):
            return [Message(i, SmsRoute(), lambda: None) for i in invitations]

        def interrupted(real):
            def method(records, *args):
                commits.append(1)
                if len(commits) in interruptions:
                    with records.env.registry.cursor() as cr:
                        env = api.Environment(cr, SUPERUSER_ID, {})
                        env["cem.invitation"]._cron_send()
                    records.env.invalidate_all()
                return real(records, *args)

            return method

        with (
            patch.object(model, "_write_messages", write_messages),
            patch.object(model, "_begin_claim", interrupted(model._begin_claim)),
            patch.object(model, "_safely", interrupted(model._safely)),
            patch.object(model, "_deliver", interrupted(model._deliver)),
        ):
            super()._send()
        return len(commits)

    def _step(self, event, who, which, others):
        invitations = self.env["cem.invitation"]
        if event == "invite":
            self.touchpoints[which]._invite(self.leads[who])
        elif event == "by_hand":
            invitations._plan(
                self.touchpoints[which], self.people[who], delay=0, by_hand=True
            )
        elif event == "move":
            self.people[who].email = f"C{which}@Customer.example"
        elif event == "wish":
            self.people[who].cem_no_survey = not self.people[who].cem_no_survey
        elif event == "again":
            dropped = self._mine().filtered(lambda i: i.state == "not_sent")[:1]
            if dropped:
                dropped.action_send_again()
        else:
            self._send(others)

    def _mine(self):
        return self.env["cem.invitation"].search(
            [("touchpoint_id", "in", [t.id for t in self.touchpoints])], order="id"
        )

    def _check(self, invitations):
        asked = invitations.filtered("sent_date")
        for one, other in combinations(asked, 2):
            if (
                one.partner_id == other.partner_id
                or one.email_normalized == other.email_normalized
            ):
                self.assertGreaterEqual(abs(one.sent_date - other.sent_date), WINDOW)
        periods = Counter(
            (i.touchpoint_id, i.touchpoint_id._quota_period_start(i.sent_date))
            for i in asked
        )
        for (touchpoint, _start), count in periods.items():
            self.assertLessEqual(count, touchpoint.ask_quota)
        for invitation in invitations:
            self.assertIn(invitation.state, ("waiting", "sent", "not_sent"))
            self.assertEqual(bool(invitation.reason), invitation.state == "not_sent")
        for invitation in asked:
            zone = pytz.timezone(invitation.partner_id.tz)
            wall = pytz.utc.localize(invitation.sent_date).astimezone(zone)
            self.assertTrue(8 <= wall.hour < 20 and wall.weekday() < 6, wall)

    @settings(deadline=None, max_examples=25)
    @given(events, interruptions)
    def test_never_twice_never_too_many_always_one_reason(self, steps, others):
        with self.env.cr.savepoint() as savepoint:
            now = START
            for hours, event, who, which in steps:
                now += timedelta(hours=hours, minutes=1)
                with freeze_time(now):
                    self._step(event, who, which, others)
            for days in (1, 3):
                with freeze_time(now + timedelta(days=days)):
                    self._send()
            self._check(self._mine())
            savepoint.close(rollback=True)
            self.env.invalidate_all()

    @settings(deadline=None, max_examples=25)
    @given(
        st.lists(st.integers(0, 3), min_size=1, max_size=12),
        st.sets(st.integers(0, 3)),
    )
    def test_many_at_once_as_one_by_one(self, who, unwilling):
        """A set planned at once ends as its records planned one after the other."""
        leads = self.env["crm.lead"].browse(
            [self.leads[n].id for n in dict.fromkeys(who)]
        )
        with self.env.cr.savepoint() as savepoint:
            for n in unwilling:
                self.people[n].cem_no_survey = True
            with freeze_time(START):
                for touchpoint in self.touchpoints:
                    together = touchpoint._invite(leads)
                    names = ["partner_id", "email", "res_id", "state", "reason"]
                    expected = together.read(names)
                    together.unlink()
                    for row, lead in zip(expected, leads, strict=True):
                        alone = touchpoint._invite(lead)
                        self.assertEqual(
                            {**alone.read(names)[0], "id": 0}, {**row, "id": 0}
                        )
            savepoint.close(rollback=True)
            self.env.invalidate_all()

    @settings(deadline=None, max_examples=15)
    @given(interruptions)
    def test_any_number_of_workers(self, others):
        """Workers with cursors of their own begin whenever another one has committed."""
        with self.env.cr.savepoint() as savepoint:
            with freeze_time("2027-03-03 17:00:00"):
                invitations = self.env["cem.invitation"]
                for touchpoint in self.touchpoints:
                    touchpoint.write({"ask_share": 100, "ask_delay": 0})
                    for lead in self.leads:
                        invitations |= touchpoint._invite(lead)
                commits = self._send(others)
                self.env.invalidate_all()
                self._check(invitations)
                self.assertGreater(commits, 3, "there was something to interrupt")
                self.assertTrue(invitations.filtered("sent_date"))
            savepoint.close(rollback=True)
            self.env.invalidate_all()
