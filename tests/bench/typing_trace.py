"""How long a key waits for our own code, read from Chromium's trace."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import quantiles

from playwright.sync_api import Browser, Page

# A keypress also does what the browser itself does with a key: insert it and lay out the line.
OURS = {"keydown", "beforeinput", "input"}


@dataclass
class Trace:
    """Milliseconds of every dispatch of a key's events to our handlers, and of every timer that they had set.

    Of the page's own thread: while others use the machine's cores, its clock stands still.
    """

    handlers: list[float] = field(default_factory=list)
    timers: list[float] = field(default_factory=list)

    def summary(self) -> dict[str, float]:
        return {
            "events": len(self.handlers),
            "longest_ms": round(max(self.handlers), 2),
            "p95_ms": round(quantiles(self.handlers, n=20, method="inclusive")[-1], 2),
            "longest_timer_ms": round(max(self.timers, default=0), 2),
        }


@contextmanager
def traced(browser: Browser, page: Page, trace: Trace) -> Iterator[None]:
    """Add to ``trace`` what ``page`` does meanwhile."""
    browser.start_tracing(page=page, categories=["devtools.timeline"])
    yield
    for event in json.loads(browser.stop_tracing())["traceEvents"]:
        if event["name"] == "EventDispatch" and event["args"]["data"]["type"] in OURS:
            trace.handlers.append(event["tdur"] / 1_000)
        elif event["name"] == "TimerFire":
            trace.timers.append(event["tdur"] / 1_000)
