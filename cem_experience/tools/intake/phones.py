"""Phone numbers, which people write in many ways, as the one number that they are."""

from __future__ import annotations

import re
from typing import NamedTuple

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

# Between two numbers in a cell; a slash may also stand inside one.
_BETWEEN = re.compile(r"[/;,|、，；\n]|\bor\b|或")
_MOBILE = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
# A spreadsheet shows a long number like this, and has forgotten its last digits.
ROUNDED = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.IGNORECASE)


class Phone(NamedTuple):
    """A number: as digits with the country's code, as people write it, and whether
    the cell held another one, too."""

    digits: str
    written: str
    several: bool


def read_phone(text: str, region: str | None) -> Phone | None:
    """The number that a cell holds, the mobile one of several; None if it is none.

    :param region: two letters of the country whose national numbers are meant
    """
    whole = _parsed(text, region)
    if whole:
        return _phone(whole, False)
    found = {
        phonenumbers.format_number(number, PhoneNumberFormat.E164): number
        for part in _BETWEEN.split(text)
        if (number := _parsed(part, region))
    }
    if not found:
        return None
    numbers = sorted(
        found.values(), key=lambda one: phonenumbers.number_type(one) not in _MOBILE
    )
    return _phone(numbers[0], len(numbers) > 1)


def _parsed(text: str, region: str | None) -> phonenumbers.PhoneNumber | None:
    if sum(char.isdigit() for char in text) < 5:
        return None
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None


def _phone(number: phonenumbers.PhoneNumber, several: bool) -> Phone:
    written = phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return Phone(e164.lstrip("+"), written, several)
