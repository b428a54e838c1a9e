"""Keys in addresses: random UUIDs, also in a short form for SMS and print."""

from __future__ import annotations

import base64
import uuid
from typing import Any


def short(token: str) -> str:
    """The 22 characters that say the same as a UUID of 36.

    :raises ValueError: ``token`` is no UUID
    """
    return base64.urlsafe_b64encode(uuid.UUID(token).bytes).decode().rstrip("=")


def canonical(text: str | None) -> str | None:
    """The UUID, in lower case with hyphens, that a text from an address stands for.

    :param text: whatever somebody put into the address
    :return: the UUID as a text, or None if it is none
    """
    if text is None:
        return None
    try:
        if len(text) == 36:
            return str(uuid.UUID(text))
        if len(text) == 22 and text.isascii():
            return str(uuid.UUID(bytes=base64.b64decode(f"{text}==", b"-_", True)))
    except ValueError:
        return None
    return None


# Opens nothing: what a message shows in place of a key that is not for its reader.
NOBODYS = str(uuid.UUID(int=0))


class _Customer:
    """Says, in the context, that what is written goes to its customer and nobody else.

    No request can put it there: what comes from outside is text and numbers.
    """

    def __repr__(self) -> str:
        return "<for the customer>"


FOR_CUSTOMER = {"cem_for_customer": _Customer()}


def is_for_customer(env: Any) -> bool:
    """Whether a message is being written that its customer alone will read."""
    return env.context.get("cem_for_customer") is FOR_CUSTOMER["cem_for_customer"]
