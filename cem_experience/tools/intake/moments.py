"""On which day an answer was given, from what a file says."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta, timezone

import pytz

# What survey tools write where they know of no day.
NO_DAY = (date(1980, 1, 1), date(1970, 1, 1), date(1899, 12, 30), date(1900, 1, 1))

_CLOCK = re.compile(
    r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([ap])?\.?m?\.?\s*"
    r"(z|utc|gmt)?\s*(?:([+-])(\d{1,2}):?(\d{2})?)?",
    re.IGNORECASE,
)
_HALVES = {"上午": "a", "早上": "a", "凌晨": "a", "下午": "p", "晚上": "p", "中午": "p"}


def read_day(
    text: str, order: str | None, zone: str | None, company_zone: str
) -> date | None:
    """A day that can only be read in one way; None for the others.

    A moment is brought to the company's day: half past five in the afternoon of 31
    October, Greenwich time, is 1 November in Shanghai.

    :param text: such as 2026-11-22, 20261122, 22.11.2026, 11/22/2026 or 2026年11月22日,
        with or without a time, and that with or without its zone
    :param order: ``dmy`` or ``mdy`` for dates that end with the year; empty to take
        only those that cannot be mistaken
    :param zone: where times without a zone are of; None: of the company's
    :param company_zone: the company's time zone
    """
    text = unicodedata.normalize("NFKC", text)
    text = text.replace("年", "-").replace("月", "-").replace("日", " ").strip()
    text = re.sub(r"(?<=\d)T(?=\d)", " ", text)
    written, _blank, rest = text.partition(" ")
    day = _day(written, order)
    if not day or not rest.strip():
        return day
    half = next((name for name in _HALVES if name in rest), None)
    clock = _CLOCK.fullmatch(rest.replace(half or "", "").strip())
    if not clock:
        return day
    hour, minute, second = (int(part or 0) for part in clock.groups()[:3])
    after = (clock[4] or (_HALVES[half] if half else "")).lower()
    if after:
        hour = hour % 12 + (12 if after == "p" else 0) if hour <= 12 else hour
    if hour > 23 or minute > 59 or second > 59:
        return day
    moment = datetime(day.year, day.month, day.day, hour, minute, second)
    here = pytz.timezone(company_zone)
    if clock[5] or clock[6]:
        offset = timedelta(hours=int(clock[7] or 0), minutes=int(clock[8] or 0))
        if offset >= timedelta(hours=24):
            return day
        moment = moment.replace(tzinfo=timezone(-offset if clock[6] == "-" else offset))
    elif zone:
        moment = pytz.timezone(zone).localize(moment)
    else:
        return day
    try:
        return moment.astimezone(here).date()
    except OverflowError:
        return day


def _day(text: str, order: str | None) -> date | None:
    text = text.replace("/", "-").replace(".", "-").strip("-")
    forms = {"dmy": ["%d-%m-%Y"], "mdy": ["%m-%d-%Y"]}
    found = set()
    for form in (
        "%Y-%m-%d",
        "%Y%m%d",
        *forms.get(order or "", ["%d-%m-%Y", "%m-%d-%Y"]),
    ):
        try:
            found.add(datetime.strptime(text, form).date())
        except ValueError:
            continue
    return found.pop() if len(found) == 1 else None
