import unittest
from datetime import datetime, timedelta

import pytz
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ...tools.listen.sending_hours import DAYS, next_allowed

ZONES = ["UTC", "Asia/Shanghai", "America/St_Johns", "Europe/Berlin", "Pacific/Apia"]
hours = st.integers(0, 95).map(lambda quarter: quarter / 4)


def local(moment, zone):
    return pytz.utc.localize(moment).astimezone(pytz.timezone(zone))


class TestSendingHours(unittest.TestCase):
    @settings(deadline=None, max_examples=200)
    @given(
        st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1)),
        st.sampled_from(ZONES),
        hours,
        st.integers(1, 96).map(lambda quarter: quarter / 4),
        st.sampled_from(sorted(DAYS)),
    )
    @example(datetime(2026, 3, 29, 0, 30), "Europe/Berlin", 2.5, 1.0, "all")
    def test_within_the_hours_and_soon(self, moment, zone, start, length, days):
        end = min(start + length, 24)
        found = next_allowed(moment, zone, start, end, days)
        self.assertGreaterEqual(found, moment)
        self.assertLess(found - moment, timedelta(days=4))
        self.assertEqual(next_allowed(found, zone, start, end, days), found)
        if start == 0 and end == 24:
            return
        wall = local(found, zone)
        # An hour that the clocks leave out, in spring, is made up for an hour later.
        slack = 1 if zone in ("Europe/Berlin", "America/St_Johns") else 0
        hour = wall.hour + wall.minute / 60 + wall.second / 3600
        self.assertGreaterEqual(hour + slack, start)
        self.assertLess(hour - slack, end)
        self.assertIn(wall.weekday(), DAYS[days])

    def test_examples(self):
        friday_evening = datetime(2027, 3, 5, 11)  # 19:00 in Shanghai
        self.assertEqual(
            next_allowed(friday_evening, "Asia/Shanghai", 9, 18, "mon_fri"),
            datetime(2027, 3, 8, 1),
        )
        self.assertEqual(
            next_allowed(friday_evening, "No/Where", 9, 18), friday_evening
        )
        with self.assertRaises(ValueError):
            next_allowed(friday_evening, "UTC", 18, 9)
