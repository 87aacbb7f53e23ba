"""Which servers may be asked for a calendar: those that the whole world may ask, and those that the operator names.

Without this, whoever can type an address could have our server ask machines that only our server can reach.
"""

import ipaddress
import re
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from django.conf import settings

from .failures import CalendarUnreadable

LONGEST_ADDRESS = 1_000
PORTS = {"https": 443, "http": 80}
# Addresses of version 6 that lead to one of version 4, which stands in their last 32 bits.
TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
IP = ipaddress.IPv4Address | ipaddress.IPv6Address

NO_ADDRESS = "Type the whole address, such as https://calendar.example.org/me.ics."
NOT_SAFE = "The address must begin with https://, so that nobody reads along on the way."
WITH_NAME = "Leave name and password out of the address."
PRIVATE = "This address leads into a network that may not be asked. Whoever runs this workspace can allow it."
UNKNOWN = "There is no server of this name."


@dataclass(frozen=True)
class Place:
    """Where to ask: the server by name, the addresses that it was found at, and the path on it."""

    scheme: str
    host: str
    port: int
    path: str
    found_at: tuple[str, ...]

    @property
    def origin(self) -> tuple[str, str, int]:
        """What decides whether two addresses are of the same server."""
        return self.scheme, self.host, self.port


def checked_address(typed: str) -> str:
    """Return an address as it is stored and asked. Raises ``CalendarUnreadable`` for what can be none.

    No name is looked up, so this is quick, and says nothing about who answers there.
    """
    text = typed.strip()
    text = re.sub(r"^webcals?://", "https://", text, flags=re.IGNORECASE)
    if len(text) > LONGEST_ADDRESS or re.search(r"[\s\x00-\x1f\x7f\\]", text):
        raise CalendarUnreadable(NO_ADDRESS)
    try:
        parts = urlsplit(text)
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode() if parts.hostname else ""
    except (ValueError, UnicodeError) as error:
        raise CalendarUnreadable(NO_ADDRESS) from error
    if parts.scheme.lower() not in PORTS or not host or port == 0:
        raise CalendarUnreadable(NO_ADDRESS)
    if "@" in parts.netloc:
        raise CalendarUnreadable(WITH_NAME)
    literal = _literal(host)
    if literal and not may_ask(literal):
        raise CalendarUnreadable(PRIVATE)
    if parts.scheme.lower() == "http" and not (literal and literal.is_loopback):
        raise CalendarUnreadable(NOT_SAFE)
    where = f"[{host}]" if ":" in host else host
    netloc = where if port in (None, PORTS[parts.scheme.lower()]) else f"{where}:{port}"
    path, query = (quote(part, safe="%/:=&?~+!$,;'@()*[]-._") for part in (parts.path or "/", parts.query))
    return urlunsplit((parts.scheme.lower(), netloc, path, query, ""))


def host_of(address: str) -> str:
    """Return the server's name in an address, which tells nobody what is secret in the rest."""
    return urlsplit(address).hostname or ""


def joined(base: str, href: str) -> str:
    """Return the address that ``href`` means on the page ``base``. Raises ``CalendarUnreadable``."""
    try:
        return urljoin(base, href.strip())
    except ValueError as error:
        raise CalendarUnreadable(NO_ADDRESS) from error


def find(address: str) -> Place:
    """Look up where an address leads. Raises ``CalendarUnreadable`` if any of its places may not be asked.

    What was found is where the question must go: a name that is looked up again may have changed its mind.
    """
    address = checked_address(address)
    parts = urlsplit(address)
    host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise CalendarUnreadable(UNKNOWN) from error
    found = list(dict.fromkeys(str(answer[4][0]) for answer in answers))
    if not found or not all(may_ask(ipaddress.ip_address(ip)) for ip in found):
        raise CalendarUnreadable(PRIVATE)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    return Place(parts.scheme, host, port, path, tuple(found[:3]))


def may_ask(ip: IP) -> bool:
    """Whether a machine may be asked: it is public, or in a network of the setting ``CALENDAR_NETWORKS``."""
    ip = _meant(ip)
    allowed: Sequence[ipaddress.IPv4Network | ipaddress.IPv6Network] = settings.CALENDAR_NETWORKS
    if any(ip in network for network in allowed if network.version == ip.version):
        return True
    is_tunnel = isinstance(ip, ipaddress.IPv6Address) and (ip.sixtofour is not None or ip.teredo is not None)
    is_site = isinstance(ip, ipaddress.IPv6Address) and ip.is_site_local
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified or is_tunnel or is_site)


def _meant(ip: IP) -> IP:
    """Return the address of version 4 that one of version 6 stands for."""
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return ip.ipv4_mapped
        if ip in TRANSLATED:
            return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip


def _literal(host: str) -> IP | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
