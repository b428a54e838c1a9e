from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ...tools.figures import periods


class TestPeriods(BaseCase):
    def test_periods_of_a_day(self):
        today = date(2026, 2, 14)
        for kind, start, end, before in [
            ("this_month", (2026, 2, 1), (2026, 2, 28), (2026, 1, 1)),
            ("last_month", (2026, 1, 1), (2026, 1, 31), (2025, 12, 1)),
            ("this_quarter", (2026, 1, 1), (2026, 3, 31), (2025, 10, 1)),
            ("last_quarter", (2025, 10, 1), (2025, 12, 31), (2025, 7, 1)),
            ("this_year", (2026, 1, 1), (2026, 12, 31), (2025, 1, 1)),
            ("last_year", (2025, 1, 1), (2025, 12, 31), (2024, 1, 1)),
            ("12_months", (2025, 3, 1), (2026, 2, 28), (2024, 3, 1)),
        ]:
            got = periods.period(kind, today)
            self.assertEqual(got.start, date(*start), kind)
            self.assertEqual(got.end, date(*end), kind)
            self.assertEqual(got.before_start, date(*before), kind)
        self.assertEqual(set(periods.period("all", today)), {None})
        with self.assertRaises(ValueError):
            periods.period("yesterday", today)

    @given(
        st.dates(date(1990, 1, 1), date(2090, 1, 1)),
        st.sampled_from(list(periods.KINDS)),
    )
    def test_whole_months_that_touch(self, today, kind):
        got = periods.period(kind, today)
        if kind == "all":
            return
        self.assertEqual((got.start.day, got.before_start.day), (1, 1))
        self.assertEqual((got.end + timedelta(days=1)).day, 1)
        self.assertEqual(got.before_end + timedelta(days=1), got.start)
        self.assertEqual(
            len(periods.months(got.start, got.end)),
            len(periods.months(got.before_start, got.before_end)),
        )
        if not kind.startswith("last"):
            self.assertTrue(got.start <= today <= got.end)

    @given(
        st.dates(date(2019, 11, 20), date(2020, 4, 10)),
        st.dates(date(2019, 11, 20), date(2020, 4, 10)),
    )
    def test_whole_months_and_the_days_beside_them(self, start, end):
        """Together they are all days, each once; no whole month is left beside."""
        whole, edges = periods.whole_months(start, end)
        days = [day for span in [whole, *edges] if span for day in _days(*span)]
        self.assertEqual(sorted(days), _days(start, end))
        if whole:
            first, last = whole
            self.assertEqual((first.day, (last + timedelta(days=1)).day), (1, 1))
        for first, last in edges:
            for day in _days(first, last):
                if day.day == 1:
                    self.assertNotIn(periods.months_back(day, -1), _days(day, last))
                    self.assertNotEqual((last + timedelta(days=1)).day, 1)

    def test_months_without_an_end(self):
        day = date(2026, 2, 14)
        self.assertEqual(periods.whole_months(None, None), ((None, None), []))
        self.assertEqual(
            periods.whole_months(day, None),
            ((date(2026, 3, 1), None), [(day, date(2026, 2, 28))]),
        )
        self.assertEqual(
            periods.whole_months(None, day),
            ((None, date(2026, 1, 31)), [(date(2026, 2, 1), day)]),
        )
        self.assertEqual(periods.whole_months(day, date.max), (None, [(day, date.max)]))


def _days(start, end):
    return [start + timedelta(days=n) for n in range((end - start).days + 1)]
