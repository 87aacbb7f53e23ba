"""Waiting for a fact, with a deadline, without waiting blindly."""

import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")


def until(fact: Callable[[], Found], words: str, *, within: float = 60, every: float = 0.05) -> Found:
    """Return what ``fact`` gives once it is true. Raises AssertionError with ``words`` after ``within`` seconds."""
    deadline = time.monotonic() + within
    while True:
        found = fact()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"Waited {within} s in vain for {words}.")
        time.sleep(every)
