"""Figures for Prometheus: requests by route, jobs, mails, connections and open streams. Nothing about anybody.

The processes of a web server count together, in files: each takes a place by a lock that ends with it, so that whoever
comes after a process that has died goes on in its file. Nothing here is loaded unless ``METRICS_TOKEN`` is set.
"""

import fcntl
import os
import socket
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connection
from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest, values
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from core import live
from core.middleware import METHODS
from core.models import Job, OutboxMessage

SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
FOLDER = Path(settings.VAR_DIR) / "metrics" / socket.gethostname()

_places: dict[int, IO[bytes]] = {}


def _place() -> int:
    """The number of this process's files: the first that no living process has."""
    pid = os.getpid()
    for number in count():
        if pid in _places:
            break
        lock = (FOLDER / f"{number}.lock").open("ab")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
        else:
            _places[pid] = lock
    return int(Path(_places[pid].name).stem)


FOLDER.mkdir(parents=True, exist_ok=True)
os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(FOLDER)
values.ValueClass = values.MultiProcessValue(_place)
_own = CollectorRegistry()
requests = Counter("evenhand_requests", "Requests answered.", ["route", "method", "status"], registry=_own)
durations = Histogram(
    "evenhand_request_seconds", "Until the answer begins.", ["route", "method"], buckets=SECONDS, registry=_own
)
streams = Gauge("evenhand_live_streams", "Pages that follow a debrief.", registry=_own, multiprocess_mode="livesum")
streams.set(0)
live.tell_places(streams.set)


class CountRequests:
    """Middleware: counts and times what is answered, by the name of the route and never by an address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, then count."""
        begun = time.perf_counter()
        response = self.get_response(request)
        found = request.resolver_match
        route = (found.url_name if found else None) or "none"
        method = request.method if request.method in METHODS else "other"
        durations.labels(route, method).observe(time.perf_counter() - begun)
        requests.labels(route, method, str(response.status_code)).inc()
        return response


class Waiting:
    """What the database knows, asked when somebody looks: four queries at most, however much there is."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the figures."""
        told = [Job.State.WAITING, Job.State.RUNNING, Job.State.FAILED]
        counted = Job.objects.filter(state__in=told).order_by().values_list("name", "state").annotate(Count("pk"))
        jobs = GaugeMetricFamily("evenhand_jobs", "Jobs, of the last 30 days.", labels=["name", "state"])
        for name, state, number in counted:
            jobs.add_metric([name, state], number)
        yield jobs
        now = timezone.now()
        due = Job.objects.filter(state=Job.State.WAITING, run_after__lte=now).aggregate(first=Min("run_after"))["first"]
        age = (now - due).total_seconds() if due else 0
        yield GaugeMetricFamily("evenhand_oldest_due_job_seconds", "How long a job waits already.", value=age)
        states = {OutboxMessage.State.WAITING: 0, OutboxMessage.State.FAILED: 0}
        mails = OutboxMessage.objects.filter(state__in=states, send_after__lte=now).order_by().values_list("state")
        outbox = GaugeMetricFamily("evenhand_mails", "Mails that are due or have failed.", labels=["state"])
        for state, number in (states | dict(mails.annotate(Count("pk")))).items():
            outbox.add_metric([str(state)], number)
        yield outbox
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
                number = cursor.fetchone()[0]
            yield GaugeMetricFamily("evenhand_database_connections", "Open to this database.", value=number)


def page() -> bytes:
    """All figures as Prometheus reads them."""
    _forget_the_dead()
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=str(FOLDER))
    looked: Any = Waiting()
    registry.register(looked)
    return generate_latest(registry)


def _forget_the_dead() -> None:
    """Streams of a process that has died are no longer open; what it counted stays."""
    for path in FOLDER.glob("gauge_live*.db"):
        number = path.stem.rpartition("_")[2]
        if int(number) == _place():
            continue
        with (FOLDER / f"{number}.lock").open("ab") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                continue
            path.unlink(missing_ok=True)
