"""Asks the server as a browser would, and times it beside a fixed piece of work.

The machine's clock wanders, and others use the machine: the same work may take twice as long a second later. So every
request has work of a known size done next to it, and its time counts in proportion to the fastest such work of the run.
"""

import gzip
import http.client
import time
from dataclasses import dataclass, field
from statistics import median, quantiles

import brotli

from .counting import ASK, QUERIES, ROWS
from .pages import TOKEN, Target

HEADERS = {"Accept": "text/html", "Accept-Encoding": "gzip, deflate, br"}


class Broken(Exception):
    """The server answered a measured request with something else than 200."""


@dataclass
class Timed:
    """What was found of one target: milliseconds with the work beside each, and the numbers that do not change."""

    queries: int = 0
    rows: int = 0
    bytes_sent: int = 0
    bytes_plain: int = 0
    raw: list[float] = field(default_factory=list)
    work: list[float] = field(default_factory=list)

    def scaled(self, fastest: float) -> list[float]:
        """The milliseconds as they would be if the machine had always been as fast as in its best moment."""
        return [ms * fastest / work for ms, work in zip(self.raw, self.work, strict=True)]

    def summary(self, fastest: float) -> dict[str, float]:
        """Median and 95th percentile, scaled; the median as measured."""
        scaled = self.scaled(fastest)
        return {
            "median_ms": round(median(scaled), 2),
            "p95_ms": round(quantiles(scaled, n=20, method="inclusive")[-1], 2),
            "raw_median_ms": round(median(self.raw), 2),
            "queries": self.queries,
            "rows": self.rows,
            "bytes_compressed": self.bytes_sent,
            "bytes": self.bytes_plain,
        }


class Asker:
    """One connection that is kept open."""

    def __init__(self, url: str) -> None:
        self.host = url.removeprefix("http://")
        self.connection = http.client.HTTPConnection(self.host, timeout=60)

    def ask(self, target: Target, **more: str) -> tuple[http.client.HTTPResponse, bytes]:
        """Ask once; raises ``Broken`` for whatever is not 200."""
        headers = HEADERS | {"Cookie": target.cookie} | {name.replace("_", "-"): value for name, value in more.items()}
        body = target.body() if target.body else None
        if body:
            headers |= {"Content-Type": "application/json", "X-CSRFToken": TOKEN}
        self.connection.request("POST" if body else "GET", target.path, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise Broken(f"{target.name}: {answer.status} from {target.path}\n{content[:300]!r}")
        return answer, content

    def close(self) -> None:
        self.connection.close()


def fixed_work() -> float:
    """Milliseconds for work that is always the same, of the kind that pages are made of."""
    started = time.perf_counter()
    words = {str(n): [n, str(n * n)] for n in range(3_000)}
    "".join(sorted(f"<p>{key}{value[1]}</p>" for key, value in words.items()))
    return (time.perf_counter() - started) * 1_000


def measure(url: str, targets: list[Target], rounds: int) -> dict[str, Timed]:
    """Ask for each target in turn, round after round, so that a slow minute strikes all of them alike."""
    asker = Asker(url)
    found = {target.name: Timed() for target in targets}
    for target in targets:
        for _ in range(4):
            asker.ask(target)
        _count(asker, target, found[target.name])
    for _ in range(rounds):
        for target in targets:
            timed = found[target.name]
            before = fixed_work()
            started = time.perf_counter()
            asker.ask(target)
            timed.raw.append((time.perf_counter() - started) * 1_000)
            timed.work.append((before + fixed_work()) / 2)
    asker.close()
    return found


def fastest_work(found: dict[str, Timed]) -> float:
    """The run's best moment: the shortest work, but for the hundredth that luck explains."""
    work = sorted(each for timed in found.values() for each in timed.work)
    return work[len(work) // 100]


def _count(asker: Asker, target: Target, timed: Timed) -> None:
    answer, content = asker.ask(target, **{ASK.replace("-", "_"): "1"})
    timed.queries, timed.rows = int(answer.headers[QUERIES]), int(answer.headers[ROWS])
    timed.bytes_sent, timed.bytes_plain = len(content), len(plain(answer, content))


def plain(answer: http.client.HTTPResponse, content: bytes) -> bytes:
    """The body without its compression."""
    encoding = answer.headers.get("Content-Encoding", "")
    return {"gzip": gzip.decompress, "br": brotli.decompress}.get(encoding, bytes)(content)
