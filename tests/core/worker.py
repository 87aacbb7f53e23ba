"""A real Celery worker on the test's database: started as in use, stopped or killed by its own process group."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psutil
from celery import current_app
from django.conf import settings
from django.db import connection
from kombu import pools

from core import jobs

PATIENCE = 40


class Worker:
    """One worker process with one child, as ``celery -A config worker`` starts it."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self.environment, self.log = environment, log
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "celery", "-A", "config", "worker", "-c", "1", "--loglevel", "INFO"]
        command += ["--without-gossip", "--without-mingle", "--without-heartbeat", "-I", "tests.core.sample_jobs"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=settings.BASE_DIR, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        wait_until(lambda: "ready." in self.log.read_text(), "the worker to start", self)

    def kill(self) -> None:
        """End the worker and its children at once, as a power cut would."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)
            self.process = None
            self.log.write_text("")

    def kill_child(self) -> None:
        """End the child that does the work, as the kernel does when memory runs out."""
        (child,) = psutil.Process(self.process.pid).children()
        child.kill()


@contextmanager
def ringing(url: str, options: dict) -> Iterator[None]:
    """Let this process ring at the broker at ``url``, with the transport's ``options``."""
    before = current_app.conf.broker_url, current_app.conf.broker_transport_options
    _ring_at(url, options)
    try:
        yield
    finally:
        _ring_at(*before)


def _ring_at(url: str, options: dict) -> None:
    pools.reset()
    current_app._pool = None
    current_app.amqp._producer_pool = None
    current_app.conf.update(broker_url=url, broker_read_url=url, broker_write_url=url, broker_transport_options=options)


def environment_for(folder: Path, redis_url: str) -> dict[str, str]:
    """What a worker needs to know: this test's database, its broker, short leases."""
    return {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": settings.SECRET_KEY,
        "DATABASE_URL": _database_url(),
        "REDIS_URL": redis_url,
        "VAR_DIR": str(folder),
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "EMAIL_URL": "memorymail://",
        "BASE_URL": "http://testserver",
        "SHORT_LEASES": "1",
    }


def _database_url() -> str:
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    host = quote(str(values["HOST"] or values["OPTIONS"].get("host", "")), safe="")
    port = f"&port={values['PORT']}" if values["PORT"] else ""
    password = f":{quote(values['PASSWORD'])}" if values["PASSWORD"] else ""
    return f"postgres://{values['USER']}{password}@/{values['NAME']}?host={host}{port}"


def wait_until(fact: Callable[[], bool], words: str, worker: Worker, *, sweep: bool = False) -> None:
    """Wait for a fact, sweeping meanwhile if asked to; fails with the worker's log."""
    start = next_sweep = time.monotonic()
    while time.monotonic() < start + PATIENCE:
        if fact():
            return
        if sweep and time.monotonic() >= next_sweep:
            jobs.sweep()
            next_sweep = time.monotonic() + 2
        time.sleep(0.2)
    raise AssertionError(f"Waited in vain for {words}.\n{worker.log.read_text()[-4000:]}")
