"""The id of the request that is being answered: in every log line, on error pages, and with the jobs that it leaves."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

LONGEST = 64
# What a proxy may give: nothing that could end a line or open a tag.
PLAIN = re.compile(rf"[A-Za-z0-9_-]{{8,{LONGEST}}}")

_current: ContextVar[str] = ContextVar("request_id", default="")


def current() -> str:
    """The id, or nothing outside of a request and of what a request left to do."""
    return _current.get()


@contextmanager
def under(request_id: str) -> Iterator[None]:
    """Let everything in the block be done for this request."""
    before = _current.set(request_id)
    try:
        yield
    finally:
        _current.reset(before)
