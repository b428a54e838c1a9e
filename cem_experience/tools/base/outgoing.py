"""Requests to other systems that never reach into our own network by mistake.

An address typed by a person may point at a machine
that only this server can reach, or begin to do so later (DNS rebinding). So the name
is resolved here, every address it has is looked at, and the connection is made to an
address that was looked at. Redirects are not followed, and proxies of the environment
are not used, because behind them nobody could tell where a request ends.

And a server gets so many seconds, for all of it: the name, the connection, every byte
of the headers and of the body. One that sends a byte a second has no more than others.
"""

from __future__ import annotations

import ipaddress
import json
import queue
import re
import socket
import ssl
import threading
import time
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.util.ssl_ import create_urllib3_context

from .messages import ToolError, _lt

# Networks that are nobody's on the Internet (IANA's registries of special addresses).
# Python's own list grows from version to version, and lacked some of these.
PRIVATE = [
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",
        "100.64.0.0/10",  # a provider's own
        "127.0.0.0/8",
        "169.254.0.0/16",  # link; where clouds keep their metadata
        "172.16.0.0/12",
        "192.0.0.0/24",  # protocols; clouds keep metadata here, too
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # relays, given up
        "192.168.0.0/16",
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # many at once
        "240.0.0.0/4",  # reserved
        "2001::/23",  # protocols: Teredo, benchmarks, ORCHID
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4, given up: leads to any IPv4 address
        "3fff::/20",  # documentation
    )
]
# Only these IPv6 addresses are given to anybody.
GLOBAL_IPV6 = ipaddress.ip_network("2000::/3")
NAT64 = ipaddress.ip_network("64:ff9b::/96")
CHUNK = 65536
TOO_SLOW = _lt("The server did not answer in time.")


class AddressRefused(ToolError):
    """The address may not be used as it stands; trying again does not help."""


class NoAnswer(ToolError):
    """Nothing, or nothing complete, came back; trying again may help."""


@dataclass
class Answer:
    """What a server said: status, headers (any case), and all of the body."""

    status: int
    headers: dict = field(default_factory=dict)
    content: bytes = b""

    def json(self) -> Any:
        """The body as JSON.

        :raise NoAnswer: it is not JSON, or only a part of it
        """
        try:
            return json.loads(self.content)
        except (ValueError, RecursionError) as error:
            raise NoAnswer(_lt("The answer is not valid JSON.")) from error

    def text(self, most: int = 2000) -> str:
        return self.content[: 4 * most].decode("utf-8", "replace")[:most]

    def retry_after(self, now: float | None = None) -> int | None:
        """Seconds that the server asks us to wait; None if it says nothing."""
        value = str(self.headers.get("Retry-After") or "").strip()
        if value.isdigit():
            return int(value)
        try:
            moment = parsedate_to_datetime(value).timestamp()
        except (TypeError, ValueError):
            return None
        return max(0, round(moment - (time.time() if now is None else now)))


def parse_allowed(text: str | None) -> tuple[Any, Any]:
    """The machines an administrator allows: names, and networks such as 10.0.0.0/8.

    :param text: separated by commas or spaces
    :return: tuple of a set of names and a list of networks
    :raise AddressRefused: a network that is none
    """
    names, networks = set(), []
    for item in re.split(r"[,;\s]+", text or ""):
        if not item:
            continue
        try:
            networks.append(ipaddress.ip_network(item, strict=False))
        except ValueError as error:
            if "/" in item or ":" in item:
                raise AddressRefused(
                    _lt("“%(item)s” is neither a host name nor a network."), item=item
                ) from error
            names.add(item.lower().rstrip("."))
    return names, networks


def is_public(address: Any) -> bool:
    """Whether an IP address belongs to the Internet, and not to a network of ours."""
    address = ipaddress.ip_address(address)
    if address.version == 6:
        if address.ipv4_mapped:
            address = address.ipv4_mapped
        elif address in NAT64:
            address = ipaddress.ip_address(int(address) & 0xFFFFFFFF)
        elif address not in GLOBAL_IPV6:
            return False
    if any(
        address.version == network.version and address in network for network in PRIVATE
    ):
        return False
    return address.is_global and not address.is_multicast


class Deadline:
    """So many seconds for a whole exchange, and no more than ``patience`` for a part."""

    def __init__(self, seconds: float, patience: float) -> None:
        self.end = time.monotonic() + seconds
        self.patience = patience

    def left(self) -> float:
        """Seconds that the next part may take.

        :raise TimeoutError: there are none
        """
        left = self.end - time.monotonic()
        if left <= 0:
            raise TimeoutError("the time is over")
        return min(left, self.patience)

    def watched(self, base: Any) -> Any:
        """A class of sockets each of whose calls ends with the time that is left."""
        deadline = self

        class Watched(base):
            def recv(self, *args: Any, **kwargs: Any) -> Any:
                self.settimeout(deadline.left())
                return super().recv(*args, **kwargs)

            def recv_into(self, *args: Any, **kwargs: Any) -> Any:
                self.settimeout(deadline.left())
                return super().recv_into(*args, **kwargs)

            def send(self, *args: Any, **kwargs: Any) -> Any:
                self.settimeout(deadline.left())
                return super().send(*args, **kwargs)

            def sendall(self, *args: Any, **kwargs: Any) -> Any:
                self.settimeout(deadline.left())
                return super().sendall(*args, **kwargs)

            def do_handshake(self, *args: Any, **kwargs: Any) -> Any:
                self.settimeout(deadline.left())
                return super().do_handshake(*args, **kwargs)

        return Watched

    def look_up(self, host: str, port: int) -> list[Any]:
        """What :func:`socket.getaddrinfo` says, if it does in time.

        It knows no time limit, and a name server may be as slow as any other.
        """
        answer: queue.SimpleQueue[Any] = queue.SimpleQueue()

        def ask_resolver() -> None:
            try:
                answer.put(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
            except (OSError, UnicodeError) as error:
                answer.put(error)

        threading.Thread(target=ask_resolver, daemon=True).start()
        try:
            found = answer.get(timeout=self.left())
        except queue.Empty:
            raise TimeoutError("no answer from the name server") from None
        if isinstance(found, Exception):
            raise OSError(str(found)) from found
        return found


def check_url(url: str | None) -> str:
    """The host of a URL that could be asked.

    :raise AddressRefused: no http(s) address
    """
    try:
        parts = urlsplit(url or "")
        host, _port = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in ("http", "https"):
        raise AddressRefused(_lt("The address must begin with https:// or http://."))
    return host


class Guard:
    """Decides which machines may be spoken to."""

    def __init__(self, allowed: str = "") -> None:
        self.names, self.networks = parse_allowed(allowed)

    def addresses(
        self, host: str, port: int, deadline: Deadline | None = None
    ) -> list[Any]:
        """What ``host`` resolves to, all of it allowed, as :mod:`socket` wants it.

        :raise NoAnswer: the name is unknown, or nobody says in time
        :raise AddressRefused: one of its addresses is private
        """
        try:
            found = (deadline or Deadline(10, 10)).look_up(host, port)
        except TimeoutError as error:
            raise NoAnswer(TOO_SLOW) from error
        except OSError as error:
            raise NoAnswer(_lt("The name %(host)s is not known."), host=host) from error
        known = host.lower().rstrip(".") in self.names
        for *_kind, address in found:
            ip = ipaddress.ip_address(address[0].split("%")[0])
            allowed = known or any(
                ip.version == network.version and ip in network
                for network in self.networks
            )
            if not allowed and not is_public(ip):
                raise AddressRefused(
                    _lt(
                        "%(host)s is an address inside the own network. An"
                        " administrator can allow it in the settings."
                    ),
                    host=host,
                )
        return found

    def connect(self, connection: Any, deadline: Deadline) -> Any:
        """A socket for an urllib3 connection, to an address that was looked at."""
        failure = None
        watched = deadline.watched(socket.socket)
        for family, kind, proto, _name, address in self.addresses(
            connection._dns_host.strip("[]"), connection.port, deadline
        ):
            sock = watched(family, kind, proto)
            try:
                sock.settimeout(deadline.left())
                sock.connect(address)
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                return sock
            except OSError as error:
                failure = error
                sock.close()
        raise failure or OSError("no address")

    def pool(self, base: Any, deadline: Deadline) -> Any:
        guard = self

        class Connection(base.ConnectionCls):
            def _new_conn(self) -> Any:
                return guard.connect(self, deadline)

        class Pool(base):
            ConnectionCls = Connection

        return Pool


class _Adapter(HTTPAdapter):
    def __init__(self, guard: Guard, deadline: Deadline) -> None:
        self.guard = guard
        self.deadline = deadline
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> Any:
        context = create_urllib3_context()
        context.sslsocket_class = self.deadline.watched(ssl.SSLSocket)
        result = super().init_poolmanager(*args, ssl_context=context, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {
            "http": self.guard.pool(HTTPConnectionPool, self.deadline),
            "https": self.guard.pool(HTTPSConnectionPool, self.deadline),
        }
        return result


def ask(
    method: str,
    url: str,
    *,
    allowed: str = "",
    seconds: float = 30,
    most: int = 2_000_000,
    patience: float = 10,
    **kwargs: Any,
) -> Answer:
    """One request, answered completely or not at all.

    :param allowed: private machines that may be asked, see :func:`parse_allowed`
    :param seconds: for the whole exchange, from the name to the last byte of the
        answer; ``patience``: for a part of it
    :param most: bytes of the body, unpacked
    :param kwargs: what :meth:`requests.Session.request` takes: ``params``,
        ``headers``, ``data``, ``json``, ``auth``
    :return: :class:`Answer`, whatever its status
    :raise AddressRefused: the address is wrong or private
    :raise NoAnswer: it could not be reached, or the answer is not complete
    """
    check_url(url)
    deadline = Deadline(seconds, patience)
    adapter = _Adapter(Guard(allowed), deadline)
    with requests.Session() as session:
        session.trust_env = False
        session.mount("https://", adapter)
        session.mount("http://", adapter)
        try:
            with session.request(
                method,
                url,
                stream=True,
                allow_redirects=False,
                timeout=patience,
                **kwargs,
            ) as response:
                return Answer(
                    response.status_code,
                    response.headers,  # type: ignore[arg-type]
                    _read(response, most),
                )
        except (requests.Timeout, TimeoutError) as error:
            raise NoAnswer(TOO_SLOW) from error
        except requests.exceptions.SSLError as error:
            raise NoAnswer(
                _lt("No safe connection: the certificate of the server is not valid.")
            ) from error
        except requests.exceptions.InvalidURL as error:
            raise AddressRefused(_lt("The address is not complete.")) from error
        except (requests.exceptions.InvalidHeader, UnicodeError) as error:
            # No line is added to a request by what stands in a key, and no text of
            # the error is shown, which would hold it.
            raise AddressRefused(
                _lt("A key holds characters that cannot be sent in a header.")
            ) from error
        except requests.RequestException as error:
            # Its text holds the address, and so perhaps a key.
            if time.monotonic() > deadline.end:
                raise NoAnswer(TOO_SLOW) from error
            raise NoAnswer(
                _lt("The connection failed, or ended before the answer did.")
            ) from error


def _read(response: Any, most: int) -> bytes:
    parts, size = [], 0
    for part in response.iter_content(CHUNK):
        size += len(part)
        if size > most:
            raise NoAnswer(
                _lt("The answer is larger than %(size)s MB."),
                size=round(most / 1_000_000, 1),
            )
        parts.append(part)
    return b"".join(parts)
