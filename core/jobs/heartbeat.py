"""Keeping the lease of a long job alive, so that leases can be short and lost workers are noticed soon."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from django.db import connection

from core.models import Sign

from . import signs

log = logging.getLogger(__name__)

BEAT_EVERY = 6.0


class Reporting(Protocol):
    """What the heartbeat needs of a job."""

    def report(self) -> None:
        """Extend the lease."""


@contextmanager
def heartbeat(job: Reporting) -> Iterator[None]:
    """Extend the lease every few seconds while the block runs; the job's time limit bounds the whole."""
    over = threading.Event()
    thread = threading.Thread(target=_beat, args=(job, over), name="job-heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(timeout=BEAT_EVERY)


def _beat(job: Reporting, over: threading.Event) -> None:
    try:
        while not over.wait(BEAT_EVERY):
            try:
                job.report()
                signs.give(Sign.Of.WORKER)
            except Exception as error:  # noqa: BLE001
                # Nobody's lease any more, or a busy database: the work itself will find out when it reports.
                log.info("A lease could not be extended (%s).", type(error).__name__)
    finally:
        connection.close()
