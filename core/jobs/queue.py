"""Putting jobs into the table and ringing the bell for them."""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from celery import Task, current_app
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from core import request_ids
from core.models import Job, Packet, Person

log = logging.getLogger(__name__)

SWEEP_EVERY = timedelta(seconds=30)
SWEEP_AT_MOST = 200
SILENCE = 5.0
KEEP_FINISHED = timedelta(days=30)
# Under this name in the shared cache: when a worker last swept, which shows that beat rings and a worker works.
LAST_SWEEP = "last-sweep"
KEEP_LAST_SWEEP = timedelta(days=7)


class JobTask(Task):
    """A Celery task made by ``@job``."""

    job_function: Callable[..., None]
    max_attempts: int


class _Bell:
    """Until when (on the monotonic clock) the broker is not asked, since it did not answer a moment ago."""

    silent_until = 0.0


class UnknownJob(LookupError):
    """The name belongs to no job function: a typo, or its module ``tasks`` was not imported."""


def enqueue(
    name: str,
    *,
    by: Person | None = None,
    priority: int = Job.Priority.NORMAL,
    run_after: datetime | None = None,
    **args: object,
) -> Job:
    """Write a job in the caller's transaction and ring for it after the commit.

    ``name`` is the one given to ``@job``; ``args`` are handed to its function and must be plain JSON values (ids, not
    texts). ``by`` is the person who waits for it, ``run_after`` an aware time. Raises ``UnknownJob`` at once on a typo.
    """
    max_attempts = find_task(name).max_attempts
    row = Job.objects.create(
        name=name,
        args=args,
        requested_by=by,
        priority=priority,
        run_after=run_after or timezone.now(),
        max_attempts=max_attempts,
        request_id=request_ids.current(),
    )
    if row.run_after <= timezone.now():
        transaction.on_commit(lambda: ring(row))
    return row


def cancel(job: Job) -> bool:
    """Stop a job that is not over; a running one stops at its next report. Return whether there was one to stop."""
    return bool(
        Job.objects.unfinished()
        .filter(pk=job.pk)
        .update(state=Job.State.CANCELLED, finished_at=timezone.now(), lease_token="", leased_until=None)
    )


def try_again(job: Job) -> bool:
    """Put a job that failed or was cancelled back, with all its tries; return whether there was one to put back.

    Rings for it after the commit.
    """
    stopped = Job.objects.filter(pk=job.pk, state__in=[Job.State.FAILED, Job.State.CANCELLED])
    fresh = {"state": Job.State.WAITING, "run_after": timezone.now(), "finished_at": None}
    if not stopped.update(attempts=0, progress=0, note="", error="", **fresh):
        return False
    transaction.on_commit(lambda: ring(job))
    return True


def fail_after_all(name: str, args: dict[str, Any], *, reason: str) -> bool:
    """Count what was done as failed, since its work did not last; return whether there was such a job, still kept."""
    done = Job.objects.filter(name=name, args=args, state=Job.State.DONE)
    return bool(done.update(state=Job.State.FAILED, error=reason))


def cancel_all(*, by: Person) -> int:
    """Stop everything that this person waits for; return how many jobs that were."""
    return sum(cancel(job) for job in Job.objects.unfinished().filter(requested_by=by))


def ring(row: Job, *, delay: float = 0, forget_after: float | None = None) -> None:
    """Tell the broker that a job waits: its id and nothing else. A broker that is down costs a line in the log.

    After that nobody waits for it again for some seconds: whoever writes ten mails waits once. ``delay`` and
    ``forget_after`` are in seconds.
    """
    timing: dict[str, Any] = {"countdown": delay, "expires": forget_after}
    if _Bell.silent_until > time.monotonic():
        return
    try:
        task = find_task(row.name)
    except UnknownJob:
        log.warning("Job %s is of a kind that is not known here; it waits for a process that knows it.", row.uid)
        return
    try:
        task.apply_async(
            args=(row.pk,), priority=row.priority, retry=False, **{key: value for key, value in timing.items() if value}
        )
    except Exception as error:  # noqa: BLE001 - whatever the transport raises, the row is safe
        _Bell.silent_until = time.monotonic() + SILENCE
        log.warning("The broker did not answer (%s); job %s waits for the sweep.", type(error).__name__, row.uid)


def sweep() -> int:
    """Ring for every job that is due, also for those whose worker died, and drop old finished ones.

    The job of a packet that failed stays with it: it holds the reason, and what to run again. The bells expire before
    the next sweep, so a long queue does not fill the broker. Returns how many were rung.
    """
    due = list(Job.objects.due().order_by("priority", "run_after", "pk")[:SWEEP_AT_MOST])
    for row in due:
        ring(row, forget_after=SWEEP_EVERY.total_seconds())
    cache.set(LAST_SWEEP, timezone.now(), KEEP_LAST_SWEEP.total_seconds())
    told_by_packets = Packet.objects.filter(ready_at=None, job__isnull=False).values("job")
    Job.objects.filter(finished_at__lt=timezone.now() - KEEP_FINISHED).exclude(pk__in=told_by_packets).delete()
    return len(due)


def find_task(name: str) -> JobTask:
    """Return the Celery task of a job. Raises ``UnknownJob``."""
    task = current_app.tasks.get(name)
    if not isinstance(task, JobTask):
        raise UnknownJob(f"There is no job named {name!r}.")
    return task


def known_names() -> list[str]:
    """The names of all jobs that this process can do."""
    return [name for name, task in current_app.tasks.items() if isinstance(task, JobTask)]
