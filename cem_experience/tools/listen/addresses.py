"""Who asks, as far as an address on the network tells."""

from __future__ import annotations

import ipaddress
import re

# What some proxies write: with a port, and IPv6 in brackets
WITH_PORT = re.compile(r"\[(?P<six>[^\]]+)\](?::\d+)?|(?P<four>[0-9.]+):\d+")


def read_address(
    text: str | None,
) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """An address as servers and proxies write it; None if it is none.

    IPv4 in the clothes of IPv6 (``::ffff:192.0.2.1``), as servers that speak both see
    it, is IPv4: else all of IPv4 would be one network.
    """
    text = (text or "").strip()
    if match := WITH_PORT.fullmatch(text):
        text = match["six"] or match["four"]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def household(text: str | None) -> str | None:
    """What is bounded as one: an IPv4 address, or 64 bits of an IPv6 one.

    One household or office has as many IPv6 addresses as it likes. None if the text is
    no address.
    """
    address = read_address(text)
    if address is None:
        return None
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
