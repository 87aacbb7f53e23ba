"""Fifty interviewers whose scorecards save themselves every two seconds, while others look at pages."""

import threading
import time
from collections.abc import Callable
from statistics import median, quantiles

from django.urls import reverse

from .asking import Asker, Broken
from .pages import SAVE, Target, signed_in, typist
from .seeding import writers

EVERY = 2.0
VIEWS_A_SECOND = 20
# Milliseconds; looked at, never failed by.
GOAL_P95 = 100


def measure(url: str, pages: list[Target], seconds: float) -> dict[str, float]:
    """Save and look for so long; milliseconds of the saves, and how many of all requests failed."""
    saves = [
        Target(
            SAVE,
            reverse("scorecard_save", args=[place.interview.uid]),
            signed_in(place.user.email),
            typist(place.interview, place.user.uid),
        )
        for place in writers()
    ]
    saved, viewed, errors = [], [], []
    start = time.perf_counter() + 1
    until = start + seconds
    # Everybody begins at another moment, as people do.
    acts: list[tuple[float, float, Callable[[], Target], list[float]]] = [
        (start + EVERY * n / len(saves), EVERY, lambda each=each: each, saved) for n, each in enumerate(saves)
    ]
    for n in range(VIEWS_A_SECOND):
        turns = _in_turn(pages[n % len(pages) :] + pages[: n % len(pages)])
        acts.append((start + n / VIEWS_A_SECOND, 1.0, turns, viewed))
    threads = [threading.Thread(target=_keep_on, args=(url, *act, until, errors)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {
        "seconds": seconds,
        "interviewers": len(saves),
        "saves": len(saved),
        "save_median_ms": round(median(saved), 1),
        "save_p95_ms": round(quantiles(saved, n=20)[-1], 1),
        "views": len(viewed),
        "view_median_ms": round(median(viewed), 1),
        "view_p95_ms": round(quantiles(viewed, n=20)[-1], 1),
        "errors": len(errors),
        # Of what was meant to be asked, how much was: less than 1 if answers came too late for the next request.
        "kept_up": round((len(saved) + len(viewed)) / (seconds * (len(saves) / EVERY + VIEWS_A_SECOND)), 2),
    }


def _in_turn(pages: list[Target]) -> Callable[[], Target]:
    number = iter(range(10**9))
    return lambda: pages[next(number) % len(pages)]


def _keep_on(
    url: str, at: float, every: float, choose: Callable[[], Target], times: list[float], until: float, errors: list[str]
) -> None:
    """Ask each ``every`` seconds from ``at`` on. A time counts from when the request was due."""
    asker = Asker(url)
    while at < until:
        time.sleep(max(0, at - time.perf_counter()))
        due = max(at, time.perf_counter() - every)
        try:
            asker.ask(choose())
            times.append((time.perf_counter() - due) * 1_000)
        except (Broken, OSError) as error:
            errors.append(str(error))
            asker.close()
            asker = Asker(url)
        at = max(at + every, time.perf_counter())
    asker.close()


def show(found: dict[str, float]) -> list[str]:
    """Print what was found; an error fails the run."""
    print("\nFifty interviewers save every two seconds, beside twenty page views a second")
    for name, figure in found.items():
        print(f"{name:30}{figure:12,}{f'  of {GOAL_P95}' if name == 'save_p95_ms' else ''}")
    return [f"writing: {found['errors']} requests failed"] if found["errors"] else []
