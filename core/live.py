"""Telling open pages that something moved, by server-sent events.

A stream says one number, that of the last move, and nothing else: whoever hears it asks for the page again, and gets
what they may see. All streams of a process share one look at the database. A stream ends by itself after
``LIVE_SECONDS``, so that no stopping server waits for long; the browser then opens the next one and misses nothing.
"""

import logging
import threading
import time
import weakref
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import Error, close_old_connections, connection
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

log = logging.getLogger(__name__)

LOOK_EVERY = 0.4
"""Seconds between two looks at the database, which an event is late by at most."""
ASK_AGAIN = 10
"""Seconds after which a quiet stream asks whether its reader may still follow."""
RETRY_MS = 1_000

PATIENCE = 5
"""Seconds that a stream waits longer if nobody can be asked; then it ends, and the page opens the next one."""
OVER = -1

Read = Callable[[set[str]], Mapping[str, int]]
Allowed = Callable[[], bool]


@dataclass(eq=False)
class _Waiter:
    """A page that waits for ``key`` to pass ``seen``; ``told`` is what it hears, the number or ``OVER``."""

    key: str
    seen: int
    allowed: Allowed
    ask_at: float
    told: int | None = None


class Watcher:
    """Looks for all who wait in this process at once, in a thread that lives as long as anybody waits.

    ``read`` gives the number of each key that it is handed, in one query; numbers only grow. The thread also asks who
    may still hear them, so that those who wait hold no connection.
    """

    def __init__(self, read: Read) -> None:
        """Take the query."""
        self._read = read
        self._changed = threading.Condition()
        self._waiting: list[_Waiter] = []
        self._thread: threading.Thread | None = None

    def wait(self, key: str, *, seen: int, seconds: float, allowed: Allowed) -> int | None:
        """Return the number of ``key`` as soon as it passes ``seen``, or ``seen`` when ``seconds`` are over.

        Before either ``allowed`` is asked; if it says no, ``OVER`` is returned. ``None``: the database does not answer.
        """
        waiter = _Waiter(key, seen, allowed, time.monotonic() + seconds)
        with self._changed:
            self._waiting.append(waiter)
            if self._thread is None:
                self._thread = threading.Thread(target=self._watch, name="live", daemon=True)
                self._thread.start()
            try:
                self._changed.wait_for(lambda: waiter.told is not None, timeout=seconds + PATIENCE)
            finally:
                self._waiting.remove(waiter)
        return waiter.told

    def _watch(self) -> None:
        try:
            while (waiting := self._untold()) is not None:
                self._look(waiting)
                time.sleep(LOOK_EVERY)
        finally:
            with self._changed:
                # Whatever ended it: the next who waits starts another.
                if self._thread is threading.current_thread():
                    self._thread = None
            connection.close()

    def _untold(self) -> list[_Waiter] | None:
        """Who is to be told something; ``None`` once nobody waits, and the thread shall end."""
        with self._changed:
            if not self._waiting:
                self._thread = None
                return None
            return [waiter for waiter in self._waiting if waiter.told is None]

    def _look(self, waiting: list[_Waiter]) -> None:
        try:
            close_old_connections()
            numbers = self._read({waiter.key for waiter in waiting})
            for waiter in waiting:
                number = max(numbers.get(waiter.key, 0), waiter.seen)
                if number > waiter.seen or waiter.ask_at <= time.monotonic():
                    self._tell(waiter, number if waiter.allowed() else OVER)
        except Error as error:
            log.warning("Open pages could not be told what moved (%s); the next look will.", type(error).__name__)

    def _tell(self, waiter: _Waiter, number: int) -> None:
        with self._changed:
            waiter.told = number
            self._changed.notify_all()


class _Places:
    """How many streams this process serves; each holds a thread of the server."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken = 0
        self.tell: Callable[[int], object] = int

    def take(self) -> bool:
        with self._lock:
            if self._taken >= settings.LIVE_STREAMS:
                return False
            self._taken += 1
            self.tell(self._taken)
            return True

    def give_back(self) -> None:
        with self._lock:
            self._taken -= 1
            self.tell(self._taken)


_places = _Places()


def tell_places(tell: Callable[[int], object]) -> None:
    """Have ``tell`` hear, from now on, how many streams this process serves."""
    _places.tell = tell


class EventStream(StreamingHttpResponse):
    """An answer that stays open; its place is free again when it is closed."""

    def __init__(self, events: Iterator[str]) -> None:
        """Take the events; the place is taken already."""
        super().__init__(events, content_type="text/event-stream")
        # A proxy that buffers would hold the events back.
        self.headers["X-Accel-Buffering"] = "no"
        # Once, and also for an answer that nobody read or closed.
        self._give_back = weakref.finalize(self, _places.give_back)

    def close(self) -> None:
        """End it, and let another page have the place."""
        self._give_back()
        super().close()


def stream(watcher: Watcher, key: str, *, number: int, seen: int, allowed: Allowed) -> HttpResponseBase:
    """Answer with a stream of the moves of ``key`` past ``seen``; ``number`` is the present one.

    ``allowed`` is asked before each event but the first, and now and then between, in the thread of ``watcher``: when
    it says no, the stream says "over" and ends. When this process serves as many as it may the answer is 503 with
    Retry-After; the page then asks by itself from time to time.
    """
    if not _places.take():
        return HttpResponse(status=503, headers={"Retry-After": "5"})
    return EventStream(_events(watcher, key, number=number, seen=seen, allowed=allowed))


def _events(watcher: Watcher, key: str, *, number: int, seen: int, allowed: Allowed) -> Iterator[str]:
    until = time.monotonic() + settings.LIVE_SECONDS
    yield f"retry: {RETRY_MS}\n\n"
    if number > seen:
        yield _event(number)
    seen = max(number, seen)
    while (left := until - time.monotonic()) > 0:
        now = watcher.wait(key, seen=seen, seconds=min(left, ASK_AGAIN), allowed=allowed)
        if now is None:
            return
        if now == OVER:
            yield "event: over\ndata: 0\n\n"
            return
        yield _event(now) if now > seen else ": quiet\n\n"
        seen = now


def _event(number: int) -> str:
    return f"id: {number}\ndata: {number}\n\n"
