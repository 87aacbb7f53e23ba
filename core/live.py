"""Telling open pages that something moved, by server-sent events.

A stream says one number, that of the last move, and nothing else: whoever hears it asks for the page again, and gets
what they may see. All streams of a process share one look at the database. A stream ends by itself after
``LIVE_SECONDS``, so that no stopping server waits for long; the browser then opens the next one and misses nothing.
"""

import logging
import threading
import time
import weakref
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

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

Read = Callable[[set[str]], Mapping[str, int]]


class Watcher:
    """Looks for all who wait in this process at once, in a thread that lives as long as anybody waits.

    ``read`` gives the number of each key that it is handed, in one query; numbers only grow.
    """

    def __init__(self, read: Read) -> None:
        """Take the query."""
        self._read = read
        self._changed = threading.Condition()
        self._waiting: Counter[str] = Counter()
        self._numbers: dict[str, int] = {}
        self._thread: threading.Thread | None = None

    def wait(self, key: str, *, seen: int, seconds: float) -> int:
        """Return the number of ``key`` as soon as it passes ``seen``, or ``seen`` when ``seconds`` are over."""
        with self._changed:
            self._waiting[key] += 1
            if self._thread is None:
                self._thread = threading.Thread(target=self._watch, name="live", daemon=True)
                self._thread.start()
            try:
                self._changed.wait_for(lambda: self._numbers.get(key, seen) > seen, timeout=seconds)
                return max(self._numbers.get(key, seen), seen)
            finally:
                self._waiting[key] -= 1
                if not self._waiting[key]:
                    del self._waiting[key]
                    self._numbers.pop(key, None)

    def _watch(self) -> None:
        try:
            while keys := self._keys():
                self._tell(self._look(keys))
                time.sleep(LOOK_EVERY)
        finally:
            with self._changed:
                # Whatever ended it: the next who waits starts another.
                if self._thread is threading.current_thread():
                    self._thread = None
            connection.close()

    def _keys(self) -> set[str]:
        with self._changed:
            if not self._waiting:
                self._thread = None
            return set(self._waiting)

    def _look(self, keys: set[str]) -> Mapping[str, int]:
        try:
            close_old_connections()
            return self._read(keys)
        except Error as error:
            log.warning("Open pages could not be told what moved (%s); the next look will.", type(error).__name__)
            return {}

    def _tell(self, numbers: Mapping[str, int]) -> None:
        with self._changed:
            news = {key: number for key, number in numbers.items() if key in self._waiting}
            if news.items() <= self._numbers.items():
                return
            self._numbers.update(news)
            self._changed.notify_all()


class _Places:
    """How many streams this process serves; each holds a thread of the server."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken = 0

    def take(self) -> bool:
        with self._lock:
            if self._taken >= settings.LIVE_STREAMS:
                return False
            self._taken += 1
            return True

    def give_back(self) -> None:
        with self._lock:
            self._taken -= 1


_places = _Places()


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


def stream(watcher: Watcher, key: str, *, number: int, seen: int, allowed: Callable[[], bool]) -> HttpResponseBase:
    """Answer with a stream of the moves of ``key`` past ``seen``; ``number`` is the present one.

    ``allowed`` is asked before each event but the first, and now and then between: when it says no, the stream says
    "over" and ends. When this process serves as many as it may the answer is 503 with Retry-After; the page then asks
    by itself from time to time.
    """
    if not _places.take():
        return HttpResponse(status=503, headers={"Retry-After": "5"})
    return EventStream(_events(watcher, key, number=number, seen=seen, allowed=allowed))


def _events(watcher: Watcher, key: str, *, number: int, seen: int, allowed: Callable[[], bool]) -> Iterator[str]:
    until = time.monotonic() + settings.LIVE_SECONDS
    yield f"retry: {RETRY_MS}\n\n"
    if number > seen:
        yield _event(number)
    seen = max(number, seen)
    while (left := until - time.monotonic()) > 0:
        if not connection.in_atomic_block:
            # A stream waits much longer than it asks: another thread shall have the connection.
            connection.close()
        now = watcher.wait(key, seen=seen, seconds=min(left, ASK_AGAIN))
        if not allowed():
            yield "event: over\ndata: 0\n\n"
            return
        yield _event(now) if now > seen else ": quiet\n\n"
        seen = now


def _event(number: int) -> str:
    return f"id: {number}\ndata: {number}\n\n"
