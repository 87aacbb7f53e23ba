"""This process's own zygote: started when first needed, given one document after the other, replaced if it died."""

import json
import os
import selectors
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

ZYGOTE = Path(__file__).with_name("zygote.py")
BEAT_EVERY = 2.0
CHUNK = 1 << 20

Told = Callable[[int], None]


class TooSlow(Exception):
    """The child did not end in time and was killed."""


class DiedInside(Exception):
    """The child ended without an answer: it was stopped by its limits."""


class _ZygoteGone(Exception):
    """The zygote itself ended; whatever the document is, it may be tried again."""


class Press:
    """A zygote and the socket to it. One document at a time; others wait for their turn."""

    def __init__(self) -> None:
        """Start nothing yet."""
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._owner = 0

    def warm_up(self) -> None:
        """Start the zygote, without waiting until it has imported what it needs."""
        with self._turn:
            self._connect()

    def close(self) -> None:
        """Let the zygote go; the next document starts another."""
        with self._turn:
            self._end()

    def make(
        self, order: dict[str, Any], *, seconds: float, beat: Callable[[], None], laid_out: Told
    ) -> tuple[dict[str, Any], bytes]:
        """Have ``order`` done in a child of its own; return what it said last and the bytes of the PDF.

        ``beat`` is called every two seconds meanwhile; what it raises ends the child. ``laid_out`` hears the number
        of pages. Raises ``TooSlow`` and ``DiedInside``.
        """
        with self._turn:
            try:
                return self._make(order, seconds, beat, laid_out)
            except _ZygoteGone:
                self._end()
            try:
                return self._make(order, seconds, beat, laid_out)
            except _ZygoteGone as error:
                self._end()
                raise DiedInside from error

    def _make(
        self, order: dict[str, Any], seconds: float, beat: Callable[[], None], laid_out: Told
    ) -> tuple[dict[str, Any], bytes]:
        control = self._connect()
        answer = _Answer(laid_out, order["file_bytes"])
        answer_out, answer_in = os.pipe()
        with os.fdopen(answer_out, "rb", buffering=0) as answers:
            try:
                with _memory() as paper:
                    paper.write(json.dumps(order).encode())
                    paper.seek(0)
                    socket.send_fds(control, [b"o"], [paper.fileno(), answer_in])
            except OSError as error:
                raise _ZygoteGone from error
            finally:
                os.close(answer_in)
            try:
                _read(answers, answer, until=time.monotonic() + seconds, beat=beat)
            except BaseException:
                # The child is still at work: it ends with the zygote.
                self._end()
                raise
        try:
            if control.recv(1) != b".":
                raise _ZygoteGone
        except OSError as error:
            raise _ZygoteGone from error
        return answer.whole()

    def _connect(self) -> socket.socket:
        # After a fork the zygote is the parent's: it answers to one process only.
        ours = self._owner == os.getpid() and self._process is not None and self._process.poll() is None
        if not ours or self._control is None:
            self._end()
            mine, theirs = socket.socketpair()
            # No secret of ours reaches the children: they get their own small environment.
            environment = {key: os.environ[key] for key in ("PATH", "HOME", "LANG", "TMPDIR") if key in os.environ}
            with theirs:
                self._process = subprocess.Popen(
                    [sys.executable, "-P", str(ZYGOTE)],
                    stdin=theirs.fileno(),
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    env=environment,
                )
            self._control, self._owner = mine, os.getpid()
        return self._control

    def _end(self) -> None:
        """Let the zygote go: it kills its child and ends when its socket closes."""
        if self._control is not None:
            self._control.close()
        if self._process is not None and self._owner == os.getpid():
            self._process.kill()
            self._process.wait()
        self._process = self._control = None


class _Answer:
    """What the child has written so far: lines of JSON, the last of which says how many bytes follow."""

    def __init__(self, laid_out: Told, most_bytes: int) -> None:
        self._laid_out, self._most_bytes = laid_out, most_bytes
        self._lines = b""
        self._last: dict[str, Any] | None = None
        self._data: list[bytes] = []

    def take(self, chunk: bytes) -> None:
        while self._last is None and chunk:
            line, end, chunk = chunk.partition(b"\n")
            self._lines += line
            if end:
                said = json.loads(self._lines)
                self._lines = b""
                if "laid_out" in said:
                    self._laid_out(said["laid_out"])
                else:
                    self._last = said
        if chunk:
            self._data.append(chunk)

    def whole(self) -> tuple[dict[str, Any], bytes]:
        data = b"".join(self._data)
        if self._last is None or len(data) != self._last["bytes"] or len(data) > self._most_bytes:
            raise DiedInside
        return self._last, data


def _memory() -> IO[bytes]:
    """A file without a name that is gone with its last reader; in memory where the system can."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("order"), "w+b")
    return tempfile.TemporaryFile()


def _read(source: Any, answer: _Answer, *, until: float, beat: Callable[[], None]) -> None:
    next_beat = time.monotonic() + BEAT_EVERY
    with selectors.DefaultSelector() as waiting:
        waiting.register(source, selectors.EVENT_READ)
        while True:
            now = time.monotonic()
            if now >= until:
                raise TooSlow
            if now >= next_beat:
                beat()
                next_beat = time.monotonic() + BEAT_EVERY
            if waiting.select(max(0, min(until, next_beat) - now)):
                chunk = source.read(CHUNK)
                if not chunk:
                    return
                answer.take(chunk)


press = Press()
