"""When a customer may be written to: hours and weekdays in a time zone of their own."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytz

# Monday is 0, as in :meth:`datetime.date.weekday`.
DAYS = {
    "all": frozenset(range(7)),
    "mon_fri": frozenset(range(5)),
    "mon_sat": frozenset(range(6)),
    "sun_thu": frozenset((6, 0, 1, 2, 3)),
}


def next_allowed(
    moment: datetime, zone: Any, start: float, end: float, days: str = "all"
) -> datetime:
    """The first moment, not before ``moment``, at which a message may be sent.

    :param moment: ``datetime`` in UTC, without time zone
    :param zone: name of a time zone, such as ``Asia/Shanghai``; an unknown one counts
        as UTC
    :param start: hour of the day (0-24, with fraction) at which sending begins
    :param end: hour of the day at which it ends; not after it is
    :param days: key of :data:`DAYS`
    :return: ``datetime`` in UTC, without time zone
    :raise ValueError: the end is not after the start, so that nothing could be sent
    """
    if not 0 <= start < end <= 24:
        raise ValueError((start, end))
    if start == 0 and end == 24 and len(DAYS[days]) == 7:
        return moment
    try:
        zone = pytz.timezone(zone)
    except pytz.UnknownTimeZoneError:
        zone = pytz.utc
    today = pytz.utc.localize(moment).astimezone(zone).date()
    # Eight days hold every weekday, and yesterday what a change of the clocks moves.
    for offset in range(-1, 9):
        date = today + timedelta(days=offset)
        if date.weekday() in DAYS[days]:
            found = max(moment, _at(date, start, zone))
            # Not even if the clocks leave out most of the hours of that day.
            if found < _at(date, end, zone):
                return found
    raise AssertionError("a week without any of its days")


def _at(date: Any, hour: float, zone: Any) -> datetime:
    """The UTC of this hour by the clock on the wall."""
    whole = timedelta(seconds=round(hour * 3600))
    wall = datetime.combine(date, time()) + whole
    return zone.localize(wall).astimezone(pytz.utc).replace(tzinfo=None)
