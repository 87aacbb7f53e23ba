"""How much the server takes from eight connections at once."""

import time
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat

from .asking import Asker
from .pages import CONNECTIONS, SAVE, Target, savers


def throughput(url: str, targets: list[Target], seconds: float) -> dict[str, float]:
    """Requests per second by target's name, once every thread's connection has planned what the page asks.

    Every connection saves into a scorecard of its own.
    The asking runs on the same cores: what the empty view reaches is the most that these threads can ask for.
    """
    own = savers()
    found = {}
    for target in targets:
        asked = own if target.name == SAVE else [target] * CONNECTIONS
        _requests_per_second(url, asked, seconds)
        found[target.name] = _requests_per_second(url, asked, seconds)
    return found


def _requests_per_second(url: str, targets: list[Target], seconds: float) -> float:
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        started = time.perf_counter()
        done = sum(pool.map(_keep_asking, repeat(url), targets, repeat(started + seconds)))
        return round(done / (time.perf_counter() - started), 1)


def _keep_asking(url: str, target: Target, until: float) -> int:
    asker, done = Asker(url), 0
    while time.perf_counter() < until:
        asker.ask(target)
        done += 1
    asker.close()
    return done
