"""Periods of whole months, and the ones before them that they are compared with."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NamedTuple

from ..base.messages import ToolError, _lt

# Months, and how many back from the period that today lies in; None is without limit.
KINDS = {
    "this_month": (1, 0),
    "last_month": (1, 1),
    "this_quarter": (3, 0),
    "last_quarter": (3, 1),
    "this_year": (12, 0),
    "last_year": (12, 1),
    "12_months": (12, None),
    "all": (None, None),
}

BAD_PERIOD = _lt("There is no period called %(period)s.")


class Period(NamedTuple):
    """First and last day, both included, of a period and of the one before it.

    All None where a period has no limits; then there is none before it.
    """

    start: date | None
    end: date | None
    before_start: date | None
    before_end: date | None


def period(kind: str, today: date) -> Period:
    """The period of that kind that ``today`` lies in, or that ended last before it.

    :param kind: of :data:`KINDS`; ``12_months`` ends with the current month
    :return: :class:`Period`; the one before is as long
    :raises ToolError: (a ValueError) an unknown kind
    """
    if kind not in KINDS:
        raise ToolError(BAD_PERIOD, period=kind)
    months, back = KINDS[kind]
    if months is None:
        return Period(None, None, None, None)
    month = today.year * 12 + today.month - 1
    if back is None:
        first = month - months + 1
    else:
        first = month - month % months - back * months
    return Period(
        _first_day(first),
        _first_day(first + months) - timedelta(days=1),
        _first_day(first - months),
        _first_day(first) - timedelta(days=1),
    )


def whole_months(start: date | None, end: date | None) -> tuple[Any, list[Any]]:
    """A span of days as whole months and the days at its ends that fill none.

    :param start: first day, None for no limit
    :param end: last day, included; None for no limit
    :return: tuple of the whole months as (first day, last day), None if there are
        none, and a list of the other days as such spans
    """
    if start and end and start > end:
        return None, []
    if date.max.year in (start and start.year, end and end.year):
        # there is no day after the last one
        return None, [(start, end)]
    first = start and (start if start.day == 1 else _next_month(start))
    last = end and _next_month(end + timedelta(days=1), -1) - timedelta(days=1)
    if first and last and first > last:
        return None, [(start, end)]
    edges: list[tuple[date | None, date | None]] = []
    # where there is no limit there is no edge
    if first and start != first:
        edges.append((start, first - timedelta(days=1)))
    if last and end != last:
        edges.append((last + timedelta(days=1), end))
    return (first, last), edges


def months(start: date, end: date) -> list[date]:
    """First days of the months from ``start`` to ``end``."""
    first = start.year * 12 + start.month - 1
    last = end.year * 12 + end.month - 1
    return [_first_day(month) for month in range(first, last + 1)]


def months_back(day: date, count: int) -> date:
    """First day of the month that lies ``count`` months before that of ``day``."""
    return _first_day(day.year * 12 + day.month - 1 - count)


def _next_month(day: date, past: int = 0) -> date:
    """First day of the month after that of ``day``, or -1: of that of the day itself."""
    return _first_day(day.year * 12 + day.month + past)


def _first_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)
