"""Asking a stranger's server: at the place that was checked, for a limited time, and for a limited number of bytes."""

import http.client
import socket
import ssl
import threading
import time
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import certifi

from .address import PORTS, Place, find, host_of, joined
from .failures import CalendarUnreadable

LARGEST = 10 * 1024 * 1024
SECONDS, SILENCE = 60.0, 15.0
MOST_MOVES = 3
MOVED = {301, 302, 307, 308}
AT_ONCE = 64 * 1024
# Services whose calendars live on other hosts than the one that people type.
SPREAD = ("icloud.com",)

TOO_LARGE = "The calendar is larger than 10 MB."
TOO_SLOW = "The server did not answer in time."
NO_CERTIFICATE = "The server cannot prove who it is: its certificate is not valid."
NOT_REACHED = "The server cannot be reached."
NOT_UNDERSTOOD = "The server answers in a way that cannot be understood."
MOVES = "The address leads from one to the next without end."
CUT = "The server broke off in the middle of its answer."


@dataclass(frozen=True)
class Answer:
    """What a server said. ``headers`` by their names in lower case; ``url``: where it was said in the end."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str


@dataclass
class Web:
    """The questions of one reading: all of them together stay within the time and the bytes.

    ``login``: name and password, told to the server of the first question only.
    """

    login: tuple[str, str] | None = field(default=None, repr=False)
    largest: int = LARGEST
    seconds: float = SECONDS
    _started: float = field(default_factory=time.monotonic)
    _home: Place | None = None

    @property
    def left(self) -> float:
        """The seconds that are left."""
        return self.seconds - (time.monotonic() - self._started)

    def ask(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Answer:
        """Send one question and return its answer, after following where it moved. Raises ``CalendarUnreadable``."""
        for _ in range(MOST_MOVES + 1):
            place = find(url)
            answer = self._ask_once(method, url, place, dict(headers or {}), body)
            if answer.status not in MOVED or "location" not in answer.headers:
                return answer
            url = joined(url, answer.headers["location"])
        raise CalendarUnreadable(MOVES)

    def _ask_once(self, method: str, url: str, place: Place, headers: dict[str, str], body: bytes | None) -> Answer:
        self._home = self._home or place
        headers |= {"User-Agent": "Evenhand", "Accept-Encoding": "identity"}
        if self.login and self._may_know(place):
            headers["Authorization"] = "Basic " + b64encode(":".join(self.login).encode()).decode()
        with self._failures_told(), self._connected(place) as connection:
            connection.request(method, place.path, body=body, headers=headers)
            response = connection.getresponse()
            said = {name.lower(): value for name, value in response.getheaders()}
            if said.get("content-encoding", "identity").lower() != "identity":
                raise CalendarUnreadable(NOT_UNDERSTOOD)
            return Answer(response.status, said, self._body(response), url)

    def _may_know(self, place: Place) -> bool:
        """Whether a server may be told name and password."""
        home = self._home
        if home is None or place.origin == home.origin:
            return True
        same = any(all(host.endswith(f".{name}") for host in (home.host, place.host)) for name in SPREAD)
        return same and place.scheme == "https"

    def _body(self, response: http.client.HTTPResponse) -> bytes:
        parts: list[bytes] = []
        if (response.length or 0) > self.largest:
            raise CalendarUnreadable(TOO_LARGE)
        while part := response.read1(AT_ONCE):
            parts.append(part)
            self.largest -= len(part)
            if self.largest < 0:
                raise CalendarUnreadable(TOO_LARGE)
            if self.left <= 0:
                raise CalendarUnreadable(TOO_SLOW)
        if response.length or self.left <= 0:
            raise CalendarUnreadable(CUT)
        return b"".join(parts)

    @contextmanager
    def _connected(self, place: Place) -> Iterator[http.client.HTTPConnection]:
        """Yield a connection that is cut when the time is over, however slowly the other side drips."""
        if self.left <= 0:
            raise CalendarUnreadable(TOO_SLOW)
        connection = _Pinned(place, timeout=min(SILENCE, self.left))
        alarm = threading.Timer(self.left, connection.cut)
        alarm.daemon = True
        alarm.start()
        try:
            yield connection
        finally:
            alarm.cancel()
            connection.close()

    @contextmanager
    def _failures_told(self) -> Iterator[None]:
        """Say in plain words what went wrong."""
        try:
            yield
        except CalendarUnreadable:
            if self.left <= 0:
                raise CalendarUnreadable(TOO_SLOW) from None
            raise
        except TimeoutError as error:
            raise CalendarUnreadable(TOO_SLOW) from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise CalendarUnreadable(TOO_SLOW if self.left <= 0 else _words(error)) from error


def _words(error: Exception) -> str:
    if isinstance(error, ssl.SSLError):
        return NO_CERTIFICATE
    if isinstance(error, http.client.IncompleteRead | http.client.RemoteDisconnected):
        return CUT
    return NOT_REACHED if isinstance(error, OSError) else NOT_UNDERSTOOD


class _Pinned(http.client.HTTPConnection):
    """A connection to the addresses that were checked, whatever the name means by now."""

    def __init__(self, place: Place, *, timeout: float) -> None:
        self.default_port = PORTS[place.scheme]
        super().__init__(place.host, place.port, timeout=timeout)
        self.place = place
        # Kept for the alarm: the connection lets go of its socket while the answer is still being read.
        self.wire: socket.socket | None = None
        self.is_cut = False

    def connect(self) -> None:
        """Try the addresses in their order; the certificate must be of the name."""
        for number, ip in enumerate(self.place.found_at, 1):
            try:
                self.sock = socket.create_connection((ip, self.place.port), self.timeout)
                break
            except OSError:
                if number == len(self.place.found_at):
                    raise
        self.wire = self.sock
        if self.place.scheme == "https":
            self.sock = self.wire = trusted().wrap_socket(
                self.sock, server_hostname=self.place.host, do_handshake_on_connect=False
            )
            self.sock.do_handshake()
        if self.is_cut:
            # The time was over before there was anything to cut.
            raise TimeoutError

    def cut(self) -> None:
        """End it from another thread."""
        self.is_cut = True
        if self.wire is not None:
            try:
                # Of the plain socket: that of TLS would wait for the other side to say goodbye.
                socket.socket.shutdown(self.wire, socket.SHUT_RDWR)
            except OSError:
                return


def trusted() -> ssl.SSLContext:
    """Return whom we trust: what the machine trusts, and what browsers do."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def refuse_status(answer: Answer) -> None:
    """Raise ``CalendarUnreadable`` for an answer that says no."""
    if answer.status in (401, 403):
        raise CalendarUnreadable(f"{host_of(answer.url)} refuses the address, or the name and password.")
    if answer.status in (404, 410):
        raise CalendarUnreadable("There is no calendar at this address any more.")
    raise CalendarUnreadable(f"The server has trouble: it answers {answer.status}.")
