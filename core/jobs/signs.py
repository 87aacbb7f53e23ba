"""Signs of life of the processes that do the work, for the page that shows whether anybody does it."""

import logging
import os
import socket
import time
from datetime import timedelta

from django.db import Error, connection
from django.utils import timezone

from core.models import Sign

log = logging.getLogger(__name__)

AGAIN_AFTER = 15.0
FORGET_AFTER = timedelta(days=1)

_given: dict[str, float] = {}


def give(of: str) -> None:
    """Write down that a process of this kind (``Sign.Of``) lives here, a few times a minute at most.

    What cannot be written costs a line in the log: the work goes on.
    """
    now = time.monotonic()
    if now < _given.get(of, 0.0) + AGAIN_AFTER:
        return
    _given[of] = now
    # Whoever lives long outlives connections, and nothing else looks after this one in beat.
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
    try:
        Sign.objects.update_or_create(of=of, machine=machine(), defaults={"heard_at": timezone.now()})
    except Error as error:
        log.info("A sign of life could not be written (%s).", type(error).__name__)


def forget() -> None:
    """Drop the signs of machines that have been silent for a day."""
    Sign.objects.filter(heard_at__lt=timezone.now() - FORGET_AFTER).delete()


def machine() -> str:
    """The name of this machine."""
    return socket.gethostname()[:100]


def this_worker() -> str:
    """This process in words: machine and number."""
    return f"{socket.gethostname()[:80]}, process {os.getpid()}"
