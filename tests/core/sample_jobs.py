"""Jobs that only tests run, here and in real workers."""

import os
import time
from datetime import timedelta
from pathlib import Path

from core import packets, pdf
from core.errors import Refused
from core.jobs import RunningJob, heartbeat, job, run
from core.models import Packet

if os.environ.get("SHORT_LEASES"):
    run.LEASE, heartbeat.BEAT_EVERY = timedelta(seconds=2), 0.4


@job("tests.append_line")
def append_line(job: RunningJob, path: str, line: str = "done") -> None:
    with Path(path).open("a") as file:
        file.write(line + "\n")


@job("tests.refuse")
def refuse(job: RunningJob) -> None:
    raise Refused("There is nothing to compile.")


@job("tests.break")
def break_(job: RunningJob, secret: str = "") -> None:
    raise ValueError(f"a message that quotes {secret}")


@job("tests.report")
def report(job: RunningJob, progress: int) -> None:
    job.report(progress, "Half way")


@job("tests.hold", max_attempts=3)
def hold(job: RunningJob, path: str, seconds: float) -> None:
    """Say who works on it, take a while at the first attempt only, then append."""
    job.report(10, f"pid {os.getpid()}")
    if job.row.attempts == 1:
        time.sleep(seconds)
    append_line(job, path)


@job("tests.wait_for")
def wait_for(job: RunningJob, path: str) -> None:
    """Say that it has begun, and end once there is a file at ``path``."""
    job.report(10, f"pid {os.getpid()}")
    while not Path(path).exists():
        time.sleep(0.05)


@job("tests.hang", max_attempts=2)
def hang(job: RunningJob) -> None:
    job.report(10, f"pid {os.getpid()}")
    time.sleep(600)


@job("tests.compile")
def compile_(job: RunningJob, packet_id: int) -> None:
    """Long enough to be killed while it renders."""
    packet = Packet.objects.get(pk=packet_id)
    job.report(20, "Laying out")
    packets.store(packet, pdf.render(f"<h1>{packet.title}</h1><p>{'word ' * 12_000}</p>"))
