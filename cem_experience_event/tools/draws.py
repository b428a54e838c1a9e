"""A draw that anybody can repeat: from a seed, a list and a word to the winners.

Commit and reveal: the seed is chosen first and only its SHA-256 is published (the
commitment). Then the list of participants is frozen and its digest published. Then the
audience chooses a word. Only then are the winners computed, and the seed is published.
Nobody can have chosen the seed to suit the list, for it was committed before; nor the
list to suit the seed, unless they knew the seed - and whoever knew it did not know the
word.

The winners are the beginning of a Fisher-Yates shuffle (R. Durstenfeld, *Algorithm 235*,
CACM 7, 1964) whose random numbers are HMAC-SHA-256 of a counter (NIST SP 800-90A uses
the same function), taken without modulo bias by rejection. Pure Python, no Odoo.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from typing import Any

SEED_BYTES = 32
VERSION = "cem-draw-1"
_SPAN = 2**64


def commitment(seed: str) -> str:
    """SHA-256 of the seed as hexadecimal: published before anything else.

    :param seed: hexadecimal text of :data:`SEED_BYTES` bytes
    :raises ValueError: it is no such text
    """
    return hashlib.sha256(_seed_bytes(seed)).hexdigest()


def digest(participants: Iterable[Any]) -> str:
    """SHA-256 of the frozen list, as hexadecimal.

    :param participants: identifying texts in their order; any change of one of them,
        of their order or of their number changes the digest
    """
    hashed = hashlib.sha256(VERSION.encode())
    for number, text in enumerate(participants, start=1):
        data = text.encode()
        # With its length before it, no text can pass for two.
        hashed.update(f"\n{number}:{len(data)}:".encode() + data)
    return hashed.hexdigest()


def draw(
    seed: str,
    list_digest: str,
    word: str,
    count: int,
    places: int,
    replacement: bool = False,
) -> list[int]:
    """Who wins: numbers of the list, from 1, in the order of the places.

    :param seed: the committed seed, hexadecimal
    :param list_digest: of the frozen list, see :func:`digest`
    :param word: what the audience has chosen; surrounding blanks do not count
    :param count: number of participants
    :param places: number of prizes to give
    :param replacement: whether one participant may win several of them
    :return: list of numbers, shorter than ``places`` where there are not enough
        participants
    :raises ValueError: negative numbers, or a seed that is none
    """
    if count < 0 or places < 0:
        raise ValueError("Numbers of participants and prizes cannot be negative.")
    numbers = _numbers(seed, list_digest, word)
    if replacement:
        return [1 + _below(count, numbers) for _place in range(places if count else 0)]
    # A shuffle of the few places that matter, however long the list is.
    moved = {}
    winners = []
    for place in range(min(places, count)):
        other = place + _below(count - place, numbers)
        winners.append(1 + moved.get(other, other))
        moved[other] = moved.get(place, place)
    return winners


def _seed_bytes(seed: str) -> bytes:
    data = bytes.fromhex(seed)
    if len(data) != SEED_BYTES:
        raise ValueError(f"A seed has {SEED_BYTES} bytes.")
    return data


def _numbers(seed: str, list_digest: str, word: str) -> Iterator[int]:
    """Independent whole numbers below 2 to the 64, without end."""
    key = _seed_bytes(seed)
    text = f"{VERSION}\n{list_digest}\n{word.strip()}\n"
    counter = 0
    while True:
        block = hmac.new(key, f"{text}{counter}".encode(), hashlib.sha256).digest()
        for start in range(0, len(block), 8):
            yield int.from_bytes(block[start : start + 8], "big")
        counter += 1


def _below(limit: int, numbers: Iterator[int]) -> int:
    """A number below ``limit``, each equally likely: what would favour some is left."""
    usable = _SPAN - _SPAN % limit
    return next(number for number in numbers if number < usable) % limit
