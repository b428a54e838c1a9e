from datetime import datetime, timedelta
from itertools import combinations
from unittest.mock import patch

from freezegun import freeze_time
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from .common_listen import ListenCommon

START = datetime(2026, 1, 1, 9)
ADDRESSES = ("a@customer.example", "b@customer.example", " A@Customer.example ")

events = st.lists(
    st.tuples(
        st.integers(0, 36),  # days since the event before
        st.sampled_from(("invite", "invite", "send", "send", "move", "by_hand")),
        st.integers(0, 3),  # which customer
        st.integers(0, 1),  # which touchpoint, or which new address
    ),
    min_size=4,
    max_size=14,
)


@tagged("post_install", "-at_install")
class TestQuietTime(ListenCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Different surveys, delays and repetition: the rule is over all of them.
        cls.touchpoints = [
            cls._touchpoint("A", survey_id=cls.survey.id, ask_once=False),
            cls._touchpoint(
                "B",
                survey_id=cls._survey("And now?").id,
                ask_delay=30,
                ask_expiry_days=60,
                ask_once=False,
            ),
        ]
        # The first and the last share an address, written differently.
        cls.people = [
            cls._customer(f"Customer {n}", ADDRESSES[n % 3]) for n in range(4)
        ]
        cls.leads = [cls._lead(f"Lead {p.name}", partner_id=p.id) for p in cls.people]

    def _step(self, event, who, which):
        if event == "invite":
            self.touchpoints[which]._invite(self.leads[who])
        elif event == "by_hand":
            self.env["cem.invitation"]._plan(
                self.touchpoints[which], self.people[who], delay=0
            )
        elif event == "move":
            self.people[who].email = ADDRESSES[which]
        elif event == "send":
            self._send()

    def _send(self):
        # Writing the message takes nine tenths of the time and is tested elsewhere.
        model = type(self.env["cem.invitation"])
        with patch.object(model, "_send_mail", lambda invitation, template: None):
            return super()._send()

    @settings(deadline=None, max_examples=25)
    @given(events)
    def test_nobody_is_asked_twice_within_the_window(self, steps):
        with self.env.cr.savepoint() as savepoint:
            now = START
            for days, event, who, which in steps:
                now += timedelta(days=days, hours=1)
                with freeze_time(now):
                    self._step(event, who, which)
            invitations = self.env["cem.invitation"].search(
                [("touchpoint_id", "in", [t.id for t in self.touchpoints])]
            )
            asked = invitations.filtered("sent_date")
            for one, other in combinations(asked, 2):
                same_person = (
                    one.partner_id == other.partner_id
                    or one.email_normalized == other.email_normalized
                )
                if same_person:
                    self.assertGreaterEqual(
                        abs(one.sent_date - other.sent_date), timedelta(days=30)
                    )
            for invitation in invitations:
                self.assertEqual(
                    bool(invitation.reason), invitation.state == "not_sent"
                )
                self.assertNotEqual(invitation.state, "failed", invitation.note)
            savepoint.close(rollback=True)
            self.env.invalidate_all()
