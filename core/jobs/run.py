"""Taking a job with a lease, doing it, and writing down how it ended."""

import logging
import secrets
import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta

from django.db.models import F, Subquery
from django.utils import timezone

from core import request_ids
from core.errors import Refused
from core.models import Job, Sign

from . import signs
from .heartbeat import heartbeat
from .queue import SWEEP_EVERY, find_task, known_names, ring

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=20)
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)
WORKER_LOST = "The worker was stopped in the middle each time. It may be too large for this server."
UNEXPECTED = "An unexpected error stopped it."


class _Within:
    """In what each job is done, by its name."""

    enter: Callable[[str], AbstractContextManager[object]] = nullcontext


def work_within(enter: Callable[[str], AbstractContextManager[object]]) -> None:
    """Do each job, from now on, within ``enter(name)``, which sees how it ends."""
    _Within.enter = staticmethod(enter)


class JobStopped(Exception):
    """The job was cancelled, or its lease ran out and another worker has it: leave without a trace."""


class RunningJob:
    """What a job function gets: the row it works on, and the token that lets it write there."""

    def __init__(self, row: Job) -> None:
        """Take the row as it was claimed."""
        self.row = row
        self.pk, self.uid, self.token = row.pk, row.uid, row.lease_token
        self.requested_by = row.requested_by

    @property
    def is_last_attempt(self) -> bool:
        """Whether a failure now is final."""
        return self.row.attempts >= self.row.max_attempts

    def report(self, progress: int | None = None, note: str = "") -> None:
        """Store how far it is (0-100) and in words what is being done, and extend the lease.

        Raises ``JobStopped`` if the job is not this worker's any more.
        """
        values: dict[str, object] = {"leased_until": timezone.now() + LEASE}
        if progress is not None:
            values["progress"] = max(0, min(100, progress))
        if note:
            values["note"] = note[:200]
        self._write(**values)

    def finish(self) -> None:
        """Mark it as done."""
        self._leave(state=Job.State.DONE, progress=100, finished_at=timezone.now(), error="")

    def fail(self, reason: str) -> None:
        """Mark it as failed for good, with a plain reason."""
        self._leave(state=Job.State.FAILED, finished_at=timezone.now(), error=reason[:500])

    def try_again(self, reason: str) -> None:
        """Put it back after a pause that grows with each attempt, or fail if there have been enough."""
        if self.is_last_attempt:
            self.fail(reason)
            return
        pause = min(FIRST_PAUSE * 4 ** (self.row.attempts - 1), LONGEST_PAUSE)
        self._leave(state=Job.State.WAITING, run_after=timezone.now() + pause, error=reason[:500])
        if pause < SWEEP_EVERY:
            ring(self.row, delay=pause.total_seconds())

    def _leave(self, **values: object) -> None:
        self._write(lease_token="", leased_until=None, **values)

    def _write(self, **values: object) -> None:
        mine = Job.objects.filter(pk=self.pk, state=Job.State.RUNNING, lease_token=self.token)
        if not mine.update(**values):
            raise JobStopped


def claim(job_id: int) -> RunningJob | None:
    """Take a job that is due; ``None`` if there is nothing to take.

    One conditional update decides between workers. A job that has lost its worker too often fails here.
    """
    now = timezone.now()
    lost = Job.objects.lost().filter(pk=job_id)
    used_up = lost.exclude(attempts__lt=F("max_attempts"))
    used_up.update(state=Job.State.FAILED, finished_at=now, error=WORKER_LOST, lease_token="", leased_until=None)
    token = secrets.token_hex(16)
    taken = Job.objects.due().filter(pk=job_id)
    if not taken.update(
        state=Job.State.RUNNING,
        lease_token=token,
        leased_until=now + LEASE,
        started_at=now,
        worker=signs.this_worker(),
        attempts=F("attempts") + 1,
    ):
        return None
    return RunningJob(Job.objects.select_related("requested_by").get(pk=job_id))


def run(job_id: int, function: Callable[..., object]) -> None:
    """Claim the job, do it, and write down how it ended.

    ``Refused`` from the function is final and its sentence is the reason; any other error is tried again. When
    something more urgent is due, that is done instead and the bell rung again: brokers do not keep to priorities.
    """
    urgent = more_urgent(job_id)
    if urgent is not None:
        _do(urgent.pk, find_task(urgent.name).job_function)
        ring(Job.objects.get(pk=job_id))
    else:
        _do(job_id, function)


def more_urgent(job_id: int) -> Job | None:
    """The first job that is due, can be done here and comes before this one, if this one is due."""
    priority = Job.objects.due().filter(pk=job_id).values("priority")
    due = Job.objects.due().filter(priority__lt=Subquery(priority), name__in=known_names())
    return due.order_by("priority", "run_after", "pk").first()


def _do(job_id: int, function: Callable[..., object]) -> None:
    signs.give(Sign.Of.WORKER)
    job = claim(job_id)
    if job is not None:
        with request_ids.under(job.row.request_id):
            _work(job, function)


def _work(job: RunningJob, function: Callable[..., object]) -> None:
    try:
        with _Within.enter(job.row.name):
            with heartbeat(job):
                function(job, **job.row.args)
            job.finish()
    except JobStopped:
        log.info("Job %s (%s) stopped: cancelled, or taken over.", job.uid, job.row.name)
    except Refused as refusal:
        _end(job.fail, refusal.message)
    except Exception as error:  # noqa: BLE001 - every end of a job is written down
        _log_without_contents(job, error)
        _end(job.try_again, UNEXPECTED)


def _end(write: Callable[[str], None], reason: str) -> None:
    try:
        write(reason)
    except JobStopped:
        log.info("A job that was cancelled or taken over ended elsewhere.")


def _log_without_contents(job: RunningJob, error: Exception) -> None:
    """Log type and place, not the message: database errors quote the row."""
    places = "".join(traceback.format_tb(error.__traceback__))
    log.error("Job %s (%s) failed with %s\n%s", job.uid, job.row.name, type(error).__name__, places)
