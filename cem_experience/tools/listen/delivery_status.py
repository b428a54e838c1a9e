"""What a mail server says about a mail that it could not deliver (RFC 3464).

The class of the status (RFC 3463) decides: 5 is for good, 4 may pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

_STATUS = re.compile(r"(?<![\d.])([245])\.\d{1,3}\.\d{1,3}(?![\d.])")


class Bounce(NamedTuple):
    """
    :ivar hard: True if the address does not work, False if it may work later
    :ivar ended: False while the server goes on trying by itself
    :ivar text: the server's own words, one line; ``""`` if it said nothing
    :ivar message_ids: of the mail that bounced, as far as it is quoted
    """

    hard: bool
    ended: bool
    text: str
    message_ids: tuple


def read(message: Any) -> Any:
    """The report in a mail, or None if it says of no mail that it did not arrive.

    :param message: ``email.message.EmailMessage``
    """
    reports = [
        block
        for part in message.walk()
        if part.get_content_type() == "message/delivery-status"
        for block in part.get_payload()
        if block["Status"] or block["Action"]
    ]
    action = next((str(one["Action"] or "").strip().lower() for one in reports), "")
    if action in ("delivered", "relayed", "expanded"):
        return None
    said = [str(one["Diagnostic-Code"] or "") for one in reports]
    statuses = [str(one["Status"] or "") for one in reports]
    # some servers send plain words only, and the status among them
    words = " ".join([*statuses, *said] if reports else [_plain_text(message)])
    found = _STATUS.search(words)
    if not found or found[1] == "2":
        return None
    text = next((one for one in (*said, *statuses) if one.strip()), found[0])
    return Bounce(
        hard=found[1] == "5",
        ended=action != "delayed",
        text=" ".join(text.split())[:300],
        message_ids=tuple(_quoted_ids(message)),
    )


def _plain_text(message: Any) -> str:
    body = message.get_body(("plain",))
    try:
        return body.get_content()[:20000] if body else ""
    except (LookupError, ValueError):
        return ""


def _quoted_ids(message: Any) -> Iterator[str]:
    """Message ids of the quoted mail, then of whatever the report refers to."""
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/rfc822":
            for inner in part.get_payload():
                yield from _ids(inner["Message-Id"])
        elif kind == "text/rfc822-headers":
            found = re.search(
                r"^message-id:\s*(<[^<>\s]+>)",
                str(part.get_payload(decode=True) or b"", "utf-8", "replace"),
                re.I | re.M,
            )
            if found:
                yield found[1]
    for name in ("In-Reply-To", "References", "X-Failed-Message-Id"):
        yield from _ids(message[name])


def _ids(value: Any) -> list[str]:
    return re.findall(r"<[^<>\s]+>", str(value or ""))
