"""Having a calendar read in a process of its own: whatever it holds, it takes no more time and memory than allowed."""

import json
import logging
import subprocess
import sys
from collections.abc import Iterable
from datetime import UTC, datetime

from django.conf import settings

from .failures import CalendarUnreadable
from .times import Found

logger = logging.getLogger(__name__)
CPU_SECONDS = 20
WALL_SECONDS = 60
MEMORY_BYTES = 1_000_000_000
TOO_MUCH = "Reading the calendar takes more time or memory than one may. Does an entry in it repeat without end?"


def read_apart(
    data: bytes, *, starts_at: datetime, ends_at: datetime, zone: str, addresses: Iterable[str], ours: str
) -> Found:
    """Do what ``times.busy_times`` does. Raises ``CalendarUnreadable``."""
    order = {
        "starts_at": int(starts_at.timestamp()),
        "ends_at": int(ends_at.timestamp()),
        "zone": zone,
        "addresses": list(addresses),
        "ours": ours,
        "cpu_seconds": CPU_SECONDS,
        "memory_bytes": MEMORY_BYTES,
    }
    command = [sys.executable, "-s", "-m", "accounts.calendars.child"]
    try:
        done = subprocess.run(
            command,
            input=json.dumps(order).encode() + b"\n" + data,
            stdout=subprocess.PIPE,
            # What a library says of a calendar may quote it.
            stderr=subprocess.DEVNULL,
            cwd=settings.BASE_DIR,
            env={"PYTHONDONTWRITEBYTECODE": "1"},
            timeout=WALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise CalendarUnreadable(TOO_MUCH) from error
    if done.returncode:
        logger.warning("The process that read a calendar ended with %s.", done.returncode)
        raise CalendarUnreadable(TOO_MUCH)
    answer = json.loads(done.stdout)
    if "refused" in answer:
        raise CalendarUnreadable(answer["refused"])
    busy = [(datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC)) for start, end in answer["busy"]]
    return Found(busy, answer["unreadable"])
